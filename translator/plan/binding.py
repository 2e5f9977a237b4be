"""What the resources of a unit became, as one service: a group, its order, and its bond to the promoted role of its DRBD.

The members have the order of the line, but for what only looks (the checks of addresses): that comes last. Among the others each
check would hold up a takeover twice, once before the promotion of the data and once after its release, and nobody waits for it.
"""

from __future__ import annotations

from typing import NamedTuple, Optional, Union

from ..catalogue.agents import ADDRESS_CHECK, ANCHOR
from ..diagnostics import Diagnostic, error
from ..model import Clone, Constraint, Group, Order, Primitive, Service
from ..syntax.haresources import Resource
from .ids import Ids
from .replication import Replication, bonds
from .units import Unit

Step = Union[Primitive, Replication]

MOST_DISKS = 32
"""DRBD resources of one service: each waits for the data of all, so that the rules grow with the square of their number."""


class Placed(NamedTuple):
    """Which ids a resource of haresources became; none where it was refused.

    `kind` says what it is, `arguments` what each of its arguments is, as far as that is known: the others are arguments.
    """

    resource: Resource
    ids: tuple[str, ...]
    kind: str
    arguments: tuple[str, ...] = ()


class Services:
    """All units as resources and constraints, in the order of the file."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.clones: list[Clone] = []
        self.constraints: list[Constraint] = []
        self.services: list[Service] = []
        self.placed: list[Placed] = []


def bind(made: Services, unit: Unit, steps: list[Step], unwatched: set[str], ids: Ids) -> Optional[Diagnostic]:
    """Adds the unit to `made`; `unwatched` are the ids of members without a monitor. What it returns refuses the unit."""
    if not steps:
        return None
    steps = sorted(steps, key=_only_looks)
    disks = [step for step in steps if isinstance(step, Replication)]
    if len(disks) > MOST_DISKS:
        message = f"{len(disks)} DRBD resources are to be promoted together"
        help = f"put each service on a line of its own; at most {MOST_DISKS} can depend on each other"
        return error("H259", unit.resources[0].text.span, message, help=help)
    held: Primitive | None = None
    # A promotion with nothing of its group before it is given up where a stop behind it fails, under a mounted file system.
    if disks and steps[0] is disks[0]:
        held = anchor(disks[0].replicated.primitive, ids)
        steps = [held, *steps]
        unwatched.add(held.id)
    members = tuple([step for step in steps if isinstance(step, Primitive)])
    name = ids.new("group", members[1 if held and len(members) > 1 else 0].id)
    unseen = tuple([member.id for member in members if member.id in unwatched])
    made.groups.append(Group(name, members))
    replicated = tuple([disk.replicated for disk in disks])
    for disk in disks:
        made.clones += disk.clones
        made.constraints.append(disk.order)
    made.constraints += bonds(name, replicated)
    if disks:
        made.constraints += _orders(steps)
    made.services.append(
        Service(name, str(unit.node), tuple([_id(step) for step in steps]), replicated, unseen)
    )
    return None


def _only_looks(step: Step) -> bool:
    return isinstance(step, Primitive) and step.agent == ADDRESS_CHECK.agent


def anchor(disk: str, ids: Ids) -> Primitive:
    """A first member for the group of a line that begins with DRBD."""
    return Primitive(ids.new("service", disk), ANCHOR.agent, (), ANCHOR.operations)


def _id(step: Step) -> str:
    return step.id if isinstance(step, Primitive) else step.replicated.clone


def ids_of(step: Step) -> tuple[str, ...]:
    """All that a step became: a DRBD resource has its gate beside it."""
    return (step.id,) if isinstance(step, Primitive) else tuple([clone.id for clone in step.clones])


def _orders(steps: list[Step]) -> list[Constraint]:
    """The orders that a group does not have by itself: those with a promotion on one side."""
    orders: list[Constraint] = []
    for first, then in zip(steps, steps[1:]):
        if isinstance(first, Primitive) and isinstance(then, Primitive):
            continue
        actions = ["start" if isinstance(step, Primitive) else "promote" for step in (first, then)]
        orders.append(Order(f"{_id(first)}-before-{_id(then)}", _id(first), actions[0], _id(then), actions[1]))
    return orders
