"""Both nodes get a new system, one after the other, by the runbook's own commands, while the client writes."""

from __future__ import annotations

from ...runbook import alone, reinstall, shell
from ..operator import ARRIVAL, perform
from ..results import Generation
from ..stage import Stage
from .scenario import Scenario, all_to

_OF_THE_OLD = "/etc/ha.d/ha.cf /etc/ha.d/haresources /etc/my.cnf /etc/init.d/drbd-wait /root/before-ha1to2"


def play(stage: Stage) -> None:
    names = stage.script.names
    first = names.standby
    installed = {f"system-{node}": node for node in names.nodes}
    # Nobody writes while the database is dumped for the last time.
    window = (*alone.last_dump(names), *alone.stop_old(names))[0].id
    stage.run(stage.names[0], ARRIVAL)
    for step in reinstall.steps(names):
        if step.id in installed:
            _install(stage, installed[step.id])
        if step.id == window:
            stage.fault("the window opens: nobody writes from here on")
        perform(stage, [step])
        if step.id == f"serves-alone-{first}":
            stage.become(Generation.NEW)
    stage.expect(stage.homes_of_one() if stage.fails_back else all_to(stage, first))
    stage.check("DRBD is connected and whole on both nodes", str(stage.drbd(first)), stage.is_whole())
    failures = stage.run(first, f"{shell.no_failures()} || crm_mon -1rf", check=False).strip()
    stage.check("nothing has failed in the new cluster", failures or "no failure", not failures)


def _install(stage: Stage, node: str) -> None:
    """What a person does."""
    stage.mark(f"a new system is installed on {node}")
    stage.reinstall(node)
    left = stage.run(node, f"ls -d {_OF_THE_OLD} 2>/dev/null", check=False).strip()
    stage.check(f"the new system of {node} has nothing of the old one", left or "nothing", not left)


SCENARIO = Scenario(
    "reinstall",
    "both nodes are reinstalled in turn, by the runbook",
    play,
    generations=(Generation.NEW,),
    boots=Generation.OLD,
)
