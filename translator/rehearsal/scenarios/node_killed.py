"""A node loses its power."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, all_to


def play(stage: Stage) -> None:
    stage.fault(f"{stage.active} loses its power")
    stage.kill(stage.active)
    stage.expect(all_to(stage, stage.passive))


SCENARIO = Scenario("node-killed", "a node is killed", play)
