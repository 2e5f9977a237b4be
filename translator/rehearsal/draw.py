"""The blueprint of a rehearsal, drawn from the trees of the two nodes, or the reasons why this cluster cannot be rehearsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
from .blueprint import Address, Blueprint, Board, Database, Gateway, Machine, Mount, Service, Volume
from .ground import Ground, is_ipv4

MOST_DISKS = 14
FILE_SYSTEMS = frozenset(("ext2", "ext3", "ext4"))
PLAYABLE = frozenset(("Delay", "IPaddr", "IPaddr2", "IPsrcaddr", "Filesystem", "SendArp", "drbddisk"))
"""Heartbeat's own scripts that need nothing but what a node of the rehearsal has."""


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
    ground = Ground(names)
    for wire in wires:
        ground.place(wire.device, wire.addresses)
    for number, known in enumerate(nics):
        for device, addresses in known.items():
            if addresses and is_ipv4(addresses[0]):
                ground.place_one(device, number, str(addresses[0]))
    for service in services:
        for address in service.addresses:
            ground.virtual(address)
    for resource in resources:
        ground.replication(resource, names)
    ground.complete()
    pings = tuple(ip for ping in sides[0].configuration.settings.pings for ip in map(str, ping.addresses) if is_ipv4(ip))
    gateways = tuple(Gateway(ip, ground.nearest(ip)) for ip in dict.fromkeys(pings))
    fences = plan.cluster.fencing
    boards = tuple(board for device in fences for board in _board(device, ground))
    given = {bond: slaves for each in bonds for bond, slaves in each.items()}
    one, other = [
        Machine(name, ground.nics(number, given), tuple(dict.fromkeys(_backing(resources, name))))
        for number, name in enumerate(names)
    ]
    settled = tuple(service._replace(addresses=tuple(map(ground.settled, service.addresses))) for service in services)
    held = [nic.address for machine in (one, other) for nic in machine.nics]
    held += [*pings, *(address.ip for service in settled for address in service.addresses)]
    if len(boards) < len(fences) or {board.ip for board in boards} & set(held):
        return Outcome(None, (_no_board(sides[0]),))
    clients = ground.clients(settled, (*gateways, *boards))
    heard = tuple(dict.fromkeys(wire.device for wire in wires))
    return Outcome(Blueprint((one, other), settled, volumes, gateways, clients, scripts, heard, boards), ())


def _board(device: Primitive, ground: Ground) -> list[Board]:
    """The board that a fence device speaks to, none where it speaks to something else or no simulator can be like it."""
    values = dict(device.parameters)
    nodes, ip, user = values["pcmk_host_list"].split(), values.get("ip", ""), values.get("username", "")
    if device.agent.type != "fence_ipmilan" or len(nodes) > 1 or not is_ipv4(ip) or not _USER.match(user):
        return []
    return [Board(nodes[0], ip, int(values.get("ipport", "623")), ground.nearest(ip), user)]


def _no_board(side: Side) -> Diagnostic:
    return error(
        "H855",
        side.configuration.settings.stonith[0].directive.span,
        "the rehearsal has no such fence devices: it has a board for each node, which IPMI reaches at an IPv4 address of its own",
        help="rehearse a copy of both trees that has 'stonith_host NODE external/ipmi PEER ADDRESS USER PASSWORD lan' for each "
        "node, at free addresses; or none of these lines, without fencing",
    )


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
            if member.agent.type == "IPaddr2" and is_ipv4(values["ip"]):
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


_USER = re.compile(r"[!#-\[\]-~]{1,16}\Z")
"""IPMI has room for 16 characters (IPMI 2.0, 22.29 Get User Name), and the simulator's file no way to write quotation marks."""


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
