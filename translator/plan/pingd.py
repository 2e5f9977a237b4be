"""pingd, beside ipfail the other program that counts ping nodes: a clone of ocf:pacemaker:ping with the same attribute.

In a haresources cluster nothing acts on the attribute, and nothing does so now. Options are those of pingd.c in Pacemaker 1.0 and
heartbeat 2.1; defaults are pingd's.
"""

from __future__ import annotations

import getopt
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..catalogue.agents import PING
from ..diagnostics import Diagnostic, warning
from ..fates import Became, Fate
from ..model import Clone, Operation, Primitive
from ..settings.heartbeat.pings import Ping
from ..settings.heartbeat.respawns import Respawn
from .ids import Ids
from .ping import ATTRIBUTE, META

_SHORT = "V?$p:a:d:s:S:h:Dm:N:Ui:t:n:"
_LONG = {
    "ping-host=": "-h",
    "node=": "-h",
    "attr-name=": "-a",
    "attr-dampen=": "-d",
    "ping-interval=": "-i",
    "interval=": "-i",
    "ping-attempts=": "-n",
    "ping-timeout=": "-t",
    "ping-multiplier=": "-m",
    "value-multiplier=": "-m",
    "attr-section=": "-S",
    "attr-set=": "-s",
    "pid-file=": "-p",
    "daemonize": "-D",
    "verbose": "-V",
    "no-updates": "-U",
}
_ALIASES = {"-N": "-h", **{f"--{name.rstrip('=')}": short for name, short in _LONG.items()}}

_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_TIME = re.compile(r"[0-9]{1,9}(?:ms|msec|us|usec|s|sec|m|min|h|hr)?\Z")

_WORD = re.compile(r"\S+\Z")
_FORMS = {"-m": ("1", _NUMBER), "-d": ("5s", _TIME), "-n": ("2", _NUMBER), "-t": ("2", _NUMBER), "-a": (ATTRIBUTE, _WORD)}
"""The defaults, and what a value looks like."""

_PARAMETERS = (("-a", "name"), ("-m", "multiplier"), ("-d", "dampen"), ("-n", "attempts"), ("-t", "timeout"))

_INTERVAL, _TIMEOUT = 10, 60
"""Seconds between two rounds, as the agent's meta-data advises; pingd itself had one each second."""


class Published(NamedTuple):
    """`fates` are by the line in ha.cf."""

    clones: tuple[Clone, ...]
    fates: Mapping[int, Became]
    diagnostics: tuple[Diagnostic, ...]


def pingd(respawns: Sequence[Respawn], pings: Sequence[Ping], ids: Ids, *, ipfail: bool) -> Published:
    """The clones of all pingds. `pings` are the ping nodes of ha.cf, `ipfail` whether its clone publishes them already."""
    clones: list[Clone] = []
    fates: dict[int, Became] = {}
    diagnostics: list[Diagnostic] = []
    published = {ATTRIBUTE} if ipfail else set()
    for respawn in respawns:
        if respawn.program != "pingd":
            continue
        line = respawn.directive.span.line
        given, named, odd = _options(respawn)
        hosts = named or [str(address) for each in pings for address in each.addresses]
        if odd:
            diagnostics.append(_odd(respawn, odd))
        if not hosts:
            fates[line] = Became(Fate.DROPPED, (), "it has no host to ping")
        elif given["-a"] in published:
            fates[line] = Became(Fate.DROPPED, (), "the attribute is published already")
        else:
            published.add(given["-a"])
            name = ids.new("pingd", given["-a"]) if given["-a"] != ATTRIBUTE else ids.new("pingd")
            parameters = [(parameter, given[option]) for option, parameter in _PARAMETERS]
            parameters.insert(1, ("host_list", " ".join(dict.fromkeys(hosts))))
            operations = (*PING.operations, Operation("monitor", _INTERVAL, _TIMEOUT))
            clones.append(Clone(f"{name}-clone", Primitive(name, PING.agent, tuple(parameters), operations), META))
            fates[line] = Became(Fate.TRANSLATED, (f"{name}-clone",), "it publishes how many hosts the node reaches")
            if not named:
                for each in pings:
                    fates[each.directive.span.line] = Became(Fate.TRANSLATED, (f"{name}-clone",), "a host that pingd counts")
            diagnostics.append(_idle(respawn, f"{name}-clone", given["-a"]))
    return Published(tuple(clones), fates, tuple(diagnostics))


def _options(respawn: Respawn) -> tuple[dict[str, str], list[str], str]:
    """The options with their defaults, the hosts, and what of it pingd would not take (empty: all is good)."""
    values = {option: default for option, (default, _) in _FORMS.items()}
    hosts: list[str] = []
    odd = ""
    try:
        options, rest = getopt.gnu_getopt(shlex.split(respawn.command), _SHORT, list(_LONG))
    except getopt.GetoptError as problem:
        return values, hosts, f"the option '{problem.opt}'"
    except ValueError:
        return values, hosts, "a quote without an end"
    for option, value in options:
        option = _ALIASES.get(option, option)
        if option == "-h":
            hosts.append(value)
        elif option in _FORMS and _FORMS[option][1].match(value):
            values[option] = value
        elif option in _FORMS:
            odd = f"the value of '{option}'"
    return values, hosts, "arguments that are no options" if rest else odd


def _odd(respawn: Respawn, what: str) -> Diagnostic:
    help = "pingd's own default is taken: give what is meant as in 'pingd -m 100 -d 5s -a NAME -h HOST'"
    return warning("H161", respawn.path.span, f"{what} is none that pingd takes", help=help)


def _idle(respawn: Respawn, clone: str, attribute: str) -> Diagnostic:
    return warning(
        "H160",
        respawn.path.span,
        f"{clone} publishes the attribute '{attribute}' as pingd did, and nothing acts on it",
        notes=("a haresources cluster has no rules: resources did not move for pingd",),
        help="write 'respawn hacluster /usr/lib/heartbeat/ipfail' in its place where resources are to move with the network",
    )
