"""Clusters for the tests, written without the converter: lines in, a CIB of the right shape and the old behaviour out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ha1to2.model import Behaviour, PingTarget, Replicated, Service
from lxml import etree

from ..elements import E

NODES = ("web01", "web02")
GATEWAYS = ("10.0.254.254", "10.1.254.254")
WORTH = 20_000

MEMO = Path(__file__).with_name("data").joinpath("memo.xml").read_bytes()
MEMO_BEHAVIOUR = Behaviour(
    services=(
        Service(
            "www",
            "web01",
            ("db_ip", "db_check", "web_ip", "web_check", "data-clone", "fs", "mysqld"),
            (Replicated("data-clone", "data", "drbd_wait_r0"),),
        ),
    ),
    fails_back=False,
    ping=tuple(PingTarget(address, (address,), "pingd", WORTH) for address in GATEWAYS),
)


class Line(NamedTuple):
    """One service: its node and what it starts; `drbd:r0` is the promotion of a DRBD resource, anything else a primitive."""

    name: str
    node: str
    items: tuple[str, ...]


def nvpairs(kind: str, name: str, **values: object) -> etree._Element:
    pairs = [E.nvpair(id=f"{name}-{key}", name=key.replace("_", "-"), value=str(value)) for key, value in values.items()]
    return E(kind, *pairs, id=f"{name}-{kind}")


def parameters(of: str, /, **values: object) -> etree._Element:
    pairs = [E.nvpair(id=f"{of}-{key}", name=key, value=str(value)) for key, value in values.items()]
    return E.instance_attributes(*pairs, id=f"{of}-parameters")


def _primitive(name: str, provider: str, kind: str, *inner: etree._Element, roles: Sequence[str] = ("",)) -> etree._Element:
    operations = [
        E.op({"role": role} if role else {}, id=f"{name}-monitor-{seconds}", name="monitor", interval=f"{seconds}s")
        for seconds, role in zip((10, 20), roles)
    ]
    return E.primitive(*inner, E.operations(*operations), {"class": "ocf"}, id=name, provider=provider, type=kind)


def _clone(inner: etree._Element, **meta: object) -> etree._Element:
    name = f"{inner.get('id')}-clone"
    return E.clone(nvpairs("meta_attributes", name, interleave="true", **meta), inner, id=name)


def _rule(name: str, resource: str, score: str, expressions: Sequence[tuple[str, ...]], role: str = "") -> etree._Element:
    where = [
        E.expression(
            dict(zip(("attribute", "operation", "value", "type"), expression)), id=f"{name}-{number}"
        )
        for number, expression in enumerate(expressions)
    ]
    kind = "score" if score.lstrip("-").isalnum() and not score.islower() else "score-attribute"
    attributes = {kind: score, "boolean-op": "or", **({"role": role} if role else {})}
    return E.rsc_location(E.rule(attributes, *where, id=f"{name}-rule"), id=name, rsc=resource)


def cluster(
    lines: Sequence[Line],
    *,
    fails_back: bool = False,
    gateways: Sequence[str] = GATEWAYS,
    ping_group: Sequence[str] = (),
) -> tuple[bytes, Behaviour]:
    """The CIB and the behaviour of `lines`, with ipfail on `gateways` and on `ping_group`, which counts as one."""
    resources, constraints, services = [], [], []
    for line in lines:
        disks = [item[5:] for item in line.items if item.startswith("drbd:")]
        members = [item for item in line.items if not item.startswith("drbd:")]
        ids = [f"disk_{item[5:]}-clone" if item.startswith("drbd:") else item for item in line.items]
        primitives = [_primitive(member, "heartbeat", "Dummy") for member in members]
        if not fails_back:
            primitives[0].insert(0, nvpairs("meta_attributes", members[0], resource_stickiness=1000))
        resources.append(E.group(*primitives, id=line.name))
        for disk in disks:
            drbd = _primitive(
                f"disk_{disk}", "linbit", "drbd", parameters(f"disk_{disk}", drbd_resource=disk), roles=("Promoted", "Unpromoted")
            )
            gate = _primitive(f"gate_{disk}", "ha1to2", "drbd-wait", parameters(f"gate_{disk}", drbd_resource=disk))
            resources += [_clone(drbd, promotable="true", notify="true"), _clone(gate)]
            closed = [(f"drbd_wait_{each}", *rest) for each in disks for rest in (("not_defined",), ("ne", "1"))]
            constraints.append(_rule(f"gated_{disk}", f"disk_{disk}-clone", "-INFINITY", closed, "Promoted"))
            together = {"id": f"with_{disk}", "score": "INFINITY", "rsc": line.name, "with-rsc": f"disk_{disk}-clone"}
            constraints.append(E.rsc_colocation({**together, "with-rsc-role": "Promoted"}))
        for one, other in zip(disks, disks[1:]):
            pair = {"rsc": f"disk_{other}-clone", "with-rsc": f"disk_{one}-clone"}
            roles = {"rsc-role": "Promoted", "with-rsc-role": "Promoted"}
            constraints.append(E.rsc_colocation({"id": f"{other}_with_{one}", "score": "INFINITY", **pair, **roles}))
        for one, other in zip(ids, ids[1:]):
            if one.endswith("-clone") or other.endswith("-clone"):
                actions = ["promote" if each.endswith("-clone") else "start" for each in (one, other)]
                order = {"first": one, "first-action": actions[0], "then": other, "then-action": actions[1]}
                constraints.append(E.rsc_order({"id": f"{one}_before_{other}", **order}))
        constraints.append(E.rsc_location(id=f"{line.name}-home", rsc=line.name, node=line.node, score="100"))
        failures = [(f"fail-count-{member}#monitor_10000", "defined") for member in members]
        banned, role = (f"disk_{disks[0]}-clone", "Promoted") if disks else (line.name, "")
        constraints.append(_rule(f"{line.name}-failed", banned, "-INFINITY", failures, role))
        if gateways:
            constraints.append(_rule(f"{line.name}-reached", line.name, "pingd", [("pingd", "defined")]))
        if ping_group:
            constraints.append(_rule(f"{line.name}-grouped", line.name, str(WORTH), [("routers", "gt", "0", "number")]))
        replicated = tuple(Replicated(f"disk_{disk}-clone", f"disk_{disk}", f"drbd_wait_{disk}") for disk in disks)
        services.append(Service(line.name, line.node, tuple(ids), replicated))
    targets = [PingTarget(address, (address,), "pingd", WORTH) for address in gateways]
    if gateways:
        pinging = parameters("ping", name="pingd", host_list=" ".join(gateways), multiplier=WORTH)
        resources.append(_clone(_primitive("ping", "pacemaker", "ping", pinging)))
    if ping_group:
        pinging = parameters("routers", name="routers", host_list=" ".join(ping_group), multiplier=1)
        resources.append(_clone(_primitive("routers", "pacemaker", "ping", pinging)))
        targets.append(PingTarget("routers", tuple(ping_group), "routers", 1))
    options = nvpairs("cluster_property_set", "options", stonith_enabled="false", no_quorum_policy="ignore")
    defaults = nvpairs("meta_attributes", "defaults", migration_threshold=1)
    configuration = E.configuration(
        E.crm_config(options),
        E.nodes(*[E.node(id=str(number), uname=node) for number, node in enumerate(NODES, 1)]),
        E.resources(*resources),
        E.constraints(*constraints),
        E.rsc_defaults(defaults),
    )
    head = {"validate-with": "pacemaker-3.7", "crm_feature_set": "3.7.0", "epoch": "1", "num_updates": "0", "admin_epoch": "0"}
    return etree.tostring(E.cib(configuration, E.status(), head)), Behaviour(tuple(services), fails_back, tuple(targets))
