"""Chapter 4, "DRBD network": nothing moves, both nodes wait for each other, and mirroring resumes by itself."""

from __future__ import annotations

from contextlib import suppress
from shlex import quote

from ..furnishing import PLACE
from ..script import Script
from ..stage import NotSo, Stage
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
    stage.run(stage.active, f"{PLACE}/network up {quote(nic)}")
    _resynchronised(stage)


def _resynchronised(stage: Stage) -> None:
    """Checks that DRBD connects again and becomes whole, by itself."""
    with suppress(NotSo):
        stage.wait("DRBD is whole again", stage.connected, stage.figures.slack)
    seen = ", ".join(f"{name} {stage.drbd(name).get('connection', '')}" for name in stage.names)
    stage.check("mirroring resumes by itself, and all data is whole", seen, stage.connected())


def _applies(script: Script) -> bool:
    return bool(script.blueprint.volumes and script.blueprint.replication_nics)


SCENARIO = Scenario("drbd-network-down", "the DRBD network goes down", play, _applies, memo=True)
