"""The migration of a running old cluster, and the way back, by the runbook's own commands, while the client writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...runbook import prepare, window
from ...runbook.back import removal, way_back
from ...runbook.model import Step
from ..operator import ARRIVAL, perform
from ..results import Generation
from ..stage import Stage
from .scenario import Scenario


def _prepare(stage: Stage) -> None:
    stage.run(stage.names[0], ARRIVAL)
    perform(stage, prepare.steps(stage.script.names))


def _open_window(stage: Stage, steps: Sequence[Step]) -> None:
    first = next(number for number, step in enumerate(steps) if step.outage)
    perform(stage, steps[:first])
    stage.fault("the outage begins")
    perform(stage, steps[first:])


def _whole(stage: Stage) -> None:
    stage.check("DRBD is connected and whole on both nodes", str(stage.drbd(stage.active)), stage.is_whole())


def migrate(stage: Stage) -> None:
    names = stage.script.names
    _prepare(stage)
    _open_window(stage, window.steps(names))
    stage.become(Generation.NEW)
    stage.expect(stage.homes_of_one())
    _whole(stage)
    perform(stage, removal(names))
    now = stage.servers()
    stage.check("Heartbeat is removed, and nothing moved", str(now), now == stage.homes)


def give_up_midway(stage: Stage) -> None:
    """Nobody serves, corosync runs, and Pacemaker does not yet: the furthest from both clusters."""
    steps = window.steps(stage.script.names)
    last = next(number for number, step in enumerate(steps) if step.id == "corosync")
    _prepare(stage)
    _open_window(stage, steps[: last + 1])
    _return(stage)


def give_up_late(stage: Stage) -> None:
    """The new cluster serves, and starts at boot: the point of no return is the next step."""
    _prepare(stage)
    _open_window(stage, window.steps(stage.script.names))
    stage.mark("the new cluster serves; now the way back")
    _return(stage)


def _return(stage: Stage) -> None:
    perform(stage, way_back(stage.script.names))
    stage.expect(stage.homes_of_one())
    _whole(stage)


def _scenario(name: str, title: str, play: Callable[[Stage], None]) -> Scenario:
    return Scenario(name, title, play, generations=(Generation.NEW,), boots=Generation.OLD)


FORTH = _scenario("migration", "the migration of the running cluster, by the runbook", migrate)
BACK_MIDWAY = _scenario("way-back-midway", "the migration is given up while nobody serves", give_up_midway)
BACK = _scenario("way-back", "the migration is given up after its last step", give_up_late)
