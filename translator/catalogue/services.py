"""Services that people put into haresources, by the names of their init scripts, and how the new cluster can run them.

None of them becomes an OCF agent by itself. An init script has settings of its own (/etc/default, /etc/sysconfig, what it does
before and after), which an agent does not read: `native` names the agent that would watch the service better, and `loses` what has
to be told it first, in a file for --catalogue. ldirectord is in `wrappers`: there script, program and agent are one.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Manner(Enum):
    """How services run: what --services says."""

    V1_SCRIPT = "v1-script"
    """Called as Heartbeat called it, and judged by what it prints."""
    LSB = "lsb"
    """The init script as Pacemaker calls it, judged by its exit codes."""
    SYSTEMD = "systemd"
    """The unit of systemd."""
    SERVICE = "service"
    """Whichever of the two a node has."""


class KnownService(NamedTuple):
    """`unit` is what systemd calls it on Debian and Red Hat; empty where no one unit is the whole of the init script."""

    name: str
    unit: str
    native: str = ""
    loses: str = ""


_ROWS = (
    KnownService("apache2", "apache2", "apache", "/etc/apache2/envvars, and a status page for the monitor"),
    KnownService("asterisk", "asterisk", "asterisk", "user, group and /etc/default/asterisk"),
    KnownService("bind9", "named", "named", "RNDC settings and OPTIONS of /etc/default/named"),
    KnownService("dhcpd", "dhcpd", "dhcpd", "interfaces and options of /etc/sysconfig/dhcpd"),
    KnownService("dovecot", "dovecot", "dovecot", "the checks of the init script"),
    KnownService("exim", "exim"),
    KnownService("exim4", "exim4"),
    KnownService("haproxy", "haproxy"),
    KnownService("httpd", "httpd", "apache", "OPTIONS of /etc/sysconfig/httpd, and a status page for the monitor"),
    KnownService("isc-dhcp-server", "isc-dhcp-server", "dhcpd", "interfaces and options of /etc/default/isc-dhcp-server"),
    KnownService("mariadb", "mariadb", "mysql", "datadir, socket and options, which the agent must be told"),
    KnownService("mysql", "mysql", "mysql", "datadir, socket and options, which the agent must be told"),
    KnownService("mysqld", "mysqld", "mysql", "datadir, socket and options, which the agent must be told"),
    KnownService("named", "named", "named", "OPTIONS and ROOTDIR of /etc/sysconfig/named"),
    KnownService("nfs", "nfs-server", "nfsserver", "the shared state directory and the address, which the agent must be told"),
    KnownService("nfs-kernel-server", "nfs-kernel-server", "nfsserver", "as for nfs"),
    KnownService("nginx", "nginx", "nginx", "DAEMON_OPTS, and a status page for the monitor"),
    KnownService("ntpd", "ntpd"),
    KnownService("openvpn", ""),
    KnownService("postfix", "postfix", "postfix", "what the init script copies into the chroot"),
    KnownService("postgresql", "", "pgsql", "data directory, version and cluster, which the agent must be told"),
    KnownService("proftpd", "proftpd", "proftpd", "what /etc/default/proftpd says"),
    KnownService("samba", ""),
    KnownService("sendmail", "sendmail"),
    KnownService("slapd", "slapd", "slapd", "SLAPD_SERVICES and SLAPD_OPTIONS of /etc/default/slapd"),
    KnownService("smb", "smb"),
    KnownService("snmpd", "snmpd"),
    KnownService("squid", "squid", "Squid", "executable, port and pid file, which the agent must be told"),
    KnownService("squid3", "squid", "Squid", "executable, port and pid file, which the agent must be told"),
    KnownService("sshd", "sshd"),
    KnownService("tomcat", "tomcat", "tomcat", "home directories and settings, which the agent must be told"),
    KnownService("varnish", "varnish", "varnish", "its DAEMON_OPTS, one by one"),
    KnownService("vsftpd", "vsftpd", "vsftpd", "the configuration files, if there are several"),
    KnownService("xinetd", "xinetd"),
)

SERVICES: dict[str, KnownService] = {service.name: service for service in _ROWS}
"""openvpn, postgresql and samba have no unit: Debian's openvpn.service and postgresql.service start nothing themselves and are
always active, and samba's init script is two units, smbd and nmbd."""
