"""The order in which a service starts and stops: as its line has it, and as the scheduler's graph has it."""

from __future__ import annotations

from ..model import Behaviour, Service
from .cluster import State
from .precedence import Step, unordered

_TASKS = {"start": ("start", "promote"), "stop": ("stop", "demote")}


def wanted_order(behaviour: Behaviour, direction: str) -> str:
    """Left to right for `start`, right to left for `stop`."""
    disk = _TASKS[direction][1]
    told = []
    for service in behaviour.services:
        clones = {each.clone: each.primitive for each in service.replicated}
        steps = [f"{disk} {clones[name]}" if name in clones else name for name in service.start_order]
        told.append(steps if direction == "start" else steps[::-1])
    return _told(told)


def got_order(behaviour: Behaviour, direction: str, state: State) -> str:
    """The steps as they ran; where only chance had them run like this, that is said instead."""
    told, loose = [], []
    for service in behaviour.services:
        steps = _steps(service, direction, state)
        told.append([f"{step.task} {step.resource}" if "mote" in step.task else step.resource for step in steps])
        loose += [
            f"nothing makes '{later.task} {later.resource}' wait for '{earlier.task} {earlier.resource}'"
            for earlier, later in unordered(state.graphs, steps)
        ]
    return _told(told) + "".join(f", but {text}" for text in loose)


def _steps(service: Service, direction: str, state: State) -> list[Step]:
    member, disk = _TASKS[direction]
    disks = {each.primitive for each in service.replicated}
    wanted = {name: disk if name in disks else member for name in (*service.start_order, *disks)}
    return [
        Step(action.resource, action.task, action.node)
        for action in state.actions
        if wanted.get(action.resource) == action.task
    ]


def _told(services: list[list[str]]) -> str:
    return "; ".join(", ".join(steps) or "nothing" for steps in services)
