"""The disk below DRBD fails on the active node: DRBD detaches, and goes on over the network. A new disk moves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...runbook.operate import replace_disk
from ..blueprint import Service
from ..furnishing import BACKING, disk, table
from ..operator import perform
from ..script import Script
from ..stage import Stage
from .scenario import Scenario, has_drbd, main_to


def play(stage: Stage) -> None:
    stage.fault(f"the disk of {stage.active} fails")
    _fail_disks(stage, stage.active, stage.main)
    if stage.is_old:
        stage.expect_nothing_moves()
        seen = stage.drbd(stage.active).get("disk", "")
        stage.check(f"{stage.active} serves without a disk (Diskless), and nobody notices", seen, seen in ("Diskless", "Failed"))
    else:
        stage.expect(main_to(stage, stage.passive))
        stage.mark("the operator replaces the disk")
        _replace_disks(stage, stage.active, stage.main)
        names = stage.script.names
        lost = {volume.resource for volume in stage.main.volumes}
        for each in names.disks:
            if each.name in lost:
                perform(stage, replace_disk(names, stage.active, each))
        stage.check("both nodes have good data again", str(stage.drbd(stage.active)), stage.is_whole())


def _fail_disks(stage: Stage, name: str, service: Service) -> None:
    """From now on every access to the devices below the service's DRBD fails."""
    for number in _disks_below(stage, name, service):
        stage.run(name, f"dmsetup wipe_table --force --noflush --nolockfs {BACKING}{number}")


def _replace_disks(stage: Stage, name: str, service: Service) -> None:
    """In the place of disks that failed there are new ones, with nothing on them."""
    for number in _disks_below(stage, name, service):
        stage.run(name, f"blkdiscard {disk(number)}; {table(number, 'load')} && dmsetup resume {BACKING}{number}")


def _disks_below(stage: Stage, name: str, service: Service) -> Iterator[int]:
    machine = next(each for each in stage.blueprint.machines if each.name == name)
    for volume in service.volumes:
        yield machine.backings.index(volume.disks[stage.names.index(name)])


def difference(script: Script) -> str:
    return "nobody noticed a lost disk, and a hand had to move the service; now it moves to the good data by itself"


SCENARIO = Scenario("disk-lost", "the disk of the active node fails", play, has_drbd, difference)
