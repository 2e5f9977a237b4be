"""The engine: worlds that follow each other, rest, and what must never be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from ha1to2.simulate.cluster import ROUNDS, Cluster, violations
from ha1to2.simulate.scheduler import Action, Instance, Transition, program
from ha1to2.simulate.words import seen
from ha1to2.simulate.world import World
from lxml import etree

from .shapes import MEMO, MEMO_BEHAVIOUR, NODES, Line, cluster

WELL = World(frozenset(NODES))


def made(cib: bytes = MEMO) -> Cluster:
    return Cluster(program({}), cib, NODES)


def test_violations() -> None:
    instances = [
        Instance("fs", "Started", ("web01", "web02"), False, False),
        Instance("data", "Promoted", ("web01",), False, False),
        Instance("data", "Master", ("web02",), False, False),
        Instance("logs", "Promoted", ("web01",), False, False),
        Instance("logs", "Unpromoted", ("web02",), False, False),
        Instance("ping", "Started", ("web01",), False, False),
        Instance("ping", "Started", ("web02",), False, False),
    ]
    assert violations(instances) == (
        "fs is active on web01 and web02 at once",
        "data is promoted on web01 and web02 at once",
    )


def test_a_boot_comes_to_rest() -> None:
    engine = made()
    state = engine.after(engine.blank, WELL)
    assert state.settled
    assert (state.nodes("mysqld"), state.promoted("data"), sorted(state.nodes("data"))) == (("web01",), ("web01",), list(NODES))
    assert state.violations == ()
    assert engine.after(state, WELL).actions == ()


def test_what_arrives_late_decides_without_stickiness_only() -> None:
    """Attributes that arrive node by node send a service to the wrong node for good: attrd's dampening is there for that."""
    line = [Line("www", "web01", ("ip", "drbd:r0", "fs"))]
    for fails_back, place in ((True, "web01"), (False, "web02")):
        engine = made(cluster(line, fails_back=fails_back)[0])
        assert engine.after(engine.blank, WELL, late=["web01"]).nodes("ip") == (place,)
        assert engine.after(engine.blank, WELL).nodes("ip") == ("web01",)


def test_a_cluster_that_never_rests_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = made()
    before = engine.after(engine.blank, WELL)
    runs = []

    def restless(path: str, cib: bytes, failing: Sequence[str] = (), *, now: int) -> Transition:
        runs.append(now)
        return Transition((Action("fs", "start", "web01", 0),), (), before.instances, before.cib, b"")

    monkeypatch.setattr("ha1to2.simulate.cluster.run", restless)
    after = engine.after(before, WELL.cut("web01", ["10.0.254.254"]))
    assert (after.settled, len(runs)) == (False, ROUNDS)
    assert seen(MEMO_BEHAVIOUR.services[0], before, after) == "never comes to rest"


def test_what_is_repeated_for_a_blocked_resource_is_no_change() -> None:
    """Pacemaker sends the notifications of a promotable clone again in each transition while a stop of the group has failed."""
    engine = made()
    before = engine.after(engine.blank, WELL)
    after = engine.after(before, replace(WELL.fail("web01", "mysqld"), stuck=frozenset({("web01", "mysqld")})))
    assert (after.settled, after.blocked("mysqld"), after.nodes("fs")) == (True, ("web01",), ("web01",))


def test_half_of_a_pair_has_no_majority() -> None:
    engine = made()
    both = engine.after(engine.blank, WELL)
    assert etree.fromstring(both.cib).get("have-quorum") == "1"
    assert etree.fromstring(engine.after(both, WELL.lose("web01")).cib).get("have-quorum") == "0"
