"""Where a service runs at first, whether it returns, and where it may not start again (S3, S4, S6, S7)."""

from __future__ import annotations

import pytest
from ha1to2.model import Order, Preference, Primitive, RuleLocation
from ha1to2.plan.planner import Plan

from .material import BASE, IPFAIL, disks, planned

TEXT = "a 10.0.0.1 x\nb 10.0.0.2 y\nA 10.0.0.3 x\n"


def test_every_service_prefers_its_own_node() -> None:
    plan = planned(TEXT).value
    found = [(each.resource, each.node, each.score) for each in plan.cluster.constraints if isinstance(each, Preference)]
    assert found == [("group_vip_10_0_0_1", "a", 50), ("group_vip_10_0_0_2", "b", 50)]
    assert [(service.id, service.node) for service in plan.behaviour.services] == [each[:2] for each in found]


@pytest.mark.parametrize(
    ("line", "fails_back"),
    [
        ("auto_failback on", True),
        ("auto_failback legacy", True),
        ("auto_failback off", False),
        ("auto_failback off\nauto_failback on", True),
        ("nice_failback on", False),
        ("nice_failback off", True),
        ("", True),
    ],
)
def test_failback(line: str, fails_back: bool) -> None:
    """Staying is worth more than the preference where nothing fails back, and nothing where it does."""
    plan = planned(TEXT, BASE.replace("auto_failback off", line)).value
    assert plan.behaviour.fails_back is fails_back
    stickiness = int(dict(plan.cluster.resource_defaults)["resource-stickiness"])
    assert stickiness == 0 if fails_back else stickiness > 50


def failed(text: str, *names: str) -> dict[str, tuple[str | None, list[str]]]:
    plan = planned(text, drbd_text=disks(*names) if names else None).value
    rules = [each for each in plan.cluster.constraints if isinstance(each, RuleLocation) and each.id.endswith("-failed")]
    assert all((each.score, each.boolean_op) == ("-INFINITY", "or") for each in rules)
    assert all(expression.operation == "defined" for each in rules for expression in each.expressions)
    return {each.resource: (each.role, [expression.attribute for expression in each.expressions]) for each in rules}


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        # One member: migration-threshold alone keeps it away.
        ("a x\n", (), {}),
        ("a x y\n", (), {"group_x": (None, ["fail-count-y#start_0", "fail-count-y#monitor_30000"])}),
        (
            "a 10.0.0.1\n",
            (),
            {"group_vip_10_0_0_1": (None, ["fail-count-check_10_0_0_1#start_0", "fail-count-check_10_0_0_1#monitor_30000"])},
        ),
        (
            "a drbddisk::r0 x\n",
            ("r0",),
            {
                "drbd_r0-clone": (
                    "Promoted",
                    ["fail-count-service_drbd_r0#start_0", "fail-count-x#start_0", "fail-count-x#monitor_30000"],
                )
            },
        ),
        ("a drbddisk::r0\n", ("r0",), {"drbd_r0-clone": ("Promoted", ["fail-count-service_drbd_r0#start_0"])}),
    ],
)
def test_a_failed_node_gets_nothing_back(
    text: str, names: tuple[str, ...], expected: dict[str, tuple[str | None, list[str]]]
) -> None:
    assert failed(text, *names) == expected


def test_every_watched_member_but_the_first_bars_the_way() -> None:
    """The names of fail counts are Pacemaker's: fail-count-RESOURCE#OPERATION_MILLISECONDS."""
    text = "a 10.0.0.1 drbddisk::r0 Filesystem::/dev/drbd0::/srv::ext3 x\n"
    (rule,) = failed(text, "r0").values()
    members = planned(text, drbd_text=disks("r0")).value.cluster.groups[0].members
    counted = {
        f"fail-count-{member.id}#{operation.name}_{operation.interval * 1000}"
        for member in members
        for operation in member.operations
        if operation.name in ("start", "monitor")
    }
    assert set(rule[1]) == counted


def test_one_failure_moves_for_good() -> None:
    defaults = dict(planned(TEXT).value.cluster.resource_defaults)
    assert defaults["migration-threshold"] == "1"
    assert "failure-timeout" not in defaults


def test_properties() -> None:
    """No fencing and no quorum as before."""
    assert dict(planned(TEXT).value.cluster.properties) == {
        "stonith-enabled": "false",
        "no-quorum-policy": "ignore",
        "dc-deadtime": "5s",
        "load-threshold": "10000%",
    }


def waiting(plan: Plan) -> Primitive:
    (found,) = [clone.primitive for clone in plan.cluster.clones if clone.primitive.agent.type == "peer-wait"]
    return found


@pytest.mark.parametrize("fenced", [False, True])
@pytest.mark.parametrize(
    ("lines", "seconds", "timeout"),
    [
        ("initdead 120", 120, 240),
        ("initdead 120500ms", 121, 241),
        ("", 30, 150),
        ("initdead 0\ndeadtime 0", 1, 121),
        ("initdead 2147483", 2147483, 2147483),  # of milliseconds, INT_MAX: the longest that Pacemaker's timeouts can be
    ],
)
def test_a_node_that_is_alone_at_boot_waits_as_long_as_it_did(lines: str, seconds: int, timeout: int, fenced: bool) -> None:
    """With fencing Pacemaker itself waits, too: past dc-deadtime, a node that is alone shoots its peer."""
    devices = "".join(f"stonith_host * external/ipmi {node} 10.9.9.1 root secret lan\n" for node in "ab") if fenced else ""
    plan = planned(TEXT, BASE.replace("initdead 120", lines) + devices).value
    assert bool(plan.cluster.fencing) is fenced
    assert waiting(plan).parameters == (("seconds", str(seconds)),)
    assert [each.timeout for each in waiting(plan).operations if each.name == "start"] == [timeout]
    assert dict(plan.cluster.properties)["dc-deadtime"] == f"{max(seconds, 5) if fenced else 5}s"
    named = [entry.targets for entry in plan.entries if entry.item == "initdead"]
    assert named == [("peer_wait-clone", "dc-deadtime")] * lines.count("initdead")


def test_services_wait_for_the_first_word_of_all_that_places_them() -> None:
    text = "a drbddisk::r0 drbddisk::r1 x\nb 10.0.0.2 y\n"
    plan = planned(text, BASE + "ping 10.9.9.1\nping_group g 10.9.9.2\n" + IPFAIL, drbd_text=disks("r0", "r1")).value
    words = ["drbd_wait_r0", "drbd_wait_r1", "pingd", "ping_g"]
    assert dict(waiting(plan).parameters)["attributes"].split() == words
    first = ["drbd_wait_r0-clone", "drbd_wait_r1-clone", "ping-clone", "ping_g-clone"]
    wanted = [(name, "peer_wait-clone") for name in first]
    wanted += [("peer_wait-clone", service.id) for service in plan.behaviour.services]
    orders = [each for each in plan.cluster.constraints if isinstance(each, Order) and each.kind == "Optional"]
    assert [(each.first, each.then) for each in orders] == wanted
    assert {(each.first_action, each.then_action) for each in orders} == {("start", "start")}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (None, (30, "2", "10")),
        ("#!/bin/sh\nINTERVAL=15\n", (15, "2", "10")),
        ("#!/bin/sh\nINTERVAL=5\nRETRYCOUNT=0\nRETRYINTERVAL=1\n", (5, "0", "1")),
        ("#!/bin/sh\nINTERVAL=never\n", (30, "2", "10")),
    ],
)
def test_figures_are_those_of_check_primary(script: str | None, expected: tuple[int, str, str]) -> None:
    plan = planned("a 10.0.0.1\n", check_text=script).value
    check = plan.cluster.groups[0].members[1]
    monitor = next(each for each in check.operations if each.name == "monitor")
    parameters = dict(check.parameters)
    assert (monitor.interval, parameters["retries"], parameters["retry_interval"]) == expected
    assert monitor.timeout > (1 + int(expected[1])) * 10 + int(expected[1]) * int(expected[2])


@pytest.mark.parametrize(
    ("conf", "script", "expected"),
    [
        (BASE, None, [("", {"facility": "local0", "level": "err"})]),
        (BASE, "#!/bin/sh\nADMIN=me@example.org\nFACILITY=local3\n", [("me@example.org", {"facility": "local3", "level": "err"})]),
        (BASE, "#!/bin/sh\nADMIN='<script>'\n", [("", {"facility": "local0", "level": "err"})]),
        (BASE.replace("respawn", "#"), None, []),
    ],
)
def test_alert(conf: str, script: str | None, expected: list[tuple[str, dict[str, str]]]) -> None:
    alerts = planned(TEXT, conf, check_text=script).value.cluster.alerts
    assert [(alert.recipient, dict(alert.parameters)) for alert in alerts] == expected
    assert all(alert.path == "/usr/lib/ocf/resource.d/ha1to2/check-primary-alert" for alert in alerts)
