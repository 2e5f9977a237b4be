"""The disk below DRBD fails on the active node: DRBD detaches, and goes on over the network. A new disk moves nothing."""

from __future__ import annotations

from ...runbook.operate import replace_disk
from ..operator import perform
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
        stage.mark("the operator replaces the disk")
        stage.replace_disks(stage.active, stage.main)
        names = stage.script.names
        lost = {volume.resource for volume in stage.main.volumes}
        for disk in names.disks:
            if disk.name in lost:
                perform(stage, replace_disk(names, stage.active, disk))
        stage.check("both nodes have good data again", str(stage.drbd(stage.active)), stage.is_whole())


def difference(script: Script) -> str:
    return "nobody noticed a lost disk, and a hand had to move the service; now it moves to the good data by itself"


SCENARIO = Scenario("disk-lost", "the disk of the active node fails", play, has_drbd, difference)
