"""Chapter 5 with the new cluster: the runbook's own commands for looking, maintenance, cleaning up, moving, and the last resort."""

from __future__ import annotations

from ...runbook import operate, triage
from ..operator import perform
from ..results import Generation
from ..stage import Stage
from .scenario import Scenario, has_database, main_to


def play(stage: Stage) -> None:
    names = stage.script.names
    main = next(service for service in names.services if service.id == stage.main.id)
    perform(stage, triage.triage(names))
    perform(stage, operate.maintenance(names, stage.passive))
    stage.fault(f"planned maintenance of {stage.active}")
    perform(stage, operate.maintenance(names, stage.active))
    if not names.fails_back:
        perform(stage, operate.shoot(names, stage.active))
    _go_home(stage)

    database = stage.main.database
    assert database
    stage.mark(f"mysqld is stopped on {stage.active}")
    stage.tell(stage.active, f"mariadb-admin --no-defaults --socket={database.socket} shutdown")
    wanted = {service: (node,) for service, node in main_to(stage, stage.passive).items()}
    stage.wait(f"{stage.passive} serves", lambda: stage.servers() == wanted, stage.figures.detection + stage.figures.slack)
    perform(stage, operate.cleanup(names, main.fails, stage.active))
    _go_home(stage)

    if names.disks and names.mounts:
        perform(stage, triage.by_hand(names, stage.active))
    stage.expect(stage.homes_of_one())
    perform(stage, triage.triage(names))


def _go_home(stage: Stage) -> None:
    names = stage.script.names
    for node in names.homes:
        perform(stage, operate.move_here(names, node, names.served_by(node)))


SCENARIO = Scenario(
    "daily-work", "the operator's daily work, by the runbook", play, has_database, generations=(Generation.NEW,)
)
