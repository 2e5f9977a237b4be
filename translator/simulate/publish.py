"""What the agents that run in a world write into the cluster: ping, the DRBD gate, linbit:drbd's promotion score."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .inventory import Inventory, Pinger, Replica
from .world import Disk, World

Where = Callable[[str], "tuple[str, ...]"]
"""The nodes on which a resource is."""


def published(
    inventory: Inventory, node: str, world: World, active: Where, promoted: Where, known: Mapping[str, str]
) -> dict[str, str | None]:
    """The node attributes that agents on `node` keep up to date, None for those that they remove; `known` are those there are.

    A stopped gate publishes 0, one that never ran nothing; the ping agent removes its attribute where it stops.
    """
    values: dict[str, str | None] = {}
    for pinger in inventory.pingers:
        values[pinger.attribute] = reached(pinger, node, world) if node in active(pinger.resource) else None
    for gate in inventory.gates:
        running = node in active(gate.resource)
        if not running and gate.attribute not in known:
            continue
        good = all(
            world.disk(node, replica.resource) is Disk.UP_TO_DATE for replica in inventory.replicas if replica.drbd == gate.drbd
        )
        values[gate.attribute] = str(int(good and running))
    for replica in inventory.replicas:
        up, primary = active(replica.resource), promoted(replica.resource)
        score = promotion_score(replica, node, world, up, primary) if node in up else None
        values[f"master-{replica.resource}"] = score
    return values


def reached(pinger: Pinger, node: str, world: World) -> str:
    """The value of the pinger's attribute on the node."""
    return str(pinger.multiplier * sum((node, host) not in world.unreachable for host in pinger.hosts))


def promotion_score(
    replica: Replica, node: str, world: World, running: tuple[str, ...], primary: tuple[str, ...]
) -> str | None:
    """What linbit:drbd publishes on the node, by the table in its meta-data (adjust_master_score); None: nothing.

    `running` are the nodes on which DRBD is up, `primary` those where it is promoted. A peer is known while the link to it holds.
    """
    _, remote, local, both = replica.scores
    linked = replica.resource not in world.links_down
    peers = [peer for peer in running if linked and peer != node and peer in world.online]
    if world.disk(node, replica.resource) is Disk.UP_TO_DATE:
        return both if peers or node in primary else local
    return remote if any(world.disk(peer, replica.resource) is Disk.UP_TO_DATE for peer in peers) else None
