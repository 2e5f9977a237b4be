"""The virtual address is taken away from the active node behind the cluster's back."""

from __future__ import annotations

from functools import partial

from ..stage import Stage
from .check_primary import expect_noticed, unlike
from .scenario import Scenario


def play(stage: Stage) -> None:
    address = stage.main.address
    stage.fault(f"{address.ip} is taken away from {stage.active}")
    stage.run(stage.active, f"ip addr del {address.ip}/{address.prefix} dev {address.nic}")
    expect_noticed(stage)


SCENARIO = Scenario("address-taken", "a virtual address is taken away", play, difference=partial(unlike, "the address"))
