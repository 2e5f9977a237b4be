"""Faults that check_primary saw: what becomes of them, on both generations."""

from __future__ import annotations

from ..script import Script
from ..stage import Stage
from .scenario import all_to, lone_services, main_to


def expect_noticed(stage: Stage) -> None:
    """The main service has failed on its node: it moves. Where nothing watched it, nobody serves any more."""
    if not stage.is_old:
        stage.expect(main_to(stage, stage.passive))
    elif stage.active in stage.watched:
        # check_primary stops heartbeat, and with it everything of the node
        stage.expect(all_to(stage, stage.passive))
    else:
        stage.expect(main_to(stage, None), stage.figures.detection)


def unlike(what: str, script: Script) -> str:
    """How the generations differ in it: `what` was watched by check_primary alone."""
    home = script.main.home
    if home not in script.watched:
        return f"nothing watched {what} on {home}; now it is watched on both nodes"
    if not lone_services(script):
        return "check_primary stopped the whole node; now only the service that failed moves"
    return ""
