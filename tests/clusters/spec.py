"""What the administrator of a generated cluster wanted: the truth that the converter's work is held against.

Nothing in here knows of Pacemaker, nor of how the converter reads or decides anything.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    ADDRESS = "address"
    DISK = "disk"
    """DRBD: `drbddisk`."""
    MOUNT = "mount"
    DATABASE = "database"
    SCRIPT = "script"


PSEUDO = frozenset("AudibleAlarm Delay MailTo SendArp WinPopup".split())
"""Scripts that start nothing that could fail later."""


class Resource(NamedTuple):
    """One word of haresources. `text` is how it is written, `script` and `arguments` what Heartbeat calls for it.

    `means` are the disks of a DISK, the ip of an ADDRESS, device and directory of a MOUNT.
    """

    kind: Kind
    text: str
    script: str
    arguments: tuple[str, ...]
    means: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether it can fail while it runs, so that someone notices. DRBD was watched by no one in the old cluster."""
        return self.kind is not Kind.DISK and self.script not in PSEUDO

    @property
    def identity(self) -> tuple[str, tuple[str, ...]]:
        """The same script with the same arguments is the same resource, on whatever line (S1)."""
        return self.script, self.arguments


class Line(NamedTuple):
    """One logical line of haresources: the preferred node, and what starts from left to right."""

    node: str
    resources: tuple[Resource, ...]


class Disk(NamedTuple):
    """A DRBD resource: its devices by volume, the backing device and the mount point of each."""

    name: str
    devices: tuple[str, ...]
    backing: tuple[str, ...]
    directories: tuple[str, ...]
    volumes: bool
    """Whether drbd.conf writes volumes."""


class Target(NamedTuple):
    """What counts as one ping node: an address, or a ping_group, up while any of its addresses answers."""

    name: str
    addresses: tuple[str, ...]
    group: bool


class Link(NamedTuple):
    """A heartbeat link: `kind` is ucast, bcast or mcast; the addresses are the nodes' own, in the order of `Spec.nodes`."""

    kind: str
    device: str
    addresses: tuple[str, str]


class Family(NamedTuple):
    """Lines that share resources, directly or through others: by S1 they live on one node."""

    home: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return self.lines[0].resources[0].text

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Each once."""
        return tuple({resource.identity: resource for line in self.lines for resource in line.resources}.values())


class Spec(NamedTuple):
    """A whole cluster. `flavour` is the distribution, `drbd` the version that drbd.conf is written for."""

    seed: int
    flavour: str
    nodes: tuple[str, str]
    lines: tuple[Line, ...]
    disks: tuple[Disk, ...]
    drbd: str
    links: tuple[Link, ...]
    targets: tuple[Target, ...]
    ipfail: bool
    failback: tuple[str, ...]
    """The words of the directive, empty where there is none."""
    watched: bool
    """Whether check_primary is respawned."""

    @property
    def returns(self) -> bool:
        """S4: whether what moved returns when its own node is back. Heartbeat's default is to return.

        nice_failback is meant as it is documented, whatever Heartbeat 2 and 3 make of it (H132).
        """
        if not self.failback:
            return True
        name, value = self.failback
        return value in ("on", "yes", "legacy") if name == "auto_failback" else value == "off"

    @property
    def pinged(self) -> tuple[Target, ...]:
        """S5: the ping nodes that anything moves for in the new cluster. In the old one ipfail might have ended: `ended`."""
        return self.targets if self.ipfail else ()

    @property
    def ended(self) -> bool:
        """Whether ipfail, which has ping nodes, ends at once: its own rule where auto_failback is legacy, as it is by default."""
        return bool(self.pinged) and self.failback in ((), ("auto_failback", "legacy"), ("nice_failback", "off"))

    @property
    def families(self) -> tuple[Family, ...]:
        """In the order of their first lines."""
        groups: list[list[Line]] = []
        for line in self.lines:
            shared = {resource.identity for resource in line.resources}
            near = [
                group for group in groups if any(resource.identity in shared for other in group for resource in other.resources)
            ]
            merged = [*(other for group in near for other in group), line]
            groups = [group for group in groups if group not in near]
            groups.append(merged)
        ordered = [sorted(group, key=self.lines.index) for group in groups]
        ordered.sort(key=lambda group: self.lines.index(group[0]))
        return tuple(Family(group[0].node, tuple(group)) for group in ordered)

    def peer(self, node: str) -> str:
        return self.nodes[1] if node == self.nodes[0] else self.nodes[0]


Files = dict[str, bytes]
"""The files of one node's tree, by their path below its root."""


class Pair(NamedTuple):
    """A generated cluster: what is wanted, and the tree of each node. `directives` is the number of directives in ha.cf."""

    spec: Spec
    trees: tuple[Files, Files]
    directives: int
