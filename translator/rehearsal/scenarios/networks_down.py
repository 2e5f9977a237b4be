"""Chapter 4, "every network", and chapter 5.2: both nodes are alone, both serve, and an operator mends the split brain."""

from __future__ import annotations

from contextlib import suppress

from ..stage import NotSo, Stage
from .scenario import Scenario, all_to, has_drbd


def play(stage: Stage) -> None:
    stage.losing_is_expected = True
    active, passive = stage.active, stage.passive
    stage.fault(f"every network goes down on {active}")
    stage.run(active, "/rehearsal/network down")
    reached = stage.figures.deadtime + stage.figures.detection + stage.figures.slack
    with suppress(NotSo):
        stage.wait(f"{passive} serves too", lambda: passive in stage.servers()[stage.main.id], reached)
    stage.watch("what both nodes do", stage.figures.deadtime)
    for name in stage.names:
        state = stage.state(name)
        found = stage.drbd(name)
        every = [address.ip for service in stage.services for address in service.addresses]
        held = ", ".join(ip for ip in every if ip in state.addresses) or "no address"
        stage.note(f"{name}: {found.get('role', '')} {found.get('disk', '')}, {found.get('connection', '')}, holds {held}")
    stage.check(f"{passive} serves, the clients of {active} cut off", _named(stage), passive in stage.servers()[stage.main.id])
    stage.mark("every network comes back")
    stage.run(active, "/rehearsal/network up")
    stage.watch("what comes of two that serve", stage.figures.deadtime * 2)
    for name in stage.names:
        stage.note(f"networks back, {name}: {stage.drbd(name).get('connection', '')} {stage.drbd(name).get('role', '')}")
    stage.mend_split_brain(survivor=passive, victim=active)
    stage.check("mended: DRBD is connected and whole on both nodes", str(stage.drbd(active)), stage.connected())
    stage.expect(all_to(stage, passive))


def _named(stage: Stage) -> str:
    return " and ".join(stage.servers()[stage.main.id]) or "nobody"


SCENARIO = Scenario("networks-down", "every network goes down: split brain", play, has_drbd, memo=True)
