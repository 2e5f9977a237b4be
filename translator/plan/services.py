"""Units to what runs them: each resource as its agent, and the constraints that make the unit one service.

S2: the members of a group start one after the other. DRBD's promotion has its place among them: what stands before it starts
first, what stands behind it waits for the promotion. The whole group is bound to the promoted role, so that nothing of it runs
on a node that may not write.
"""

from __future__ import annotations

from typing import NamedTuple, Union

from ..catalogue.agents import ANCHOR
from ..catalogue.scripts import KNOWN, SERVICES, WRAPPERS, Kind
from ..diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, warning
from ..model import Clone, Constraint, Group, Order, Primitive, Service
from ..settings.drbd.resources import DeviceIndex, DrbdResource
from ..settings.mysql import MysqlSettings
from ..source import Word
from ..syntax.haresources import Resource
from . import addresses, bridge, databases, filesystems
from .databases import Mount
from .figures import Figures
from .ids import Ids
from .replication import Replication, bonds, replication
from .units import Unit


class Surroundings(NamedTuple):
    """What the other files say that a resource of haresources depends on. None: the file is not there."""

    drbd: tuple[DrbdResource, ...] | None
    mysql: MysqlSettings | None
    my_cnf: str
    """The path of my.cnf on the nodes."""
    scripts: frozenset[str] | None
    figures: Figures


class Placed(NamedTuple):
    """Which ids a resource of haresources became; none where it was refused."""

    resource: Resource
    ids: tuple[str, ...]


class Services:
    """All units as resources and constraints, in the order of the file."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.clones: list[Clone] = []
        self.constraints: list[Constraint] = []
        self.services: list[Service] = []
        self.placed: list[Placed] = []


Step = Union[Primitive, Replication]

MOST_DISKS = 32
"""DRBD resources of one service: each waits for the data of all, so that the rules grow with the square of their number."""

GUESSED = 100
"""Names of drbd.conf among which a misspelt one is looked for: that takes time for each pair."""


def services(units: tuple[Unit, ...], around: Surroundings, ids: Ids) -> Outcome[Services]:
    """What each unit becomes. A resource that is refused leaves a gap, and a diagnostic."""
    translator = _Translator(around, ids)
    for unit in units:
        translator.unit(unit)
    return Outcome(translator.made, tuple(translator.diagnostics))


class _Translator:
    def __init__(self, around: Surroundings, ids: Ids) -> None:
        self.around = around
        self.ids = ids
        self.made = Services()
        self.diagnostics: list[Diagnostic] = []
        self.held: dict[str, Resource] = {}
        """Addresses, and DRBD resources as `drbd NAME`: each may be managed once."""
        self.drbd_names = {str(each.name): each for each in around.drbd or ()}
        self.scripts_seen: set[str] = set()
        self.devices = DeviceIndex(around.drbd or ())

    def unit(self, unit: Unit) -> None:
        steps: list[Step] = []
        mounts: list[Mount] = []
        disks: dict[str, Replication] = {}
        for resource in unit.resources:
            script = KNOWN.get(resource.script)
            kind = script.kind if script else Kind.SCRIPT
            new: tuple[Step, ...]
            if kind is Kind.ADDRESS:
                new = self.address(resource)
            elif kind is Kind.REPLICATION:
                new = self.replication(resource, disks)
            elif kind is Kind.FILESYSTEM:
                new = self.filesystem(resource, disks, mounts)
            elif kind is Kind.DATABASE:
                new = self.database(resource, mounts)
            else:
                new = self.script(resource)
            steps += new
            ids = () if unit.refused else tuple([each for step in new for each in _ids(step)])
            self.made.placed.append(Placed(resource, ids))
        if not unit.refused:
            self.bind(unit, steps)

    def address(self, resource: Resource) -> tuple[Step, ...]:
        address = addresses.read(resource, self.diagnostics)
        if address is None or not self.once(address.ip, resource, f"the address {address.ip}"):
            return ()
        return addresses.primitives(address, resource.script, self.ids, self.around.figures)

    def replication(self, resource: Resource, disks: dict[str, Replication]) -> tuple[Step, ...]:
        made = []
        for name in self.disk_names(resource):
            if self.once(f"drbd {name}", resource, f"the DRBD resource {name}"):
                disks[name] = replication(name, self.ids)
                made.append(disks[name])
        return tuple(made)

    def disk_names(self, resource: Resource) -> tuple[str, ...]:
        arguments = resource.arguments
        if len(arguments) > 1:
            message = f"'drbddisk' takes one resource; with {len(arguments)} it only prints its usage"
            self.diagnostics.append(error("H247", resource.text.span, message, help="write one drbddisk:: for each"))
            return ()
        if not arguments or arguments[0] == "all":
            if self.around.drbd:
                return tuple(self.drbd_names)
            message = "'drbddisk' without a resource means all of drbd.conf, which is not there"
            self.diagnostics.append(error("H248", resource.text.span, message, help="write drbddisk::r0"))
            return ()
        name = arguments[0]
        if self.around.drbd is not None and name not in self.drbd_names:
            message = f"drbd.conf has no resource '{name}'"
            labels = [Label(each.name.span, "a resource of drbd.conf") for each in self.around.drbd[:8]]
            near = did_you_mean(name, self.drbd_names) if len(self.drbd_names) <= GUESSED else None
            self.diagnostics.append(
                error("H249", name.span, message, labels=labels, help=near or "name a resource of drbd.conf")
            )
            return ()
        return (str(name),)

    def once(self, what: str, resource: Resource, shown: str) -> bool:
        """Whether nothing else has claimed it; else a diagnostic, unless that is the same script called with other words."""
        other = self.held.setdefault(what, resource)
        if other is resource:
            return True
        self.diagnostics.append(
            error(
                "H253",
                resource.text.span,
                f"{shown} is managed twice, by different resources",
                labels=[Label(other.text.span, "here too")],
                help="write the resource in the same words wherever it stands, or once",
            )
        )
        return False

    def filesystem(
        self, resource: Resource, disks: dict[str, Replication], mounts: list[Mount]
    ) -> tuple[Step, ...]:
        made = filesystems.primitive(resource, self.ids, self.diagnostics)
        if made is None:
            return ()
        device, directory = resource.arguments[0], resource.arguments[1]
        if not self.once(f"mount {directory.rstrip('/')}", resource, f"the mount point {directory}"):
            return ()
        name = self.disk_of(device, disks)
        if name is not None:
            if name in disks:
                mounts.append(Mount(str(directory), str(device), name))
            else:
                message = f"'{device}' is the DRBD resource '{name}', which does not start before it on this line"
                help = f"write drbddisk::{name} before it"
                self.diagnostics.append(error("H254", device.span, message, help=help))
        return (made,)

    def disk_of(self, device: Word, disks: dict[str, Replication]) -> str | None:
        if self.around.drbd is None:
            # Without drbd.conf only the line itself can tell: one drbddisk, one DRBD device.
            return next(iter(disks)) if len(disks) == 1 and device.startswith("/dev/drbd") else None
        found = self.devices.find(device)
        return str(found[0].name) if found else None

    def database(self, resource: Resource, mounts: list[Mount]) -> tuple[Step, ...]:
        around = self.around
        made = databases.primitive(
            resource, mounts, around.mysql, around.my_cnf, self.ids, around.figures, self.diagnostics
        )
        return (made,) if made is not None else self.script(resource)

    def script(self, resource: Resource) -> tuple[Step, ...]:
        if resource.script not in self.scripts_seen:
            self.scripts_seen.add(str(resource.script))
            self.diagnostics += known_script(resource.script, self.around.scripts)
        return (bridge.primitive(resource, self.ids, self.around.figures),)

    def bind(self, unit: Unit, steps: list[Step]) -> None:
        """The unit as one service: a group of its primitives, bound to the promoted role of its DRBD resources."""
        if not steps:
            return
        disks = [step for step in steps if isinstance(step, Replication)]
        if len(disks) > MOST_DISKS:
            message = f"{len(disks)} DRBD resources are to be promoted together"
            help = f"put each service on a line of its own; at most {MOST_DISKS} can depend on each other"
            self.diagnostics.append(error("H259", unit.resources[0].text.span, message, help=help))
            return
        unwatched: tuple[str, ...] = ()
        # A promotion with nothing of its group before it is given up where a stop behind it fails, under a mounted file system.
        if disks and steps[0] is disks[0]:
            held = anchor(disks[0].replicated.primitive, self.ids)
            steps, unwatched = [held, *steps], (held.id,)
        members = tuple([step for step in steps if isinstance(step, Primitive)])
        name = self.ids.new("group", next((member.id for member in members if member.id not in unwatched), members[0].id))
        self.made.groups.append(Group(name, members))
        replicated = tuple([disk.replicated for disk in disks])
        for disk in disks:
            self.made.clones += disk.clones
            self.made.constraints.append(disk.order)
        self.made.constraints += bonds(name, replicated)
        if disks:
            self.made.constraints += _orders(steps)
        self.made.services.append(
            Service(name, str(unit.node), tuple([_id(step) for step in steps]), replicated, unwatched)
        )


def known_script(name: Word, there: frozenset[str] | None) -> list[Diagnostic]:
    """What is to be said of a script's name. `there` are the scripts of the tree, None where it has no directory of them."""
    if there is not None and name not in there:
        nearest = did_you_mean(name, {*there, *KNOWN, *WRAPPERS, *SERVICES})
        message = f"there is no script '{name}' in resource.d or init.d"
        return [warning("H255", name.span, message, help=nearest or "is the tree complete?")]
    if there is None and name not in WRAPPERS and name not in SERVICES:
        nearest = did_you_mean(name, [*KNOWN, *WRAPPERS, *SERVICES])
        if nearest:
            return [warning("H256", name.span, f"'{name}' is no script that is known here", help=nearest)]
    if name in WRAPPERS:
        help = "keep /etc/ha.d/resource.d and /etc/ha.d/shellfuncs on the nodes, or replace it with an OCF agent"
        return [warning("H257", name.span, f"'{name}' came with the heartbeat package, and goes with it", help=help)]
    return []


def anchor(disk: str, ids: Ids) -> Primitive:
    """A first member for the group of a line that begins with DRBD."""
    return Primitive(ids.new("service", disk), ANCHOR.agent, (), ANCHOR.operations)


def _id(step: Step) -> str:
    return step.id if isinstance(step, Primitive) else step.replicated.clone


def _ids(step: Step) -> tuple[str, ...]:
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
