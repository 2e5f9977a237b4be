"""What is reckoned from the writes of a client: when the service was there, when another node had it, what was lost.

Times are seconds from the fault, as in results.py.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple, Optional

from .results import Write

PAUSE = 2.0
"""Seconds without a write that are no outage yet: the client writes several times a second, and a slow commit is no fault. So this
is also the finest difference between two outages that can be told."""


class Span(NamedTuple):
    """A time: one in which no write came through, or in which two nodes took writes."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.begin


class Stretch(NamedTuple):
    """A time in which one node took writes without a longer pause: from the first to the last, and how many."""

    node: str
    begin: float
    end: float
    writes: int


def gaps(writes: Iterable[Write], end: float, begin: float = 0.0, pause: float = PAUSE) -> tuple[Span, ...]:
    """The times longer than `pause` without a write between `begin` (the fault) and `end` (of the run), whichever node took it.

    A gap counts from the last write, or from `begin` where that is later, to the next write or to `end`, and it counts whole.
    """
    moments = [begin, *sorted(write.at for write in writes if begin < write.at < end), end]
    return tuple(Span(one, other) for one, other in zip(moments, moments[1:]) if other - one > pause)


def outage(writes: Iterable[Write], end: float, begin: float = 0.0, pause: float = PAUSE) -> float:
    """Seconds without service: the sum of the gaps."""
    return sum(gap.seconds for gap in gaps(writes, end, begin, pause))


def takeover(writes: Iterable[Write], before: Collection[str]) -> Optional[float]:
    """Seconds from the fault to the first write that a node took which did not serve `before`; None where there is none."""
    return min((write.at for write in writes if write.at >= 0 and write.node not in before), default=None)


def lost(acknowledged: Iterable[Hashable], found: Iterable[Hashable]) -> int:
    """How many of the writes that the client saw acknowledged are not among those found at the end; each is known by its number."""
    return len(set(acknowledged).difference(found))


def stretches(writes: Iterable[Write], pause: float = PAUSE) -> tuple[Stretch, ...]:
    """The times in which each node took writes, by their beginning. Two nodes may do so at once: that is a split brain."""
    found: list[Stretch] = []
    latest: dict[str, int] = {}
    for write in sorted(writes):
        index = latest.get(write.node)
        if index is not None and write.at - found[index].end <= pause:
            found[index] = found[index]._replace(end=write.at, writes=found[index].writes + 1)
        else:
            latest[write.node] = len(found)
            found.append(Stretch(write.node, write.at, write.at, 1))
    return tuple(found)


def torn(writes: Iterable[Write], pause: float = PAUSE) -> tuple[Span, ...]:
    """The times in which more than one node took writes: there the data go apart."""
    lasting = [each for each in stretches(writes, pause) if each.end > each.begin]
    edges = [edge for each in lasting for edge in ((each.begin, 1), (each.end, -1))]
    found: list[Span] = []
    taking, since = 0, 0.0
    # What begins comes before what ends at the same moment: a time that goes on with another pair of nodes is one.
    for at, change in sorted(edges, key=lambda edge: (edge[0], -edge[1])):
        taking += change
        if (taking, change) == (2, 1):
            since = at
        elif (taking, change) == (1, -1) and at > since:
            found.append(Span(since, at))
    return tuple(found)


def ratio(old: Optional[float], new: Optional[float]) -> Optional[float]:
    """New over old: below 1 the new cluster was faster. None where one of them is not known or the old took no time at all."""
    return new / old if old and new is not None else None
