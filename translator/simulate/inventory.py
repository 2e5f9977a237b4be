"""What the agents in a CIB publish and notice: read from the CIB alone, since the new cluster does what the CIB says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree


class Pinger(NamedTuple):
    """An ocf:pacemaker:ping primitive: `attribute` becomes `multiplier` times the number of `hosts` that answer."""

    resource: str
    attribute: str
    hosts: tuple[str, ...]
    multiplier: int


class Gate(NamedTuple):
    """An ocf:ha1to2:drbd-wait primitive: `attribute` becomes 1 while the disk of DRBD resource `drbd` is good, else 0."""

    resource: str
    attribute: str
    drbd: str


class Replica(NamedTuple):
    """An ocf:linbit:drbd primitive; `scores` are its adjust_master_score: consistent, remote only, local, both."""

    resource: str
    drbd: str
    scores: tuple[str, str, str, str]


class Watcher(NamedTuple):
    """The primitive whose recurring monitor (`interval` in milliseconds) notices that a resource failed."""

    resource: str
    interval: int


class Inventory(NamedTuple):
    pingers: tuple[Pinger, ...]
    gates: tuple[Gate, ...]
    replicas: tuple[Replica, ...]
    watchers: Mapping[str, Watcher]
    """Who notices the failure of each primitive; what is not in here fails unseen."""
    fences: bool
    """Whether a node that cannot be trusted is shot: fencing is on, and there is a device for it."""


_LINBIT_SCORES = ("0", "10", "1000", "10000")
"""Defaults of adjust_master_score in drbd-utils' agent, 9.x."""

_UNITS = {"": 1000, "s": 1000, "sec": 1000, "ms": 1, "msec": 1, "m": 60000, "min": 60000, "h": 3600000, "hr": 3600000}


def milliseconds(text: str) -> int:
    """A Pacemaker interval; 0 for what is none."""
    text = text.strip().lower()
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(digits) :].strip()
    return int(digits) * _UNITS[unit] if digits.isascii() and digits.isdigit() and unit in _UNITS else 0


def inventory(root: etree._Element) -> Inventory:
    """The inventory of `root`, a cib element. What publishes something is in document order."""
    pingers, gates, replicas = [], [], []
    monitors: dict[str, int] = {}
    addresses: dict[str, str] = {}
    checks: dict[str, str] = {}
    device = False
    for primitive in root.iterfind("configuration/resources//primitive"):
        name = primitive.get("id", "")
        agent = ":".join((primitive.get("class", ""), primitive.get("provider", ""), primitive.get("type", "")))
        given = {pair.get("name", ""): pair.get("value", "") for pair in primitive.iterfind("instance_attributes/nvpair")}
        device = device or primitive.get("class") == "stonith"
        if agent == "ocf:pacemaker:ping":
            multiplier = given.get("multiplier", "1")
            hosts = tuple(given.get("host_list", "").split())
            pingers.append(Pinger(name, given.get("name") or "pingd", hosts, int(multiplier) if multiplier.isdigit() else 1))
        elif agent == "ocf:ha1to2:drbd-wait":
            drbd = given.get("drbd_resource", "")
            gates.append(Gate(name, given.get("attribute") or f"drbd_wait_{drbd}", drbd))
        elif agent == "ocf:linbit:drbd":
            scores = tuple(given.get("adjust_master_score", "").split())
            a, b, c, d = scores if len(scores) == 4 else _LINBIT_SCORES
            replicas.append(Replica(name, given.get("drbd_resource", ""), (a, b, c, d)))
        elif agent == "ocf:heartbeat:IPaddr2":
            addresses[name] = given.get("ip", "")
        elif agent == "ocf:ha1to2:vip-check":
            checks[given.get("ip", "")] = name
        for operation in primitive.iterfind("operations/op[@name='monitor']"):
            interval = milliseconds(operation.get("interval", ""))
            # What has gone while it should run is noticed where the role is the one that it should have.
            if interval and operation.get("role") not in ("Slave", "Unpromoted", "Stopped"):
                monitors.setdefault(name, interval)
    watchers = {name: Watcher(name, interval) for name, interval in monitors.items()}
    for name, ip in addresses.items():
        check = checks.get(ip, "")
        if check in monitors:
            watchers.setdefault(name, Watcher(check, monitors[check]))
    return Inventory(tuple(pingers), tuple(gates), tuple(replicas), watchers, device and _fencing(root))


def _fencing(root: etree._Element) -> bool:
    found = [
        pair.get("value", "").lower()
        for pair in root.iterfind("configuration/crm_config/cluster_property_set/nvpair[@name='stonith-enabled']")
    ]
    return not found or found[0] in ("true", "on", "yes", "y", "1")
