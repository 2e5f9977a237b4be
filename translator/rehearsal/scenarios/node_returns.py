"""The node that lost its power comes back: with auto_failback off nothing fails back, with on everything does."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, all_to


def play(stage: Stage) -> None:
    stage.fault(f"{stage.active} loses its power")
    stage.kill(stage.active)
    stage.wait_served_by(stage.passive)
    stage.mark(f"{stage.active} boots")
    stage.boot(stage.active)
    stage.wait(f"{stage.active} is in the cluster, its data whole", stage.is_whole, stage.figures.initdead + stage.figures.slack)
    stage.mark(f"{stage.active} is back")
    stage.expect(stage.homes_of_one() if stage.fails_back else all_to(stage, stage.passive))


SCENARIO = Scenario("node-returns", "the dead node comes back", play)
