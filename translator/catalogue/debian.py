"""What agents and fence devices need of a node with Debian 12: packages, and system services that leave things to them.

Packages are those of the programs that an agent calls with the parameters that it gets here, as far as they are not there anyway:
with Debian itself, or with Pacemaker and resource-agents. From the agents themselves (resource-agents 4.12, drbd-utils 9.22,
Pacemaker 2.1.5, fence-agents 4.12.1, cluster-glue 1.0.12), and from what Debian's packages contain and depend on.

What a resource serves is not here: apache, a database, xinetd. The old node has it, perhaps not from Debian, and keeps its version.
Nor is what Debian has not: icpclucon, ipssend, IBM's mpcli.
"""

from __future__ import annotations

from typing import NamedTuple

from ..model import Agent
from .agents import (
    ADDRESS,
    ADDRESS_CHECK,
    ANCHOR,
    FILESYSTEM,
    GATE,
    MYSQL,
    PEER_WAIT,
    PING,
    PROGRAM,
    REPLICATION,
    SCRIPT,
)
from .fencing import DEVICES


class OnDebian(NamedTuple):
    """`services` are the init scripts and units that start the same thing as the agent, at boot and for nobody."""

    packages: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


NOTHING_MORE = OnDebian()

DATABASE_SERVICES = ("mysql", "mysqld", "mariadb")
"""One server by three names: haresources has that of the old machine, the boot sequence perhaps another."""


def _heartbeat(type: str, *packages: str, services: tuple[str, ...] = ()) -> tuple[Agent, OnDebian]:
    return Agent("ocf", "heartbeat", type), OnDebian(packages, services)


AGENTS: dict[Agent, OnDebian] = dict(
    (
        # What every conversion may have.
        (ADDRESS.agent, OnDebian(("iproute2",))),
        (ADDRESS_CHECK.agent, NOTHING_MORE),
        (ANCHOR.agent, NOTHING_MORE),
        (FILESYSTEM.agent, OnDebian(("psmisc",))),  # fuser; FILESYSTEMS has what a type needs besides
        (GATE.agent, OnDebian(("drbd-utils",))),
        (MYSQL.agent, OnDebian((), DATABASE_SERVICES)),
        (PEER_WAIT.agent, NOTHING_MORE),
        # With fping it asks all ping nodes at once, and waits for those alone that do not answer; with ping, three seconds each.
        (PING.agent, OnDebian(("fping", "iputils-ping"))),
        (PROGRAM.agent, NOTHING_MORE),
        (REPLICATION.agent, OnDebian(("drbd-utils",), ("drbd",))),
        (SCRIPT.agent, NOTHING_MORE),
        # Behind the wrappers of resource.d.
        _heartbeat("AudibleAlarm"),
        _heartbeat("Delay"),
        _heartbeat("ICP"),
        _heartbeat("IPsrcaddr", "iproute2"),
        _heartbeat("LVM-activate", "lvm2"),
        _heartbeat("LinuxSCSI"),
        _heartbeat("MailTo", "bsd-mailx"),  # it brings a mail server where the node has none
        _heartbeat("Raid1", "lsof", "mdadm"),
        _heartbeat("SendArp", "iproute2"),
        _heartbeat("ServeRAID"),
        _heartbeat("WinPopup", "samba-common-bin", "smbclient"),
        _heartbeat("Xinetd"),  # xinetd itself has to run: the agent turns services of it on and off
        _heartbeat("apache", "wget", services=("apache2", "httpd")),
        _heartbeat("db2", "ksh"),
        _heartbeat("ids"),
        _heartbeat("ldirectord", "ldirectord", services=("ldirectord",)),
        _heartbeat("mdraid", "mdadm"),
        _heartbeat("portblock", "iptables"),
        # What a catalogue of one's own may name for a service.
        _heartbeat("Squid", "iproute2", services=("squid", "squid3")),
        _heartbeat("asterisk", services=("asterisk",)),
        _heartbeat("dhcpd", services=("isc-dhcp-server", "dhcpd")),
        _heartbeat("dovecot", services=("dovecot",)),
        _heartbeat("mysql", services=DATABASE_SERVICES),
        _heartbeat("named", "bind9-host", "bind9-utils", services=("named", "bind9")),
        _heartbeat("nfsserver", services=("nfs-server", "nfs-kernel-server", "nfs")),
        _heartbeat("nginx", "wget", services=("nginx",)),
        _heartbeat("pgsql", services=("postgresql",)),
        _heartbeat("postfix", services=("postfix",)),
        _heartbeat("proftpd", "curl", services=("proftpd",)),
        _heartbeat("slapd", "ldap-utils", services=("slapd",)),
        _heartbeat("tomcat", "wget", services=("tomcat", "tomcat10")),
        _heartbeat("varnish", services=("varnish",)),
        _heartbeat("vsftpd", services=("vsftpd",)),
    )
)

FILESYSTEMS: dict[str, tuple[str, ...]] = {
    "btrfs": ("btrfs-progs",),
    "cifs": ("cifs-utils",),
    "glusterfs": ("glusterfs-client",),
    "nfs": ("nfs-common",),
    "nfs4": ("nfs-common",),
    "ocfs2": ("ocfs2-tools",),
}
"""By the `fstype` of a Filesystem: what mounts it, and what checks it where the agent does that before it mounts."""

_CALLED: dict[str, tuple[str, ...]] = {
    "cyclades": ("openssh-client",),
    "external/drac5": ("openssh-client",),
    "external/hetzner": ("curl",),
    "external/hmchttp": ("curl",),
    "external/libvirt": ("libvirt-clients", "openssh-client"),  # qemu+ssh://
    "external/rackpdu": ("snmp",),
    "external/ssh": ("at", "openssh-client", "openssh-server"),  # each node is the device of its peer
    "external/xen0": ("openssh-client",),
    "fence_ilo": ("gnutls-bin",),
    "fence_ipmilan": ("ipmitool",),
    "fence_rsa": ("inetutils-telnet",),
    "ssh": ("at", "openssh-client", "openssh-server"),
}

FENCES: dict[str, tuple[str, ...]] = {
    device.agent: ("fence-agents" if device.agent.startswith("fence_") else "cluster-glue", *_CALLED.get(device.agent, ()))
    for device in DEVICES.values()
}
"""By the type of the stonith resource: the package that has it, and those of what it calls."""

SECRETS = ("openssh-client",)
"""What cibsecret calls, which takes a password to the other node."""


def services(agent: Agent) -> tuple[str, ...]:
    """What may not start at boot beside a resource of the agent: for a unit or an init script, itself."""
    return AGENTS.get(agent, NOTHING_MORE).services if agent.standard == "ocf" else (agent.type,)


def packages(agent: Agent, fstype: str = "") -> tuple[str, ...]:
    """What a resource of the agent needs; nothing for one that is not known, from a catalogue of somebody's own."""
    if agent.standard == "stonith":
        return FENCES[agent.type]
    besides = FILESYSTEMS.get(fstype, ()) if agent == FILESYSTEM.agent else ()
    return (*AGENTS.get(agent, NOTHING_MORE).packages, *besides)
