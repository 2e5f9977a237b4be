"""What two sections of drbd.conf cannot both have: names, minors, devices, disks, addresses. Each conflict names both places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from ...diagnostics import Label, error, warning
from ...source import Word
from .model import DrbdHost, DrbdResource, same_host
from .values import Found


class _Taken:
    """Who had a thing first, per host."""

    def __init__(self, code: str, help: str, found: Found) -> None:
        self.code = code
        self.help = help
        self.found = found
        self.first: dict[tuple[str, str], Word] = {}
        self.told: set[tuple[int, int, str]] = set()

    def take(self, key: str, place: Word, message: str, hosts: Iterable[str]) -> None:
        for host in hosts:
            other = self.first.setdefault((host, key), place)
            if other is place or (place.span.line, place.span.column, place.span.file.name) in self.told:
                continue
            self.told.add((place.span.line, place.span.column, place.span.file.name))
            label = Label(other.span, "it is used here first")
            self.found.append(error(self.code, place.span, message, labels=[label], help=self.help))


def _hosts(host: DrbdHost) -> tuple[str, ...]:
    if host.names:
        return tuple(name.lower().partition(".")[0] for name in host.names)
    return (f"{host.address}:{host.port}",) if host.address is not None else ()


def check(resources: list[DrbdResource], found: Found) -> None:
    """Everything that must be unique: in the file, on a host, or in a resource."""
    names: dict[str, Word] = {}
    minors = _Taken("H426", "give each volume a device of its own", found)
    disks = _Taken("H427", "one disk can back one volume only", found)
    ends = _Taken("H428", "give each resource a port of its own", found)
    for resource in resources:
        first = names.setdefault(resource.name, resource.name)
        if first is not resource.name:
            message = f"the resource '{resource.name}' is defined twice"
            label = Label(first.span, "the first is here")
            found.append(error("H425", resource.name.span, message, labels=[label], help="give it another name, or remove it"))
        for host in _own(resource, found):
            for volume in host.volumes:
                key = str(volume.minor) if volume.minor is not None else str(volume.device)
                minors.take(key, volume.device, f"the device '{volume.device}' is used twice on one host", _hosts(host))
                if volume.disk is not None:
                    disks.take(volume.disk, volume.disk, f"the disk '{volume.disk}' is used twice on one host", _hosts(host))
        _addresses(resource, ends)


def _addresses(resource: DrbdResource, ends: _Taken) -> None:
    """An address and port may serve several connections of one resource, but never two resources."""
    mine: dict[str, Word] = {}
    for host in resource.hosts:
        if host.address is None or host.address.startswith("127.") or host.address == "::1":
            continue
        key = f"{host.address.lower()}:{host.port}"
        if key in mine:
            message = f"'{host.address}:{host.port}' is both ends of '{resource.name}'"
            label = Label(mine[key].span, "the other end")
            ends.found.append(error("H428", host.address.span, message, labels=[label], help="give each host its own address"))
        else:
            mine[key] = host.address
            ends.take(key, host.address, f"'{host.address}:{host.port}' is used by two resources", ("",))


def _own(resource: DrbdResource, found: Found) -> list[DrbdHost]:
    """Within one resource: hosts named once, the same volumes on all, two hosts at least. Returns each host's first section."""
    firsts = []
    seen: dict[str, Word] = {}
    first: Optional[DrbdHost] = None
    for host in resource.hosts:
        told = len(found)
        for name in host.names:
            key = name.lower().partition(".")[0]
            if key in seen and same_host(seen[key], name):
                label = Label(seen[key].span, "the first is here")
                message = f"'{name}' has two sections in the resource '{resource.name}'"
                found.append(error("H442", name.span, message, labels=[label], help="each host has one 'on' section"))
            seen.setdefault(key, name)
        if len(found) == told:
            firsts.append(host)
        if first is None:
            first = host
        elif host.volumes and first.volumes:
            numbers = [{volume.number for volume in one.volumes} for one in (first, host)]
            if numbers[0] != numbers[1]:
                odd = ", ".join(str(number) for number in sorted(numbers[0] ^ numbers[1]))
                message = f"volume {odd} of '{resource.name}' is not on all hosts"
                label = Label(first.keyword.span, "compare with this host")
                found.append(error("H435", host.keyword.span, message, labels=[label], help="give all hosts the same volumes"))
    if not resource.hosts:
        help = "add 'on NAME { … }' for each of the two nodes"
        found.append(error("H440", resource.name.span, f"the resource '{resource.name}' has no host", help=help))
    elif len(resource.hosts) == 1 and len(resource.hosts[0].names) < 2:
        help = "add the section of the other node"
        found.append(warning("H443", resource.name.span, f"the resource '{resource.name}' has one host only", help=help))
    return firsts
