"""The programs that `respawn` starts in ha.cf, and what does their work in the new cluster."""

from __future__ import annotations

from typing import NamedTuple

from ..fates import Fate


class Program(NamedTuple):
    """What becomes of a program. `advice` is the help of the warning, empty where none is due."""

    name: str
    fate: Fate
    targets: tuple[str, ...]
    reason: str
    advice: str


PROGRAMS: dict[str, Program] = {
    program.name: program
    for program in (
        Program(
            "ipfail",
            Fate.TRANSLATED,
            ("ping",),
            "resources move to a node that reaches more ping nodes",
            "",
        ),
        Program(
            "check_primary",
            Fate.REPLACED,
            ("monitor operations", "alert check_primary"),
            "Pacemaker itself watches the address and mysqld, and tells the administrator",
            "",
        ),
        Program(
            "dopd",
            Fate.DROPPED,
            (),
            "it marks the peer's DRBD data outdated over heartbeat's links",
            "let DRBD do it through Pacemaker: 'fencing resource-only' with the handlers crm-fence-peer and crm-unfence-peer",
        ),
        Program(
            "pingd",
            Fate.DROPPED,
            (),
            "it is ipfail's successor in heartbeat 2, and without crm nothing acts on it",
            "write 'respawn hacluster /usr/lib/heartbeat/ipfail' where resources are to move with the network",
        ),
        Program("mgmtd", Fate.DROPPED, (), "it serves heartbeat's graphical client", "use crmsh, pcs or hawk"),
        Program("hbagent", Fate.DROPPED, (), "it tells SNMP of heartbeat", "use ocf:pacemaker:ClusterMon, or an alert agent"),
        Program("ccm", Fate.DROPPED, (), "corosync does the membership now", "nothing to do"),
    )
}
"""By the last part of the path."""
