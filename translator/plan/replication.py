"""DRBD: `drbddisk` as a promotable clone, and the gate that keeps a node with unfinished data from being promoted.

S9: the clone `drbd_wait_<resource>` publishes a node attribute, 1 while the local disk is good, and a location rule bans the
promoted role wherever it is not 1. linbit:drbd alone would let a connected SyncTarget be promoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..catalogue.agents import GATE, REPLICATION
from ..model import Clone, Colocation, Constraint, Expression, Order, Parameters, Primitive, Replicated, RuleLocation
from .ids import Ids

# A failed promotion moves the service (migration-threshold 1, as everywhere), but the node gets its replica back after a while:
# a standby that lost its DRBD for a slow monitor would be worth nothing.
_CLONE_META: Parameters = (
    ("promotable", "true"),
    ("promoted-max", "1"),
    ("promoted-node-max", "1"),
    ("clone-max", "2"),
    ("clone-node-max", "1"),
    ("notify", "true"),
    ("interleave", "true"),
    ("failure-timeout", "600s"),
)
# The agent gives 1000 to good data that has not seen its peer, and 10000 once it has. The node that sees the other first would so
# win over the home node and over stickiness, when both boot or one comes back. Whether data is good enough is the gate's to say.
_SCORES = ("adjust_master_score", "0 10 10000 10000")
_GATE_META: Parameters = (("interleave", "true"), ("migration-threshold", "INFINITY"), ("failure-timeout", "60s"))


class Replication(NamedTuple):
    """What one DRBD resource needs by itself; `replicated` is how the rest of the plan speaks of it."""

    replicated: Replicated
    clones: tuple[Clone, Clone]
    order: Order


def replication(name: str, ids: Ids) -> Replication:
    """The clones of the DRBD resource `name` and of its gate."""
    disk = ids.new("drbd", name)
    gate = ids.new("drbd_wait", name)
    clone = f"{disk}-clone"
    clones = (
        Clone(
            clone,
            Primitive(disk, REPLICATION.agent, (("drbd_resource", name), _SCORES), REPLICATION.operations),
            _CLONE_META,
        ),
        Clone(
            f"{gate}-clone",
            Primitive(gate, GATE.agent, (("drbd_resource", name), ("attribute", gate)), GATE.operations),
            _GATE_META,
        ),
    )
    # The gate reads what DRBD says of itself, so it starts after it, and its first value does not wait for a monitor. It stops
    # behind the services (plan/boot.py). DRBD does not wait for that: where a node leaves, its peer's promotion waits for DRBD.
    after = Order(f"{disk}-before-{gate}", clone, "start", f"{gate}-clone", "start", symmetrical=False)
    return Replication(Replicated(clone, disk, gate), clones, after)


def bonds(service: str, disks: Sequence[Replicated]) -> list[Constraint]:
    """What binds a service to the promoted role of its DRBD resources, and these to each other.

    Each resource alone could be promoted where another of the same service cannot, and the service would run nowhere: so they
    are promoted together, and the gate of one is shut by the data of any.
    """
    made: list[Constraint] = []
    for number, disk in enumerate(disks):
        made.append(Colocation(f"{service}-with-{disk.clone}", service, disk.clone, "Promoted", "INFINITY"))
        if number:
            before = disks[number - 1].clone
            name = f"{disk.primitive}-with-{before}"
            made.append(Colocation(name, disk.clone, before, "Promoted", "INFINITY", role="Promoted"))
    return made + [_gate(disk, disks) for disk in disks]


def _gate(disk: Replicated, disks: Sequence[Replicated]) -> RuleLocation:
    expressions = []
    for each in disks:
        name = f"{disk.primitive}-gate-{each.attribute}"
        expressions += [
            Expression(f"{name}-undefined", each.attribute, "not_defined"),
            Expression(f"{name}-closed", each.attribute, "ne", "1"),
        ]
    return RuleLocation(
        f"{disk.primitive}-gate",
        disk.clone,
        role="Promoted",
        rule_id=f"{disk.primitive}-gate-rule",
        score="-INFINITY",
        score_attribute=None,
        boolean_op="or",
        expressions=tuple(expressions),
    )
