"""A simulated cluster: worlds change under it, and Pacemaker's scheduler runs transition after transition until it is at rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lxml import etree

from . import status
from .inventory import Inventory, inventory
from .publish import published
from .scheduler import Action, Instance, parse, run
from .world import World

ROUNDS = 20
"""Transitions after which a cluster that still acts is taken for one that never comes to rest; a boot takes four."""

_MINUTE, _DAY = 60, 24 * 3600
"""Seconds."""

_PROMOTED = ("Promoted", "Master")


class State(NamedTuple):
    """A cluster at rest. `actions` are those since the last world, `graphs` the transition graphs that they come from."""

    cib: bytes
    world: World
    instances: tuple[Instance, ...]
    actions: tuple[Action, ...]
    graphs: tuple[bytes, ...]
    violations: tuple[str, ...]
    """What must never be and was, on the way here or before."""
    settled: bool

    def nodes(self, resource: str) -> tuple[str, ...]:
        """Where the primitive is active, in any role."""
        return tuple(node for entry in self.instances if entry.resource == resource for node in entry.nodes)

    def promoted(self, resource: str) -> tuple[str, ...]:
        return tuple(
            node for entry in self.instances if entry.resource == resource and entry.role in _PROMOTED for node in entry.nodes
        )

    def blocked(self, resource: str) -> tuple[str, ...]:
        """Where the primitive is stuck: Pacemaker touches it no more until someone cleans up."""
        return tuple(node for entry in self.instances if entry.resource == resource and entry.blocked for node in entry.nodes)


class Cluster:
    """The CIB under test, on `nodes`, simulated by the crm_simulate at `program`. Raises SchedulerFailed for one that is no CIB."""

    def __init__(self, program: str, cib: bytes, nodes: Sequence[str]) -> None:
        root = parse(cib)
        status.cleared(root, nodes)
        # Validated, and brought up to date, once; validation is a third of the cost of a run.
        root = parse(run(program, etree.tostring(root), now=status.WHEN).cib)
        root.set("validate-with", "none")
        self.program = program
        self.nodes = tuple(nodes)
        self.inventory: Inventory = inventory(root)
        self.blank = State(etree.tostring(root), World(frozenset()), (), (), (), (), True)

    def after(self, state: State, world: World, *, late: Collection[str] = ()) -> State:
        """The cluster of `state` once it has come to rest in `world`.

        What agents on the nodes in `late` publish arrives one transition after everything else.
        """
        root = parse(state.cib)
        self._impress(root, state.world, world)
        instances = tuple(
            entry._replace(nodes=kept)
            for entry in state.instances
            for kept in [tuple(node for node in entry.nodes if node in world.online)]
            if kept
        )
        current = State(etree.tostring(root), world, instances, (), (), state.violations, False)
        failing = [f"{resource}_stop_0@{node}=1" for node, resource in sorted(world.stuck)]
        now = status.WHEN + (_DAY if world.later else _MINUTE)
        # A crash is acted on before any agent on the other node has looked around again.
        stale = set(self.nodes) if state.world.online - world.online - state.world.leaving else set()
        waiting, resting = bool(late), False
        for _ in range(ROUNDS):
            cib, changed = self._publish(current, stale | set(late if waiting else ()))
            if resting and not changed and not waiting and not stale:
                return current._replace(settled=True)
            step = run(self.program, cib, failing, now=now)
            stale = set()
            current = State(
                _without_failures(step.cib, step.forgiven),
                world,
                step.instances,
                current.actions + step.actions,
                (*current.graphs, step.graph),
                tuple(dict.fromkeys(current.violations + violations(step.instances))),
                False,
            )
            # A failure that has just expired holds nothing up any more: the controller asks the scheduler again.
            resting = not step.forgiven and not any(_changes(action) for action in step.actions)
            waiting = waiting and not resting
        return current

    def _impress(self, root: etree._Element, before: World, world: World) -> None:
        """What the difference between two worlds leaves in the CIB, apart from what agents publish."""
        # Two nodes that lose one have no majority, whatever corosync's two_node makes of it: the CIB has to stand that.
        root.set("have-quorum", str(int(2 * len(world.online) > len(self.nodes))))
        for node in self.nodes:
            if node not in world.online:
                status.down(root, node, cleanly=node not in before.online or node in before.leaving)
            elif node not in before.online:
                status.up(root, node)
            if (node in world.standby) != (node in before.standby):
                status.set_standby(root, node, "on" if node in world.standby else None)
            if node in world.leaving - before.leaving:
                status.set_attributes(root, node, {"shutdown": "1"})
        for node, resource in sorted(world.failed - before.failed):
            watcher = self.inventory.watchers.get(resource)
            if watcher is not None:
                status.fail(root, node, watcher.resource, watcher.interval)
        for node, resource in sorted(before.failed - world.failed):
            watcher = self.inventory.watchers.get(resource)
            if watcher is not None and node in world.online:
                status.clean_up(root, node, watcher.resource)

    def _publish(self, state: State, late: Collection[str]) -> tuple[bytes, bool]:
        """The CIB with what the agents that run would have written into it by now, and whether that changes it."""
        root = parse(state.cib)
        changed = False
        for node in self.nodes:
            if node in state.world.online and node not in late:
                known = status.attributes(root, node)
                values = published(self.inventory, node, state.world, state.nodes, state.promoted, known)
                changed = status.set_attributes(root, node, values) or changed
        return etree.tostring(root), changed


def _without_failures(cib: bytes, forgiven: Sequence[tuple[str, str]]) -> bytes:
    """What the controller does when the scheduler tells it that a failure has expired."""
    if not forgiven:
        return cib
    root = parse(cib)
    for resource, node in forgiven:
        status.forgive(root, node, resource)
    return etree.tostring(root)


def _changes(action: Action) -> bool:
    """Whether a step may call for another transition.

    What is blocked by a failed stop has its clone's notifications and cancelled monitors repeated in every transition.
    """
    return action.task not in ("notify", "cancel") and not (action.task == "monitor" and action.interval)


def violations(instances: Sequence[Instance]) -> tuple[str, ...]:
    """What shared data does not survive: a resource active twice, two promoted instances of one DRBD resource."""
    found = [f"{entry.resource} is active on {' and '.join(entry.nodes)} at once" for entry in instances if len(entry.nodes) > 1]
    primaries: dict[str, list[str]] = {}
    for entry in instances:
        if entry.role in _PROMOTED:
            primaries.setdefault(entry.resource, []).extend(entry.nodes)
    found += [f"{name} is promoted on {' and '.join(nodes)} at once" for name, nodes in primaries.items() if len(nodes) > 1]
    return tuple(found)
