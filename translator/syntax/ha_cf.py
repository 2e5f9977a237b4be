"""ha.cf, read as Heartbeat reads it: bytes become directives and their arguments; what they mean is for the plan.

The rules are those of `parse_config` in heartbeat's config.c (2.1 and 3.0 agree) and of the parse functions of its media, held
against the daemon itself in tests/oracle:

- `#` ends the line, in quotes or glued to a word as well; then the first carriage return ends it.
- Blank, tab and form feed end a directive's name; those and commas separate its arguments. The directives in `WHOLE_LINE` take
  the rest of the line apart themselves, at blanks alone: there a comma belongs to the word.
- 5119 bytes are read at a time: what is longer goes on as if it were the next line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..diagnostics import Diagnostic, Outcome, error, warning
from ..source import SourceFile, Span, Word

WHOLE_LINE = frozenset(
    ("apiauth", "failfast", "mcast", "mcast6", "ping_group", "respawn", "stonith", "stonith_host", "ucast", "ucast6")
)
"""Directives whose arguments are separated by blanks alone."""

LONGEST = 5119
"""Bytes of one line that heartbeat reads at once (MAXLINE - 1)."""

_BLANKS = " \t\f\r"
_WORD = re.compile(r"[^ \t\f]+")
_ARGUMENT = re.compile(r"[^ \t\f,]+")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters (the vertical tab is none of heartbeat's blanks), bytes that are no UTF-8, and what XML cannot hold."""


class Directive(NamedTuple):
    """One line: the directive's name as it is written, and its arguments in their order."""

    name: Word
    arguments: tuple[Word, ...]


class HaCf(NamedTuple):
    """The directives of one ha.cf, in their order."""

    file: SourceFile
    directives: tuple[Directive, ...]
    damaged: bool = False
    """Lines were left out because they are not text: that something is missing proves nothing."""


def parse(file: SourceFile) -> Outcome[HaCf]:
    """The directives of `file`, without judging names or values. A file that is not text has none."""
    binary = _binary(file)
    if binary is not None:
        return Outcome(HaCf(file, (), damaged=True), (binary,))
    directives: list[Directive] = []
    diagnostics: list[Diagnostic] = []
    odd: list[Span] = []
    for number, line in enumerate(file.text.split("\n"), 1):
        if 4 * len(line) > LONGEST:
            diagnostics += _too_long(file, number, line)
        start = len(line) - len(line.lstrip(_BLANKS))
        end = _end(line, start)
        if start == end:
            continue
        found = _ODD.search(line, start, end)
        if found:
            odd.append(Span(file, number, found.start() + 1, 1))
            continue
        diagnostics += _behind_return(file, number, line, end)
        directives.append(_directive(file, number, line, start, end))
    if odd:
        diagnostics.append(_odd(file, odd))
    return Outcome(HaCf(file, tuple(directives), damaged=bool(odd)), tuple(diagnostics))


def _directive(file: SourceFile, number: int, line: str, start: int, end: int) -> Directive:
    matched = _WORD.match(line, start, end)
    assert matched  # the line begins with what is no blank
    name = matched[0]
    separated = _WORD if name in WHOLE_LINE else _ARGUMENT
    # Whole-line directives, too, are handed on without the commas and blanks in front.
    begin = matched.end()
    while begin < end and line[begin] in " \t\f,":
        begin += 1
    return Directive(
        Word(name, Span(file, number, start + 1, len(name))),
        tuple(
            Word(found[0], Span(file, number, found.start() + 1, len(found[0])))
            for found in separated.finditer(line, begin, end)
        ),
    )


def _end(line: str, start: int) -> int:
    """Where heartbeat stops reading `line`: at the comment, else at a carriage return behind its beginning, else at its end."""
    end = len(line)
    for mark in "#\r":
        found = line.find(mark, start, end)
        if found >= 0:
            end = found
    return end


def _behind_return(file: SourceFile, number: int, line: str, end: int) -> list[Diagnostic]:
    """A finding where text stands behind the carriage return that ended the line at `end`."""
    if end == len(line) or line[end] != "\r":
        return []
    rest = line[end:].lstrip(_BLANKS)
    if not rest or rest[0] == "#":
        return []
    column = len(line) - len(rest) + 1
    return [
        warning(
            "H104",
            Span(file, number, column, len(rest.rstrip(_BLANKS))),
            "heartbeat does not read what stands behind a carriage return",
            help="end lines with a line feed (dos2unix, or mac2unix where there is no line feed at all)",
        )
    ]


def _binary(file: SourceFile) -> Diagnostic | None:
    found = file.text.find("\0")
    if found < 0:
        return None
    number = file.text.count("\n", 0, found) + 1
    column = found - file.text.rfind("\n", 0, found)
    return error(
        "H101",
        Span(file, number, column, 1),
        "this is not a text file",
        notes=("it holds NUL bytes; no line of it is read",),
        help="name the directory that holds the ha.cf that heartbeat runs with, or restore the file from a backup",
    )


def _odd(file: SourceFile, odd: list[Span]) -> Diagnostic:
    first = odd[0]
    line = file.text.split("\n")[first.line - 1]
    character = line[first.column - 1]
    byte = ord(character) - 0xDC00 if "\ud800" <= character <= "\udfff" else ord(character)
    shown = f"byte 0x{byte:02x}" if byte < 256 else f"the character U+{byte:04X}"
    if file.line(first.line) != line.rstrip("\r"):  # it may be one of a password
        shown = "what is here"
    notes = (f"{len(odd)} lines have such characters; none of them is read",) if len(odd) > 1 else ()
    return error(
        "H102",
        first,
        f"{shown} cannot stand in a value",
        notes=notes,
        help="write the file in UTF-8 without control characters (a comment may hold anything)",
    )


def _too_long(file: SourceFile, number: int, line: str) -> list[Diagnostic]:
    size = len(line.encode("utf-8", "surrogateescape"))
    if size <= LONGEST:
        return []
    return [
        error(
            "H103",
            Span(file, number, 1, len(line)),
            f"the line has {size} bytes, and heartbeat takes what is behind byte {LONGEST} for a new line",
            help="break the line up",
        )
    ]
