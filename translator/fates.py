"""What became of each item of the input: exactly one fate each, so that no line is lost in silence."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .source import Word


class Fate(Enum):
    TRANSLATED = "translated"
    """It is in the CIB: `targets` are the ids, or the names of cluster properties."""
    REPLACED = "replaced"
    """Something outside the CIB does it now: `targets` name it, such as `corosync.conf token`."""
    DROPPED = "dropped"
    """Nothing does it any more; `reason` says why that is harmless."""
    REFUSED = "refused"
    """The conversion does not go on while it is there."""


class Entry(NamedTuple):
    """One row of the ledger. `item` is the directive's name, the resource or the argument, with its place."""

    item: Word
    fate: Fate
    targets: tuple[str, ...]
    reason: str


class Became(NamedTuple):
    """A row of the ledger without its item: what is decided where the item itself is not at hand."""

    fate: Fate
    targets: tuple[str, ...]
    reason: str
