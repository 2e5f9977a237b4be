"""haresources, read as Heartbeat's own ResourceManager script reads it: one line is one group of resources.

The rules, all of them that script's (`ipres`, `canonname`, `resource2script`, `resource2arg`), in its order:

- `#` cuts the rest of a line, before lines are joined; on a line that is pulled up by a continuation it cuts nothing.
- A line goes on where `\\` is its very last character; nothing stands between the two parts then.
- Blanks and tabs separate words. The first word is the node, in lower case; the others are the resources, in starting order.
- A resource is its script and its arguments with `::` between them; each `::` becomes a blank for the shell, so that empty arguments
  vanish. A bare address (`[0-9]*.[0-9]*.[0-9]*.[0-9]*`, a shell pattern) is an argument of IPaddr.

Tests hold this against the genuine script. What is suspicious about a word or a line is judged in `haresources_traps`, what the
script's search for groups makes of the file in `haresources_keys`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..diagnostics import Diagnostic, Outcome
from ..source import SourceFile, Span, Word
from . import haresources_keys as keys
from . import haresources_traps as traps
from .haresources_lines import Joined, join


class Resource(NamedTuple):
    """One resource of a line. `text` is the whole word; all words know the place where they stand in it."""

    text: Word
    script: Word
    arguments: tuple[Word, ...]

    @property
    def identity(self) -> tuple[str, tuple[str, ...]]:
        """What makes two resources the same: they call the same script with the same arguments."""
        return self[1], self[2]


class Line(NamedTuple):
    """One logical line: the node, in lower case, and at least one resource, in the order in which they start."""

    node: Word
    resources: tuple[Resource, ...]


class HaResources(NamedTuple):
    """The whole file. `lines` is empty where nothing could be read."""

    file: SourceFile
    lines: tuple[Line, ...]


_BLANKS = re.compile("[^ \t]+")
_DOT_DIGIT = re.compile(r"\.[0-9]")
_DIGITS = frozenset("0123456789")

# The file may hold tens of thousands of words: the constructors are called without the Python frames around them.
_str = str.__new__
_tuple = tuple.__new__


def is_address(word: str) -> bool:
    """Whether the script takes the whole word for an address: it begins with a digit and has three more behind dots."""
    return word[:1] in _DIGITS and len(_DOT_DIGIT.findall(word)) >= 3


def parse(file: SourceFile) -> Outcome[HaResources]:
    """All lines of `file` as Heartbeat understands them, and what is wrong or suspicious. Raises nothing, whatever the bytes are."""
    physical = file.text.split("\n")
    if not physical[-1]:
        physical.pop()
    found: list[Diagnostic] = list(traps.in_file(file, physical))
    suspicious = traps.scanner(file.text)
    lines: list[Line] = []
    index, count = 0, len(physical)
    while index < count:
        body = physical[index]
        index += 1
        if "#" in body:
            body = body[: body.index("#")]
        if body.endswith("\\"):
            joined = join(body, physical, index)
            index, body = joined.following, joined.text
            words = _BLANKS.findall(body)
            if not words:
                continue
            line = _relocated(_line(file, words, body, 0), joined)
            found += traps.in_joined_line(file, joined, line)
        else:
            words = body.split() if suspicious is None else _BLANKS.findall(body)
            if not words:
                continue
            line = _line(file, words, body, index)
        if suspicious is not None and suspicious(body):
            found += traps.in_words(line)
        if len(words) > 1:
            lines.append(line)
        else:
            found.append(traps.no_resource(line.node))
    found += traps.in_lines(lines)
    found += keys.conflicts(lines)
    if not lines and not found:
        found.append(traps.empty(file))
    return Outcome(HaResources(file, tuple(lines)), traps.limited(found))


def _line(file: SourceFile, words: list[str], body: str, number: int) -> Line:
    """The words of `body`, which all stand on line `number`."""
    node: Word | None = None
    resources: list[Resource] = []
    end = 0
    for word in words:
        start = body.index(word, end)
        column = start + 1
        end = start + len(word)
        span = _tuple(Span, (file, number, column, len(word)))
        if node is None:
            node = _str(Word, word.lower())
            node.span = span
            continue
        text = _str(Word, word)
        text.span = span
        name, separator, rest = word.partition("::")
        arguments: tuple[Word, ...]
        if word[0] in _DIGITS and is_address(word):
            script, arguments = _str(Word, "IPaddr"), _cut(text) if separator else (text,)
            script.span = span
        elif not separator:
            script, arguments = text, ()
        elif ":" in name:
            script, arguments = _str(Word, name), _cut(text)
            script.span = _tuple(Span, (file, number, column, len(name)))
        else:
            script = _str(Word, name)
            script.span = _tuple(Span, (file, number, column, len(name)))
            place = column + len(name) + 2
            collected = []
            for piece in rest.split("::"):
                if piece:
                    argument = _str(Word, piece)
                    argument.span = _tuple(Span, (file, number, place, len(piece)))
                    collected.append(argument)
                place += len(piece) + 2
            arguments = tuple(collected)
        resources.append(_tuple(Resource, (text, script, arguments)))
    assert node is not None
    return Line(node, tuple(resources))


def _cut(word: Word) -> tuple[Word, ...]:
    """The arguments of a word whose script is not simply what stands before `::`: `resource2arg` takes away the first run of characters
    that are no colons and has `::` behind it, wherever that is, and keeps what stands before it."""
    separator = word.index("::")
    gap_start, gap_end = word.rfind(":", 0, separator) + 1, separator + 2
    file, number, column, _ = word.span
    arguments = []
    place = 0
    for piece in (word[:gap_start] + word[gap_end:]).split("::"):
        if piece:
            start = place if place < gap_start else place + gap_end - gap_start
            last = place + len(piece) - 1
            end = last if last < gap_start else last + gap_end - gap_start
            arguments.append(Word(piece, Span(file, number, column + start, end + 1 - start)))
        place += len(piece) + 2
    return tuple(arguments)


def _relocated(line: Line, joined: Joined) -> Line:
    """`line`, whose places are those in the joined text, with the places in the file."""

    def moved(word: Word) -> Word:
        return Word(word, joined.span(word.span.file, word.span.column - 1, word.span.length))

    resources = (Resource(moved(text), moved(script), tuple(map(moved, arguments))) for text, script, arguments in line.resources)
    return Line(moved(line.node), tuple(resources))
