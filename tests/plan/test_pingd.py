"""pingd becomes a clone of ocf:pacemaker:ping with the same attribute, and nothing acts on it."""

from __future__ import annotations

import pytest
from ha1to2.fates import Fate
from ha1to2.plan.planner import Plan

from .material import BASE, IPFAIL, planned

ONE = "a 10.0.0.10/24/eth0\n"
PING = "ping 10.0.0.254\nping_group g 10.0.0.252 10.0.0.253\n"
PINGD = "respawn root /usr/lib/heartbeat/pingd"


def plan_of(lines: str) -> Plan:
    return planned(ONE, BASE + lines).value


def clones(lines: str) -> dict[str, dict[str, str]]:
    made = plan_of(lines).cluster.clones
    return {each.primitive.id: dict(each.primitive.parameters) for each in made if each.primitive.agent.type == "ping"}


def codes(lines: str) -> list[str]:
    return [each.code for each in planned(ONE, BASE + lines).diagnostics if each.code in ("H160", "H161")]


DEFAULTS = {"name": "pingd", "host_list": "10.0.0.1", "multiplier": "1", "dampen": "5s", "attempts": "2", "timeout": "2"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-h 10.0.0.1", {}),
        ("-m 100 -d 7s -a reach -h 10.0.0.1", {"multiplier": "100", "dampen": "7s", "name": "reach"}),
        ("-m100 -h 10.0.0.1 -N 10.0.0.2", {"multiplier": "100", "host_list": "10.0.0.1 10.0.0.2"}),
        # A name with a blank is none: the default stands.
        ("--attr-name 'of mine' --node=10.0.0.1", {}),
        (
            "--attr-name=mine --ping-host 10.0.0.1 --ping-attempts 4 --ping-timeout=1",
            {"name": "mine", "attempts": "4", "timeout": "1"},
        ),
        ("-D -p /run/pingd.pid -S status -s set -i 10 -V -U -h 10.0.0.1 -n 3", {"attempts": "3"}),
        ("-d 500ms -h 10.0.0.1 -h 10.0.0.1", {"dampen": "500ms"}),
    ],
)
def test_options(options: str, expected: dict[str, str]) -> None:
    (made,) = clones(f"{PINGD} {options}\n").values()
    assert made == {**DEFAULTS, **expected}


@pytest.mark.parametrize("options", ["-m many", "-d soon", "-x", "--nothing", "-m", "more", "-a 'x"])
def test_what_pingd_does_not_take(options: str) -> None:
    lines = f"{PING}{PINGD} {options}\n"
    assert codes(lines) == ["H161", "H160"]
    assert clones(lines) == {"pingd": {**DEFAULTS, "host_list": "10.0.0.254 10.0.0.252 10.0.0.253"}}


def test_ping_nodes_are_its_hosts() -> None:
    lines = f"{PING}{PINGD}\n"
    assert clones(lines)["pingd"]["host_list"] == "10.0.0.254 10.0.0.252 10.0.0.253"
    fates = {str(entry.item): (entry.fate, entry.targets) for entry in plan_of(lines).entries}
    assert fates["ping"] == fates["ping_group"] == (Fate.TRANSLATED, ("pingd-clone",))


def test_hosts_of_its_own_leave_the_ping_nodes_alone() -> None:
    fates = {str(entry.item): entry.fate for entry in plan_of(f"{PING}{PINGD} -h 10.0.0.1\n").entries}
    assert fates["ping"] is Fate.DROPPED


def test_without_hosts_it_is_nothing() -> None:
    assert clones(f"{PINGD}\n") == {}
    assert [entry.fate for entry in plan_of(f"{PINGD}\n").entries if entry.item == "respawn"][-1] is Fate.DROPPED


def test_one_publisher_for_each_attribute() -> None:
    assert set(clones(f"{PING}{IPFAIL}{PINGD}\n")) == {"ping", "ping_g"}
    assert set(clones(f"{PING}{IPFAIL}{PINGD} -a other\n")) == {"ping", "ping_g", "pingd_other"}
    assert set(clones(f"{PING}{PINGD}\n{PINGD} -m 5\n")) == {"pingd"}


def test_nothing_acts_on_it() -> None:
    made = plan_of(f"{PING}{PINGD} -a reach\n")
    assert "reach" not in repr(made.cluster.constraints)
    assert made.behaviour.ping == ()
