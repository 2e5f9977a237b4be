"""`ha1to2 rehearse` from its arguments to what it found: what the machine must have, the image, the bed, and the end of it all."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import NamedTuple, NoReturn, Optional

from ..diagnostics import Outcome, has_errors
from . import prerequisites
from .machines import MachineError
from .machines.bed import COMMAND_SUBNETS, Bed
from .machines.image import ImageError, is_ready, ready_image
from .machines.node import Node
from .preparation import script
from .rehearse import Progress, Rehearsing, Wanted, versions
from .results import Compared, Generation, Rehearsal, Run
from .scenarios import SCENARIOS
from .scenarios.scenario import Scenario
from .script import Script
from .stage import NotSo


class Options(NamedTuple):
    """What the user asked for; no scenarios means all that the cluster allows."""

    scenarios: Sequence[str]
    generations: Sequence[Generation]
    hurry: float
    cache: Path
    logs: Path
    keep: Optional[Callable[[Mapping[str, Node]], None]] = None
    """Called at the end with the nodes that still run, by generation and name."""


class CannotRehearse(Exception):
    """It could not be done; the message says why, and what to do."""


class Ended(BaseException):
    """A signal came, of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def default_cache() -> Path:
    """Where the image is kept: XDG_CACHE_HOME, else ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ha1to2"


def chosen(made: Script, names: Sequence[str]) -> list[Scenario]:
    """The scenarios of these names (all where there are none) that make sense for this cluster."""
    return [each for each in SCENARIOS if (not names or each.name in names) and each.applies(made)]


def rehearse(directory: str, other: str, options: Options, progress: Progress) -> Outcome[Rehearsal | None]:
    """Plays the scenarios on both generations of the cluster; None where the trees are refused. Raises CannotRehearse.

    Nothing of it is left behind, however it ends, but the image in the cache and, after failures, the nodes' logs. A signal ends
    it with what was played till then; where that is nothing, by SystemExit with 128 and the signal's number.
    """
    try:
        prerequisites.judge()
        lock = prerequisites.only_one(options.cache)
    except prerequisites.Unfit as unfit:
        raise CannotRehearse(str(unfit)) from None
    with lock, _ended_by_signals(), tempfile.TemporaryDirectory(prefix="ha1to2-rehearsal-") as name:
        place = Path(name)
        outcome = script(directory, other, place, options.hurry)
        if outcome.value is None or has_errors(outcome.diagnostics):
            return Outcome(None, outcome.diagnostics)
        scenarios = chosen(outcome.value, options.scenarios)
        if not scenarios:
            raise CannotRehearse("none of these scenarios makes sense for this cluster; --list shows those that do")
        try:
            return Outcome(_play(outcome.value, scenarios, place, options, progress), outcome.diagnostics)
        except (prerequisites.Unfit, ImageError, MachineError, NotSo) as problem:
            raise CannotRehearse(str(problem)) from None
        except Ended as end:
            sys.exit(128 + end.number)


def _play(made: Script, scenarios: Sequence[Scenario], place: Path, options: Options, progress: Progress) -> Rehearsal:
    prerequisites.bring_in(progress.said)
    prerequisites.room(options.cache)
    if not is_ready(options.cache):
        with progress.waiting("the nodes' image is built from Debian packages, once", 1800):
            ready_image(options.cache)
    image = ready_image(options.cache)
    wanted = Wanted(scenarios, place / "disks", options.logs)
    lanes: list[Rehearsing] = []
    ended = 0
    # Two nodes that share a processor are slower at the same moment, and what is measured then is each other.
    at_once = len(os.sched_getaffinity(0)) >= len(options.generations) * len(made.blueprint.machines)
    with ExitStack() as beds:
        for number, generation in enumerate(options.generations):
            directory = place / generation.value
            directory.mkdir()
            bed = beds.enter_context(Bed(directory, image, _subnet(made), number * len(made.blueprint.machines)))
            lanes.append(Rehearsing(bed, image, made, wanted, progress, generation))
        for lane in lanes:
            lane.prepare()
        lanes[0].build()
        try:
            _together(courses(lanes, scenarios, at_once), options.keep is not None, beds)
            if options.keep is not None:
                options.keep({f"{lane.generation.value}:{name}": node for lane in lanes for name, node in lane.bed.nodes.items()})
        except Ended as end:
            if not any(lane.runs for lane in lanes):
                raise
            ended = end.number
    runs = {lane.generation: dict(lane.runs) for lane in lanes}
    compared = tuple(_compared(scenario, runs, made) for scenario in scenarios)
    played = tuple(each for each in compared if each.old or each.new)
    return Rehearsal(made.blueprint.names, options.hurry, played, made.blueprint.scripts, versions(image), ended, at_once)


Course = Sequence[tuple[Rehearsing, Scenario]]
"""What is played one after the other, and on which generation."""


def courses(lanes: Sequence[Rehearsing], scenarios: Sequence[Scenario], at_once: bool) -> list[Course]:
    """One for each generation, or one in which they take turns."""
    turns = [(lane, each) for each in scenarios for lane in lanes if lane.generation in each.generations]
    return [[turn for turn in turns if turn[0] is lane] for lane in lanes] if at_once else [turns]


def _together(all_courses: Sequence[Course], keep: bool, beds: ExitStack) -> None:
    """All courses at once, each in a thread; where one fails, or we are to leave, the beds go, and the threads with them."""
    failures: list[BaseException] = []

    def play(course: Course) -> None:
        try:
            for lane in dict.fromkeys(lane for lane, _ in course):
                if lane.generation is Generation.NEW:
                    lane.configure()
            for lane, scenario in course:
                lane.play(scenario, keep)
        except BaseException as problem:  # whatever it is, the main thread tells of it
            failures.append(problem)

    threads = [Thread(target=play, args=(course,), daemon=True) for course in all_courses]
    for thread in threads:
        thread.start()
    try:
        while not failures and any(thread.is_alive() for thread in threads):
            time.sleep(0.2)
    finally:
        if any(thread.is_alive() for thread in threads):
            beds.close()
        for thread in threads:
            thread.join(60)
    if failures:
        raise failures[0]


def _compared(scenario: Scenario, runs: Mapping[Generation, Mapping[str, Run]], made: Script) -> Compared:
    old, new = (runs.get(generation, {}).get(scenario.name) for generation in Generation)
    return Compared(scenario.name, scenario.title, old, new, scenario.difference(made), scenario.memo)


def _subnet(made: Script) -> str:
    """A network for the commands that has nothing to do with the nodes' own."""
    used = {nic.address for machine in made.blueprint.machines for nic in machine.nics}
    used |= {gateway.ip for gateway in made.blueprint.gateways}
    return next(each for each in COMMAND_SUBNETS if not any(address.startswith(f"{each}.") for address in used))


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The first SIGINT, SIGTERM or SIGHUP ends the rehearsal with everything taken down; what was played till then is given out."""

    def leave(number: int, frame: Optional[FrameType]) -> NoReturn:
        for each in _ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise Ended(number)

    before = {number: signal.signal(number, leave) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
