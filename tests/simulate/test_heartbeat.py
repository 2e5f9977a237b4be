"""The rules of the old cluster, as a table: what is the case, and where Heartbeat v1 has the service then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ha1to2.model import Behaviour, PingTarget, Replicated, Service
from ha1to2.simulate.heartbeat import NOTHING_RUNS, Standing, reach, standing
from ha1to2.simulate.world import Disk, World

A, B = "10.0.254.254", "10.1.254.254"
WWW = Service("www", "web01", ("ip", "data-clone", "fs", "mysqld"), (Replicated("data-clone", "data", "drbd_wait_r0"),))
MAIL = Service("mail", "web02", ("mail_ip", "imapd"), ())
PING = (PingTarget(A, (A,), "pingd", 1), PingTarget(B, (B,), "pingd", 1))
STAYS, RETURNS = Behaviour((WWW,), False, PING), Behaviour((WWW,), True, PING)
NODES = ("web01", "web02")
WELL = World(frozenset(NODES))
ALONE1, ALONE2 = WELL.lose("web02"), WELL.lose("web01")


@pytest.mark.parametrize(
    ("holder", "world", "stays", "returns"),
    [
        # S3, S7: booting
        (None, WELL, "web01", "web01"),
        (None, ALONE1, "web01", "web01"),
        (None, ALONE2, "web02", "web02"),
        (None, World(frozenset()), None, None),
        # S4: nothing is wrong
        ("web01", WELL, "web01", "web01"),
        ("web02", WELL, "web02", "web01"),
        # S7: a node is gone, leaves, or is to run nothing
        ("web01", ALONE2, "web02", "web02"),
        ("web02", ALONE1, "web01", "web01"),
        ("web01", WELL.leave("web01"), "web02", "web02"),
        ("web02", WELL.leave("web01"), "web02", "web02"),
        ("web01", replace(WELL, standby=frozenset({"web01"})), "web02", "web02"),
        ("web01", replace(WELL, standby=frozenset(NODES)), None, None),
        # S5: strictly more ping nodes, and nothing less
        ("web01", WELL.cut("web01", [A]), "web02", "web02"),
        ("web02", WELL.cut("web01", [A]), "web02", "web02"),
        ("web01", WELL.cut("web02", [A]), "web01", "web01"),
        ("web02", WELL.cut("web02", [B]), "web01", "web01"),
        ("web01", WELL.cut("web01", [A]).cut("web02", [B]), "web01", "web01"),
        ("web02", WELL.cut("web01", [A]).cut("web02", [B]), "web02", "web01"),
        ("web01", WELL.cut("web01", [A, B]).cut("web02", [A, B]), "web01", "web01"),
        ("web01", WELL.cut("web01", [A, B]).cut("web02", [A]), "web02", "web02"),
        ("web01", ALONE1.cut("web01", [A, B]), "web01", "web01"),
        # S6: what failed, whatever it was, bars the node
        ("web01", WELL.fail("web01", "mysqld"), "web02", "web02"),
        ("web01", WELL.fail("web01", "ip"), "web02", "web02"),
        ("web02", WELL.fail("web01", "mysqld"), "web02", "web02"),
        ("web02", WELL.fail("web01", "mysqld").cut("web02", [A, B]), "web02", "web02"),
        ("web02", WELL.fail("web01", "mysqld").lose("web02"), None, None),
        ("web02", WELL.fail("web01", "mysqld").lose("web02").wait(), None, None),
        ("web02", WELL.fail("web01", "mysqld").fail("web02", "fs"), None, None),
        ("web02", WELL.fail("web01", "mysqld").clean_up("web01", "mysqld"), "web02", "web01"),
        ("web02", WELL.fail("web01", "mysqld").lose("web01").join("web01"), "web02", "web01"),
        ("web01", WELL.fail("web01", "something else"), "web01", "web01"),
        # S9: the data decides who may
        ("web01", WELL.with_disk("web01", "data", Disk.LOST), "web02", "web02"),
        ("web01", WELL.with_disk("web02", "data", Disk.LOST), "web01", "web01"),
        ("web01", WELL.with_disk("web01", "data", Disk.LOST).with_disk("web02", "data", Disk.SYNC_TARGET), None, None),
        (None, WELL.with_disk("web01", "data", Disk.SYNC_TARGET), "web02", "web02"),
        ("web02", WELL.with_disk("web01", "data", Disk.SYNC_TARGET).lose("web02"), None, None),
        ("web01", WELL.with_disk("web02", "data", Disk.SYNC_TARGET).cut("web01", [A, B]), "web01", "web01"),
        ("web01", WELL.with_disk("web02", "other", Disk.LOST), "web01", "web01"),
        # the replication link moves nothing
        ("web01", replace(WELL, links_down=frozenset({"data"})), "web01", "web01"),
    ],
)
def test_one_service(holder: str | None, world: World, stays: str | None, returns: str | None) -> None:
    before = Standing({"www": holder})
    for behaviour, expected in ((STAYS, stays), (RETURNS, returns)):
        assert standing(behaviour, NODES, before, world, fences=False) == Standing({"www": expected})


@pytest.mark.parametrize(
    ("fences", "expected"),
    [(False, Standing({"www": "web01", "mail": "web02"}, frozenset({"www"}))), (True, Standing({"www": "web02", "mail": "web02"}))],
)
def test_a_stop_that_fails(fences: bool, expected: Standing) -> None:
    behaviour = Behaviour((WWW, MAIL), False, ())
    before = standing(behaviour, NODES, NOTHING_RUNS, WELL, fences=fences)
    stuck = replace(WELL.fail("web01", "mysqld"), stuck=frozenset({("web01", "mysqld")}))
    assert standing(behaviour, NODES, before, stuck, fences=fences) == expected


def test_a_shot_node_loses_everything() -> None:
    behaviour = Behaviour((MAIL, WWW), False, ())
    before = Standing({"www": "web01", "mail": "web01"})
    stuck = replace(WELL.fail("web01", "mysqld"), stuck=frozenset({("web01", "mysqld")}))
    assert standing(behaviour, NODES, before, stuck, fences=True) == Standing({"mail": "web02", "www": "web02"})


def test_what_cannot_be_stopped_blocks_only_when_it_has_to_stop() -> None:
    stuck = replace(WELL, stuck=frozenset({("web01", "mysqld")}))
    assert standing(STAYS, NODES, Standing({"www": "web01"}), stuck, fences=False) == Standing({"www": "web01"})


def test_services_go_their_own_ways() -> None:
    behaviour = Behaviour((WWW, MAIL), False, PING)
    before = standing(behaviour, NODES, NOTHING_RUNS, WELL, fences=False)
    assert before.where == {"www": "web01", "mail": "web02"}
    after = standing(behaviour, NODES, before, WELL.fail("web02", "imapd"), fences=False)
    assert after.where == {"www": "web01", "mail": "web01"}


@pytest.mark.parametrize(
    ("addresses", "reached"),
    [((), 2), ((A,), 2), ((A, B), 1), (("10.2.254.254",), 1), ((A, B, "10.2.254.254"), 0)],
)
def test_a_ping_group_counts_as_one(addresses: tuple[str, ...], reached: int) -> None:
    targets = (PingTarget("routers", (A, B), "routers", 1), PingTarget("10.2.254.254", ("10.2.254.254",), "pingd", 1))
    assert reach(Behaviour((WWW,), False, targets), "web01", WELL.cut("web01", addresses)) == reached


def test_without_ipfail_nothing_moves_for_ping() -> None:
    behaviour = Behaviour((WWW,), False, ())
    world = WELL.cut("web01", [A, B])
    assert standing(behaviour, NODES, Standing({"www": "web01"}), world, fences=False).where == {"www": "web01"}
