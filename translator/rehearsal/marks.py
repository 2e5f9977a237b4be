"""What was done to a cluster, on the axis of a timeline: where each mark stands, and where its text has room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import NamedTuple

from . import svg
from .comparison import shown
from .results import Mark, Run

_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
_MOST_TICKS = 14
_HAIR = 1e-9
"""What a quotient of floats may be off: 1 / 0.1 is to be 10."""

_BEFORE, _SHARE_BEFORE = 10.0, 0.1
"""What is shown of the time before the fault: these seconds, or this share of the time after it, whichever is more."""

TEXT = 11.0
"""Pixels of the letters."""
ASIDE = 5.0
"""Pixels between a mark and its text."""
_APART = 12.0
"""Pixels between two texts in one line."""


class Scale(NamedTuple):
    """From seconds (`begin` to `end`) to pixels (`left` to `right`)."""

    begin: float
    end: float
    left: float
    right: float

    def x(self, at: float) -> float:
        """The pixel of a time; one beyond the axis stands at its end."""
        shown = min(max(at, self.begin), self.end)
        return self.left + (shown - self.begin) / (self.end - self.begin) * (self.right - self.left)

    def has(self, begin: float, end: float) -> bool:
        """Whether anything of that time is on the axis."""
        return end >= self.begin and begin <= self.end

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round seconds, not too many; 0 is one of them."""
        span = self.end - self.begin
        longest = _STEPS[-1]
        step = next((step for step in _STEPS if span / step <= _MOST_TICKS), longest * ceil(span / longest / _MOST_TICKS))
        first, last = ceil(self.begin / step - _HAIR), floor(self.end / step + _HAIR)
        return tuple(number * step for number in range(first, last + 1))


class Label(NamedTuple):
    """A mark with its place, the end of the text (`anchor`) at which it stands, and the text's line, from 0.

    `text` is cut to its room, `whole` is not.
    """

    x: float
    text: str
    whole: str
    anchor: str
    row: int
    is_fault: bool


def scale(played: Iterable[Run], left: float, right: float) -> Scale:
    """One for all runs: of the time before the fault, in which nodes boot and all is well, only the last; and every mark."""
    found = tuple(played)
    done = [mark.at for run in found for mark in run.marks]
    end = max([0.0, *done, *(run.end for run in found)])
    begin = max(min([0.0, *(run.begin for run in found)]), -max(_BEFORE, end * _SHARE_BEFORE))
    begin = min([begin, *done])
    return Scale(begin, end if end > begin else begin + 1, left, right)


def labels(marks: Sequence[Mark], scale: Scale, edge: float) -> tuple[Label, ...]:
    """Each mark's text right of it, or left of it (down to `edge`) where only there is room; the texts share lines where they can.

    A later text never stands above an earlier one, so no line that goes down from a mark runs through an earlier text.
    """
    found: list[Label] = []
    row, taken = 0, -_APART
    for mark in sorted(marks):
        x, whole = scale.x(mark.at), _told(mark)
        after, before = scale.right - x - ASIDE, x - edge - ASIDE
        anchor = "start" if svg.breadth(whole, TEXT) <= after or after >= before else "end"
        text = svg.cut(whole, after if anchor == "start" else before, TEXT)
        breadth = svg.breadth(text, TEXT) + ASIDE
        left = x if anchor == "start" else x - breadth
        if left < taken + _APART:
            row += 1
            taken = left
        taken = max(taken, left + breadth)
        found.append(Label(x, text, whole, anchor, row, mark.at == 0))
    return tuple(found)


def rows(labels: Iterable[Label]) -> int:
    """How many lines the texts take."""
    return max((label.row + 1 for label in labels), default=0)


def _told(mark: Mark) -> str:
    return f"{'0' if mark.at == 0 else format(mark.at, '+.1f')} s: {shown(mark.text)}"
