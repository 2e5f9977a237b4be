"""Both nodes are switched on at once: each service starts on its own node."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, Start


def play(stage: Stage) -> None:
    stage.fault("both nodes are switched on")
    stage.boot_both()
    stage.expect(stage.homes_of_one(), stage.figures.initdead + stage.figures.slack)


SCENARIO = Scenario("both-boot", "both nodes boot at once", play, start=Start.OFF)
