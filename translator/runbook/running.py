"""Both generations of cluster manager: how each is started and stopped, and how one sees that all is well."""

from __future__ import annotations

from . import shell
from .model import MINUTE, Check, Command
from .names import Names

STOPPING = 15 * MINUTE
"""Heartbeat and Pacemaker stop mysqld and wait for it: a large buffer pool takes its time to be written."""

SERVING = 10 * MINUTE
"""A start of mysqld may have to recover data."""

START_HEARTBEAT = Command("service heartbeat start", 2 * MINUTE)
STOP_HEARTBEAT = Command("service heartbeat stop", STOPPING)
START_COROSYNC = Command("service corosync start", 2 * MINUTE)
STOP_COROSYNC = Command("service corosync stop", 5 * MINUTE)
START_PACEMAKER = Command("service pacemaker start", 2 * MINUTE)
STOP_PACEMAKER = Command("service pacemaker stop", STOPPING)


def sees_both() -> list[str]:
    """corosync has both nodes, over every link: conditions on either node."""
    return [
        r'corosync-quorumtool -s 2>/dev/null | grep -q "^Nodes: *2\$"',
        "! corosync-cfgtool -s | grep -q disconnected",
    ]


def at_rest(names: Names) -> list[str]:
    """All is well with the new cluster, asked on either node."""
    attributes = [shell.attribute(node, disk.attribute, "-eq", 1) for node in names.nodes for disk in names.disks]
    attributes += [
        shell.attribute(node, reach.attribute, "-eq" if reach.exact else "-ge", reach.value)
        for node in names.nodes
        for reach in names.reaches
    ]
    runs = [shell.running(service) for service in names.services]
    return [shell.both_online(), *shell.replicating(names.disks), *attributes, *runs, shell.no_failures()]


def serving_check(names: Names, node: str, waits: int = 0) -> Check:
    """That all services whose home is the node are there. `waits`: seconds that the cluster itself waits before it starts them."""
    conditions = shell.all_served(names.served_by(node))
    return shell.waiting(waits + SERVING, conditions, f"All that can be seen of the services is on {node}.")
