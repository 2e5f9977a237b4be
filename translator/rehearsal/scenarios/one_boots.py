"""One node is switched on alone, its peer stays dead: it starts everything by itself after initdead."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, Start, all_to, has_drbd


def play(stage: Stage) -> None:
    alone = stage.active
    stage.fault(f"{alone} is switched on, {stage.passive} stays off")
    stage.boot(alone)
    if stage.is_old and _waits(stage.script):
        stage.watch("whether it starts without its peer", stage.figures.initdead + stage.figures.deadtime + 20)
        stage.check_nobody_serves("drbd's init script waits for the peer without end: nobody serves")
        stage.mark("the operator ends the wait")
        stage.run(alone, "pkill -x drbdsetup; pkill -f 'drbdadm wait'", check=False)
    stage.expect(all_to(stage, alone), stage.figures.initdead + stage.figures.slack)


def _waits(script: Script) -> bool:
    return has_drbd(script) and script.waits_for_peer


SCENARIO = Scenario("one-boots", "one node boots alone", play, start=Start.OFF)
