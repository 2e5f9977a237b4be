"""What a scenario is: a name, a claim, when it makes sense, and what it does to a stage."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple, Optional

from ..results import Generation
from ..script import Script
from ..stage import Stage


class Start(Enum):
    """How the cluster is found."""

    SERVING = "serving"
    """Both nodes up, each service on its own node, DRBD whole."""
    OFF = "off"
    """Both nodes switched off; the scenario boots them."""


def _always(script: Script) -> bool:
    return True


def _alike(script: Script) -> str:
    return ""


class Scenario(NamedTuple):
    """`difference` says why the two generations are to end differently in this cluster; empty: they must end alike.

    `memo` marks the faults of the memo's own table (chapter 4), for which the old behaviour is the contract. `generations`: those
    that it can be played on; `boots`: what the nodes boot into where that is not the generation itself.
    """

    name: str
    title: str
    play: Callable[[Stage], None]
    applies: Callable[[Script], bool] = _always
    difference: Callable[[Script], str] = _alike
    start: Start = Start.SERVING
    memo: bool = False
    generations: tuple[Generation, ...] = tuple(Generation)
    boots: Optional[Generation] = None


def has_database(script: Script) -> bool:
    return any(service.database for service in script.blueprint.services)


def has_drbd(script: Script) -> bool:
    return bool(script.blueprint.volumes)


def has_fencing(script: Script) -> bool:
    return bool(script.blueprint.boards)


def all_to(stage: Stage, node: str) -> dict[str, str | None]:
    """Every service on one node."""
    return {service.id: node for service in stage.services}


def main_to(stage: Stage, node: str | None) -> dict[str, str | None]:
    """The main service on a node, the others at home."""
    where: dict[str, str | None] = {service.id: service.home for service in stage.services}
    where[stage.main.id] = node
    return where


def lone_services(script: Script) -> bool:
    """Whether the main service is the only one of its node: what takes the whole node down moves no more than that."""
    services = script.blueprint.services
    main = next((service for service in services if service.database), services[0])
    return sum(1 for service in services if service.home == main.home) == 1
