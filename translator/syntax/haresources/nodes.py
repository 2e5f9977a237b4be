"""What a haresources file consists of: frozen, cheap, and equal where their words are."""

from __future__ import annotations

from typing import NamedTuple

from ...source import SourceFile, Word


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
