"""A scenario's two runs beside each other: each service on both clusters, the verdict, and what is wrong, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, Optional

from ..render import harmless
from . import figures
from .results import Compared, Run, Track


class Verdict(Enum):
    """How a scenario ended."""

    SAME = "same"
    """Both clusters did what they were to, and it was the same."""
    EXPECTED_DIFFERENCE = "expected difference"
    """Both did what they were to, and that is not the same, for a reason that is given."""
    DIFFERS = "differs"
    """In the end other nodes serve than with the old cluster, for no reason that is given."""
    FAILS = "fails"
    """A run did not do what it was to."""
    ALONE = "as expected"
    """Only one cluster was played, and it did what it was to."""


class Pair(NamedTuple):
    """One service on both clusters; None where one was not played, or not as far as that."""

    service: str
    address: str
    old: Optional[Track]
    new: Optional[Track]

    @property
    def name(self) -> str:
        return " ".join(dict.fromkeys(part for part in (self.service, self.address) if part))

    @property
    def expected(self) -> str:
        """Who is to serve before and after, in words: once where it is the same for both clusters."""
        words = {side: moved(track.before, track.expected) for side, track in self.sides}
        if len(set(words.values())) < 2:
            return next(iter(words.values()), "")
        return ", ".join(f"{side}: {text}" for side, text in words.items())

    @property
    def sides(self) -> tuple[tuple[str, Track], ...]:
        """The tracks that there are, the old cluster's first, each with the word for it."""
        return tuple((side, track) for side, track in (("old", self.old), ("new", self.new)) if track is not None)

    @property
    def outage_ratio(self) -> Optional[float]:
        return figures.ratio(*(track.outage if track else None for track in (self.old, self.new)))

    @property
    def takeover_ratio(self) -> Optional[float]:
        return figures.ratio(*(track.takeover if track else None for track in (self.old, self.new)))


def runs(compared: Compared) -> tuple[Run, ...]:
    """The runs that were played, the old cluster's first."""
    return tuple(run for run in (compared.old, compared.new) if run is not None)


def pairs(compared: Compared) -> tuple[Pair, ...]:
    """The services of a scenario, as the old cluster names them; then those that only the new one has."""
    old, new = (
        {(track.service, track.address): track for track in (run.tracks if run else ())} for run in (compared.old, compared.new)
    )
    return tuple(Pair(*name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new)))


def verdict(compared: Compared) -> Verdict:
    """`results.Compared.succeeded` says whether it is good; this says how."""
    if not all(run.succeeded for run in runs(compared)):
        broken = any(run.problem for run in runs(compared))
        return Verdict.FAILS if broken or compared.same or compared.difference else Verdict.DIFFERS
    if not compared.same:
        return Verdict.EXPECTED_DIFFERENCE if compared.difference else Verdict.DIFFERS
    return Verdict.SAME if len(runs(compared)) > 1 else Verdict.ALONE


def faults(compared: Compared) -> tuple[str, ...]:
    """Everything that makes a scenario fail, a sentence for each, with the cluster that it is about before it."""
    found = [f"{run.generation.value}: {text}" for run in runs(compared) for text in _faults(run)]
    if verdict(compared) is Verdict.DIFFERS:
        for pair in pairs(compared):
            if pair.old is None or pair.new is None or pair.old.after != pair.new.after:
                seen = ", ".join(f"{side}: {serving(track.after)}" for side, track in pair.sides)
                found.append(f"{pair.address or pair.service} is served by others than with the old cluster, unexplained: {seen}")
    return tuple(found)


def _faults(run: Run) -> Iterator[str]:
    if run.problem:
        yield f"not played to its end: {run.problem}"
    for track in run.tracks:
        name = track.address or track.service
        if track.after != track.expected:
            yield f"{name} is served by {serving(track.after)} in the end, expected: {serving(track.expected)}"
        if track.lost and not run.losing_is_expected:
            yield f"{name}: {lost(track)}"
    for check in run.checks:
        if not check.held:
            yield f"expected: {check.expected}; seen: {check.seen}"


def nodes(scenarios: Iterable[Compared]) -> tuple[str, ...]:
    """All nodes that are named anywhere in the results, sorted: what gives each its colour in every picture."""
    found: set[str] = set()
    for track in (track for compared in scenarios for run in runs(compared) for track in run.tracks):
        found.update(track.before, track.after, track.expected, (write.node for write in track.writes))
    return tuple(sorted(found))


def serving(nodes: Sequence[str]) -> str:
    return " + ".join(nodes) or "nobody"


def moved(before: Sequence[str], after: Sequence[str]) -> str:
    """`web01 -> web02`: who served before, and who serves after; `stays on web01` where that is the same."""
    if before == after:
        return f"stays on {serving(after)}" if after else serving(after)
    return f"{serving(before)} -> {serving(after)}"


def seconds(time: Optional[float]) -> str:
    """A time for people, to a tenth; a dash where there is none."""
    return "-" if time is None else f"{time:.1f} s"


def times(ratio: Optional[float]) -> str:
    """A ratio for people, to a hundredth; a dash where there is none."""
    return "-" if ratio is None else f"{ratio:.2f}"


def lost(track: Track) -> str:
    """`2 of 312 acknowledged writes lost`, of all that the client made in this run."""
    return f"{track.lost} of {len(track.writes)} acknowledged writes lost"


def told(run: Run) -> str:
    """What a run came to, in one line: for each service who serves, how long nobody did, what was lost; and its problem."""
    parts = []
    for track in run.tracks:
        name = f"{track.address or track.service}: " if len(run.tracks) > 1 else ""
        served = f"{moved(track.before, track.after)}, {seconds(track.outage)} without service"
        parts.append(f"{name}{served}, {track.lost} of {len(track.writes)} writes lost")
    failed = sum(not check.held for check in run.checks)
    parts += [f"{failed} check{'' if failed == 1 else 's'} failed"] if failed else []
    parts += [f"not played to its end: {run.problem}"] if run.problem else []
    return "; ".join(parts)


def shown(text: str) -> str:
    """A text from a node or a configuration as one line that neither a terminal nor XML takes for anything else."""
    return harmless(" ".join(text.split()))
