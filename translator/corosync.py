"""corosync.conf from the ha.cf of both nodes: links, times, logging.

Sources: corosync.conf(5) and the readers of corosync 3.1 (coroparse.c, totemconfig.c, logconfig.c), votequorum(5). What is measured
with the daemon stands beside the rules: `plan.wires` for the links, `plan.membership` for the times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .diagnostics import Diagnostic, Label, Outcome, error, has_errors, note, warning
from .plan.membership import SAFE_DEADTIME, Times, times
from .plan.pair import Side
from .plan.wires import Wire, wires
from .settings.heartbeat.entries import LOGS
from .settings.heartbeat.settings import Settings
from .settings.heartbeat.timing import shown
from .settings.heartbeat.values import quoted
from .source import Word
from .syntax.network import Nics
from .templates.plain import environment

CLUSTER = "linux-ha"
"""Heartbeat's own default."""

_CLUSTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_FILE = re.compile(r"/[A-Za-z0-9._+,:=@%~/-]{0,254}[A-Za-z0-9._+,:=@%~-]\Z")
"""No brace (coroparse.c takes it for a section wherever it stands), no blank, no longer than a path may be; no directory."""
_DEVICE = re.compile(r"[A-Za-z0-9._:-]{1,15}\Z")


class _Node(NamedTuple):
    id: int
    name: str
    addresses: tuple[str, ...]


class _Link(NamedTuple):
    number: int
    origin: str
    port: int | None


def convert(one: Side, other: Side, nics: Sequence[Nics] = ({}, {})) -> Outcome[bytes]:
    """corosync.conf for both nodes; empty where the trees do not say enough. `nics` as for `plan.wires.wires`."""
    settings = one.configuration.settings
    linked = wires(one, other, nics)
    found = list(linked.diagnostics)
    if not linked.value and not has_errors(found):
        span = settings.nodes[0].span
        help = "write 'ucast INTERFACE ADDRESS-OF-THE-PEER' into the ha.cf of each node"
        found.append(error("H902", span, "no link between the nodes can be told from the two trees", help=help))
    if has_errors(found):
        return Outcome(b"", tuple(found))
    found += _differences(settings, other.configuration.settings)
    warntime = settings.warntime.ms if settings.warntime.word is not None else None
    clock = times(settings.deadtime.ms, warntime)
    found += _short(settings, clock)
    text = environment().get_template("corosync.conf.j2").render(
        cluster_name=_value(settings.cluster, _CLUSTER, "cluster", found) or CLUSTER,
        deadtime=shown(settings.deadtime.ms),
        warntime=shown(warntime) if warntime is not None else None,
        times=clock,
        links=[_Link(number, _origin(wire), wire.port) for number, wire in enumerate(linked.value)],
        nodes=[
            _Node(number + 1, str(name), tuple([wire.addresses[number] for wire in linked.value]))
            for number, name in enumerate(settings.nodes)
        ],
        logfile=None if settings.use_logd else _logfile(settings, found),
        facility=_facility(settings),
    )
    return Outcome(text.encode(), tuple(found))


def _origin(wire: Wire) -> str:
    return f"{wire.kind} {wire.device}" if _DEVICE.match(wire.device) else wire.kind


def _short(settings: Settings, clock: Times) -> Iterator[Diagnostic]:
    deadtime = settings.deadtime
    if deadtime.ms >= SAFE_DEADTIME or deadtime.word is None:
        return
    message = f"a deadtime of {shown(deadtime.ms)} is short for corosync: a cut link can look like a dead node"
    if clock.dead > deadtime.ms:
        message = f"corosync cannot be as quick as a deadtime of {shown(deadtime.ms)}: it takes {shown(clock.dead)}"
    help = f"write a deadtime of {SAFE_DEADTIME // 1000} seconds or more into both ha.cf, and convert again"
    yield warning("H912", deadtime.word.span, message, help=help)


def _differences(here: Settings, there: Settings) -> Iterator[Diagnostic]:
    """What each node had for itself, and corosync.conf has once."""
    for name in ("cluster", *(() if here.use_logd else LOGS)):
        left: Word | None = getattr(here, name)
        right: Word | None = getattr(there, name)
        if left is not None and right is not None and left != right:
            label = Label(right.span, "the other tree")
            message = f"'{name}' differs between the nodes: this one is taken for both"
            yield note("H914", left.span, message, labels=[label])
    one, other = here.warntime, there.warntime
    if one.word is not None and other.word is not None and one.ms != other.ms:
        label = Label(other.word.span, f"the other tree: {shown(other.ms)}")
        yield note("H914", one.word.span, "'warntime' differs between the nodes: this one is taken for both", labels=[label])


def _facility(settings: Settings) -> str | None:
    """All names that Heartbeat takes are known to corosync as well (qb_log_facility2int), whatever its manual page says."""
    if settings.use_logd or settings.logfacility is None:
        return "daemon"
    return None if settings.logfacility == "none" else str(settings.logfacility)


def _logfile(settings: Settings, found: list[Diagnostic]) -> str | None:
    """Heartbeat's logfile, else its debugfile: corosync has one for all messages."""
    name = "logfile" if settings.logfile is not None else "debugfile"
    return _value(settings.logfile or settings.debugfile, _FILE, name, found)


def _value(word: Word | None, form: re.Pattern[str], name: str, found: list[Diagnostic]) -> str | None:
    """The word, or None where there is none or corosync.conf cannot hold it."""
    if word is None or form.match(word):
        return word if word is None else str(word)
    message = f"corosync.conf cannot hold {quoted(word)}: '{name}' is left out"
    help = "write an absolute path, without blanks, braces and quotes" if name != CLUSTER and name != "cluster" else None
    found.append(warning("H913", word.span, message, help=help or "write a name of letters, digits, hyphens and dots"))
    return None
