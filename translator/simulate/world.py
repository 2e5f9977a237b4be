"""The machines under the cluster: what is cabled, alive, in sync and broken. Old and new cluster are held against the same world.

DRBD resources go by the id of their primitive, services' resources by their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Disk(Enum):
    """The local disk of a DRBD resource, as DRBD names its state; a sync target's is Inconsistent."""

    UP_TO_DATE = "UpToDate"
    SYNC_TARGET = "Inconsistent"
    LOST = "Diskless"


@dataclass(frozen=True)
class World:
    """What is the case. Everything that is not mentioned is well. The methods return the world after an event."""

    online: frozenset[str]
    """The nodes whose machine and cluster software run."""
    leaving: frozenset[str] = frozenset()
    """Nodes of `online` whose cluster software is being stopped by an operator."""
    standby: frozenset[str] = frozenset()
    """Nodes that an operator has told to run nothing."""
    unreachable: frozenset[tuple[str, str]] = frozenset()
    """Node and address that does not answer it."""
    links_down: frozenset[str] = frozenset()
    """DRBD resources whose replication link is cut."""
    disks: frozenset[tuple[str, str, Disk]] = frozenset()
    """Node, DRBD resource and the state of its disk there, where that is not UpToDate."""
    failed: frozenset[tuple[str, str]] = frozenset()
    """Node and resource that failed there, and that no operator has cleaned up since."""
    stuck: frozenset[tuple[str, str]] = frozenset()
    """Node and resource that cannot be stopped there."""
    later: bool = False
    """A day has passed since whatever failed."""

    def disk(self, node: str, resource: str) -> Disk:
        return next((state for where, what, state in self.disks if (where, what) == (node, resource)), Disk.UP_TO_DATE)

    def lose(self, node: str) -> World:
        """The node is dead; what failed on it is forgotten with it."""
        gone = replace(self, online=self.online - {node}, leaving=self.leaving - {node})
        return replace(gone, failed=frozenset(entry for entry in self.failed if entry[0] != node))

    def join(self, node: str) -> World:
        return replace(self, online=self.online | {node})

    def leave(self, node: str) -> World:
        return replace(self, leaving=self.leaving | {node})

    def cut(self, node: str, addresses: Iterable[str]) -> World:
        return replace(self, unreachable=self.unreachable | {(node, address) for address in addresses})

    def mend(self) -> World:
        """Every address answers everyone again."""
        return replace(self, unreachable=frozenset())

    def with_disk(self, node: str, resource: str, state: Disk) -> World:
        others = frozenset(entry for entry in self.disks if entry[:2] != (node, resource))
        return replace(self, disks=others if state is Disk.UP_TO_DATE else others | {(node, resource, state)})

    def fail(self, node: str, resource: str) -> World:
        return replace(self, failed=self.failed | {(node, resource)})

    def wait(self) -> World:
        return replace(self, later=True)

    def clean_up(self, node: str, resource: str) -> World:
        return replace(self, failed=self.failed - {(node, resource)})
