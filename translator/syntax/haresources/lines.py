"""How physical lines of haresources become one, where each part of such a line stood, and what can go wrong with that."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...diagnostics import Diagnostic, error, warning
from ...source import SourceFile, Span, Word
from .words import shown

MAX_LINE = 5118
"""Bytes of a physical line without its end: to check the node names, heartbeat reads so many at a time (its MAXLINE is 5,120)."""

MAX_LINES = 50_000
MAX_FILE = 4 * 1024 * 1024
"""Characters. More than this, or more lines, is no haresources: it bounds the time that junk can take."""

_BLANKS = " \t"
_LONG = 200
"""Characters of a word that are looked at where a part of it is to be shown."""


class Joined(NamedTuple):
    r"""Lines that `\` at their ends made one: part i begins at `starts[i]` of `text`, and at the beginning of line `numbers[i]`.

    `following` is the index, from 0, of the first physical line behind it all.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    following: int

    def span(self, file: SourceFile, offset: int, length: int) -> Span:
        """The place of what stands at `offset`: of its first part, where it goes over the end of a line."""
        part = bisect_right(self.starts, offset) - 1
        start = self.starts[part]
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.text)
        return Span(file, self.numbers[part], offset - start + 1, min(length, end - offset))


def join(body: str, physical: Sequence[str], index: int) -> Joined:
    r"""The line `body`, which ends with `\`, and the lines of `physical` that it pulls up, from `index` on.

    sed looks at the end of what it has joined so far: where `\\` and an empty line come together, that goes on once more.
    A `\` on the last line of the file has nothing to pull up, and stays.
    """
    parts, numbers = [body], [index]
    while parts[-1].endswith("\\") and index < len(physical):
        parts[-1] = parts[-1][:-1]
        parts.append(physical[index])
        index += 1
        numbers.append(index)
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
            numbers.pop()
    starts, end = [], 0
    for part in parts:
        starts.append(end)
        end += len(part)
    return Joined("".join(parts), tuple(starts), tuple(numbers), index)


def physical_lines(file: SourceFile, found: list[Diagnostic]) -> list[str]:
    """The lines of `file` without their ends, none where there are too many. `found` gets what is wrong with lengths and ends."""
    if len(file.text) > MAX_FILE or file.text.count("\n") > MAX_LINES:
        found.append(
            error(
                "H215",
                Span(file, 1, 1, 0),
                f"this file has more than {MAX_LINES} lines or {MAX_FILE >> 20} MiB, and is not read",
                help="is it the right file?",
            )
        )
        return []
    lines = file.text.split("\n")
    if not lines[-1]:
        lines.pop()
    if len(max(lines, key=len, default="")) * 4 > MAX_LINE:
        for number, line in enumerate(lines, 1):
            if len(line) * 4 > MAX_LINE and len(line.encode("utf-8", "surrogateescape")) + line.endswith("\\") > MAX_LINE:
                found.append(_too_long(file, number))
    if "\r" in file.text:
        found += _line_ends(file, lines)
    return lines


def _too_long(file: SourceFile, number: int) -> Diagnostic:
    return error(
        "H215",
        Span(file, number, 1, 1),
        f"this line has more than {MAX_LINE} bytes",
        notes=["heartbeat takes what comes behind them for a line of its own, and does not start"],
        help="break it: a blank and '\\' at the end of each part, or a comment of several lines",
    )


def _line_ends(file: SourceFile, physical: Sequence[str]) -> Iterator[Diagnostic]:
    """Line ends of another system."""
    ends = [number for number, line in enumerate(physical, 1) if line.endswith("\r") and "#" not in line]
    if ends:
        yield error(
            "H206",
            Span(file, ends[0], len(physical[ends[0] - 1]), 1),
            "this line ends as in DOS (CR LF): Heartbeat takes the CR for a part of the last word",
            notes=[f"{len(ends)} lines of the file end so"],
            help=f"remove them: sed -i 's/\\r$//' {file.name}",
        )


def in_joined_line(file: SourceFile, joined: Joined, node: Word, physical: Sequence[str]) -> Iterator[Diagnostic]:
    """What the joining of lines did that was hardly meant."""
    text = joined.text
    yield from _as_checked(file, joined, node, physical)
    for start in joined.starts[1:]:
        left = text[max(start - _LONG, 0) : start].replace("\t", " ").rpartition(" ")[2]
        if not left or left.endswith("::") or text.startswith(("::", "#", *_BLANKS), start):
            continue
        right = text[start : start + _LONG].replace("\t", " ").partition(" ")[0]
        yield warning(
            "H227",
            joined.span(file, start, len(right)),
            f"this goes on in the middle of a word: '{shown(left)}' and '{shown(right)}' become '{shown(left + right)}'",
            help="put a blank before the '\\', or at the beginning of this line, if two words are meant",
        )
    hash_mark = text.find("#")
    if hash_mark >= 0:
        yield error(
            "H219",
            joined.span(file, hash_mark, 1),
            "this is no comment: the line before goes on here, and Heartbeat takes '#' and what follows for resources",
            notes=["comments are cut off before lines are joined, and only on the first of them"],
            help="move the comment to a line of its own, before the resources",
        )


def _as_checked(file: SourceFile, joined: Joined, node: Word, physical: Sequence[str]) -> Iterator[Diagnostic]:
    """Where heartbeat's own check of the node names goes wrong.

    It takes for the node what stands, up to a blank, on the first line, and for a line of its own each line that has no `\\`
    at the very end of the one before, whatever was a comment there.
    """
    notes = ["heartbeat checks the node names by itself, without joining lines, and does not start with this file"]
    if len(joined.starts) > 1:
        first = joined.text[: joined.starts[1]].lstrip(_BLANKS)
        if not any(blank in first for blank in _BLANKS):
            yield error(
                "H220",
                node.span,
                f"'{shown(node)}' must stand, with a blank behind it, on the first of the lines that '\\' joins",
                notes=notes,
                help="put the node, a blank and then the '\\' on one line",
            )
    for index in range(joined.numbers[0], joined.following):
        line = physical[index].lstrip(_BLANKS)
        if line and line[0] != "#" and not physical[index - 1].endswith("\\"):
            word = line.partition(" ")[0].partition("\t")[0]
            yield error(
                "H220",
                Span(file, index + 1, len(physical[index]) - len(line) + 1, len(word)),
                f"'{shown(word)}' is a resource of the line above, but is also checked as if it were a node",
                notes=notes,
                help="put '\\' at the very end of the line above, with no comment on it and no other '\\' before it",
            )


def pulled_up(words: Sequence[Word]) -> list[Word]:
    """The words of a joined line that are the first on their physical line, without the very first."""
    return [word for before, word in zip(words, words[1:]) if word.span.line != before.span.line]
