"""The programs that heartbeat keeps running: `respawn`, and `failfast` of 3.0."""

from __future__ import annotations

from typing import NamedTuple

from ...catalogue.directives import Row, Shape
from ...catalogue.programs import PROGRAMS
from ...diagnostics import Diagnostic, error, warning
from ...fates import Entry, Fate
from ...source import Word
from ...syntax.ha_cf import Directive
from .links import too_few
from .values import quoted


class Respawn(NamedTuple):
    """One program: the user it runs as, its absolute path and its arguments, which may hold passwords."""

    user: Word
    path: Word
    arguments: tuple[Word, ...]
    directive: Word

    @property
    def command(self) -> str:
        """The arguments as they are written, blanks included: heartbeat gives the line to a shell. It may hold passwords."""
        return self.path.span.file.between(self.arguments[0].span, self.arguments[-1].span) if self.arguments else ""

    @property
    def own(self) -> bool:
        """Whether it is a program of the user's, and not one that came with heartbeat or is named wrongly."""
        return self.path.startswith("/") and self.program not in PROGRAMS and _split(self) is None

    @property
    def program(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def read_respawns(lines: list[tuple[Directive, Row]]) -> tuple[tuple[Respawn, ...], list[Diagnostic]]:
    """All programs, in their order, and what is wrong with their lines (add_client_child in config.c)."""
    respawns: list[Respawn] = []
    diagnostics: list[Diagnostic] = []
    for directive, row in lines:
        if row.shape is not Shape.PROGRAM:
            continue
        if len(directive.arguments) < 2:
            diagnostics.append(too_few(directive, f"{row.name} USER /PATH/OF/PROGRAM"))
            continue
        user, path, *arguments = directive.arguments
        respawn = Respawn(user, path, tuple(arguments), directive.name)
        respawns.append(respawn)
        diagnostics += _judged(respawn)
    return tuple(respawns), diagnostics


def entry(respawn: Respawn) -> Entry:
    """What becomes of the program."""
    known = PROGRAMS.get(respawn.program)
    if known is None:
        return Entry(respawn.directive, Fate.TRANSLATED, ("program",), "Pacemaker keeps it running on both nodes")
    return Entry(respawn.directive, known.fate, known.targets, known.reason)


def _judged(respawn: Respawn) -> list[Diagnostic]:
    path = respawn.path
    if not path.startswith("/"):
        return [
            error(
                "H137",
                path.span,
                f"{quoted(path)} is no absolute path, and heartbeat does not start with it",
                help="write the path from '/' on",
            )
        ]
    known = PROGRAMS.get(respawn.program)
    if known is not None:
        if not known.advice:
            return []
        return [
            warning(
                "H139",
                path.span,
                f"'{known.name}' does not run any more: {known.reason}",
                notes=known.notes,
                help=known.advice,
            ),
        ]
    split = _split(respawn)
    return [split] if split is not None else []


def _split(respawn: Respawn) -> Diagnostic | None:
    """The error for check_primary written as two words, as it looks where an underscore was lost in print."""
    if not respawn.arguments:
        return None
    first = respawn.arguments[0]
    if f"{respawn.program}_{first}" != "check_primary":
        return None
    start = respawn.path.span
    length = start.length
    if first.span.line == start.line:
        length = first.span.column + first.span.length - start.column
    return error(
        "H138",
        start._replace(length=length),
        f"heartbeat would run '{respawn.path}' and give it '{first}' as an argument",
        notes=("the program is called check_primary: its underscore is easily lost in print",),
        help=f"write '{respawn.path}_{first}', in one word",
    )
