"""The rule for initdead: how long a node that boots alone waits for its peer, before it serves.

Pacemaker has dc-deadtime for it, and waits that long also where both nodes are there (2.1.5). So it is short, and the agent
peer-wait holds the services up where the peer is missing. With fencing, dc-deadtime is initdead itself: past it, a node that is
alone shoots its peer, which may be about to boot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..catalogue.agents import PEER_WAIT
from ..fates import Entry, Fate
from ..model import OPTIONAL, Clone, Constraint, Operation, Order, Primitive, Service
from .ids import Ids
from .ping import META

ALONE_SECONDS = 5
"""Short, and long enough for corosync on both nodes to find each other where they boot together."""
_SPARE_SECONDS = 60


class Boot(NamedTuple):
    """`dc_deadtime` is in whole seconds."""

    dc_deadtime: int
    clones: tuple[Clone, ...]


def name(ids: Ids, *, fences: bool) -> str | None:
    """The id of what waits; None where dc-deadtime does."""
    return None if fences else ids.new("peer_wait")


def boot(initdead: int, waiter: str | None) -> Boot:
    """`initdead` is in milliseconds, `waiter` is from `name`."""
    seconds = max(1, -(-initdead // 1000))
    if waiter is None:
        return Boot(seconds, ())
    operations = (Operation("start", 0, seconds + _SPARE_SECONDS), Operation("stop", 0, 20))
    primitive = Primitive(waiter, PEER_WAIT, (("seconds", str(seconds)),), operations)
    return Boot(min(ALONE_SECONDS, seconds), (Clone(f"{waiter}-clone", primitive, META),))


def told(entry: Entry, made: Boot) -> Entry:
    """The ledger's entry of initdead names what waits; others are as they were."""
    if entry.item != "initdead" or entry.fate is not Fate.TRANSLATED or not made.clones:
        return entry
    return entry._replace(targets=tuple([clone.id for clone in made.clones]))


def orders(made: Boot, services: Sequence[Service]) -> list[Constraint]:
    """Optional: what cannot wait must not keep a service from its start."""
    return [
        Order(f"{clone.id}-before-{service.id}", clone.id, "start", service.id, "start", OPTIONAL)
        for clone in made.clones
        for service in services
    ]
