"""What a rehearsal is to show, and whether it did: computed, with the name of each scenario in which it was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Optional

from .comparison import Verdict, runs, seconds, serving, times
from .figures import PAUSE, ratio
from .results import Compared, Rehearsal, Run, Track


class Goal(NamedTuple):
    """`kept` of `of` scenarios fulfil it; `missed` says of each other one what it did, `apart` of those that it is not asked of."""

    text: str
    kept: int
    of: int
    met: bool
    missed: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        if not self.of:
            return "not measured"
        return "met" if self.met else "missed"

    @property
    def headline(self) -> str:
        return f"{self.text}: {self.kept} of {self.of}"

    @property
    def details(self) -> tuple[str, ...]:
        """A line for each scenario that the goal was missed in or is not asked of."""
        return (*(f"not in {each}" for each in self.missed), *(f"not asked of {each}" for each in self.apart))


class Measure(NamedTuple):
    """A time by which the clusters are compared. `of` gives it for one service."""

    text: str
    of: Callable[[Track], Optional[float]]


MEASURES = (
    Measure("without service", lambda track: track.outage),
    Measure("until another node commits", lambda track: track.takeover),
)


def goals(rehearsal: Rehearsal) -> tuple[Goal, ...]:
    """All goals, the weightiest first. Times are those of the service that took longest, in scenarios that both clusters played."""
    return (
        _same("the same nodes serve in the end of each fault of the memo", [each for each in rehearsal.compared if each.memo]),
        _same("the same nodes serve in the end", rehearsal.compared),
        _kept(rehearsal.compared),
        *(_no_slower(measure, rehearsal.compared) for measure in MEASURES),
        *(_half(measure, rehearsal.compared) for measure in MEASURES),
        _as_expected(rehearsal.compared),
    )


def _same(text: str, scenarios: Iterable[Compared]) -> Goal:
    both = [each for each in scenarios if len(runs(each)) == 2]
    asked = [each for each in both if not _must_differ(each)]
    missed = tuple(f"{each.name} ({_ends(each)})" for each in asked if not (each.same and _played(each)))
    apart = tuple(f"{each.name} ({_ends(each)})" for each in both if each not in asked)
    return Goal(text, len(asked) - len(missed), len(asked), not missed, missed, apart)


def _kept(scenarios: Iterable[Compared]) -> Goal:
    text = "no acknowledged write is lost"
    told = {each.name: f"{each.name} ({_each(each, _losses)})" for each in scenarios}
    asked = [each for each in scenarios if _written(each) and not any(run.losing_is_expected for run in runs(each))]
    missed = tuple(told[each.name] for each in asked if any(track.lost for run in runs(each) for track in run.tracks))
    apart = tuple(told[each.name] for each in scenarios if each not in asked)
    return Goal(text, len(asked) - len(missed), len(asked), not missed, missed, apart)


def _no_slower(measure: Measure, scenarios: Iterable[Compared]) -> Goal:
    text = f"the new cluster is no slower ({measure.text}; less than {PAUSE:g} s apart is equal)"
    timed = _timed(measure, scenarios)
    asked = [each for each in timed if not _must_differ(each.compared)]
    missed = tuple(each.told for each in asked if each.new - each.old >= PAUSE)
    apart = tuple(each.told for each in timed if each not in asked)
    return Goal(text, len(asked) - len(missed), len(asked), not missed, missed, apart)


def _half(measure: Measure, scenarios: Iterable[Compared]) -> Goal:
    text = f"the new cluster takes half the time or less in most ({measure.text})"
    timed = [each for each in _timed(measure, scenarios) if each.old > 0]
    asked = [each for each in timed if not _must_differ(each.compared)]
    missed = tuple(each.told for each in asked if each.new > each.old / 2)
    apart = tuple(each.told for each in timed if each not in asked)
    kept = len(asked) - len(missed)
    return Goal(text, kept, len(asked), 2 * kept > len(asked), missed, apart)


def _as_expected(scenarios: Iterable[Compared]) -> Goal:
    text = "every run ends as expected, each check of it held"
    played = list(scenarios)
    missed = tuple(f"{each.name} ({_failed(each)})" for each in played if not each.succeeded)
    return Goal(text, len(played) - len(missed), len(played), not missed, missed)


def _must_differ(compared: Compared) -> bool:
    """Whether the clusters end differently, and it is said why: what they take for it is not to be compared either."""
    return bool(compared.difference) and not compared.same


def _played(compared: Compared) -> bool:
    """Whether both clusters were played to the end: a run that broke off has measured nothing."""
    return len(runs(compared)) == 2 and not any(run.problem for run in runs(compared))


def _written(compared: Compared) -> bool:
    """Whether any write came through: else none could be lost, and the time without one is that of the run."""
    return any(track.writes for run in runs(compared) for track in run.tracks)


class _Timed(NamedTuple):
    """The longest time of any service, with the old cluster and with the new one."""

    compared: Compared
    old: float
    new: float

    @property
    def told(self) -> str:
        return f"{self.compared.name} (old {seconds(self.old)}, new {seconds(self.new)}, ratio {times(ratio(self.old, self.new))})"


def _timed(measure: Measure, scenarios: Iterable[Compared]) -> tuple[_Timed, ...]:
    """The scenarios in which both clusters have that time."""
    found = []
    for each in scenarios:
        if not (_played(each) and _written(each)):
            continue
        old, new = ([time for track in run.tracks if (time := measure.of(track)) is not None] for run in runs(each))
        if old and new:
            found.append(_Timed(each, max(old), max(new)))
    return tuple(found)


def _each(compared: Compared, words: Callable[[Run], str]) -> str:
    return ", ".join(f"{run.generation.value}: {words(run)}" for run in runs(compared))


def _ends(compared: Compared) -> str:
    return _each(compared, lambda run: run.problem or ", ".join(serving(track.after) for track in run.tracks))


def _losses(run: Run) -> str:
    return f"{sum(track.lost for track in run.tracks)} of {sum(len(track.writes) for track in run.tracks)}"


def _failed(compared: Compared) -> str:
    """Which clusters failed; ends that merely differ are no fault of one of them."""
    return " and ".join(run.generation.value for run in runs(compared) if not run.succeeded) or Verdict.DIFFERS.value
