"""Source text that knows where it came from.

Every value that reaches the plan is a `Word`: a string with the `Span` it was read from. Two words are equal when their
text is; where they stood is outside equality, so that the same resource on two lines is the same resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

MAX_BYTES = 16 * 1024 * 1024
"""The largest file that is read, in bytes: far above any real configuration, small enough to bound time and memory."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Characters that no configuration file holds; one of them means that the file is not text."""


class Secrecy(Enum):
    """How much of a file may ever be shown again: in an excerpt, a message or the ledger."""

    OPEN = "open"
    VALUES = "values"
    """Keywords may be shown; the values of the keywords that carry passwords are masked."""
    WHOLE = "whole"
    """Nothing of a line may be shown."""


_SECRET_VALUE = re.compile(
    r"""(?ix) ( (?<![\w-]) [\w-]* (?: passw(?:or)?d | passphrase | pass | pw | pwd | secret | token ) \b ["']? [\s=:]+ ) \S.*
          | ( (?<![\w-]) [\w-]* key \b ["']? [\s=:]+ ) (?! ["']? [./~] ) \S.*  # not that of a file
          | ( ^\s* stonith(?:_host)? \s
            | ^\s* (?:respawn|failfast) \s .*? \s (?: -p (?=[^\s-]) | (?: -u \s* | --user [=\s]+ ) ["']? [^\s:]+ : )
            | \w:// [^\s/:@]* : (?=[^\s/@]+@)
            | [\s"'=] (?! mailto: | sips?: ) [^\s/:@"'=]+ : (?=[^\s/@:]+@) ) .*"""
)


def masked(line: str) -> str:
    """`line` with `[not shown]` for what follows a word for passwords or keys, a stonith directive, a program's `-p`, and USER:
    of USER:PASSWORD@HOST or of a program's `-u USER:PASSWORD`.
    """
    return _SECRET_VALUE.sub(lambda match: (match[1] or match[2] or match[3]) + "[not shown]", line)


@dataclass(frozen=True)
class SourceFile:
    """One file, read once: the name to show, its text, and how much of it may be shown.

    Bytes that are no UTF-8 are kept as lone surrogates (PEP 383): they are harmless in a comment and refused in a value.
    """

    name: str
    text: str = field(repr=False)
    secrecy: Secrecy = Secrecy.OPEN

    @classmethod
    def from_bytes(cls, name: str, data: bytes, secrecy: Secrecy = Secrecy.OPEN) -> SourceFile:
        return cls(name, data.decode("utf-8", "surrogateescape"), secrecy)

    def line(self, number: int) -> str | None:
        """Line `number` (from 1) as it may be shown, or None where nothing of this file may be."""
        if self.secrecy is Secrecy.WHOLE:
            return None
        if not 1 <= number <= len(self._lines):
            return ""
        line = self._lines[number - 1].rstrip("\r")
        if self.secrecy is Secrecy.OPEN:
            return line
        if number not in self._masked:
            self._masked[number] = masked(line)
        return self._masked[number]

    def between(self, first: Span, last: Span) -> str:
        """One line of the text, from the beginning of `first` to the end of `last`. It may be secret: it is not to be shown."""
        return self._lines[first.line - 1][first.column - 1 : last.column - 1 + last.length]

    @cached_property
    def _masked(self) -> dict[int, str]:
        """The lines that have been shown: a long one may have many findings."""
        return {}

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


class Span(NamedTuple):
    """A stretch of one line of a file: line and column count from 1, the length is in characters."""

    file: SourceFile
    line: int
    column: int
    length: int

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}:{self.column}"


class Word(str):
    """A string from a source file. Compares and hashes as its text."""

    __slots__ = ("span",)
    span: Span

    def __new__(cls, text: str, span: Span) -> Word:
        word = str.__new__(cls, text)
        word.span = span
        return word

    def map(self, change: Callable[[str], str]) -> Word:
        """The changed text at the same place."""
        return Word(change(str(self)), self.span)


Reader = Callable[[str, "Span"], "tuple[SourceFile, ...]"]
"""Given a path or glob as an include statement has it, and where it stands: the files, in order; empty where there are none."""
