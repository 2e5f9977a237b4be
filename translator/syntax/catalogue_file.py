"""A site's own catalogue of scripts: sections with keys and values, a small part of what Python's configparser reads.

    # a comment; also with ';'
    [our-daemon]
    agent = ocf:heartbeat:anything

Whatever is taken here, configparser takes in the same way (`delimiters=("=",)`, `interpolation=None`, case kept). It reads
more, which is refused here: lines that go on, and settings for all sections.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..diagnostics import Diagnostic, Label, Outcome, error
from ..source import CONTROL, SourceFile, Span, Word

MAX_PROBLEMS = 100

SECRET = re.compile("(?i)passw|passphrase|secret")
"""Keys whose values are never shown."""
_SECRET_LINE = re.compile(r"(?im)^([^=\n]*(?:passw|passphrase|secret)[^=\n]*=).*")


class Setting(NamedTuple):
    """`key = value`; the value is without the blanks around it, and may be empty."""

    key: Word
    value: Word


class Section(NamedTuple):
    """One script: its name, and its settings by their keys."""

    name: Word
    settings: dict[str, Setting]


def parse(file: SourceFile) -> Outcome[tuple[Section, ...]]:
    """The sections in the order of the file. Reads on after an error."""
    reader = _Reader(SourceFile(file.name, _SECRET_LINE.sub(r"\1 [not shown]", file.text), file.secrecy))
    junk = CONTROL.search(file.text)
    if junk:
        place = file.text.count("\n", 0, junk.start()) + 1
        span = Span(SourceFile(file.name, "", file.secrecy), place, junk.start() - file.text.rfind("\n", 0, junk.start()), 1)
        reader.wrong(span, f"this is not a text file: there is a byte 0x{ord(junk[0]):02x}", "give a text file")
        return Outcome((), tuple(reader.diagnostics))
    for number, line in enumerate(file.text.split("\n"), 1):
        if len(reader.diagnostics) >= MAX_PROBLEMS:
            break
        reader.line(number, line.rstrip("\r"))
    return Outcome(tuple(reader.sections.values()), tuple(reader.diagnostics))


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.sections: dict[str, Section] = {}
        self.section: Section | None = None
        self.diagnostics: list[Diagnostic] = []

    def line(self, number: int, line: str) -> None:
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            return
        span = Span(self.file, number, line.index(stripped[0]) + 1, len(stripped))
        if line[0].isspace():
            self.wrong(span, "a line that begins with a blank goes on with the one before", "begin it in the first column")
        elif line[0] == "[":
            self.head(stripped, span)
        elif "=" not in line or line[0] == "=":
            self.wrong(span, "this is neither '[SCRIPT]' nor 'KEY = VALUE'", "begin a comment with '#'")
        else:
            self.setting(line, number)

    def head(self, stripped: str, span: Span) -> None:
        if not stripped.endswith("]") or "]" in stripped[:-1] or len(stripped) == 2:
            self.wrong(span, "a section is the name of a script in brackets", "write [our-daemon], and nothing else on the line")
            self.section = Section(Word("", span), {})  # so that its settings are not those of the section before
            return
        name = Word(stripped[1:-1], Span(self.file, span.line, span.column + 1, len(stripped) - 2))
        self.section = Section(name, {})
        first = self.sections.setdefault(name, self.section)
        if first is not self.section:
            self.twice(name, first.name)

    def setting(self, line: str, number: int) -> None:
        before, _, after = line.partition("=")
        key, value = before.rstrip(), after.strip()
        column = len(before) + 2 + len(after) - len(after.lstrip())
        name = Word(key, Span(self.file, number, 1, len(key)))
        setting = Setting(name, Word(value, Span(self.file, number, column if value else len(before) + 1, max(1, len(value)))))
        if self.section is None:
            self.wrong(name.span, f"'{key}' stands before the first section", "write [SCRIPT] above it")
            return
        first = self.section.settings.setdefault(key, setting)
        if first is not setting:
            self.twice(name, first.key)

    def twice(self, word: Word, first: Word) -> None:
        labels = [Label(first.span, "the first place")]
        self.diagnostics.append(error("H269", word.span, f"'{word}' stands here a second time", labels=labels, help="delete one"))

    def wrong(self, span: Span, message: str, help: str) -> None:
        self.diagnostics.append(error("H268", span, message, help=help))
