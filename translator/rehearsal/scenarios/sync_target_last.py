"""A node whose data is not whole is the last one: it does not serve (drbd-wait's gate), until its peer is back."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, has_drbd


def play(stage: Stage) -> None:
    _become_sync_target(stage, stage.passive)
    stage.watch("whether the standby comes up beside it", stage.figures.deadtime)
    stage.wait(f"{stage.passive} still is a sync target", lambda: _is_sync_target(stage, stage.passive), 5)
    stage.fault(f"{stage.active} loses its power, {stage.passive} is a sync target")
    stage.kill(stage.active)
    stage.watch("whether the half synchronised node serves", stage.figures.deadtime * 2 + stage.figures.initdead + 20)
    stage.check_nobody_serves("nobody serves: the data is not whole")
    stage.mark(f"{stage.active} boots")
    stage.boot(stage.active)
    if stage.is_old and not stage.fails_back:
        stage.watch("whether it serves again", stage.figures.detection)
        # heartbeat takes what it failed to start for started
        stage.check_nobody_serves(f"{stage.passive} holds in its books what it failed to start: nobody serves")
        stage.mark(f"the operator lets {stage.active} take everything")
        stage.tell(stage.active, stage.manager.takeover)
    where = {service.id: stage.active if service.volumes else stage.passive for service in stage.services}
    stage.expect(dict(where), stage.figures.initdead + stage.figures.slack * 2)


def _become_sync_target(stage: Stage, name: str) -> None:
    """Reboots a node whose data are to be synchronised as a whole, so slowly that it takes minutes."""
    peer = stage.blueprint.peer(name)
    resources = list(dict.fromkeys(volume.resource for volume in stage.main.volumes))
    for resource in resources:
        stage.run(peer, f"drbdadm pause-sync {resource}")
        stage.run(name, f"drbdadm invalidate {resource}")
    stage.reboot(name)

    def paused() -> bool:
        return stage.drbd(name).get("connection", "").startswith("PausedSync")

    stage.wait(f"{name} is connected again", paused, stage.figures.slack)
    # What linbit:drbd does once DRBD has started, drbdadm adjust, would set the rate back.
    stage.settle()
    for resource in resources:
        for each in (name, peer):
            stage.run(each, f"drbdadm disk-options --c-plan-ahead=0 --resync-rate=200K {resource}")
        stage.run(peer, f"drbdadm resume-sync {resource}")
    stage.wait(f"{name} is a sync target", lambda: _is_sync_target(stage, name), 30)


def _is_sync_target(stage: Stage, name: str) -> bool:
    """Whether the data on a node are being synchronised, and not whole yet."""
    return stage.drbd(name).get("connection") == "SyncTarget"


SCENARIO = Scenario("sync-target-last", "the last node is a sync target", play, has_drbd)
