"""The scripts that haresources can call, and what each becomes.

Positional parameters are those of Heartbeat's own wrappers in `/etc/ha.d/resource.d` (heartbeat 2.1 and 3.0, drbd-utils). A
script that is not here is called as it is, through ocf:ha1to2:v1-script.
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

WRAPPERS = (
    "AudibleAlarm Delay Filesystem ICP IPaddr IPaddr2 IPsrcaddr IPv6addr LVM LinuxSCSI MailTo OCF Raid1 SendArp ServeRAID WAS "
    "WinPopup Xinetd apache db2 drbddisk drbdupper ids portblock ldirectord"
).split()
"""What heartbeat and drbd-utils ship in resource.d: it leaves the machine with them."""

SERVICES = (
    "apache2 asterisk dhcpd dovecot exim haproxy httpd ldirectord mysql mysqld mariadb named nfs nfs-kernel-server nginx ntpd "
    "openvpn postfix postgresql proftpd samba sendmail slapd smb snmpd squid squid3 sshd tomcat varnish vsftpd xinetd"
).split()
"""Services that are often found in haresources: for did-you-mean only."""
