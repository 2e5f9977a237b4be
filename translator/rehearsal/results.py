"""What a rehearsal found: frozen values, which the scenarios make and the report, the timeline and the JSON read.

All times are seconds from the fault of the scenario, negative before it, by the one clock of the machine that rehearses.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, Optional


class Generation(Enum):
    """The two clusters that are compared."""

    OLD = "old"
    """Heartbeat with haresources."""
    NEW = "new"
    """corosync and Pacemaker with what ha1to2 made."""


class Write(NamedTuple):
    """A write that the client saw acknowledged: when, and the node that took it."""

    at: float
    node: str


class Mark(NamedTuple):
    """Something that was done to the cluster: the fault (at 0), a repair, an operator's step."""

    at: float
    text: str


class Check(NamedTuple):
    """One claim of a scenario: what was to be, what was seen, whether it held."""

    expected: str
    seen: str
    held: bool


class Track(NamedTuple):
    """One service (a haresources line, or the lines that share resources) as the client and the nodes saw it.

    `before` and `after` name the nodes that served before the fault and at the end, `expected` those that were to. `lost` counts
    acknowledged writes that were not there at the end. `outage` sums the time in which no write came through, from the fault on;
    `takeover` is the time from the fault to the first write on another node, None where there was none.
    """

    service: str
    address: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    expected: tuple[str, ...]
    writes: tuple[Write, ...]
    lost: int
    outage: float
    takeover: Optional[float]


class Run(NamedTuple):
    """One scenario on one generation. `problem` says what kept it from being played to its end, if anything did.

    `losing_is_expected` where the scenario tears the data apart (split brain): lost writes are no failure there.
    """

    generation: Generation
    tracks: tuple[Track, ...]
    marks: tuple[Mark, ...]
    checks: tuple[Check, ...]
    begin: float
    end: float
    losing_is_expected: bool = False
    problem: str = ""

    @property
    def succeeded(self) -> bool:
        """As expected: the nodes that serve, each check, and no acknowledged write lost."""
        served = all(track.after == track.expected for track in self.tracks)
        kept = self.losing_is_expected or not any(track.lost for track in self.tracks)
        return not self.problem and served and kept and all(check.held for check in self.checks)


class Compared(NamedTuple):
    """A scenario on both generations; one is None where only the other was asked for.

    `difference` says why the two are to end differently, and is empty where they must end alike. `memo` marks the faults of the
    memo's own table, for which the old cluster's answer is the contract.
    """

    name: str
    title: str
    old: Optional[Run]
    new: Optional[Run]
    difference: str = ""
    memo: bool = False

    @property
    def same(self) -> bool:
        """Whether the same nodes serve in the end; True where only one was played."""
        if self.old is None or self.new is None:
            return True
        return [track.after for track in self.old.tracks] == [track.after for track in self.new.tracks]

    @property
    def succeeded(self) -> bool:
        return all(run.succeeded for run in (self.old, self.new) if run is not None) and (self.same or bool(self.difference))


class Rehearsal(NamedTuple):
    """All that was played. `hurry` is the factor by which both clusters' times were shortened; `stand_ins` the scripts that were
    not available and were played by one that only notes that it runs; `versions` the programs of both generations; `ended` is the
    number of the signal that ended it before all was played, or 0; `at_once` tells whether the clusters ran side by side, where
    each node has a processor of its own, or took turns."""

    cluster: tuple[str, ...]
    hurry: float
    compared: tuple[Compared, ...]
    stand_ins: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    ended: int = 0
    at_once: bool = True

    @property
    def succeeded(self) -> bool:
        return not self.ended and all(each.succeeded for each in self.compared)
