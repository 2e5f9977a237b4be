"""Chapter 4, "every network", and chapter 5.2: both nodes are alone, both serve, and an operator mends the split brain."""

from __future__ import annotations

from contextlib import suppress

from ...runbook.split import split_brain
from ..operator import perform
from ..script import Script
from ..stage import NotSo, Stage
from .scenario import Scenario, all_to, has_drbd, has_fencing


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
    _mend_split_brain(stage, survivor=passive, victim=active)
    stage.check("mended: DRBD is connected and whole on both nodes", str(stage.drbd(active)), stage.connected())
    stage.expect(all_to(stage, passive))


def _named(stage: Stage) -> str:
    return " and ".join(stage.servers()[stage.main.id]) or "nobody"


def _mend_split_brain(stage: Stage, survivor: str, victim: str) -> None:
    """Chapter 5.2: the victim gives everything up and discards what it wrote; the survivor's data are taken for both."""
    stage.mark(f"the operator: {victim} gives up, and takes {survivor}'s data")
    if not stage.is_old:
        perform(stage, split_brain(stage.script.names, survivor, victim))
        return
    stage.run(victim, stage.manager.standby.format(node=victim), 300)
    stage.wait_served_by(survivor)
    resources = list(dict.fromkeys(volume.resource for volume in stage.blueprint.volumes))
    for resource in resources:
        stage.run(victim, f"drbdadm disconnect {resource}; drbdadm secondary {resource}", check=False)
        stage.run(victim, f"drbdadm connect --discard-my-data {resource}")
        stage.run(survivor, f"case $(drbdadm cstate {resource}) in StandAlone) drbdadm connect {resource} ;; esac")
    with suppress(NotSo):
        stage.wait("DRBD is connected and whole", stage.connected, stage.figures.slack)
    stage.run(victim, stage.manager.online.format(node=victim), 300)
    stage.mark("mended")


def play_fenced(stage: Stage) -> None:
    """There is no split brain: the node that is cut off is shot before its peer takes over, and nothing is to be mended."""
    active, passive = stage.active, stage.passive
    cut_off = stage.node(active)
    stage.fault(f"every network goes down on {active}")
    stage.run(active, "/rehearsal/network down")
    shot = stage.figures.deadtime + stage.figures.detection + stage.figures.slack
    stage.wait(f"{active} is shot", lambda: not cut_off.is_alive, shot)
    stage.wait_served_by(passive)
    stage.wait(f"{active} is switched on", lambda: stage.node(active).is_alive, stage.figures.slack)
    stage.node(active).wait_up()
    stage.wait(f"{active} is back, its data whole", stage.is_whole, stage.figures.initdead + stage.figures.slack)
    stage.mark(f"{active} is back")
    stage.expect(stage.homes_of_one() if stage.fails_back else all_to(stage, passive))


def _splits(script: Script) -> bool:
    return has_drbd(script) and not has_fencing(script)


SCENARIO = Scenario("networks-down", "every network goes down: split brain", play, _splits, memo=True)
FENCED = Scenario("cut-off-and-shot", "every network goes down, with fencing", play_fenced, has_fencing)
