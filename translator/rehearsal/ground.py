"""The interfaces of both nodes: what the trees say of them, and what is chosen where they say nothing.

It is chosen so that it cannot matter: the NIC of an address that only drbd.conf has is the next free one, a bond's slaves are the
first two that nothing else names, a NIC that only a virtual address names gets an address of its network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, ip_address

from ..settings.drbd.model import DrbdResource
from .blueprint import Address, Board, Gateway, Nic, Service

PREFIX = 24
"""Of a network whose mask nothing tells."""

_BOND = re.compile(r"bond[0-9]+\Z")
_ETHERNET = re.compile(r"eth([0-9]+)\Z")


class Ground:
    """The interfaces while they are being found: for each its addresses on both nodes, and its prefix."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._addresses: dict[str, list[str]] = {}
        self._prefixes: dict[str, int] = {}
        self._virtual: list[Address] = []

    def place(self, device: str, addresses: Sequence[str]) -> None:
        if all(is_ipv4(address) for address in addresses):
            self._addresses.setdefault(device, list(addresses))

    def place_one(self, device: str, number: int, address: str) -> None:
        known = self._addresses.setdefault(device, ["", ""])
        known[number] = known[number] or address

    def virtual(self, address: Address) -> None:
        self._virtual.append(address)
        if not address.nic:
            return
        known = self._addresses.setdefault(address.nic, ["", ""])
        network = IPv4Network(f"{address.ip}/{address.prefix or PREFIX}", strict=False)
        if all(not each or IPv4Address(each) in network for each in known) and network.prefixlen < 31:
            self._prefixes.setdefault(address.nic, network.prefixlen)

    def replication(self, resource: DrbdResource, names: Sequence[str]) -> None:
        hosts = [resource.host(name) for name in names]
        addresses = [str(host.address) if host and host.address else "" for host in hosts]
        if not all(is_ipv4(address) for address in addresses):
            return
        for number, address in enumerate(addresses):
            if any(known[number] == address for known in self._addresses.values()):
                return
        self.place(self._free(), addresses)

    def complete(self) -> None:
        """Every interface an address on both nodes, and every virtual address an interface."""
        for address in self._virtual:
            if not address.nic and self._holding(address.ip) is None:
                self._addresses[self._free()] = ["", ""]
                self._prefixes[list(self._addresses)[-1]] = address.prefix or PREFIX
                self._fill(list(self._addresses)[-1], address.ip)
        for device, known in self._addresses.items():
            if not all(known):
                base = next((each for each in known if each), None)
                base = base or next(each.ip for each in self._virtual if each.nic == device)
                self._fill(device, base)

    def _fill(self, device: str, base: str) -> None:
        network = IPv4Network(f"{base}/{self._prefixes.get(device, PREFIX)}", strict=False)
        known = self._addresses[device]
        taken = self._taken()
        free = (str(host) for host in network.hosts() if str(host) not in taken)
        for number in range(2):
            known[number] = known[number] or next(free)

    def _taken(self) -> set[str]:
        return {each for known in self._addresses.values() for each in known} | {each.ip for each in self._virtual}

    def _free(self) -> str:
        """The next interface that nobody names; those below belong to the bonds."""
        bonds = sum(1 for device in self._addresses if _BOND.match(device))
        used = {int(found[1]) for found in map(_ETHERNET.match, self._addresses) if found}
        free = (number for number in range(100) if number not in used)
        for _ in range(2 * bonds):
            next(free)
        return f"eth{next(free)}"

    def _holding(self, ip: str) -> str | None:
        for device, known in self._addresses.items():
            if known[0] and IPv4Address(ip) in IPv4Network(f"{known[0]}/{self._prefixes.get(device, PREFIX)}", strict=False):
                return device
        return None

    def nearest(self, ip: str) -> str:
        """The interface whose network is nearest to an address: that with the longest common beginning."""

        def distance(device: str) -> int:
            return int(IPv4Address(ip)) ^ int(IPv4Address(self._addresses[device][0]))

        return self._holding(ip) or min(self._addresses, key=distance)

    def settled(self, address: Address) -> Address:
        nic = address.nic or self._holding(address.ip) or self.nearest(address.ip)
        return Address(address.ip, address.prefix or self._prefixes.get(nic, PREFIX), nic)

    def nics(self, number: int, given: dict[str, tuple[str, ...]]) -> tuple[Nic, ...]:
        named = {*self._addresses, *(slave for slaves in given.values() for slave in slaves)}
        spare = (name for name in (f"eth{each}" for each in range(100)) if name not in named)
        made = []
        for device in sorted(self._addresses, key=lambda name: (not _BOND.match(name), name)):
            slaves = given.get(device, ())
            if _BOND.match(device) and not slaves:
                slaves = (next(spare), next(spare))
            made.append(Nic(device, self._addresses[device][number], self._prefixes.get(device, PREFIX), slaves))
        return tuple(made)

    def clients(self, services: Iterable[Service], outside: Iterable[Gateway | Board]) -> tuple[tuple[str, str], ...]:
        """An address for the client in each network where it has anything to say to someone."""
        wanted = dict.fromkeys(
            [*(address.nic for service in services for address in service.addresses), *(each.nic for each in outside)]
        )
        taken = self._taken() | {each.ip for each in outside}
        made = []
        for nic in wanted:
            prefix = self._prefixes.get(nic, PREFIX)
            network = IPv4Network(f"{self._addresses[nic][0]}/{prefix}", strict=False)
            last = int(network.broadcast_address) - 1
            free = (str(IPv4Address(each)) for each in range(last, int(network.network_address), -1))
            address = next(each for each in free if each not in taken)
            made.append((nic, f"{address}/{prefix}"))
        return tuple(made)


def is_ipv4(text: str) -> bool:
    try:
        return ip_address(text).version == 4
    except ValueError:
        return False
