"""A gateway is dead for both nodes: nothing moves."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario


def play(stage: Stage) -> None:
    gateway = stage.blueprint.gateways[0]
    stage.fault(f"the gateway {gateway.ip} dies")
    stage.bed.ip(f"addr del {gateway.ip}/32 dev {gateway.nic}")
    try:
        stage.expect_nothing_moves()
    finally:
        stage.bed.ip(f"addr add {gateway.ip}/32 dev {gateway.nic}")


def _applies(script: Script) -> bool:
    return bool(script.blueprint.gateways)


SCENARIO = Scenario("gateway-dead", "a gateway is dead for both nodes", play, _applies)
