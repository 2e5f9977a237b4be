"""What the old cluster would have done: Heartbeat v1 with ipfail, check_primary and the DRBD gate, as plain rules.

Nothing here knows of Pacemaker or of the CIB. S1 to S9 are the sections of the contract that the rules come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..model import Behaviour, Service
from .world import Disk, World


class Standing(NamedTuple):
    """Where each service runs (None: nowhere), and which of them is stuck there."""

    where: Mapping[str, str | None]
    blocked: frozenset[str] = frozenset()


NOTHING_RUNS = Standing({})


def standing(behaviour: Behaviour, nodes: Sequence[str], before: Standing, world: World, *, fences: bool) -> Standing:
    """Where the services are once the pair has dealt with `world`; `before` is where they were.

    `fences`: a node that cannot stop a service is shot. The old cluster's node rebooted itself then; without fencing the contract
    has the service block instead (S8).
    """
    holders = {service.id: before.where.get(service.id) for service in behaviour.services}
    stuck = {service.id: holders[service.id] for service in behaviour.services if _stuck(service, holders[service.id], world)}
    if fences:
        for holder in stuck.values():
            world = world.lose(holder or "")
        stuck = {}
    where = dict(stuck)
    for service in behaviour.services:
        if service.id not in stuck:
            able = [node for node in nodes if _able(service, node, world)]
            where[service.id] = _chosen(behaviour, service, holders[service.id], able, world)
    return Standing(where, frozenset(stuck))


def _able(service: Service, node: str, world: World) -> bool:
    """Whether the node may have the service at all.

    S6: a node on which a resource of the service failed gets nothing back before an operator has been there. S9: nor does one
    whose data is not whole. S7: the other node's state and votes do not matter.
    """
    return (
        node in world.online
        and node not in world.leaving
        and node not in world.standby
        and not any((node, resource) in world.failed for resource in resources(service))
        and all(world.disk(node, disk.primitive) is Disk.UP_TO_DATE for disk in service.replicated)
    )


def _chosen(behaviour: Behaviour, service: Service, holder: str | None, able: Sequence[str], world: World) -> str | None:
    """S5 before S4 before S3: strictly more ping nodes win; then the place where the service is, or its own node."""
    if not able:
        return None
    most = max(reach(behaviour, node, world) for node in able)
    best = [node for node in able if reach(behaviour, node, world) == most]
    if service.node in best and (behaviour.fails_back or holder not in best):
        return service.node
    return holder if holder in best else best[0]


def reach(behaviour: Behaviour, node: str, world: World) -> int:
    """How many ping nodes the node reaches, for ipfail; a ping_group is one, up while any member answers (S5)."""
    return sum(any((node, address) not in world.unreachable for address in target.addresses) for target in behaviour.ping)


def _stuck(service: Service, holder: str | None, world: World) -> bool:
    """Whether something makes the service leave its node, and it cannot be stopped there."""
    names = resources(service)
    return holder in world.online and all(any((holder, name) in sort for name in names) for sort in (world.stuck, world.failed))


def resources(service: Service) -> tuple[str, ...]:
    """Everything that can fail in the service: members, and DRBD resources by their primitive."""
    clones = {disk.clone for disk in service.replicated}
    members = tuple(name for name in service.start_order if name not in clones)
    return members + tuple(disk.primitive for disk in service.replicated)
