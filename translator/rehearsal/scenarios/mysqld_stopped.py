"""Chapter 4, "MySQL process": mysqld is stopped behind the cluster's back."""

from __future__ import annotations

from functools import partial

from ..stage import Stage
from .check_primary import expect_noticed, unlike
from .scenario import Scenario, has_database


def play(stage: Stage) -> None:
    database = stage.main.database
    assert database
    stage.fault(f"mysqld is stopped on {stage.active}")
    stage.tell(stage.active, f"mariadb-admin --no-defaults --socket={database.socket} shutdown")
    expect_noticed(stage)


SCENARIO = Scenario("mysqld-stopped", "mysqld is stopped", play, has_database, partial(unlike, "mysqld"), memo=True)
