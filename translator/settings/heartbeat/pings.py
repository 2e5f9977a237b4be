"""The ping nodes of ha.cf, which ipfail counts."""

from __future__ import annotations

from typing import NamedTuple

from ...catalogue.directives import Row, Shape
from ...diagnostics import Diagnostic, Label, error, warning
from ...source import Word
from ...syntax.ha_cf import Directive
from .hosts import Host, host
from .links import not_an_address, too_few
from .values import ignored, quoted


class Ping(NamedTuple):
    """One ping node: a single address, by which it is named too, or a ping_group by its name, up while any member answers."""

    name: Word
    addresses: tuple[Word, ...]
    directive: Word


def read_pings(lines: list[tuple[Directive, Row]]) -> tuple[tuple[Ping, ...], list[Diagnostic]]:
    """All ping nodes, in their order, each once."""
    pings: dict[str, Ping] = {}
    diagnostics: list[Diagnostic] = []
    for directive, row in lines:
        if row.shape is Shape.PINGS:
            made, found = _single(directive, row)
        elif row.shape is Shape.PING_GROUP:
            made, found = _group(directive)
        else:
            continue
        diagnostics += found
        for ping in made:
            earlier = pings.setdefault(ping.name.lower(), ping)
            if earlier is not ping:
                diagnostics.append(_again(ping, earlier))
    return tuple(pings.values()), diagnostics


def _single(directive: Directive, row: Row) -> tuple[list[Ping], list[Diagnostic]]:
    if not directive.arguments:
        return [], [ignored(directive)]
    wanted, names = (Host.IPV6, ("ping", "ping6")) if row.name == "ping6" else (Host.IPV4, ("ping", "ping6"))
    made = [Ping(word, (word,), directive.name) for word in directive.arguments]
    return made, _judged(directive.arguments, wanted, names)


def _group(directive: Directive) -> tuple[list[Ping], list[Diagnostic]]:
    if len(directive.arguments) < 2:
        return [], [too_few(directive, "ping_group NAME ADDRESS ADDRESS")]
    name, *members = directive.arguments
    diagnostics = []
    for member in members:
        if "," in member:
            message = f"{quoted(member)} is one word to heartbeat: members stand apart by blanks"
            diagnostics.append(error("H127", member.span, message, help="write blanks instead of the commas"))
    if not diagnostics:
        diagnostics = _judged(tuple(members), Host.IPV4, ("", ""))
    return [Ping(name, tuple(members), directive.name)], diagnostics


def _judged(words: tuple[Word, ...], wanted: Host, names: tuple[str, str]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for word in words:
        if host(word) not in (wanted, Host.NAME):
            found += not_an_address(word, wanted, names)
    return found


def _again(ping: Ping, earlier: Ping) -> Diagnostic:
    return warning(
        "H136",
        ping.name.span,
        f"{quoted(ping.name)} is a ping node already: it counts once",
        labels=(Label(earlier.name.span, "the first"),),
        help="delete one of the two",
    )
