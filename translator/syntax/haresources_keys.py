"""What Heartbeat finds when it looks for a group by its key, the first resource of its line.

The script searches all lines for ` KEY ` with egrep: the key must be found on its own line and on no other, whatever the place there, and it
is a regular expression. Heartbeat also puts the key into a shell command as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Label, error
from ..source import Word
from .haresources_traps import shown

if TYPE_CHECKING:
    from .haresources import Line

_SPECIAL = re.compile(r"[+(){}|^$&<>;!~#\"'`]")


def conflicts(lines: Sequence[Line]) -> Iterator[Diagnostic]:
    """The keys by which Heartbeat finds more than their line, or not even that."""
    keys: dict[str, Word] = {}
    for line in lines:
        key = line.resources[0][0]
        first = keys.setdefault(key, key)
        if first is not key:
            yield error(
                "H209",
                key.span,
                f"'{shown(key)}' is the first resource of two lines, and Heartbeat finds a line by its first resource",
                labels=[Label(first.span, "the other line")],
                help="give one of the lines another first resource, such as its address",
            )
    for line in lines:
        for resource in line.resources[1:]:
            text = resource[0]
            if text in keys and keys[text] is not line.resources[0][0]:
                yield error(
                    "H210",
                    text.span,
                    f"'{shown(text)}' is the first resource of another line: whenever Heartbeat looks for that line, it finds this one too",
                    labels=[Label(keys[text].span, "the line that it stands for")],
                    help="begin that line with a resource that is on no other line, such as its address",
                )
    for key in keys.values():
        special = _SPECIAL.search(key)
        if special:
            yield error(
                "H212",
                key.span,
                f"'{special[0]}' in the first resource of a line: Heartbeat puts '{shown(key)}' into a search pattern and a shell command",
                help="begin the line with a resource that holds no such character, such as its address",
            )
