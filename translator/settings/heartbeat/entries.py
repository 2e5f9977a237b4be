"""The ledger of ha.cf and authkeys: what became of each line."""

from __future__ import annotations

import re

from ...catalogue.directives import DIRECTIVES, Repeat, Row, Shape
from ...fates import Entry, Fate
from ...source import Word
from ...syntax.authkeys import AuthKeys
from ...syntax.ha_cf import Directive, HaCf
from . import respawns
from .respawns import Respawn
from .values import Value

_ODD = re.compile(r"[^A-Za-z0-9_]+")
_IDLE = "nothing counts ping nodes without ipfail: they moved no resources, and none are pinged now"
_KEY = ("corosync authkey",)
LOGS = ("logfile", "debugfile", "logfacility")
"""What says where messages go, where that is not logd.cf."""


def entries_of(
    conf: HaCf,
    authkeys: AuthKeys | None,
    values: dict[str, list[Value]],
    programs: tuple[Respawn, ...],
    outvoted: Word | None,
    refused: frozenset[int],
    unheeded: frozenset[int],
    logd: bool,
) -> tuple[Entry, ...]:
    """One entry for each directive and each line of authkeys, in their order.

    `outvoted` is the name of a failback directive that a later one of the other name replaces; `refused` the lines with errors,
    `unheeded` those of fencing that no node follows; `logd` whether ha_logd writes the logs.
    """
    overridden = _overridden(values)
    if outvoted is not None:
        last = max(value.name.span.line for name in ("auto_failback", "nice_failback") for value in values[name])
        overridden[outvoted.span.line] = last
    by_line = {program.directive.span.line: program for program in programs}
    ipfail = any(program.program == "ipfail" for program in programs)
    setting = {value.name.span.line for several in values.values() for value in several}
    entries = []
    for directive in conf.directives:
        name, line = directive.name, directive.name.span.line
        row = DIRECTIVES.get(name)
        if row is None:
            entries.append(Entry(name, Fate.REFUSED, (), "heartbeat has no such directive"))
        elif row.fate is Fate.REFUSED:
            entries.append(Entry(name, Fate.REFUSED, (), row.reason))
        elif line in refused:
            entries.append(Entry(name, Fate.REFUSED, (), "it is in error"))
        elif line in unheeded:
            entries.append(Entry(name, Fate.DROPPED, (), "no node of ha.cf follows it"))
        elif line in overridden:
            entries.append(Entry(name, Fate.DROPPED, (), f"overridden by line {overridden[line]}"))
        elif line in by_line:
            entries.append(respawns.entry(by_line[line]))
        elif logd and name in LOGS:
            entries.append(Entry(name, Fate.DROPPED, (), "ha_logd writes the logs, and logd.cf says where to"))
        elif not directive.arguments and line not in setting:
            entries.append(Entry(name, Fate.DROPPED, (), "heartbeat ignores it without a value"))
        else:
            entries.append(_entry(directive, row, ipfail))
    return (*entries, *_keys(authkeys))


def _entry(directive: Directive, row: Row, ipfail: bool) -> Entry:
    name = directive.name
    if row.shape is Shape.NODES:
        nodes = dict.fromkeys(f"node {word.lower()}" for word in directive.arguments)
        return Entry(name, row.fate, tuple(nodes), row.reason)
    if row.shape in (Shape.PINGS, Shape.PING_GROUP) or row.name == "deadping":
        if not ipfail:
            return Entry(name, Fate.DROPPED, (), _IDLE)
        targets = (group_id(directive.arguments[0]),) if row.shape is Shape.PING_GROUP else row.targets
        return Entry(name, row.fate, targets, row.reason)
    return Entry(name, row.fate, row.targets, row.reason)


def group_id(name: str) -> str:
    """The id of the resource that pings a ping_group."""
    return "ping_" + _ODD.sub("_", name).strip("_")


def _overridden(values: dict[str, list[Value]]) -> dict[int, int]:
    """For lines whose value a later line of the same directive replaces: that line."""
    found = {}
    for name, several in values.items():
        if DIRECTIVES[name].repeat is Repeat.LAST:
            last = several[-1].name.span.line
            for value in several[:-1]:
                found[value.name.span.line] = last
    return found


def _keys(authkeys: AuthKeys | None) -> list[Entry]:
    """The lines of authkeys, without the keys."""
    if authkeys is None:
        return []
    lines = [Entry(word, Fate.REPLACED, _KEY, "corosync has one key, and signs and encrypts with it") for word in authkeys.auths]
    last = {key.number: key for key in authkeys.keys}
    for key in authkeys.keys:
        if last[key.number] is not key:
            reason = f"overridden by line {last[key.number].line.span.line}"
            lines.append(Entry(key.line, Fate.DROPPED, (), reason))
        else:
            lines.append(Entry(key.line, Fate.REPLACED, _KEY, "corosync-keygen makes a new key; this one signs nothing any more"))
    return sorted(lines, key=lambda entry: entry.item.span.line)
