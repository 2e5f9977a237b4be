"""The virtual address is taken away from the active node behind the cluster's back."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, all_to, lone_services, main_to


def play(stage: Stage) -> None:
    address = stage.main.address
    stage.fault(f"{address.ip} is taken away from {stage.active}")
    stage.run(stage.active, f"ip addr del {address.ip}/{address.prefix} dev {address.nic}")
    if not stage.is_old:
        stage.expect(main_to(stage, stage.passive))
    elif stage.active in stage.watched:
        stage.expect(all_to(stage, stage.passive))
    else:
        stage.expect(main_to(stage, None), stage.figures.detection)


def difference(script: Script) -> str:
    if script.main.home not in script.watched:
        return f"nothing watched the address on {script.main.home}; now it is watched on both nodes"
    if not lone_services(script):
        return "check_primary stopped the whole node; now only the service that failed moves"
    return ""


SCENARIO = Scenario("address-taken", "a virtual address is taken away", play, difference=difference)
