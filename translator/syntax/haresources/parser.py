"""haresources, read as Heartbeat's own ResourceManager script reads it: one line is one group of resources.

The rules, all of them that script's (`ipres`, `canonname`, `resource2script`, `resource2arg`), in its order:

- `#` cuts the rest of a line, before lines are joined; on a line that is pulled up by a continuation it cuts nothing.
- A line goes on where `\\` is its very last character; nothing stands between the two parts then.
- Blanks and tabs separate words. The first word is the node, in lower case; the others are the resources, in starting order.
- A resource is its script and its arguments with `::` between them; each `::` becomes a blank for the shell, so that empty
  arguments vanish. A bare address (`[0-9]*.[0-9]*.[0-9]*.[0-9]*`, a shell pattern) is an argument of IPaddr.

Tests hold this against the genuine script. What is suspicious is judged beside it: words in `words`, the joining of
lines in `lines`, groups and the search for them in `groups`.
"""

from __future__ import annotations

import re

from ...diagnostics import Diagnostic, Outcome, has_errors, limited
from ...source import SourceFile, Span, Word
from .groups import Seen, empty, in_groups, no_resource
from .lines import Joined, in_joined_line, join, physical_lines, pulled_up
from .nodes import HaResources, Line, Resource
from .words import in_words, is_address, scan

MOST_FOUND = 2_000
"""Findings, an error among them, after which the rest of a file is not read."""

_WORDS = re.compile("[^ \t]+")
_DIGITS = frozenset("0123456789")

# The file may hold tens of thousands of words: the constructors are called without the Python frames around them.
_str = str.__new__
_tuple = tuple.__new__


def parse(file: SourceFile) -> Outcome[HaResources]:
    """All lines of `file` as Heartbeat understands them, and what is wrong or suspicious with them.

    Raises nothing, whatever the bytes are; the lines are of use only where no error is among the diagnostics.
    """
    found: list[Diagnostic] = []
    physical = physical_lines(file, found)
    plain, suspicious = scan(file.text)
    seen = Seen()
    lines, later = seen.lines, seen.later
    numeric: list[str] = []
    index, count, enough = 0, len(physical), MOST_FOUND
    while index < count:
        if len(found) > enough:
            if has_errors(found):
                break  # it is refused: more of the same helps nobody
            enough *= 2
        body = physical[index]
        index += 1
        if "#" in body:
            body = body[: body.index("#")]
        joined = None
        if body.endswith("\\"):
            joined = join(body, physical, index)
            index, body = joined.following, joined.text
        words = body.split() if plain else _WORDS.findall(body)
        if not words:
            continue
        line = _line(file, words, body, index, numeric)
        if joined is not None:
            line = _relocated(line, joined)
            found += in_joined_line(file, joined, line.node, physical)
            seen.pulled_up += pulled_up([line.node, *(resource.text for resource in line.resources)])
        trap = suspicious is not None and suspicious(body)
        if numeric or trap or len(set(words)) < len(words):
            seen.doubtful.append(line)
            if trap or any(":" in word and ("::" in word or not is_address(word)) for word in numeric):
                found += in_words(line)
            numeric.clear()
        if len(words) > 1:
            lines.append(line)
            later.update(words[2:])
        else:
            found.append(no_resource(line.node))
    found += in_groups(file, seen)
    if not lines and not found:
        found.append(empty(file))
    return Outcome(HaResources(file, tuple(lines)), limited(found))


def _line(file: SourceFile, words: list[str], body: str, number: int, numeric: list[str]) -> Line:
    """The words of `body`, at least one, all on line `number`. `numeric` gets the resources that begin with a digit."""
    name = words[0]
    start = body.index(name)
    end = start + len(name)
    node = _str(Word, name.lower())
    node.span = _tuple(Span, (file, number, start + 1, len(name)))
    resources = []
    arguments: tuple[Word, ...]
    for word in words[1:]:
        start = body.index(word, end)
        length = len(word)
        end = start + length
        start += 1
        text = _str(Word, word)
        text.span = span = _tuple(Span, (file, number, start, length))
        numbered = word[0] in _DIGITS
        if numbered:
            numeric.append(word)
        if numbered and is_address(word):
            script = _str(Word, "IPaddr")
            script.span = span
            arguments = _cut(text) if "::" in word else (text,)
        elif "::" in word:
            pieces = word.split("::")
            name = pieces[0]
            length = len(name)
            script = _str(Word, name)
            script.span = _tuple(Span, (file, number, start, length))
            if ":" in name:
                arguments = _cut(text)
            else:
                collected = []
                for piece in pieces[1:]:
                    start += length + 2
                    length = len(piece)
                    if length:
                        argument = _str(Word, piece)
                        argument.span = _tuple(Span, (file, number, start, length))
                        collected.append(argument)
                arguments = tuple(collected)
        else:
            script, arguments = text, ()
        resources.append(_tuple(Resource, (text, script, arguments)))
    return _tuple(Line, (node, tuple(resources)))


def _cut(word: Word) -> tuple[Word, ...]:
    """The arguments of a word where they are not simply what stands behind the first `::`.

    The script takes away the first stretch that holds no colon and has `::` behind it, and keeps what stands before that.
    """
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
