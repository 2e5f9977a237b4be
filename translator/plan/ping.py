"""The rule for ping and ipfail: which node reaches more of the ping nodes.

S5: ipfail gives the resources up where the peer reaches strictly more ping nodes, and only there. So reaching one more is worth
more than everything that keeps a service where it is, and all of it stays finite: a gateway that is dead for both moves nothing
and stops nothing. A ping_group is one ping node, up while any of its addresses answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..catalogue.agents import PING
from ..model import Clone, Constraint, Expression, Operation, Parameters, PingTarget, Primitive, RuleLocation, Service
from ..settings.heartbeat.pings import Ping
from .ids import Ids

ATTRIBUTE = "pingd"

INFINITY = 1_000_000
"""Pacemaker's: a sum that reaches it is no longer compared."""

PROMOTION = 10_000
"""The most that linbit:drbd's promotion score can differ between two nodes (`adjust_master_score`)."""

META: Parameters = (("interleave", "true"), ("migration-threshold", "INFINITY"), ("failure-timeout", "60s"))
"""Of a clone whose failures are to move nothing and to keep it from no node."""


class Pinging(NamedTuple):
    """What ping and ipfail became; `too_many` where the scores cannot be kept apart."""

    clones: tuple[Clone, ...]
    constraints: tuple[Constraint, ...]
    targets: tuple[PingTarget, ...]
    too_many: bool


def multiplier(staying: int, count: int) -> int | None:
    """What one ping node is worth: more than `staying` (all that can hold a service), for all `count` still below INFINITY."""
    needed = (staying + PROMOTION) // 1000 * 1000 + 1000
    return needed if needed * count + staying + PROMOTION < INFINITY else None


def names(pings: Sequence[Ping], ids: Ids) -> dict[str, str]:
    """The ids of what will ping: under `ping` for all single addresses, and under the name of each ping_group."""
    made = {"ping": ids.new("ping")} if any(each.directive != "ping_group" for each in pings) else {}
    return {**made, **{f"ping_group {each.name}": ids.new("ping", each.name) for each in pings if each.directive == "ping_group"}}


def pinging(
    pings: Sequence[Ping], called: dict[str, str], services: Sequence[Service], staying: int, deadping: int
) -> Pinging:
    """The clones that ping and the rules that place each service. `called` is from `names`, `deadping` in milliseconds."""
    worth = multiplier(staying, len(pings))
    if worth is None:
        return Pinging((), (), (), too_many=True)
    singles = [each for each in pings if each.directive != "ping_group"]
    groups = [each for each in pings if each.directive == "ping_group"]
    clones: list[Clone] = []
    constraints: list[Constraint] = []
    targets: list[PingTarget] = []
    # A third of deadping to notice and a third to wait for the other node's view: no gateway that stutters moves anything, and a
    # dead one is acted on within the time that heartbeat took.
    # Never less than five seconds: at boot, the values of both nodes must take effect together, or the first one wins (S3).
    third = max(5, round(deadping / 3000))
    if singles:
        addresses = [address for each in singles for address in _texts(each)]
        clones.append(_clone(called["ping"], ATTRIBUTE, addresses, worth, third))
        constraints += [
            _rule(service, ATTRIBUTE, None, (Expression(f"{service.id}-{ATTRIBUTE}-expression", ATTRIBUTE, "defined"),))
            for service in services
        ]
        targets += [PingTarget(str(each.name), _texts(each), ATTRIBUTE, worth) for each in singles]
    for each in groups:
        name = called[f"ping_group {each.name}"]
        clones.append(_clone(name, name, _texts(each), 1, third))
        constraints += [
            _rule(service, name, str(worth), (Expression(f"{service.id}-{name}-expression", name, "gt", "0", "number"),))
            for service in services
        ]
        targets.append(PingTarget(str(each.name), _texts(each), name, 1))
    return Pinging(tuple(clones), tuple(constraints), tuple(targets), too_many=False)


def _texts(ping: Ping) -> tuple[str, ...]:
    return tuple([str(address) for address in ping.addresses])


def _clone(name: str, attribute: str, addresses: Sequence[str], worth: int, third: int) -> Clone:
    parameters: Parameters = (
        ("name", attribute),
        ("host_list", " ".join(addresses)),
        ("multiplier", str(worth)),
        ("dampen", f"{third}s"),
        ("attempts", "3"),
        ("timeout", "2"),
    )
    if len({":" in address for address in addresses}) > 1:
        # The agent prefers fping, which asks all at once; but it takes no list with addresses of both families.
        parameters += (("use_fping", "0"),)
    operations = (*PING.operations, Operation("monitor", third, 60))
    return Clone(f"{name}-clone", Primitive(name, PING.agent, parameters, operations), META)


def _rule(service: Service, attribute: str, score: str | None, expressions: tuple[Expression, ...]) -> RuleLocation:
    return RuleLocation(
        f"{service.id}-{attribute}",
        service.id,
        role=None,
        rule_id=f"{service.id}-{attribute}-rule",
        score=score,
        score_attribute=None if score else attribute,
        boolean_op="and",
        expressions=expressions,
    )
