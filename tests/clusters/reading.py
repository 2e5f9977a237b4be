"""Which primitives of a CIB do the work of a resource of haresources: by what they are told to do, not by what they are called.

Addresses, DRBD resources, mounts and scripts are found by their parameters alone; a service whose script another agent replaces,
by the ledger, which is what an administrator goes by.
"""

from __future__ import annotations

from collections.abc import Iterable

from ha1to2.fates import Entry
from lxml import etree

from .spec import Family, Kind, Resource

WATCHING = "ocf:ha1to2:vip-check"

Work = tuple[tuple[str, str], ...]
"""Primitives and the action with which each begins its work: start or promote."""


class Primitive:
    """One primitive: its id, its agent and its parameters."""

    def __init__(self, element: etree._Element) -> None:
        self.id = str(element.get("id"))
        self.agent = ":".join(str(element.get(name)) for name in ("class", "provider", "type") if element.get(name))
        self.given = {str(each.get("name")): str(each.get("value")) for each in element.iterfind("instance_attributes/nvpair")}

    def has(self, agent: str, **given: str) -> bool:
        return self.agent == agent and all(self.given.get(name) == value for name, value in given.items())


class Reading:
    """A CIB, and the ledger of its conversion."""

    def __init__(self, cib: bytes, entries: Iterable[Entry]) -> None:
        self.primitives = [Primitive(each) for each in etree.fromstring(cib).iterfind("configuration/resources//primitive")]
        self.watching = {each.id for each in self.primitives if each.agent == WATCHING}
        """What only looks, and does nothing of a line's work itself."""
        self.ledger = {str(entry.item): entry.targets for entry in entries if _is_resource(entry)}

    def work(self, resource: Resource) -> Work:
        """What does the resource's work, in the order in which it begins. Raises ValueError where that is not one thing."""
        if resource.kind is Kind.DISK:
            return tuple((self._one(resource, "ocf:linbit:drbd", drbd_resource=name), "promote") for name in resource.means)
        if resource.kind is Kind.ADDRESS:
            checks = [each.id for each in self.primitives if each.has(WATCHING, ip=resource.means[0])]
            vip = self._one(resource, "ocf:heartbeat:IPaddr2", ip=resource.means[0])
            return tuple((name, "start") for name in (vip, *checks))
        if resource.kind is Kind.MOUNT:
            device, directory = resource.means
            return ((self._one(resource, "ocf:heartbeat:Filesystem", device=device, directory=directory), "start"),)
        return tuple((name, "start") for name in self._service(resource))

    def _service(self, resource: Resource) -> tuple[str, ...]:
        found = [each for each in self.primitives if each.id in self.ledger.get(resource.text, ())]
        if not found:
            raise ValueError(f"the ledger has no primitive for {resource.text}")
        for each in found:
            called = each.given.get("script"), each.given.get("arguments", "")
            if each.agent == "ocf:ha1to2:v1-script" and called != (resource.script, " ".join(resource.arguments)):
                raise ValueError(f"{each.id} calls {called}, for {resource.text}")
        return tuple(each.id for each in found)

    def _one(self, resource: Resource, agent: str, **given: str) -> str:
        found = [each.id for each in self.primitives if each.has(agent, **given)]
        if len(found) != 1:
            raise ValueError(f"{len(found)} primitives are the {agent} of {resource.text}")
        return found[0]

    def family(self, family: Family) -> Work:
        """Everything that works for a family, each once."""
        return tuple(dict.fromkeys(step for resource in family.resources for step in self.work(resource)))


def _is_resource(entry: Entry) -> bool:
    """Whether this is a whole word of haresources, and not an argument behind its colons."""
    file, line, column, _ = entry.item.span
    return file.name.endswith("/haresources") and file.text.split("\n")[line - 1][: column - 1].endswith((" ", "\t"))
