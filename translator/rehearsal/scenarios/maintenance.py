"""Chapter 5.1: the standby is rebooted, the service is moved by hand, the other node is rebooted; nothing moves by itself."""

from __future__ import annotations

from ..stage import Stage
from .scenario import Scenario, all_to


def play(stage: Stage) -> None:
    patience = stage.figures.initdead + stage.figures.slack
    stage.reboot(stage.passive)
    stage.wait("the standby is back, its data whole", stage.is_whole, patience)
    # as an operator looks, before the next step, whether the cluster has done what it does to a node that is back
    stage.settle()
    at_home = stage.servers()
    stage.check("the standby was rebooted, and nothing moved", str(at_home), at_home == stage.homes)
    stage.fault(f"{stage.active} is made to give its services up")
    stage.tell(stage.active, stage.manager.standby.format(node=stage.active))
    stage.wait_served_by(stage.passive)
    stage.mark(f"{stage.active} reboots")
    stage.reboot(stage.active)
    stage.run(stage.active, stage.manager.online.format(node=stage.active), 150, check=False)
    stage.wait(f"{stage.active} is back, its data whole", stage.is_whole, patience)
    stage.mark(f"{stage.active} is back")
    stage.expect(stage.homes_of_one() if stage.fails_back else all_to(stage, stage.passive))


SCENARIO = Scenario("maintenance", "planned maintenance of both nodes", play)
