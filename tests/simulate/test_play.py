"""Clusters of the right shape do in every scenario what Heartbeat did."""

from __future__ import annotations

import pytest
from ha1to2.model import Behaviour
from ha1to2.simulate.play import play
from ha1to2.simulate.scenarios import scenarios

from .shapes import GATEWAYS, MEMO, MEMO_BEHAVIOUR, NODES, Line, cluster

WWW = Line("www", "web01", ("ip", "drbd:r0", "fs", "mysqld"))
MAIL = Line("mail", "web02", ("mail_ip", "drbd:r1", "mail_fs", "imapd"))

SHAPES = {
    "auto_failback off": cluster([WWW]),
    "auto_failback on": cluster([WWW], fails_back=True),
    "address last": cluster([Line("www", "web01", ("anchor", "drbd:r0", "fs", "mysqld", "ip"))]),
    "two DRBDs apart": cluster([Line("www", "web01", ("ip", "drbd:r0", "fs", "drbd:r1", "logs", "mysqld"))]),
    "two DRBDs side by side": cluster([Line("www", "web02", ("anchor", "drbd:r0", "drbd:r1", "fs", "logs", "ip"))]),
    "promotion last": cluster([Line("www", "web01", ("ip", "drbd:r0"))]),
    "address only": cluster([Line("www", "web02", ("ip",))]),
    "no DRBD": cluster([Line("www", "web01", ("ip", "httpd"))], fails_back=True),
    "no ipfail": cluster([WWW], gateways=()),
    "ping_group": cluster([WWW], gateways=("10.2.254.254",), ping_group=GATEWAYS),
    "ping_group alone": cluster([WWW], gateways=(), ping_group=GATEWAYS),
    "active/active": cluster([WWW, MAIL]),
    "active/active, auto_failback on": cluster([WWW, MAIL], fails_back=True),
}


def differing(cib: bytes, behaviour: Behaviour) -> dict[str, tuple[str, str]]:
    outcome = play(cib, NODES, behaviour)
    assert outcome.diagnostics == ()
    assert len(outcome.value) == len(scenarios(behaviour, NODES))
    return {result.name: (result.expected, result.got) for result in outcome.value if not result.ok}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape(shape: tuple[bytes, Behaviour]) -> None:
    assert differing(*shape) == {}


def test_a_promotion_with_nothing_before_it() -> None:
    """Pacemaker gives the promotion up where a stop behind it fails: why the plan puts a member before it."""
    found = differing(*cluster([Line("www", "web01", ("drbd:r0", "fs"))]))
    assert found == {"stop-fails-fs": ("blocks on web01", "blocks on web01 and web02")}


def test_same_results_each_time() -> None:
    cib, behaviour = SHAPES["no DRBD"]
    assert play(cib, NODES, behaviour) == play(cib, NODES, behaviour)


EXPECTED = {
    "start-order": "db_ip, db_check, web_ip, web_check, promote data, fs, mysqld",
    "stop-order": "mysqld, fs, demote data, web_check, web_ip, db_check, db_ip",
    "boot-together": "starts on web01",
    "boot-alone-web02": "starts on web02",
    "fails-mysqld": "moves to web02",
    "barred-db_ip": "moves to web02, then stops",
    "cleanup-mysqld": "moves to web02 and stays",
    "cleanup-alone-mysqld": "moves to web02, then stops, then starts on web01",
    "fails-everywhere-mysqld": "moves to web02, then stops",
    "stop-fails-mysqld": "blocks on web01",
    "node-lost-web01": "moves to web02 and stays",
    "node-lost-web02": "stays on web01",
    "node-leaves-web01": "moves to web02 and stays",
    "ping-10.0.254.254-web01": "moves to web02 and stays",
    "ping-10.0.254.254-web02": "stays on web01",
    "ping-10.1.254.254-dead": "stays on web01",
    "ping-none-web01": "moves to web02",
    "ping-none-dead": "stays on web01",
    "ping-crossed": "stays on web01",
    "ping-boot-web01": "starts on web02",
    "link-data": "stays on web01",
    "sync-data-web01": "starts on web02 and stays",
    "gate-data-web02": "starts on web01, then stops",
    "gate-fails-data": "starts on web01, then stops",
    "gate-ping-data": "starts on web01 and stays",
    "gate-alone-data": "runs nowhere",
    "disk-data-web01": "moves to web02",
    "disk-data-web02": "stays on web01",
    "disk-last-data": "starts on web01, then stops",
    "standby-web01": "moves to web02 and stays",
}


def test_what_the_table_says_for_the_memo() -> None:
    """Expectations written down by hand, so that a model that agrees with a wrong scheduler is seen."""
    results = play(MEMO, NODES, MEMO_BEHAVIOUR).value
    told = {result.name: (result.expected, result.got) for result in results}
    assert [result for result in results if not result.ok] == []
    assert {name: told[name] for name in EXPECTED} == {name: (text, text) for name, text in EXPECTED.items()}


def test_scenarios_are_named_once() -> None:
    _, behaviour = SHAPES["active/active"]
    names = [scenario.name for scenario in scenarios(behaviour, NODES)]
    assert sorted(names) == sorted(set(names))
