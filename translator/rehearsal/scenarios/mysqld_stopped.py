"""Chapter 4, "MySQL process": mysqld is stopped behind the cluster's back."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, all_to, has_database, lone_services, main_to


def play(stage: Stage) -> None:
    database = stage.main.database
    assert database
    stage.fault(f"mysqld is stopped on {stage.active}")
    stage.tell(stage.active, f"mariadb-admin --no-defaults --socket={database.socket} shutdown")
    if not stage.is_old:
        stage.expect(main_to(stage, stage.passive))
    elif stage.active in stage.watched:
        # check_primary stops heartbeat, and with it everything of the node
        stage.expect(all_to(stage, stage.passive))
    else:
        stage.expect(main_to(stage, None), stage.figures.detection)


def difference(script: Script) -> str:
    main = next(service for service in script.blueprint.services if service.database)
    if main.home not in script.watched:
        return f"nothing watched mysqld on {main.home}; now it is watched on both nodes"
    if not lone_services(script):
        return "check_primary stopped the whole node; now only the service that failed moves"
    return ""


SCENARIO = Scenario("mysqld-stopped", "mysqld is stopped", play, has_database, difference, memo=True)
