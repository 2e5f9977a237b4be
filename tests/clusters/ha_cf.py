"""ha.cf and authkeys as administrators wrote them: the distribution's example filled in, or a few bare lines."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .spec import Link, Spec

Words = tuple[str, ...]

_IPFAIL = {"debian": "/usr/lib/heartbeat/ipfail", "redhat": "/usr/lib64/heartbeat/ipfail"}
_REMARKS = (
    "#\tkeepalive: how long between heartbeats?",
    "#\tWhat interfaces to broadcast heartbeats over?",
    "# auto_failback:  determines whether a resource will automatically fail back",
    "#serial\t/dev/ttyS0",
    "#stonith baytech /etc/ha.d/conf/stonith.baytech",
    "###",
    "# changed by hw, 2007-03-14",
    "",
)
CHECK_PRIMARY = "/usr/local/cluster/check_primary"


def ha_cf(spec: Spec, node: int) -> tuple[bytes, int]:
    """The file of a node, and how many lines of it are directives. Only the addresses of ucast links differ between the nodes."""
    rng = Random(f"{spec.seed} ha.cf")
    parts = [list(_times(rng)), list(_logging(rng)), list(_links(rng, spec.links, node)), list(_members(rng, spec))]
    parts += [list(_pings(rng, spec)), list(_programs(rng, spec)), list(_engine(rng))]
    parts += [[spec.failback]] if spec.failback else []
    if rng.random() < 0.4:
        # The order is free, but for the nodes' names and the port, which counts for the links below it.
        rng.shuffle(parts)
    directives = [words for part in parts for words in part]
    return _written(rng, directives), len(directives)


def _times(rng: Random) -> Iterator[Words]:
    deadtime = rng.choice((2, 3, 5, 10, 10, 15, 20, 30, 30, 60))
    keepalive = rng.choice((1, 1, 2, 2)) if deadtime > 5 else 1
    if rng.random() < 0.8 or deadtime < 3:
        usual = (f"{keepalive}", f"{keepalive}", f"{keepalive}000ms") if deadtime > 2 else ()
        yield "keepalive", rng.choice((*usual, "500ms", ".5"))
    yield "deadtime", rng.choice((f"{deadtime}", f"{deadtime}", f"{deadtime}000ms"))
    if rng.random() < 0.6:
        yield "warntime", f"{max(2, deadtime // 2)}"
    if rng.random() < 0.8:
        yield "initdead", rng.choice((f"{max(60, 2 * deadtime)}", "120", "180", "120000ms"))
    if rng.random() < 0.2:
        yield "deadping", f"{rng.choice((10, 20, 30))}"


def _logging(rng: Random) -> Iterator[Words]:
    if rng.random() < 0.4:
        yield "debugfile", "/var/log/ha-debug"
    if rng.random() < 0.4:
        yield "logfile", "/var/log/ha-log"
    logd = rng.choice(("", "", "", "", "yes", "on", "no"))
    if rng.random() < 0.8 or logd == "no":
        yield "logfacility", rng.choice(("local0", "local0", "daemon", "local7"))
    if logd:
        yield "use_logd", logd
    if rng.random() < 0.1:
        yield "debug", "0"


def _links(rng: Random, links: tuple[Link, ...], node: int) -> Iterator[Words]:
    port = rng.choice(("", "", "694", "695", "1694"))
    if port:
        yield "udpport", port
    serial = rng.random() < 0.2
    both = rng.random() < 0.4
    if serial:
        yield "baud", "19200"
        yield "serial", rng.choice(("/dev/ttyS0", "/dev/ttyS1"))
    for number, link in enumerate(links):
        if link.kind == "ucast":
            # One file for both nodes names both: each node passes over itself.
            for own in (0, 1) if both else (1 - node,):
                yield "ucast", link.device, link.addresses[own]
        elif link.kind == "mcast":
            yield "mcast", link.device, f"225.0.0.{number + 1}", port or "694", "1", "0"
        else:
            yield "bcast", link.device


def _members(rng: Random, spec: Spec) -> Iterator[Words]:
    if rng.random() < 0.1:
        yield "cluster", rng.choice(("shop", "mail-ha"))
    names = [name.upper() if rng.random() < 0.05 else name for name in spec.nodes]
    if rng.random() < 0.5:
        yield "node", *names
    else:
        for name in names:
            yield "node", name


def _pings(rng: Random, spec: Spec) -> Iterator[Words]:
    singles = [target.name for target in spec.targets if not target.group]
    if rng.random() < 0.4 and singles:
        yield "ping", *singles
    else:
        for name in singles:
            yield "ping", name
    for target in spec.targets:
        if target.group:
            yield "ping_group", target.name, *target.addresses


def _programs(rng: Random, spec: Spec) -> Iterator[Words]:
    if spec.ipfail:
        yield "respawn", "hacluster", _IPFAIL[spec.flavour]
        if rng.random() < 0.4:
            yield "apiauth", "ipfail", rng.choice(("gid=haclient", "uid=hacluster", "gid=haclient uid=hacluster"))
    if spec.watched:
        yield "respawn", "root", CHECK_PRIMARY
    if spec.disks and rng.random() < 0.1:
        yield "respawn", "hacluster", "/usr/lib/heartbeat/dopd"
        yield "apiauth", "dopd", "gid=haclient uid=hacluster"


def _engine(rng: Random) -> Iterator[Words]:
    usual = (
        ("watchdog", "/dev/watchdog"), ("crm", "off"), ("hopfudge", "1"), ("realtime", "on"), ("rtprio", "5"),
        ("coredumps", "true"), ("msgfmt", "classic"), ("compression", "bz2"), ("compression_threshold", "2"),
        ("traditional_compression", "off"), ("conn_logd_time", "60"), ("autojoin", "none"), ("hbgenmethod", "time"),
    )  # fmt: skip
    yield from rng.sample(usual, rng.choice((0, 0, 0, 1, 1, 2, 3)))


def _written(rng: Random, directives: list[Words]) -> bytes:
    """The lines with the blanks, remarks and line ends of one hand."""
    gap = rng.choice((" ", " ", "\t", "\t\t", "  "))
    end = "\r\n" if rng.random() < 0.08 else "\n"
    chatty = rng.random() < 0.4
    lines = ["# Heartbeat configuration"] if rng.random() < 0.5 else []
    for name, *arguments in directives:
        if chatty and rng.random() < 0.4:
            lines.append(rng.choice(_REMARKS))
        comma = name in ("bcast", "node", "ping") and rng.random() < 0.1
        line = f"{name}{gap}{(', ' if comma else ' ').join(arguments)}"
        lines.append(line + (rng.choice((" ", "\t# see the wiki", " # do not touch")) if rng.random() < 0.1 else ""))
    return (end.join(lines) + end).encode()


def authkeys(spec: Spec) -> bytes:
    """The same on both nodes: one key, or several of which one is active."""
    rng = Random(f"{spec.seed} authkeys")
    keys = {"1": "1 crc", "2": f"2 sha1 secret{spec.seed}-HI!", "3": f"3 md5 hello{spec.seed}"}
    active = rng.choice(tuple(keys))
    kept = keys.values() if rng.random() < 0.4 else (keys[active],)
    remark = "# chmod 600 this file\n" if rng.random() < 0.3 else ""
    return (remark + "\n".join((f"auth {active}", *kept)) + "\n").encode()
