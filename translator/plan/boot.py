"""The rule for initdead: what waits for what where a node boots, so that a service starts where it did (S3).

Pacemaker has dc-deadtime for a node that is alone, and waits that long also where both nodes are there (2.1.5). So it is short, and
the agent peer-wait holds the services up where the peer is missing. Where there is fencing, dc-deadtime is initdead, too: past it,
a node that is alone shoots its peer, which may be about to boot.

Services wait for peer-wait on all nodes that are about to start it, and peer-wait for what publishes attributes on its node. So
where both nodes boot, one a little later, the first one's word alone decides nothing. And where a node leaves, what publishes
stops behind its services: a value that goes earlier would have Pacemaker begin its transition anew in the middle of the stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..catalogue.agents import PEER_WAIT
from ..fates import Entry, Fate
from ..model import OPTIONAL, Clone, Constraint, Operation, Order, Primitive, Service
from .ping import META

NAME = "peer_wait"

ELECTION_SECONDS = 5
"""The least that dc-deadtime may be. The other node joins the one that did not wait for it, so a longer wait gains little.

But a controller that becomes DC before its attribute manager answers exits for good, and Pacemaker with it (controld_attrd.c, 2.1.5
and 3.0). The attribute manager looks for the CIB after 1, 3, 6 and 10 s (attrd_cib_connect()), so on a slow boot it may be 4 s
later than the controller. With 2 s a node of the rehearsal, on a busy machine, stayed down.
"""
_WORDS_SECONDS = 120
"""On top of initdead: for the attributes of a node that joins at the last moment, and for a slow machine."""
_LONGEST_SECONDS = 2147483
"""Pacemaker keeps a timeout as milliseconds in an int. An initdead may be as long as that already (H111)."""


class Boot(NamedTuple):
    """What initdead became. `dc_deadtime` is in whole seconds; the constraints are orders."""

    dc_deadtime: int
    waiting: Clone
    constraints: tuple[Constraint, ...]


def boot(
    initdead: int, name: str, services: Sequence[Service], pings: Iterable[tuple[str, str]], *, fences: bool
) -> Boot:
    """`initdead` is in milliseconds, `name` the id of what waits, `pings` are clones and the attributes that they publish."""
    seconds = max(1, -(-initdead // 1000))
    gates = [(f"{disk.attribute}-clone", disk.attribute) for service in services for disk in service.replicated]
    words = [*gates, *pings]
    attributes = (("attributes", " ".join(attribute for _, attribute in words)),) if words else ()
    operations = (Operation("start", 0, min(seconds + _WORDS_SECONDS, _LONGEST_SECONDS)), *PEER_WAIT.operations)
    primitive = Primitive(name, PEER_WAIT.agent, (("seconds", str(seconds)), *attributes), operations)
    waiting = Clone(f"{name}-clone", primitive, META)
    orders = [_first(clone, waiting.id) for clone, _ in words] + [_first(waiting.id, service.id) for service in services]
    return Boot(max(seconds, ELECTION_SECONDS) if fences else ELECTION_SECONDS, waiting, tuple(orders))


def told(entry: Entry, made: Boot) -> Entry:
    """The ledger's entry of initdead names what waits; others are as they were."""
    if entry.item != "initdead" or entry.fate is not Fate.TRANSLATED:
        return entry
    return entry._replace(targets=(made.waiting.id, "dc-deadtime"))


def _first(first: str, then: str) -> Order:
    """Optional: what cannot start must not keep a service from its start."""
    return Order(f"{first}-before-{then}", first, "start", then, "start", OPTIONAL)
