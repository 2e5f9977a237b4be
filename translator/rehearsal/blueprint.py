"""The two machines of a rehearsal, worked out from the trees of the two nodes: NICs, addresses, disks, services. Pure.

What the trees do not say is chosen so that it cannot matter: the NIC of an address that only drbd.conf has is the next free one, a
bond's slaves are the first two that nothing else names, a NIC that only a virtual address names gets an address of its network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, ip_address
from typing import NamedTuple, Optional

from ..catalogue.scripts import CALLED, KNOWN, Kind
from ..catalogue.wrappers import WRAPPERS
from ..diagnostics import Diagnostic, Outcome, error
from ..model import Primitive
from ..plan.pair import Side
from ..plan.planner import Plan
from ..plan.wires import Wire
from ..settings.drbd.model import DrbdResource
from ..source import Span
from ..syntax.network import Nics

PREFIX = 24
"""Of a network whose mask nothing tells."""
DISK_MIB = 256
MOST_DISKS = 14
FILE_SYSTEMS = frozenset(("ext2", "ext3", "ext4"))
PLAYABLE = frozenset(("Delay", "IPaddr", "IPaddr2", "IPsrcaddr", "Filesystem", "SendArp", "drbddisk"))
"""Heartbeat's own scripts that need nothing but what a node of the rehearsal has."""

_BOND = re.compile(r"bond[0-9]+\Z")
_ETHERNET = re.compile(r"eth([0-9]+)\Z")


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

    @property
    def names(self) -> tuple[str, str]:
        return self.machines[0].name, self.machines[1].name

    def peer(self, node: str) -> str:
        one, other = self.names
        return other if node == one else one

    @property
    def replication_nics(self) -> tuple[str, ...]:
        """The interfaces that DRBD alone uses."""
        used = {address.nic for service in self.services for address in service.addresses} | set(self.heartbeat_nics)
        return tuple(nic.name for nic in self.machines[0].nics if nic.name not in used)


def draw(
    sides: Sequence[Side],
    plan: Plan,
    wires: Sequence[Wire],
    nics: Sequence[Nics],
    bonds: Sequence[dict[str, tuple[str, ...]]],
) -> Outcome[Blueprint | None]:
    """The blueprint of both nodes, or None with the reasons why this cluster cannot be rehearsed.

    `wires` are the links between the nodes, `nics` the addresses and `bonds` the slaves that each tree's network files give.
    """
    names = [node.name for node in plan.cluster.nodes]
    found: list[Diagnostic] = []
    resources = sides[0].configuration.drbd or ()
    services = _services(sides[0], plan, resources, names, found)
    scripts = _stand_ins(plan, found)
    volumes = tuple(volume for resource in resources for volume in _volumes(resource, names))
    if sum(len(set(volume.disks)) for volume in volumes) > MOST_DISKS:
        found.append(error("H854", None, f"the rehearsal has room for {MOST_DISKS} disks a node", help="rehearse fewer lines"))
    if found:
        return Outcome(None, tuple(found))
    ground = _Ground(names)
    for wire in wires:
        ground.place(wire.device, wire.addresses)
    for number, known in enumerate(nics):
        for device, addresses in known.items():
            if addresses and _is_ipv4(addresses[0]):
                ground.place_one(device, number, str(addresses[0]))
    for service in services:
        for address in service.addresses:
            ground.virtual(address)
    for resource in resources:
        ground.replication(resource, names)
    ground.complete()
    pings = tuple(ip for ping in sides[0].configuration.settings.pings for ip in map(str, ping.addresses) if _is_ipv4(ip))
    gateways = tuple(Gateway(ip, ground.nearest(ip)) for ip in dict.fromkeys(pings))
    given = {bond: slaves for each in bonds for bond, slaves in each.items()}
    one, other = [
        Machine(name, ground.nics(number, given), tuple(dict.fromkeys(_backing(resources, name))))
        for number, name in enumerate(names)
    ]
    settled = tuple(service._replace(addresses=tuple(map(ground.settled, service.addresses))) for service in services)
    clients = ground.clients(settled, gateways)
    heard = tuple(dict.fromkeys(wire.device for wire in wires))
    return Outcome(Blueprint((one, other), settled, volumes, gateways, clients, scripts, heard), ())


class _Ground:
    """The interfaces while they are being found: for each its addresses on both nodes, and its prefix."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._addresses: dict[str, list[str]] = {}
        self._prefixes: dict[str, int] = {}
        self._virtual: list[Address] = []

    def place(self, device: str, addresses: Sequence[str]) -> None:
        if all(_is_ipv4(address) for address in addresses):
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
        if not all(_is_ipv4(address) for address in addresses):
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

    def clients(self, services: Iterable[Service], gateways: Iterable[Gateway]) -> tuple[tuple[str, str], ...]:
        """An address for the client in each network where it has anything to say to someone."""
        wanted = dict.fromkeys(
            [*(address.nic for service in services for address in service.addresses), *(gateway.nic for gateway in gateways)]
        )
        taken = self._taken() | {gateway.ip for gateway in gateways}
        made = []
        for nic in wanted:
            prefix = self._prefixes.get(nic, PREFIX)
            network = IPv4Network(f"{self._addresses[nic][0]}/{prefix}", strict=False)
            last = int(network.broadcast_address) - 1
            free = (str(IPv4Address(each)) for each in range(last, int(network.network_address), -1))
            address = next(each for each in free if each not in taken)
            made.append((nic, f"{address}/{prefix}"))
        return tuple(made)


def _is_ipv4(text: str) -> bool:
    try:
        return ip_address(text).version == 4
    except ValueError:
        return False


def _volumes(resource: DrbdResource, names: Sequence[str]) -> list[Volume]:
    hosts = [resource.host(name) for name in names]
    made = []
    for one, other in zip(*[host.volumes if host else () for host in hosts]):
        if one.disk is not None and other.disk is not None and one.minor is not None:
            made.append(Volume(str(resource.name), one.number, str(one.device), one.minor, (str(one.disk), str(other.disk))))
    return made


def _backing(resources: Iterable[DrbdResource], name: str) -> Iterable[str]:
    """The devices of one node that DRBD stands on: data, and meta-data that lie apart."""
    for resource in resources:
        host = resource.host(name)
        for volume in host.volumes if host else ():
            for path in (volume.disk, volume.meta_disk):
                if path is not None and path.startswith("/"):
                    yield str(path)


def _services(
    side: Side, plan: Plan, resources: Sequence[DrbdResource], names: Sequence[str], found: list[Diagnostic]
) -> tuple[Service, ...]:
    groups = {group.id: group for group in plan.cluster.groups}
    drbd = {clone.id: dict(clone.primitive.parameters).get("drbd_resource") for clone in plan.cluster.clones}
    made = []
    for service in plan.behaviour.services:
        addresses: list[Address] = []
        mounts: list[Mount] = []
        database: Database | None = None
        for member in groups[service.id].members:
            values = dict(member.parameters)
            if member.agent.type == "IPaddr2" and _is_ipv4(values["ip"]):
                prefix = int(values.get("cidr_netmask", "0") or 0)
                addresses.append(Address(values["ip"], prefix, values.get("nic", "").partition(":")[0]))
            elif member.agent.type == "Filesystem":
                mounts += _mount(member, plan, resources, found)
            elif member.agent.type == "mysql-on-drbd":
                database = _database(side, plan, member)
        if not addresses:
            message = f"'{service.id}' has no IPv4 address that a client could come by"
            found.append(error("H850", _whole(side), message, help="a service without one cannot be rehearsed"))
            continue
        held = {drbd[each.clone] for each in service.replicated}
        volumes = tuple(volume for resource in resources if str(resource.name) in held for volume in _volumes(resource, names))
        made.append(Service(service.id, service.node, tuple(addresses), volumes, tuple(mounts), database))
    return tuple(made)


def _whole(side: Side) -> Span:
    return Span(side.configuration.haresources.file, 1, 1, 0)


def _words(plan: Plan, script: str) -> Span | None:
    return next((each.text.span for line in plan.lines for each in line.resources if each.script == script), None)


def _mount(member: Primitive, plan: Plan, resources: Sequence[DrbdResource], found: list[Diagnostic]) -> list[Mount]:
    values = dict(member.parameters)
    device, fstype = values["device"], values.get("fstype", "ext4")
    devices = {str(volume.device) for resource in resources for host in resource.hosts for volume in host.volumes}
    by_resource = tuple(f"/dev/drbd/by-res/{resource.name}" for resource in resources)
    span = next((each.text.span for line in plan.lines for each in line.resources if device in each.arguments), None)
    if device not in devices and not device.startswith(by_resource):
        message = f"'{device}' is no DRBD device of drbd.conf, and the rehearsal has no other storage that two nodes share"
        found.append(error("H851", span, message, help="take the line out of a copy of both trees, and rehearse the rest"))
        return []
    if fstype not in FILE_SYSTEMS:
        message = f"the nodes of the rehearsal know ext2, ext3 and ext4, and not '{fstype}'"
        found.append(error("H852", span, message, help="write ext4 into a copy of both trees, and rehearse that"))
        return []
    return [Mount(device, values["directory"], fstype)]


_OWN = ("innodb_data_home_dir", "innodb_log_group_home_dir", "innodb_undo_directory")


def _database(side: Side, plan: Plan, member: Primitive) -> Database:
    values = dict(member.parameters)
    settings = side.configuration.mysql
    assert settings is not None  # without my.cnf the script is called, and there is no mysql-on-drbd
    scripts = (str(each.script) for line in plan.lines for each in line.resources)
    script = next(each for each in scripts if each in KNOWN and KNOWN[each].kind is Kind.DATABASE)
    taken = tuple((name, str(getattr(settings, name))) for name in _OWN if getattr(settings, name))
    directories = tuple(dict.fromkeys([values["datadir"], values["socket"].rpartition("/")[0], *(path for _, path in taken)]))
    port = int(settings.port) if settings.port else 3306
    places = values["config"], values["datadir"], values["socket"]
    return Database(script, *places, values.get("user", "mysql"), port, directories, taken)


def _stand_ins(plan: Plan, found: list[Diagnostic]) -> tuple[str, ...]:
    """The scripts that are no resource of Heartbeat's own, each once."""
    names: dict[str, None] = {}
    real = any(member.agent.type == "mysql-on-drbd" for group in plan.cluster.groups for member in group.members)
    for line in plan.lines:
        for resource in line.resources:
            script = str(resource.script)
            database = script in KNOWN and KNOWN[script].kind is Kind.DATABASE
            own = script in WRAPPERS or script in CALLED or (script in KNOWN and not database)
            if own and script not in PLAYABLE:
                help = "take it out of a copy of both trees, and rehearse the rest"
                message = f"'{script}' needs what the rehearsal's nodes do not have"
                found.append(error("H853", _words(plan, script), message, help=help))
            elif not own and not (database and real):
                names[script] = None
    return tuple(names)
