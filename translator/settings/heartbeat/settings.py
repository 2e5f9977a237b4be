"""What ha.cf says, as typed settings: nodes, times, failback, links, ping nodes, programs, and the fate of each line.

All rules are Heartbeat's own (config.c and plugins/HBcomm of 2.1 and 3.0); tests/oracle holds them against its daemon.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...catalogue.directives import DIRECTIVES, Repeat, Row, Shape
from ...diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, warning
from ...fates import Entry
from ...source import SourceFile, Span, Word
from ...syntax.authkeys import AuthKeys
from ...syntax.ha_cf import WHOLE_LINE, Directive, HaCf
from . import failback, links, remarks, timing
from .entries import entries_of
from .links import Link
from .pings import Ping, read_pings
from .respawns import Respawn, read_respawns
from .stonith import Stonith, read_stonith
from .timing import Time
from .values import SHAPES, Value, ignored, quoted, read, repeated

_NODE = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?\Z")
_WORD = re.compile(r"[a-z_0-9]+")
_GUESSES = 40
"""Misspelt names that get a proposal: each costs a millisecond, and a file with more of them is no ha.cf."""


class Settings(NamedTuple):
    """One ha.cf. Times are milliseconds; a word is None where the file leaves the matter to Heartbeat's default."""

    nodes: tuple[Word, ...]
    """In the order of declaration, each once, in small letters, as heartbeat's add_node() makes them."""
    keepalive: Time
    warntime: Time
    deadtime: Time
    initdead: Time
    deadping: Time
    fails_back: bool
    failback: Word | None
    pings: tuple[Ping, ...]
    respawns: tuple[Respawn, ...]
    links: tuple[Link, ...]
    cluster: Word | None
    logfile: Word | None
    debugfile: Word | None
    logfacility: Word | None
    use_logd: bool
    """Messages go through ha_logd: by `use_logd`, or because no log is named."""
    watchdog: Word | None
    fencing: tuple[Word, ...]
    """The names of the stonith and stonith_host directives that a node follows."""
    stonith: tuple[Stonith, ...]
    """What they say, but for those that are refused."""
    whole: bool
    """Every line was read. A line that is misspelt or unreadable may be the one that is missed."""
    entries: tuple[Entry, ...]
    """One for each directive and each understood line of authkeys, in their order."""

    @property
    def ipfail(self) -> Respawn | None:
        """The line that starts ipfail."""
        return self.program("ipfail")

    @property
    def check_primary(self) -> Respawn | None:
        """The line that starts check_primary."""
        return self.program("check_primary")

    def program(self, name: str) -> Respawn | None:
        """The first line that starts a program of this name, wherever it lies."""
        return next((respawn for respawn in self.respawns if respawn.program == name), None)


def interpret(conf: HaCf, authkeys: AuthKeys | None) -> Outcome[Settings]:
    """The settings of one node, complete with defaults also where something is wrong with the file."""
    lines, diagnostics = _known(conf)
    first = conf.directives[0].name if conf.directives else Word("", Span(conf.file, 1, 1, 0))
    values, found = _values(lines)
    diagnostics += found
    nodes, found = _nodes(lines)
    diagnostics += found
    times = timing.effective(values)
    diagnostics += timing.judge(times)
    decided, found = failback.decide(values)
    diagnostics += found
    media, found = links.read_links(lines)
    diagnostics += found
    pings, found = read_pings(lines)
    diagnostics += found
    respawns, found = read_respawns(lines)
    diagnostics += found
    stonith, found = read_stonith(lines, nodes)
    diagnostics += found
    unheeded = frozenset(each.span.line for each in found if each.code == "H150" and each.span is not None)
    diagnostics += remarks.of_lines(lines, values)
    diagnostics += remarks.on_pings(pings, respawns, decided)
    logd, found = remarks.on_logging(values)
    diagnostics += found
    diagnostics += _too_many(nodes)
    whole = not conf.damaged and len(lines) == len(conf.directives)
    if whole:
        diagnostics += _missing(lines, first, nodes, media)
    settings = Settings(
        nodes=nodes,
        keepalive=times.keepalive,
        warntime=times.warntime,
        deadtime=times.deadtime,
        initdead=times.initdead,
        deadping=times.deadping,
        fails_back=decided.fails_back,
        failback=decided.word,
        pings=pings,
        respawns=respawns,
        links=media,
        cluster=_word(values, "cluster"),
        logfile=_word(values, "logfile"),
        debugfile=_word(values, "debugfile"),
        logfacility=_word(values, "logfacility"),
        use_logd=logd,
        watchdog=_word(values, "watchdog"),
        fencing=tuple(
            directive.name
            for directive, row in lines
            if row.shape is Shape.FENCING and directive.name.span.line not in unheeded
        ),
        stonith=stonith,
        whole=whole,
        entries=entries_of(
            conf, authkeys, values, respawns, decided.overridden, _refused(conf.file, diagnostics), unheeded, logd
        ),
    )
    return Outcome(settings, tuple(diagnostics))


def _known(conf: HaCf) -> tuple[list[tuple[Directive, Row]], list[Diagnostic]]:
    """The directives with their rows, without the unknown ones."""
    lines: list[tuple[Directive, Row]] = []
    diagnostics: list[Diagnostic] = []
    proposals: dict[str, str] = {}
    for directive in conf.directives:
        row = DIRECTIVES.get(directive.name)
        if row is not None:
            lines.append((directive, row))
            continue
        name = str(directive.name)
        if name not in proposals:
            proposals[name] = _proposal(name, guess=len(proposals) < _GUESSES)
        diagnostics.append(
            error("H105", directive.name.span, f"unknown directive {quoted(name)}", help=proposals[name])
        )
    return lines, diagnostics


def _proposal(name: str, guess: bool) -> str:
    plain = name.lstrip("\ufeff")
    if plain in DIRECTIVES:
        return "save the file without a byte order mark: it is part of the first word"
    matched = _WORD.match(plain)
    if matched and matched[0] in DIRECTIVES:
        return f"put a blank behind '{matched[0]}': nothing else ends the name of a directive"
    proposal = did_you_mean(name, DIRECTIVES) if guess and len(name) < 40 else None
    return proposal or "delete the line, or make it a comment with '#' (the directives are in ha.cf(5))"


def _values(lines: list[tuple[Directive, Row]]) -> tuple[dict[str, list[Value]], list[Diagnostic]]:
    """The values that lines set, by directive."""
    values: dict[str, list[Value]] = {}
    diagnostics: list[Diagnostic] = []
    for directive, row in lines:
        if row.shape not in SHAPES:
            continue
        outcome = read(directive, row)
        diagnostics += outcome.diagnostics
        if outcome.value is not None:
            values.setdefault(row.name, []).append(outcome.value)
    for name, several in values.items():
        if len(several) > 1 and DIRECTIVES[name].repeat is not Repeat.ADDS:
            diagnostics += repeated(several, DIRECTIVES[name])
    return values, diagnostics


def _word(values: dict[str, list[Value]], name: str) -> Word | None:
    return values[name][-1].word if name in values else None


def _nodes(lines: list[tuple[Directive, Row]]) -> tuple[tuple[Word, ...], list[Diagnostic]]:
    nodes: dict[str, Word] = {}
    diagnostics: list[Diagnostic] = []
    for directive, row in lines:
        if row.shape is not Shape.NODES:
            continue
        if not directive.arguments:
            diagnostics.append(ignored(directive))
        for word in directive.arguments:
            name = word.map(str.lower)
            if not _NODE.match(name):
                diagnostics.append(
                    error("H124", word.span, f"{quoted(word)} is no host name", help="write what 'uname -n' prints on the node")
                )
            elif name in nodes:
                diagnostics.append(
                    warning(
                        "H123",
                        word.span,
                        f"node '{word}' is named again: it counts once",
                        labels=(Label(nodes[name].span, "named here first"),),
                        help="delete it here",
                    )
                )
            else:
                nodes[name] = name
    return tuple(nodes.values()), diagnostics


def _too_many(nodes: tuple[Word, ...]) -> list[Diagnostic]:
    if len(nodes) <= 2:
        return []
    return [
        error(
            "H122",
            nodes[2].span,
            f"{len(nodes)} nodes: haresources serves two, and so does this conversion",
            labels=tuple(Label(node.span, "a node") for node in nodes[:2]),
            help="keep the two nodes that haresources names",
        )
    ]


def _missing(
    lines: list[tuple[Directive, Row]], first: Word, nodes: tuple[Word, ...], media: tuple[Link, ...]
) -> list[Diagnostic]:
    """What the file does not say. `first` is where it begins."""
    found: list[Diagnostic] = []
    named = {row.shape for directive, row in lines if directive.arguments or directive.name in WHOLE_LINE}
    if not nodes and Shape.NODES not in named:
        found.append(error("H120", first.span, "no nodes: there is no 'node' line", help="write 'node NAME NAME'"))
    elif len(nodes) == 1:
        found.append(
            error("H121", nodes[0].span, f"'{nodes[0]}' is the only node", help="name its peer as well: 'node NAME NAME'")
        )
    if media or not named & {Shape.PEER, Shape.GROUP, Shape.DEVICES}:
        found += links.without_links(media, first)
    if not any(row.name in ("auto_failback", "nice_failback") for _, row in lines):
        found.append(failback.unset(first))
    return found


def _refused(file: SourceFile, diagnostics: list[Diagnostic]) -> frozenset[int]:
    """The lines of `file` that errors stand at."""
    return frozenset(
        found.span.line
        for found in diagnostics
        if found.span is not None and found.span.file is file and found.severity.value == "error" and found.code not in _WHOLE
    )


_WHOLE = frozenset(("H120", "H125"))
"""Errors about the whole file, shown where it begins: the line there is not to blame."""
