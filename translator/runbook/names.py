"""What this cluster calls its things: all that a runbook puts into its sentences and commands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..catalogue import debian
from ..catalogue.agents import ADDRESS, ADDRESS_CHECK, FILESYSTEM, MYSQL, PROGRAM, REPLICATION, SCRIPT
from ..catalogue.fencing import SECRET
from ..catalogue.scripts import CALLED, KNOWN, Kind
from ..catalogue.services import SERVICES
from ..catalogue.wrappers import WRAPPERS
from ..model import ClusterPlan, Group, PingTarget, Primitive
from ..plan.pair import Side
from ..plan.planner import Plan
from ..plan.wires import Wire
from ..settings.drbd.model import DrbdResource

ALWAYS_AT_BOOT = ("heartbeat", "drbd", "drbd-wait")
"""What the boot of an old node started for the cluster, whether or not haresources names it."""

MYSQL_PORT = "3306"

_ETC = "/etc/"

_BOOT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]*\Z")
"""What a link of a runlevel can be called without quoting or patterns; other names are never there."""


class Disk(NamedTuple):
    """A DRBD resource. `endpoints` are each node's `address:port` as drbd.conf has them, none where there is no drbd.conf.

    `below` are the devices that hold its data and its meta-data, on either node; none where there is no drbd.conf.
    """

    name: str
    clone: str
    primitive: str
    attribute: str
    endpoints: tuple[str, ...]
    below: tuple[str, ...] = ()


class Mount(NamedTuple):
    device: str
    directory: str


class Database(NamedTuple):
    """mysqld below ocf:ha1to2:mysql-on-drbd."""

    id: str
    socket: str


class Service(NamedTuple):
    """What lives on one node together; `id` is the group, `members` its primitives."""

    id: str
    home: str
    members: tuple[str, ...]
    fails: str
    """The member whose failure is the example: the last that is watched and does some of the work, or a check of addresses."""
    addresses: tuple[str, ...]
    mounts: tuple[Mount, ...]
    disks: tuple[Disk, ...]
    databases: tuple[Database, ...]
    nics: tuple[str, ...] = ()
    """The interfaces that its addresses name, without the label of an alias."""
    volume_groups: tuple[str, ...] = ()
    """Those of LVM that belong to one node by their system ID."""


class Reach(NamedTuple):
    """The node attribute that counts ping nodes. `value` is what it holds where all answer; at least that where not `exact`."""

    attribute: str
    value: int
    exact: bool


class Fence(NamedTuple):
    """A device that shoots nodes. `secrets` are the parameters whose values a person has to give."""

    id: str
    secrets: tuple[str, ...]


class Names(NamedTuple):
    """The pair. `active` is the node that serves when the window opens; `trees` are the arguments of the command."""

    nodes: tuple[str, str]
    active: str
    services: tuple[Service, ...]
    disks: tuple[Disk, ...]
    reaches: tuple[Reach, ...]
    scripts: tuple[str, ...]
    """What is called by its init script, or by one of resource.d: what such a script says of itself, no check believes."""
    boot: tuple[str, ...]
    check_primary: str | None
    initdead: int
    """Seconds."""
    fails_back: bool
    keeps_heartbeat: bool
    """Some script of the heartbeat package itself is still called."""
    wires: tuple[Wire, ...]
    database_port: str
    trees: tuple[str, str]
    converted: int
    """The place of the tree to convert, among `trees`."""
    became: tuple[tuple[str, tuple[str, ...]], ...]
    """Each resource of haresources as it is written, and its ids."""
    packages: tuple[str, ...]
    """Debian's, sorted: what the agents of this cluster need, besides what every cluster does."""
    fences: tuple[Fence, ...] = ()
    outdates: tuple[str, ...] = ()
    """The DRBD resources whose handler asks Heartbeat to outdate the peer, and which are not promoted alone without that."""
    options: tuple[str, ...] = ()
    """What the commands that plan the new cluster are to be told besides the trees."""
    files: tuple[str, ...] = ()
    """The files of this cluster's own that parameters name, by their paths: settings below /etc, and programs."""

    @property
    def ordered_trees(self) -> tuple[str, str]:
        """The tree to convert first. corosync.conf counts the nodes as the first tree's ha.cf does, and the CIB must count them so."""
        return self.trees if self.converted == 0 else self.trees[::-1]

    @property
    def standby(self) -> str:
        return self.nodes[1] if self.active == self.nodes[0] else self.nodes[0]

    @property
    def stop_order(self) -> tuple[str, str]:
        """The standby first, so that nothing moves to it."""
        return (self.standby, self.active)

    def serving(self, service: Service) -> str:
        """Where the service runs when the window opens: with lines for both nodes, each at home; else all on the active node."""
        return service.home if len({each.home for each in self.services}) > 1 else self.active

    def served_by(self, node: str) -> tuple[Service, ...]:
        """The services whose home is `node`."""
        return tuple(service for service in self.services if service.home == node)

    @property
    def homes(self) -> tuple[str, ...]:
        """The nodes that are home to something, in the order of the nodes."""
        return tuple(node for node in self.nodes if self.served_by(node))

    def drbd(self, words: str) -> str:
        """The words, in a sentence that only a cluster with DRBD wants."""
        return words if self.disks else ""

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(address for service in self.services for address in service.addresses)

    @property
    def programs(self) -> tuple[str, ...]:
        """What runs on the old nodes, and comes from no package and from no /etc."""
        mine = [self.check_primary] if self.check_primary else []
        return tuple(dict.fromkeys([*mine, *self.called]))

    @property
    def called(self) -> tuple[str, ...]:
        """Those of them that the new cluster calls, on either node."""
        return tuple(path for path in self.files if not path.startswith(_ETC))

    @property
    def mounts(self) -> tuple[Mount, ...]:
        return tuple(mount for service in self.services for mount in service.mounts)

    @property
    def volume_groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(group for service in self.services for group in service.volume_groups))

    @property
    def databases(self) -> tuple[Database, ...]:
        return tuple(database for service in self.services for database in service.databases)


def names(plan: Plan, sides: Sequence[Side], wires: Sequence[Wire], trees: tuple[str, str], active: str | None = None) -> Names:
    """The names of a pair whose two trees are `sides`, in the order of `trees`.

    `plan` must be that of the side `converted(sides)`. `active` is one of its nodes, or None: the home of the first service.
    """
    nodes = (plan.cluster.nodes[0].name, plan.cluster.nodes[1].name)
    one = sides[0].configuration
    groups = {group.id: group for group in plan.cluster.groups}
    resources = {str(resource.name): resource for resource in one.drbd or ()}
    primitives = {clone.primitive.id: clone.primitive for clone in plan.cluster.clones}
    services = []
    for each in plan.behaviour.services:
        disks = [
            _disk(primitives[disk.primitive], disk.clone, disk.attribute, resources) for disk in each.replicated
        ]
        services.append(_service(each.id, each.node, groups.get(each.id), tuple(disks)))
    scripts = [resource.script for line in plan.lines for resource in line.resources]
    check = next((side.configuration.settings.check_primary for side in sides if side.configuration.settings.check_primary), None)
    return Names(
        nodes=nodes,
        active=active or (services[0].home if services else nodes[0]),
        services=tuple(services),
        disks=tuple(dict.fromkeys(disk for service in services for disk in service.disks)),
        reaches=_reaches(plan.behaviour.ping),
        scripts=_called(plan.cluster.groups),
        boot=_boot(scripts, plan.cluster.groups),
        check_primary=str(check.path) if check else None,
        initdead=-(-one.settings.initdead.ms // 1000),
        fails_back=plan.behaviour.fails_back,
        keeps_heartbeat=any(script in CALLED for script in scripts),
        wires=tuple(wires),
        database_port=str(one.mysql.port) if one.mysql and one.mysql.port else MYSQL_PORT,
        trees=trees,
        converted=converted(sides),
        became=tuple((str(placed.resource.text), placed.ids) for placed in plan.placed),
        packages=_packages(plan.cluster),
        fences=tuple([_fence(device) for device in plan.cluster.fencing]),
        files=_files(plan.cluster),
        outdates=tuple([str(each.name) for each in one.drbd or () if each.fences and each.heartbeat_handler]),
    )


def converted(sides: Sequence[Side]) -> int:
    """Which tree to convert: the one that starts check_primary, whose figures become those of the monitors; else the first."""
    own = [number for number, side in enumerate(sides) if side.configuration.settings.check_primary is not None]
    return own[0] if own else 0


def _service(id: str, home: str, group: Group | None, disks: tuple[Disk, ...]) -> Service:
    members = group.members if group else ()
    mounts, databases, addresses, nics, volume_groups = [], [], [], [], []
    for member in members:
        parameters = dict(member.parameters)
        if member.agent == FILESYSTEM.agent:
            mounts.append(Mount(parameters["device"], parameters["directory"]))
        elif member.agent == MYSQL.agent:
            databases.append(Database(member.id, parameters["socket"]))
        elif member.agent == ADDRESS.agent:
            addresses.append(parameters["ip"])
            if "nic" in parameters:
                nics.append(parameters["nic"].split(":")[0])
        elif parameters.get("vg_access_mode") == "system_id":
            volume_groups.append(parameters["vgname"])
    ids = tuple(member.id for member in members)
    watched = [member for member in members if any(operation.name == "monitor" for operation in member.operations)]
    working = [member for member in watched if member.agent != ADDRESS_CHECK.agent]
    fails = (*members, *watched, *working)[-1].id if members else ""
    once = tuple(dict.fromkeys(nics))
    return Service(id, home, ids, fails, tuple(addresses), tuple(mounts), disks, tuple(databases), once, tuple(volume_groups))


def _disk(primitive: Primitive, clone: str, attribute: str, resources: dict[str, DrbdResource]) -> Disk:
    assert primitive.agent == REPLICATION.agent
    name = dict(primitive.parameters)["drbd_resource"]
    resource = resources.get(name)
    ends = [f"{host.address}:{host.port}" for host in resource.hosts if host.address and host.port] if resource else []
    volumes = [volume for host in resource.hosts for volume in host.volumes] if resource else []
    below = [str(place) for volume in volumes for place in (volume.disk, volume.meta_disk) if place and place != "internal"]
    return Disk(name, clone, primitive.id, attribute, tuple(ends), tuple(dict.fromkeys(below)))


def _files(cluster: ClusterPlan) -> tuple[str, ...]:
    members = [member for group in cluster.groups for member in group.members]
    found = [
        value
        for primitive in (*members, *[clone.primitive for clone in cluster.clones])
        for name, value in primitive.parameters
        if value.startswith(_ETC) or (primitive.agent == PROGRAM.agent and name == "binfile")
    ]
    return tuple(dict.fromkeys(found))


def _fence(device: Primitive) -> Fence:
    return Fence(device.id, tuple([name for name, value in device.parameters if value == SECRET]))


def _packages(cluster: ClusterPlan) -> tuple[str, ...]:
    """What the agents need, and cibsecret, where a device has a password."""
    found = set(debian.SECRETS) if any(_fence(device).secrets for device in cluster.fencing) else set()
    members = [member for group in cluster.groups for member in group.members]
    for each in (*members, *[clone.primitive for clone in cluster.clones], *cluster.fencing):
        found.update(debian.packages(each.agent, dict(each.parameters).get("fstype", "")))
    return tuple(sorted(found))


def _reaches(targets: Iterable[PingTarget]) -> tuple[Reach, ...]:
    """A ping_group is up while any of its addresses answers, so that more than one of them need not be there."""
    found: dict[str, Reach] = {}
    for target in targets:
        group = len(target.addresses) > 1
        before = found.get(target.attribute)
        value = (before.value if before else 0) + target.multiplier
        found[target.attribute] = Reach(target.attribute, value, not group)
    return tuple(found.values())


def _called(groups: Iterable[Group]) -> tuple[str, ...]:
    members = [member for group in groups for member in group.members if member.agent == SCRIPT.agent]
    return tuple(dict.fromkeys(dict(member.parameters)["script"] for member in members))


def _boot(scripts: Iterable[str], groups: Sequence[Group]) -> tuple[str, ...]:
    """The names whose links leave the boot sequence: what haresources calls from init.d, and what Pacemaker starts in its place."""
    named: dict[str, None] = dict.fromkeys(ALWAYS_AT_BOOT)
    wanted: list[str] = []
    for script in scripts:
        known = KNOWN.get(script)
        if known is not None and known.kind is Kind.DATABASE:
            wanted += debian.DATABASE_SERVICES
        elif known is None and script not in WRAPPERS and script not in CALLED:
            wanted += [script, SERVICES[script].unit] if script in SERVICES else [script]
    # A wrapper's name may be that of an init script, where resource.d has none.
    wanted += [script for script in _called(groups) if script not in CALLED]
    for group in groups:
        for member in group.members:
            wanted += debian.services(member.agent)
    named.update((name, None) for name in wanted if _BOOT_NAME.match(name))
    return tuple(named)
