"""The keywords of drbd.conf: which stand in which section, and what their values may be.

Facts: drbdadm's tables for 8.3, 8.4 and 9 (drbd-utils 9.22) and drbd.conf(5). A keyword of any generation is known; where one
moved from section to section, all its sections have it.
"""

from __future__ import annotations

from typing import NamedTuple, Optional


class Value(NamedTuple):
    """What an option takes: one of `choices`, or a number between the limits, or (both empty) any one word.

    `flag`: yes or no, and the keyword alone means yes; `many`: any number of words.
    """

    choices: tuple[str, ...] = ()
    limits: Optional[tuple[int, int]] = None
    flag: bool = False
    many: bool = False


_words = str.split

TEXT = Value()
FLAG = Value(("yes", "no"), flag=True)
SIZE = Value(limits=(0, 2**63))
"""A number with an optional unit, whose limits depend on DRBD's version."""
SECONDS = Value(limits=(0, 300000))

_AFTER_SPLIT = ("disconnect", "violently-as0p", "call-pri-lost-after-sb")
_FENCING = Value(("dont-care", "resource-only", "resource-and-stonith"))
_RESYNC = dict.fromkeys(("resync-rate", "c-plan-ahead", "c-delay-target", "c-fill-target", "c-max-rate", "c-min-rate"), SIZE)
_RESOURCE = {
    "cpu-mask": TEXT,
    "on-no-data-accessible": Value(("io-error", "suspend-io")),
}
_NET_SYNCER = {"verify-alg": TEXT, "csums-alg": TEXT, "use-rle": FLAG, "csums-after-crash-only": FLAG}

DISK = {
    "on-io-error": Value(("pass_on", "call-local-io-error", "detach")),
    "fencing": _FENCING,
    "size": SIZE,
    "max-bio-bvecs": SIZE,
    "disk-timeout": SIZE,
    "read-balancing": TEXT,
    "rs-discard-granularity": SIZE,
    "resync-after": TEXT,
    "al-extents": SIZE,
    **dict.fromkeys(
        _words(
            "use-bmbv disk-barrier disk-flushes disk-drain md-flushes al-updates discard-zeroes-if-aligned disable-write-same"
        ),
        FLAG,
    ),
    "bitmap": FLAG,
    **_RESYNC,
}
NET = {
    "protocol": Value(("A", "B", "C", "a", "b", "c")),
    "fencing": _FENCING,
    "allow-two-primaries": FLAG,
    "cram-hmac-alg": TEXT,
    "shared-secret": TEXT,
    "after-sb-0pri": TEXT,
    "after-sb-1pri": Value((*_AFTER_SPLIT, "consensus", "discard-secondary")),
    "after-sb-2pri": Value(_AFTER_SPLIT),
    "rr-conflict": Value(("disconnect", "violently", "call-pri-lost", "retry-connect", "auto-discard")),
    "data-integrity-alg": TEXT,
    "on-congestion": Value(("block", "pull-ahead", "disconnect")),
    "transport": TEXT,
    "discard-my-data": FLAG,
    **dict.fromkeys(("always-asbp", "tcp-cork", "allow-remote-read", "tls", "load-balance-paths"), FLAG),
    **dict.fromkeys(
        _words(
            """timeout max-epoch-size connect-int ping-int sndbuf-size rcvbuf-size ko-count ping-timeout congestion-fill
            congestion-extents max-buffers unplug-watermark socket-check-timeout rdma-ctrl-sndbuf-size rdma-ctrl-rcvbuf-size"""
        ),
        SIZE,
    ),
    **_NET_SYNCER,
}
SYNCER = {
    **_RESYNC,
    **_NET_SYNCER,
    **_RESOURCE,
    "resync-after": TEXT,
    "al-extents": SIZE,
    **dict.fromkeys(("delay-probe-volume", "delay-probe-interval", "throttle-threshold", "hold-off-threshold"), SIZE),
}
STARTUP = {
    **dict.fromkeys(("wfc-timeout", "degr-wfc-timeout", "outdated-wfc-timeout"), SECONDS),
    "wait-after-sb": FLAG,
    "stacked-timeouts": FLAG,
    "become-primary-on": Value(many=True),
}
OPTIONS = {
    **_RESOURCE,
    "auto-promote": FLAG,
    "quorum": TEXT,
    "quorum-minimum-redundancy": TEXT,
    "on-no-quorum": Value(("io-error", "suspend-io")),
    "on-suspended-primary-outdated": Value(("disconnect", "force-secondary")),
    **dict.fromkeys(
        _words("peer-ack-window peer-ack-delay twopc-timeout twopc-retry-timeout auto-promote-timeout max-io-depth"), SIZE
    ),
    "drbd8-compat-mode": FLAG,
}
HANDLERS = dict.fromkeys(
    _words("""pri-on-incon-degr pri-lost-after-sb pri-lost initial-split-brain split-brain fence-peer unfence-peer local-io-error
    before-resync-target after-resync-target before-resync-source out-of-sync quorum-lost disconnected"""),
    TEXT,
)
SECTIONS = {"disk": DISK, "net": NET, "syncer": SYNCER, "startup": STARTUP, "options": OPTIONS, "handlers": HANDLERS}
"""The sections that hold options, at any level."""

ALIASES = {"outdate-peer": "fence-peer", "rate": "resync-rate", "after": "resync-after"}
"""Names of DRBD 8.3 -> what they are called since 8.4."""

GLOBAL = {
    "minor-count": Value(limits=(1, 255)),
    "dialog-refresh": Value(limits=(0, 600)),
    "usage-count": Value(("yes", "no", "ask")),
    "disable-ip-verification": FLAG,
    "udev-always-use-vnr": FLAG,
    **dict.fromkeys(("cmd-timeout-short", "cmd-timeout-medium", "cmd-timeout-long"), Value(limits=(0, 900))),
}

TOP = ("global", "common", "resource", "include", "skip")
MODULE_VERSION = "require-drbd-module-version-"
VOLUME = ("device", "disk", "meta-disk", "flexible-meta-disk", "skip")
HOST = (*VOLUME, "address", "node-id", "volume", "options", "proxy")
RESOURCE = (
    *VOLUME,
    *SECTIONS,
    *_words("protocol on floating stacked-on-top-of volume connection connection-mesh template-file proxy ignore-on"),
)
STACKED = ("device", "address", "volume", "node-id", "proxy", "options", "disk")
CONNECTION = ("host", "address", "net", "disk", "volume", "path", "skip")
MESH = ("hosts", "net")
PATH = ("host", "address")

NEEDS_HEARTBEAT = ("drbd-peer-outdater", "/heartbeat/", "dopd")
"""What in a handler's command says that it needs Heartbeat's own daemons."""
