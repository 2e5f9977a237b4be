"""Chapter 4, "heartbeat process": the cluster manager is stopped in an orderly way on one node."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, all_to


def play(stage: Stage) -> None:
    stage.fault(f"the cluster manager is stopped on {stage.active}")
    stage.tell(stage.active, stage.manager.stop)
    stage.expect(all_to(stage, stage.passive))


SCENARIO = Scenario("manager-stopped", "the cluster manager is stopped", play, memo=True)
