"""The disk below DRBD fails on the active node: DRBD detaches and goes on over the network."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, has_drbd, main_to


def play(stage: Stage) -> None:
    stage.fault(f"the disk of {stage.active} fails")
    stage.fail_disks(stage.active, stage.main)
    if stage.is_old:
        stage.expect_nothing_moves()
        seen = stage.drbd(stage.active).get("disk", "")
        stage.check(f"{stage.active} serves without a disk (Diskless), and nobody notices", seen, seen in ("Diskless", "Failed"))
    else:
        stage.expect(main_to(stage, stage.passive))


def difference(script: Script) -> str:
    return "nobody noticed a lost disk, and a hand had to move the service; now it moves to the good data by itself"


SCENARIO = Scenario("disk-lost", "the disk of the active node fails", play, has_drbd, difference)
