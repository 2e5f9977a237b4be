"""What drbd.conf says, as the plan needs it: resources, their hosts, volumes and options, each value with its place."""

from __future__ import annotations

from typing import NamedTuple, Optional

from ...catalogue.drbd_keywords import NEEDS_HEARTBEAT
from ...source import Word


class DrbdOption(NamedTuple):
    """One option in force. `name` is what it is called since 8.4 (`resync-rate`, not `rate`); `keyword` what the file says.

    `section` is where it stood: disk, net, syncer, startup, options, handlers, or resource for a bare `protocol`.
    """

    section: str
    name: str
    keyword: Word
    values: tuple[Word, ...]

    @property
    def value(self) -> Word:
        """The (first) value; `yes` or `no`, at the keyword, where the keyword alone says it."""
        if self.values:
            return self.values[0]
        return Word("no" if self.keyword.startswith("no-") else "yes", self.keyword.span)


class DrbdVolume(NamedTuple):
    """One volume as one host has it. `device` is `/dev/drbd…`, at the word that says so.

    `disk` is None where the host keeps no data; `meta_disk` None where none is given (DRBD then takes `internal`);
    `meta_index` is the number in `meta-disk DEVICE[N]`.
    """

    number: int
    device: Word
    minor: Optional[int]
    disk: Optional[Word]
    meta_disk: Optional[Word]
    meta_index: Optional[Word] = None


class DrbdHost(NamedTuple):
    """One `on`, `floating` or `stacked-on-top-of` section, completed with what stands at the resource.

    `names` is empty for a floating host. `address` and `port` are None where only connections have them.
    """

    keyword: Word
    names: tuple[Word, ...]
    address: Optional[Word]
    port: Optional[Word]
    node_id: Optional[Word]
    volumes: tuple[DrbdVolume, ...]
    lower: Optional[Word] = None
    """The resource that this one is stacked on."""

    def __contains__(self, node: object) -> bool:
        """Whether the section is for the node, compared as drbdadm does: case aside, and a short name matches a full one."""
        return isinstance(node, str) and any(same_host(name, node) for name in self.names)


class DrbdResource(NamedTuple):
    """One resource. `options` are those in force, its own before those of `template-file` or `common`; each name once."""

    name: Word
    hosts: tuple[DrbdHost, ...]
    options: tuple[DrbdOption, ...]
    explicit_volumes: bool
    """Whether volumes are numbered in the file; then their links are `/dev/drbd/by-res/NAME/NUMBER`."""

    def option(self, name: str) -> Optional[Word]:
        """The value of an option by its newer name, or None where it is not set."""
        for option in self.options:
            if option.name == name:
                return option.value
        return None

    def host(self, node: str) -> Optional[DrbdHost]:
        """The section for a node."""
        for host in self.hosts:
            if node in host:
                return host
        return None

    @property
    def heartbeat_handler(self) -> Optional[Word]:
        """The command of the fence-peer handler, where it asks one of Heartbeat's own daemons."""
        handler = self.option("fence-peer")
        return handler if handler is not None and any(sign in handler for sign in NEEDS_HEARTBEAT) else None

    @property
    def fences(self) -> bool:
        """Whether DRBD is Primary alone only after its handler has outdated the peer (drbd.conf(5), fencing)."""
        return self.option("fencing") in ("resource-only", "resource-and-stonith")

    @property
    def stacked_on(self) -> Optional[Word]:
        return next((host.lower for host in self.hosts if host.lower is not None), None)


def same_host(one: str, other: str) -> bool:
    """drbdadm's comparison: both fully qualified, all must agree; else the first labels. Case does not matter."""
    one, other = one.lower(), other.lower()
    if "." in one and "." in other:
        return one == other
    return one.partition(".")[0] == other.partition(".")[0]
