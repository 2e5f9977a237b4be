"""The form of an explanation."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """`explanation` says why it matters, with its source, and what to do, in a few sentences."""

    id: str
    severity: str
    title: str
    explanation: str
