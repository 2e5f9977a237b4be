"""Chapter 4, "DRBD network": nothing moves, both nodes wait for each other, and mirroring resumes by itself."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario


def play(stage: Stage) -> None:
    (nic, *_) = stage.blueprint.replication_nics
    stage.fault(f"{nic} goes down on {stage.active}")
    stage.run(stage.active, f"ifconfig {nic} down")
    stage.expect_nothing_moves()
    for name in stage.names:
        seen = stage.drbd(name).get("connection", "")
        stage.check(f"{name} waits for its peer (WFConnection)", seen, seen == "WFConnection")
    stage.mark(f"{nic} comes back")
    stage.repair(nic, [stage.active])
    stage.resynchronised()


def _applies(script: Script) -> bool:
    return bool(script.blueprint.volumes and script.blueprint.replication_nics)


SCENARIO = Scenario("drbd-network-down", "the DRBD network goes down", play, _applies, memo=True)
