"""What agents write into the cluster: linbit:drbd's table of promotion scores, the gate, ping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from ha1to2.simulate.inventory import Gate, Inventory, Pinger, Replica
from ha1to2.simulate.publish import promotion_score, published, reached
from ha1to2.simulate.world import Disk, World

WELL = World(frozenset({"web01", "web02"}))
DATA = Replica("data", "r0", ("0", "10", "1000", "10000"))
BOTH = ("web01", "web02")


@pytest.mark.parametrize(
    ("world", "running", "primary", "score"),
    [
        (WELL, BOTH, (), "10000"),
        (WELL, BOTH, ("web02",), "10000"),
        (WELL, ("web01",), (), "1000"),
        (WELL.lose("web02"), BOTH, ("web02",), "1000"),
        (replace(WELL, links_down=frozenset({"data"})), BOTH, ("web02",), "1000"),
        (replace(WELL, links_down=frozenset({"data"})), BOTH, ("web01",), "10000"),
        (replace(WELL, links_down=frozenset({"logs"})), BOTH, (), "10000"),
        (WELL.with_disk("web02", "data", Disk.LOST), BOTH, (), "10000"),
        (WELL.with_disk("web01", "data", Disk.SYNC_TARGET), BOTH, ("web02",), "10"),
        (WELL.with_disk("web01", "data", Disk.LOST), BOTH, ("web01",), "10"),
        (WELL.with_disk("web01", "data", Disk.SYNC_TARGET).lose("web02"), ("web01",), (), None),
        (WELL.with_disk("web01", "data", Disk.LOST).with_disk("web02", "data", Disk.SYNC_TARGET), BOTH, (), None),
    ],
)
def test_promotion_score(world: World, running: tuple[str, ...], primary: tuple[str, ...], score: str | None) -> None:
    assert promotion_score(DATA, "web01", world, running, primary) == score


def test_ping_counts_each_address() -> None:
    pinger = Pinger("ping", "pingd", ("a", "b", "c"), 500)
    world = WELL.cut("web01", ["b"])
    assert (reached(pinger, "web01", world), reached(pinger, "web02", world)) == ("1000", "1500")


INVENTORY = Inventory((Pinger("ping", "pingd", ("a",), 1),), (Gate("gate", "good", "r0"),), (DATA,), {}, False)


def everywhere(nodes: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    return lambda resource: nodes


@pytest.mark.parametrize(
    ("active", "known", "values"),
    [
        (("web01",), {}, {"pingd": "1", "good": "1", "master-data": "1000"}),
        ((), {}, {"pingd": None, "master-data": None}),
        ((), {"good": "1"}, {"pingd": None, "good": "0", "master-data": None}),
    ],
)
def test_a_stopped_gate_says_0_and_one_that_never_ran_nothing(
    active: tuple[str, ...], known: dict[str, str], values: dict[str, str | None]
) -> None:
    assert published(INVENTORY, "web01", WELL, everywhere(active), everywhere(()), known) == values


@pytest.mark.parametrize("state", [Disk.SYNC_TARGET, Disk.LOST])
def test_the_gate_is_shut_by_the_disk_here_alone(state: Disk) -> None:
    worlds = [WELL.with_disk(node, "data", state) for node in BOTH]
    told = [published(INVENTORY, "web01", world, everywhere(BOTH), everywhere(()), {})["good"] for world in worlds]
    assert told == ["0", "1"]
