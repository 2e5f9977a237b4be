"""The two machines of a rehearsal: NICs, addresses, disks, services. What everything else is built from."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import NamedTuple, Optional


class Nic(NamedTuple):
    """One interface of one node; `slaves` of a bond. A network is called after its interface, which both nodes have."""

    name: str
    address: str
    prefix: int
    slaves: tuple[str, ...] = ()

    @property
    def network(self) -> IPv4Network:
        return IPv4Network(f"{self.address}/{self.prefix}", strict=False)


class Volume(NamedTuple):
    """One DRBD volume as both nodes have it: its device and minor, and the paths of its backing devices by node."""

    resource: str
    number: int
    device: str
    minor: int
    disks: tuple[str, str]


class Machine(NamedTuple):
    """One node: `backings` are the paths of the devices below DRBD, each a disk of its own."""

    name: str
    nics: tuple[Nic, ...]
    backings: tuple[str, ...]


class Address(NamedTuple):
    """A virtual address and its interface."""

    ip: str
    prefix: int
    nic: str


class Mount(NamedTuple):
    """A file system on DRBD."""

    device: str
    directory: str
    fstype: str


class Database(NamedTuple):
    """The real mysqld of a service. `script` is its init script's name, `directories` are those that its data lies in."""

    script: str
    config: str
    datadir: str
    socket: str
    user: str
    port: int
    directories: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    """What of my.cnf is taken over: names and values."""


class Service(NamedTuple):
    """What lives on one node together: `id` is the group's in the CIB, `home` its preferred node."""

    id: str
    home: str
    addresses: tuple[Address, ...]
    volumes: tuple[Volume, ...]
    mounts: tuple[Mount, ...]
    database: Optional[Database]

    @property
    def address(self) -> Address:
        """The one that clients come by: that of the first line."""
        return self.addresses[0]


class Gateway(NamedTuple):
    """A ping node and the network that it stands in."""

    ip: str
    nic: str


class Board(NamedTuple):
    """What switches a node on and off, at an address of its own (a BMC), and the network that it stands in."""

    node: str
    ip: str
    port: int
    nic: str
    user: str


class Blueprint(NamedTuple):
    """All that the bed is built from. `clients` has the client's address with prefix by network."""

    machines: tuple[Machine, Machine]
    services: tuple[Service, ...]
    volumes: tuple[Volume, ...]
    gateways: tuple[Gateway, ...]
    clients: tuple[tuple[str, str], ...]
    scripts: tuple[str, ...]
    """The services' scripts that are played by a stand-in."""
    heartbeat_nics: tuple[str, ...]
    boards: tuple[Board, ...] = ()
    """Where there is fencing, one for each node."""

    @property
    def names(self) -> tuple[str, str]:
        return self.machines[0].name, self.machines[1].name

    @property
    def outside(self) -> tuple[Gateway | Board, ...]:
        """What stands in the networks beside the nodes."""
        return (*self.gateways, *self.boards)

    def peer(self, node: str) -> str:
        one, other = self.names
        return other if node == one else one

    @property
    def replication_nics(self) -> tuple[str, ...]:
        """The interfaces that DRBD alone uses."""
        used = {address.nic for service in self.services for address in service.addresses} | set(self.heartbeat_nics)
        return tuple(nic.name for nic in self.machines[0].nics if nic.name not in used)
