"""Every directive of ha.cf: what its arguments are, whether it may be repeated, and what becomes of it.

From ha.cf(5) of heartbeat 3.0.6, the tables `Directives[]` and `WLdirectives[]` of config.c (2.1, 3.0) and the media in
plugins/HBcomm. `LINK`s and `PING`s are those media. Where a fate depends on the rest of the file (`ping` needs ipfail), the row
has what holds when that is there.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..fates import Fate


class Shape(Enum):
    """What the arguments are."""

    TIME = "time"
    """Seconds, or a number with ms or us behind it (cl_get_msec); `least` is in milliseconds."""
    BOOLEAN = "boolean"
    """A truth value (cl_str_to_boolean), or one of `values`, in any case."""
    INTEGER = "integer"
    """A number from `least` to `most`, as atoi reads it."""
    CHOICE = "choice"
    """One of `values`, in small letters."""
    TEXT = "text"
    """Any word."""
    PAIR = "pair"
    """NAME=VALUE."""
    NODES = "nodes"
    DEVICES = "devices"
    """Names of interfaces or serial ports, each a link."""
    PEER = "peer"
    """An interface and the peer's address."""
    GROUP = "group"
    """An interface, a multicast group, port, hops and 0 or 1 for loopback."""
    PINGS = "pings"
    """Addresses, each a ping node."""
    PING_GROUP = "ping_group"
    """A name, and addresses that are one ping node together."""
    CLIENT = "client"
    """A client's name, and uid= or gid= or both."""
    PROGRAM = "program"
    """A user, an absolute path, arguments."""
    FENCING = "fencing"
    """A device and its parameters, which are secret."""


class Repeat(Enum):
    """What heartbeat does with the second line of the same directive, or the second value in one line."""

    LAST = "last"
    """The last value counts."""
    ADDS = "adds"
    ONCE = "once"
    """It does not start."""


class Row(NamedTuple):
    """One directive."""

    name: str
    shape: Shape
    repeat: Repeat
    fate: Fate
    targets: tuple[str, ...]
    reason: str
    reference: str
    values: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


_MAN = "ha.cf(5)"
_SOURCE = "heartbeat config.c, Directives[]"
_MEDIA = "heartbeat plugins/HBcomm"
_LOGD = "messages go to the system log, by way of corosync.conf logging"
_CRM = "it steers the resource manager of heartbeat 2, which a haresources cluster does not run"
_COMPRESSION = "corosync needs no compression for two nodes"
_NODELIST = ("corosync.conf nodelist",)
_SPEEDS = ("9600", "19200", "38400", "57600", "115200", "230400", "460800")
_MODES = ("respawn", "manual", "valgrind", "minimal", "ccm-only")
_FACILITIES = (
    "auth", "authpriv", "cron", "daemon", "ftp", "kern", "lpr", "mail", "news", "syslog", "user", "uucp",
    "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7", "none",
)  # fmt: skip
_LARGEST = 2**31 - 1

TIME, BOOLEAN, INTEGER, CHOICE, TEXT, PAIR = Shape.TIME, Shape.BOOLEAN, Shape.INTEGER, Shape.CHOICE, Shape.TEXT, Shape.PAIR
NODES, DEVICES, PEER, GROUP, PINGS = Shape.NODES, Shape.DEVICES, Shape.PEER, Shape.GROUP, Shape.PINGS
PING_GROUP, CLIENT, PROGRAM, FENCING = Shape.PING_GROUP, Shape.CLIENT, Shape.PROGRAM, Shape.FENCING
LAST, ADDS, ONCE = Repeat.LAST, Repeat.ADDS, Repeat.ONCE
TRANSLATED, REPLACED, DROPPED, REFUSED = Fate.TRANSLATED, Fate.REPLACED, Fate.DROPPED, Fate.REFUSED

# fmt: off

_TIMES = (
    Row("keepalive", TIME, LAST, REPLACED, ("corosync.conf knet_ping_interval",),
        "corosync asks its links by itself, as often as deadtime needs", _MAN, least=1),
    Row("deadtime", TIME, LAST, REPLACED, ("corosync.conf token", "corosync.conf consensus"),
        "after it a silent node is dead", _MAN),
    Row("warntime", TIME, LAST, REPLACED, ("corosync.conf token_warning",),
        "after it corosync warns that the token is late", _MAN, least=1),
    Row("initdead", TIME, LAST, TRANSLATED, ("dc-deadtime",), "how long a node that is alone at boot waits for its peer", _MAN),
    Row("deadping", TIME, LAST, TRANSLATED, ("ping",), "after it a silent ping node counts as lost", _MAN),
)

_NODES = (
    Row("node", NODES, ADDS, TRANSLATED, (), "a node of the cluster", _MAN),
    Row("autojoin", CHOICE, LAST, DROPPED, (),
        "'none' is how corosync works: the nodes are those of the nodelist",
        f"{_MAN}; r1_style_valid() refuses the other values beside haresources", ("none", "other", "any")),
    Row("cluster", TEXT, LAST, REPLACED, ("corosync.conf cluster_name",), "the cluster's name", _SOURCE),
    Row("quorum_server", TEXT, LAST, DROPPED, (), "a haresources cluster takes over without asking for quorum", _SOURCE),
)

_FAILBACK = (
    Row("auto_failback", BOOLEAN, LAST, TRANSLATED, ("resource-stickiness",),
        "whether resources return to their preferred node", _MAN, ("legacy",)),
    Row("nice_failback", BOOLEAN, LAST, TRANSLATED, ("resource-stickiness",),
        "the old name of the opposite of auto_failback", "heartbeat config.c, set_nice_failback()"),
)

_LINKS = (
    Row("udpport", INTEGER, LAST, REPLACED, ("corosync.conf mcastport",), "the port of heartbeats", _MAN, least=1, most=65535),
    Row("baud", CHOICE, ONCE, DROPPED, (), "it sets the speed of serial links, which corosync has none of", _MAN, _SPEEDS),
    Row("hopfudge", INTEGER, LAST, DROPPED, (),
        "it limits forwarding in rings of serial links, which corosync has none of", _MAN, least=0, most=255),
    Row("serial", DEVICES, ADDS, DROPPED, (), "corosync has no serial links; the other links carry on", f"{_MAN}; {_MEDIA}"),
    Row("bcast", DEVICES, ADDS, REPLACED, _NODELIST, "a link", f"{_MAN}; {_MEDIA}"),
    Row("udp", DEVICES, ADDS, REPLACED, _NODELIST,
        "a link; an old name of bcast", "heartbeat config.c, DIRTYALIASKLUDGE"),
    Row("ucast", PEER, ADDS, REPLACED, _NODELIST, "a link", f"{_MAN}; {_MEDIA}"),
    Row("ucast6", PEER, ADDS, REPLACED, _NODELIST, "a link", f"{_MAN}; {_MEDIA}"),
    Row("mcast", GROUP, ADDS, REPLACED, _NODELIST, "a link", f"{_MAN}; {_MEDIA}"),
    Row("mcast6", GROUP, ADDS, REPLACED, _NODELIST, "a link", f"{_MAN}; {_MEDIA}"),
    Row("openais", DEVICES, ADDS, REPLACED, _NODELIST,
        "a link through openais, which became corosync", "heartbeat 2 plugins/HBcomm/openais.c"),
)

_PINGS = (
    Row("ping", PINGS, ADDS, TRANSLATED, ("ping",), "a ping node that ipfail counts", f"{_MAN}; {_MEDIA}"),
    Row("ping6", PINGS, ADDS, TRANSLATED, ("ping",), "a ping node that ipfail counts", _MEDIA),
    Row("ping_group", PING_GROUP, ADDS, TRANSLATED, (),
        "a ping node that ipfail counts, up while any of its members answers", f"{_MAN}; {_MEDIA}"),
    Row("hbaping", TEXT, ADDS, REFUSED, (),
        "Pacemaker has no agent that pings a fibre channel device", f"{_MAN}: never fully supported"),
)

_PROGRAMS = (
    Row("respawn", PROGRAM, ADDS, DROPPED, (), "the program belongs to heartbeat", _MAN),
    Row("failfast", PROGRAM, ADDS, DROPPED, (),
        "the program belongs to heartbeat", "heartbeat 3.0.6, WLdirectives[]: respawn for programs whose end stops heartbeat"),
    Row("apiauth", CLIENT, ADDS, DROPPED, (),
        "heartbeat's programming interface is gone; Pacemaker lets root and the group haclient in", _MAN),
    Row("env", PAIR, ADDS, DROPPED, (),
        "it is in the environment of programs that heartbeat starts; none of it is in that of clones", _SOURCE),
    Row("use_apphbd", BOOLEAN, LAST, DROPPED, (), "apphbd is part of heartbeat", _SOURCE),
)

_FENCING = (
    Row("stonith", FENCING, ADDS, TRANSLATED, ("stonith-enabled",),
        "a device that every node shoots with", f"{_MAN}; set_stonith_info()"),
    Row("stonith_host", FENCING, ADDS, TRANSLATED, ("stonith-enabled",),
        "a device that a node shoots with", f"{_MAN}; set_stonith_host_info()"),
    Row("watchdog", TEXT, ONCE, DROPPED, (),
        "heartbeat feeds it, and heartbeat is gone; corosync or sbd can take the device over", f"{_MAN}; set_watchdogdev()"),
)

_LOGGING = (
    Row("logfacility", CHOICE, LAST, REPLACED, ("corosync.conf logging.syslog_facility",),
        "the facility that messages carry", f"{_MAN}; cl_syslogfac_str2int()", _FACILITIES),
    Row("logfile", TEXT, LAST, REPLACED, ("corosync.conf logging.logfile",), "the file that messages go to", _MAN),
    Row("debugfile", TEXT, LAST, REPLACED, ("corosync.conf logging.logfile",),
        "corosync has one file for all its messages, Pacemaker another", _MAN),
    Row("debug", INTEGER, LAST, DROPPED, (), "it makes heartbeat tell more about itself", _MAN, least=0, most=255),
    Row("use_logd", BOOLEAN, LAST, DROPPED, (), _LOGD, _MAN),
    Row("conn_logd_time", TIME, LAST, DROPPED, (), _LOGD, _MAN, least=1),
    Row("syslogmsgfmt", BOOLEAN, LAST, DROPPED, (), _LOGD, "heartbeat 3.0 config.c, Directives[]"),
    Row("log_badpack", BOOLEAN, LAST, DROPPED, (), "it speaks of packets that heartbeat receives", _SOURCE),
)

_ENGINE = (
    Row("rtprio", INTEGER, LAST, DROPPED, (), "corosync sets its own priority", _MAN, least=1, most=99),
    Row("realtime", BOOLEAN, LAST, DROPPED, (), "corosync runs in real time by itself (sched_rr)", _MAN),
    Row("hbgenmethod", CHOICE, LAST, DROPPED, (), "corosync keeps its own ring numbers", _MAN, ("file", "time")),
    Row("uuidfrom", CHOICE, LAST, DROPPED, (), "nodes have numbers now", _MAN, ("file", "nodename")),
    Row("msgfmt", CHOICE, LAST, DROPPED, (), "corosync has its own format", _MAN, ("classic", "netstring")),
    Row("coredumps", BOOLEAN, LAST, DROPPED, (), "systemd looks after core dumps", _MAN),
    Row("coreroot", TEXT, LAST, DROPPED, (), "systemd looks after core dumps", _SOURCE),
    Row("compression", CHOICE, LAST, DROPPED, (), _COMPRESSION, _MAN, ("zlib", "bz2")),
    Row("compression_threshold", INTEGER, LAST, DROPPED, (), _COMPRESSION, _MAN, least=1, most=_LARGEST),
    Row("traditional_compression", BOOLEAN, LAST, DROPPED, (), _COMPRESSION, _MAN),
    Row("max_rexmit_delay", INTEGER, LAST, DROPPED, (), "corosync has its own retransmission", _SOURCE, least=1, most=_LARGEST),
    Row("memreserve", INTEGER, LAST, DROPPED, (), "it is memory of heartbeat's own", _SOURCE, least=1, most=_LARGEST),
    Row("normalpoll", BOOLEAN, LAST, DROPPED, (),
        "it chooses a system call in heartbeat", "heartbeat 2.1 config.c, ALLOWPOLLCHOICE"),
)

_MANAGER = (
    Row("crm", BOOLEAN, LAST, DROPPED, (), "'off' is what haresources needs", _MAN, _MODES),
    Row("pacemaker", BOOLEAN, LAST, DROPPED, (), "'off' is what haresources needs", _MAN, _MODES),
    Row("crm_daemon_dir", TEXT, LAST, DROPPED, (), _CRM, _MAN),
    Row("crmd_spawns_pengine", BOOLEAN, LAST, DROPPED, (), _CRM, _MAN),
    Row("record_config_changes", BOOLEAN, LAST, DROPPED, (), _CRM, _SOURCE),
    Row("record_pengine_inputs", BOOLEAN, LAST, DROPPED, (), _CRM, _SOURCE),
    Row("enable_config_writes", BOOLEAN, LAST, DROPPED, (), _CRM, _SOURCE),
)

# fmt: on

ROWS = (*_TIMES, *_NODES, *_FAILBACK, *_LINKS, *_PINGS, *_PROGRAMS, *_FENCING, *_LOGGING, *_ENGINE, *_MANAGER)

DIRECTIVES: dict[str, Row] = {row.name: row for row in ROWS}
