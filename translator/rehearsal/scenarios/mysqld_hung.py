"""mysqld hangs: its process is there and its socket takes connections, and nothing is answered."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import Scenario, has_database, main_to


def play(stage: Stage) -> None:
    stage.fault(f"mysqld hangs on {stage.active}")
    stage.tell(stage.active, "pkill -STOP -x 'mysqld|mariadbd'")
    if stage.is_old:
        stage.watch("whether anybody notices", stage.figures.detection)
        stage.check_nobody_serves("nobody serves, and nobody notices")
        stage.mark("the operator lets mysqld go on")
        stage.run(stage.active, "pkill -CONT -x 'mysqld|mariadbd'")
        stage.expect(main_to(stage, stage.active))
    else:
        stage.expect(main_to(stage, stage.passive))


def difference(script: Script) -> str:
    return "mysqladmin waits for a server that hangs, and check_primary with it, until a hand helps; the new monitor has a deadline"


SCENARIO = Scenario("mysqld-hung", "mysqld hangs", play, has_database, difference)
