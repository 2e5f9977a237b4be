"""The whole migration of a running old cluster, by the runbook's own commands, while the client writes."""

from __future__ import annotations

from ...runbook.migration import migration
from ..operator import perform
from ..results import Generation
from ..stage import Stage
from .scenario import Scenario


def play(stage: Stage) -> None:
    names = stage.script.names
    # The directories that are there, /tmp among them, stay as they are.
    stage.run(stage.names[0], "tar -C /bed/admin -c . | tar -C / -x --no-overwrite-dir")
    steps = migration(names)
    first = next(number for number, step in enumerate(steps) if step.outage)
    perform(stage, steps[:first])
    stage.fault("the outage begins")
    perform(stage, steps[first:])
    stage.become(Generation.NEW)
    stage.expect(stage.homes_of_one())
    stage.check("DRBD is connected and whole on both nodes", str(stage.drbd(stage.active)), stage.is_whole())


SCENARIO = Scenario(
    "migration",
    "the migration of the running cluster, by the runbook",
    play,
    generations=(Generation.NEW,),
    boots=Generation.OLD,
)
