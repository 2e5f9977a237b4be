"""The scripts that haresources can call, and what each becomes.

Positional parameters are those of Heartbeat's own wrappers in `/etc/ha.d/resource.d` (heartbeat 2.1 and 3.0, drbd-utils). Those
that only hand their arguments on are in `wrappers`, services in `services`. A script that is in none of them is called as it is,
through ocf:ha1to2:v1-script.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    ADDRESS = "address"
    REPLICATION = "replication"
    FILESYSTEM = "filesystem"
    DATABASE = "database"
    SCRIPT = "script"


class Script(NamedTuple):
    """`positional` names the arguments in their order, of which the first `required` must be there."""

    name: str
    kind: Kind
    positional: tuple[str, ...]
    required: int
    reference: str


_KNOWN = (
    Script("IPaddr", Kind.ADDRESS, ("address",), 1, "resource.d/IPaddr: <ip>[/mask[/nic[/broadcast]]]"),
    Script("IPaddr2", Kind.ADDRESS, ("address",), 1, "resource.d/IPaddr2: as IPaddr, with lvs_support=1"),
    Script("IPv6addr", Kind.ADDRESS, ("address",), 1, "resource.d/IPv6addr: <ip>[/prefix[/nic]]"),
    Script("drbddisk", Kind.REPLICATION, ("resource",), 0, "resource.d/drbddisk: [resource], without one all of drbd.conf"),
    Script(
        "Filesystem",
        Kind.FILESYSTEM,
        ("device", "directory", "fstype", "options"),
        2,
        "resource.d/Filesystem: <device> <directory> [<fstype> [<options>]]",
    ),
    Script("mysql", Kind.DATABASE, (), 0, "init.d/mysql"),
    Script("mysqld", Kind.DATABASE, (), 0, "init.d/mysqld"),
    Script("mariadb", Kind.DATABASE, (), 0, "init.d/mariadb"),
)

KNOWN: dict[str, Script] = {script.name: script for script in _KNOWN}

MISSPELT: dict[str, str] = {"drbdisk": "drbddisk", "datadisk": "drbddisk"}
"""Names that are never another script (datadisk is that of drbd 0.6): taken for the right one, with a warning."""

CALLED: dict[str, tuple[str, str]] = {
    "LVSSyncDaemonSwap": (
        "no OCF agent turns ipvsadm's synchronisation daemon from backup to master and back",
        "keep LVSSyncDaemonSwap of /etc/ha.d/resource.d on the nodes, and /etc/ha.d/shellfuncs; install ipvsadm",
    ),
    "WAS": (
        "ocf:heartbeat:WAS says that it failed where it only does not run: each node that joins would stop it on the other",
        "keep WAS and hto-mapfuncs of /etc/ha.d/resource.d on the nodes, and /etc/ha.d/shellfuncs; or name an agent of your own in "
        "a file for --catalogue",
    ),
}
"""Scripts of heartbeat that are still called: why their agent is none for Pacemaker, and what to do."""

UNCONVERTED: dict[str, tuple[str, str]] = {
    "OCF": (
        "it takes the parameters of an OCF agent from /etc/ha.d/conf/OCF; in heartbeat 3.0 it finds neither agent nor file",
        "call the resource by a name of its own, and say in a file for --catalogue which agent that is, with its parameters",
    ),
    "drbdupper": (
        "it promotes a DRBD resource that is stacked on another one, which is not converted",
        "take the stacked resource out of haresources and let an administrator run it by hand, or configure it after the move",
    ),
    "hto-mapfuncs": (
        "it is a library of the scripts beside it, and starts nothing",
        "delete it from the line",
    ),
}
"""Scripts of heartbeat and drbd-utils that become nothing: why, and what to do."""
