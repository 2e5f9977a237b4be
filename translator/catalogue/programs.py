"""The programs that `respawn` starts in ha.cf, and what does their work in the new cluster."""

from __future__ import annotations

from typing import NamedTuple

from ..fates import Fate


class Program(NamedTuple):
    """What becomes of a program. `advice` is the help of the warning, empty where none is due, and `notes` are its notes."""

    name: str
    fate: Fate
    targets: tuple[str, ...]
    reason: str
    advice: str
    notes: tuple[str, ...] = ()


_HANDLERS = "/usr/lib/drbd/crm"

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
            Fate.REPLACED,
            ("drbd.conf fence-peer",),
            "it marks the peer's DRBD data outdated over heartbeat's links",
            "let DRBD do it through Pacemaker, with the handlers crm-fence-peer: write the lines of your DRBD into drbd.conf in "
            "the place of drbd-peer-outdater, on both nodes, then 'drbdadm adjust all'; resource-and-stonith with fencing",
            (
                "DRBD 8.4: disk { fencing resource-only; } handlers { "
                f'fence-peer "{_HANDLERS}-fence-peer.sh"; after-resync-target "{_HANDLERS}-unfence-peer.sh"; }}',
                "DRBD 9: net { fencing resource-only; } handlers { "
                f'fence-peer "{_HANDLERS}-fence-peer.9.sh"; unfence-peer "{_HANDLERS}-unfence-peer.9.sh"; }}',
            ),
        ),
        Program(
            "pingd",
            Fate.TRANSLATED,
            ("pingd",),
            "it publishes how many hosts the node reaches, and nothing acts on that",
            "",
        ),
        Program(
            "ifcheckd",
            Fate.DROPPED,
            (),
            "it tells crm_mon which of heartbeat's links are up",
            "'corosync-cfgtool -s' shows the links of corosync",
        ),
        Program("ha_logd", Fate.DROPPED, (), "it writes the logs of heartbeat", "nothing to do"),
        Program("apphbd", Fate.DROPPED, (), "programs that use heartbeat's library report to it", "nothing to do"),
        Program("attrd", Fate.DROPPED, (), "Pacemaker starts its own", "nothing to do"),
        Program("mgmtd", Fate.DROPPED, (), "it serves heartbeat's graphical client", "use crmsh, pcs or hawk"),
        Program("hbagent", Fate.DROPPED, (), "it tells SNMP of heartbeat", "use ocf:pacemaker:ClusterMon, or an alert agent"),
        Program("ccm", Fate.DROPPED, (), "corosync does the membership now", "nothing to do"),
    )
}
"""By the last part of the path."""
