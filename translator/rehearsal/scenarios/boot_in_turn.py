"""The node that is to stand by is switched on first, the other a little later: each service still starts on its own node."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, Start

APART_SECONDS = 25.0
"""Where initdead is long: by then the first node has done all that it does alone, and waits for its peer."""


def play(stage: Stage) -> None:
    first, second = stage.passive, stage.active
    stage.fault(f"{first} is switched on")
    stage.boot(first)
    stage.watch(f"{second} is still off", min(APART_SECONDS, stage.figures.initdead / 2))
    stage.mark(f"{second} is switched on")
    stage.boot(second)
    stage.expect(stage.homes_of_one(), stage.figures.initdead + stage.figures.slack)


SCENARIO = Scenario("boot-in-turn", "the nodes boot one after the other", play, start=Start.OFF)
