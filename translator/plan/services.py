"""Units to what runs them: each resource as its agent, and the constraints that make the unit one service.

S2: the members of a group start one after the other. DRBD's promotion has its place among them: what stands before it starts
first, what stands behind it waits for the promotion. The whole group is bound to the promoted role, so that nothing of it runs
on a node that may not write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..catalogue.agents import ADDRESS, SCRIPT
from ..catalogue.scripts import KNOWN, UNCONVERTED, Kind
from ..catalogue.services import Manner
from ..catalogue.wrapper import Wrapper
from ..catalogue.wrappers import ADDRESS_NAMES, WRAPPERS
from ..diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, note
from ..model import Primitive
from ..settings.drbd.resources import DeviceIndex, DrbdResource
from ..settings.mysql import MysqlSettings
from ..source import Word
from ..syntax.haresources import Resource
from ..tree import ScriptNames
from . import addresses, databases, filesystems, scripts, wrappers
from .binding import Placed, Services, Step, bind, ids_of
from .databases import Mount
from .figures import Figures
from .ids import Ids
from .replication import Replication, replication
from .units import Unit


class Surroundings(NamedTuple):
    """What the other files say that a resource of haresources depends on. None: the file is not there."""

    drbd: tuple[DrbdResource, ...] | None
    mysql: MysqlSettings | None
    my_cnf: str
    """The path of my.cnf on the nodes."""
    scripts: ScriptNames
    figures: Figures
    manner: Manner = Manner.V1_SCRIPT
    wrappers: Mapping[str, Wrapper] = WRAPPERS


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
        self.said: set[Wrapper] = set()
        self.mount_points: list[Word] = []
        """Those of the unit."""
        self.unwatched: set[str] = set()
        """Ids of what has nothing that a monitor could find missing."""
        self.devices = DeviceIndex(around.drbd or ())

    def unit(self, unit: Unit) -> None:
        steps: list[Step] = []
        mounts: list[Mount] = []
        disks: dict[str, Replication] = {}
        self.mount_points = [each.arguments[1] for each in unit.resources if each.script == "Filesystem" and each.arguments[1:]]
        for resource in unit.resources:
            new, kind, arguments = self.resource(resource, disks, mounts)
            steps += new
            ids = () if unit.refused else tuple([each for step in new for each in ids_of(step)])
            self.made.placed.append(Placed(resource, ids, kind, arguments))
        problem = None if unit.refused else bind(self.made, unit, steps, self.unwatched, self.ids)
        if problem is not None:
            self.diagnostics.append(problem)

    def resource(
        self, resource: Resource, disks: dict[str, Replication], mounts: list[Mount]
    ) -> tuple[tuple[Step, ...], str, tuple[str, ...]]:
        """What a resource becomes, what kind of thing it is, and what its arguments are."""
        wrapper = self.around.wrappers.get(resource.script)
        if wrapper is not None and not scripts.is_another(wrapper, self.around.scripts):
            return self.wrapped(resource, wrapper)
        if resource.script in UNCONVERTED:
            self.diagnostics.append(wrappers.refused(resource))
            return (), "not converted", ()
        script = KNOWN.get(resource.script)
        if script is None:
            made = self.script(resource)
            return (made,), "called as Heartbeat called it" if made.agent == SCRIPT.agent else str(made.agent), ()
        new: tuple[Step, ...]
        if script.kind is Kind.ADDRESS:
            new = self.address(resource)
        elif script.kind is Kind.REPLICATION:
            new = self.replication(resource, disks)
        elif script.kind is Kind.FILESYSTEM:
            new = self.filesystem(resource, disks, mounts)
        else:
            new = self.database(resource, mounts)
        return new, script.kind.value, script.positional

    def wrapped(self, resource: Resource, wrapper: Wrapper) -> tuple[tuple[Step, ...], str, tuple[str, ...]]:
        missing = wrappers.out_of_reach(resource, wrapper, self.mount_points)
        if missing is not None:
            self.diagnostics.append(missing)
            return (), wrapper.name, ()
        made = wrappers.make(resource, wrapper, self.around.scripts, self.ids, self.said, self.diagnostics)
        if made is None or (made.held and not self.once(made.held, resource, made.held)):
            return (), wrapper.name, ()
        if not any(operation.name == "monitor" for operation in made.primitive.operations):
            self.unwatched.add(made.primitive.id)
        return (made.primitive,), str(made.primitive.agent), made.arguments

    def address(self, resource: Resource) -> tuple[Step, ...]:
        address = addresses.read(resource, self.diagnostics)
        if address is None or not self.once(address.ip, resource, f"the address {address.ip}"):
            return ()
        renamed = ADDRESS_NAMES[resource.script]
        if renamed and resource.script not in self.scripts_seen:
            self.scripts_seen.add(str(resource.script))
            message = f"'{resource.script}' called ocf:heartbeat:{resource.script}; {ADDRESS.agent} does its work today"
            notes = [f"'{old}' is '{new}' there" for old, new in renamed]
            self.diagnostics.append(note("H262", resource.script.span, message, notes=notes))
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
        return (made if made is not None else self.script(resource),)

    def script(self, resource: Resource) -> Primitive:
        around = self.around
        first = resource.script not in self.scripts_seen
        self.scripts_seen.add(str(resource.script))
        return scripts.primitive(resource, around.scripts, around.manner, first, self.ids, around.figures, self.diagnostics)
