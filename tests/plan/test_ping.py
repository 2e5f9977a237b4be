"""Ping nodes and ipfail -> what pings, and scores that move a service for one ping node more and for nothing less (S5)."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import has_errors
from ha1to2.fates import Fate
from ha1to2.model import Clone, RuleLocation
from ha1to2.plan.ping import INFINITY, PROMOTION, multiplier
from ha1to2.plan.planner import Plan
from ha1to2.settings.heartbeat.failback import PREFERENCE, STICKINESS
from hypothesis import given
from hypothesis import strategies as st

from .material import BASE, IPFAIL, codes, disks, planned

TEXT = "a 10.0.0.1 x\nb 10.0.0.2 y\n"


def plan(more: str, text: str = TEXT, base: str = BASE) -> Plan:
    return planned(text, base + more).value


def pinging(made: Plan) -> dict[str, dict[str, str]]:
    """The parameters of each resource that pings."""
    return {
        clone.primitive.id: dict(clone.primitive.parameters)
        for clone in made.cluster.clones
        if clone.primitive.agent.type == "ping"
    }


def rules(made: Plan) -> list[str]:
    """Each rule for ping as `resource attribute operation value score`."""
    return [
        f"{each.resource} {expression.attribute} {expression.operation} {expression.value} {each.score or each.score_attribute}"
        for each in made.cluster.constraints
        if isinstance(each, RuleLocation) and not each.id.endswith(("-gate", "-failed"))
        for expression in each.expressions
    ]


def worth(made: Plan) -> int:
    """What one ping node is worth in this plan."""
    counts = {target.multiplier for target in made.behaviour.ping if target.attribute == "pingd"}
    scores = {int(rule.split()[-1]) for rule in rules(made) if rule.split()[-1].isdigit()}
    (value,) = counts | scores
    return value


@pytest.mark.parametrize(
    ("more", "hosts", "expected"),
    [
        ("", {}, []),
        ("ping 10.9.9.1\n", {}, []),
        (IPFAIL, {}, []),
        ("ping 10.9.9.1\n" + IPFAIL, {"ping": "10.9.9.1"}, ["pingd defined None pingd"]),
        ("ping 10.9.9.1 10.9.9.2\nping 10.9.9.3\n" + IPFAIL, {"ping": "10.9.9.1 10.9.9.2 10.9.9.3"}, ["pingd defined None pingd"]),
        ("ping 10.9.9.1\nping 10.9.9.1\n" + IPFAIL, {"ping": "10.9.9.1"}, ["pingd defined None pingd"]),
        ("ping_group g 10.9.9.1 10.9.9.2\n" + IPFAIL, {"ping_g": "10.9.9.1 10.9.9.2"}, ["ping_g gt 0 WORTH"]),
        (
            "ping_group g 10.9.9.1 10.9.9.2\nping 10.9.9.3\nping_group h-1 10.9.9.4\n" + IPFAIL,
            {"ping": "10.9.9.3", "ping_g": "10.9.9.1 10.9.9.2", "ping_h_1": "10.9.9.4"},
            ["pingd defined None pingd", "ping_g gt 0 WORTH", "ping_h_1 gt 0 WORTH"],
        ),
        ("ping_group a.b 10.9.9.1\nping_group a_b 10.9.9.2\n" + IPFAIL, {"ping_a_b": "10.9.9.1", "ping_a_b_2": "10.9.9.2"},
         ["ping_a_b gt 0 WORTH", "ping_a_b_2 gt 0 WORTH"]),
    ],
)  # fmt: skip
def test_what_pings(more: str, hosts: dict[str, str], expected: list[str]) -> None:
    made = plan(more)
    assert {name: parameters["host_list"] for name, parameters in pinging(made).items()} == hosts
    groups = [group.id for group in made.cluster.groups]
    value = str(worth(made)) if expected else ""
    wanted = {f"{group} {rule.replace('WORTH', value)}" for group in groups for rule in expected}
    assert set(rules(made)) == wanted
    assert len(rules(made)) == len(wanted)
    # Each rule reads an attribute that something publishes.
    assert {rule.split()[1] for rule in rules(made)} == {parameters["name"] for parameters in pinging(made).values()}


def test_ledger_of_what_pings() -> None:
    made = plan("deadping 20\nping_group g 10.9.9.1\nping_group G 10.9.9.2\nping_group ü 10.9.9.3\n" + IPFAIL)
    entries = {(str(entry.item), entry.item.span.line): (entry.fate, entry.targets) for entry in made.entries}
    first = BASE.count("\n")
    assert entries["deadping", first + 1] == (Fate.TRANSLATED, tuple(pinging(made)))
    assert entries["ping_group", first + 2] == (Fate.TRANSLATED, ("ping_g",))
    assert entries["ping_group", first + 3][0] is Fate.DROPPED
    assert entries["respawn", first + 5] == (Fate.TRANSLATED, tuple(pinging(made)))


@pytest.mark.parametrize("more", ["deadping 20\n" + IPFAIL, IPFAIL])
def test_ledger_of_ipfail_without_ping_nodes(more: str) -> None:
    made = plan(more)
    assert [entry.fate for entry in made.entries if str(entry.item) == "respawn"][-1] is Fate.DROPPED
    assert all(entry.fate is not Fate.TRANSLATED for entry in made.entries if str(entry.item) == "deadping")


@pytest.mark.parametrize("failback", ["off", "on", "legacy"])
@pytest.mark.parametrize("members", [1, 2, 10, 100])
@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_one_more_is_worth_more_than_all_that_holds_a_service(failback: str, members: int, count: int) -> None:
    """Above stickiness of all members, preference and DRBD's promotion score; and all together below infinity."""
    text = "a 10.0.0.1 " + " ".join(f"x::{number}" for number in range(members)) + "\n"
    pings = "".join(f"ping 10.9.9.{number + 1}\n" for number in range(count))
    outcome = planned(text, BASE.replace("auto_failback off", f"auto_failback {failback}") + pings + IPFAIL)
    assert codes(outcome.diagnostics) == []
    value = worth(outcome.value)
    stickiness = STICKINESS * (members + 2) if failback == "off" else 0
    holding = stickiness + PREFERENCE + PROMOTION
    assert value > holding
    assert value * count + holding < INFINITY


@given(st.integers(0, 2_000_000), st.integers(1, 2_000))
def test_multiplier(staying: int, count: int) -> None:
    value = multiplier(staying, count)
    if value is None:
        # Even the smallest that moves anything would not fit.
        assert (staying + PROMOTION + 1001) * count + staying + PROMOTION >= INFINITY
    else:
        assert value > staying + PROMOTION
        assert value * count + staying + PROMOTION < INFINITY


def test_too_many_are_refused() -> None:
    pings = "".join(f"ping 10.9.{number // 200}.{number % 200 + 1}\n" for number in range(200))
    outcome = planned(TEXT, BASE + pings + IPFAIL)
    assert codes(outcome.diagnostics) == ["H604"]
    assert has_errors(outcome.diagnostics)


@pytest.mark.parametrize(("deadping", "seconds"), [(1, 5), (10, 5), (15, 5), (30, 10), (60, 20), (600, 200)])
def test_a_dead_gateway_is_acted_on_within_deadping(deadping: int, seconds: int) -> None:
    """A third to notice and a third to damp; never less than five, so that both nodes' first values take effect together (S3)."""
    made = plan(f"deadping {deadping}\nping 10.9.9.1\n" + IPFAIL)
    (parameters,) = pinging(made).values()
    clone = next(each for each in made.cluster.clones if isinstance(each, Clone) and each.primitive.agent.type == "ping")
    monitor = next(each for each in clone.primitive.operations if each.name == "monitor")
    assert (parameters["dampen"], monitor.interval) == (f"{seconds}s", seconds)


def test_ping_is_never_a_reason_to_stop() -> None:
    """-INFINITY where nothing answers would stop the service everywhere when the gateway dies."""
    made = planned("a drbddisk::r0 x\n", BASE + "ping 10.9.9.1\nping_group g 10.9.9.2\n" + IPFAIL, disks("r0")).value
    assert all("INFINITY" not in rule for rule in rules(made))


def test_a_failed_ping_does_not_move_what_is_pinged_for() -> None:
    (clone,) = [each for each in plan("ping 10.9.9.1\n" + IPFAIL).cluster.clones if each.primitive.id == "ping"]
    assert dict(clone.meta)["migration-threshold"] == "INFINITY"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("ping 10.9.9.1 10.9.9.2\n", None),
        ("ping6 2001:db8::1\nping6 2001:db8::2\n", None),
        ("ping 10.9.9.1\nping6 2001:db8::1\n", "0"),
    ],
)
def test_fping_takes_no_list_of_both_families(more: str, expected: str | None) -> None:
    """The agent would be misconfigured, wherever somebody installs fping."""
    assert pinging(plan(more + IPFAIL))["ping"].get("use_fping") == expected
