"""Two runs beside each other: the verdict, and what is said to be wrong."""

from __future__ import annotations

import pytest
from ha1to2.rehearsal.comparison import Pair, Verdict, faults, moved, nodes, pairs, shown, told, verdict
from ha1to2.rehearsal.results import Check, Compared, Run, Track
from hypothesis import given
from hypothesis import strategies as st

from .samples import ALONE, APART, BROKEN, DISK, MYSQLD, NEW, OLD, REPLICATION, SPLIT, moving, staying, track, written

STAYS, MOVES = staying(OLD, 20), moving(NEW, "a fault", 0, 5, 20)


def failed(run: Run) -> Run:
    return run._replace(checks=(Check("it rains", "the sun shines", False),))


@pytest.mark.parametrize(
    ("compared", "expected"),
    [
        (MYSQLD, Verdict.SAME),
        (SPLIT, Verdict.SAME),
        (ALONE, Verdict.ALONE),
        (DISK, Verdict.EXPECTED_DIFFERENCE),
        (DISK._replace(difference=""), Verdict.DIFFERS),
        (BROKEN, Verdict.FAILS),
        (Compared("x", "x", failed(STAYS), STAYS), Verdict.FAILS),
        (Compared("x", "x", STAYS, failed(MOVES)), Verdict.DIFFERS),
        (Compared("x", "x", STAYS, failed(MOVES), "a reason"), Verdict.FAILS),
        (Compared("x", "x", None, failed(MOVES)), Verdict.FAILS),
    ],
    ids=lambda value: value.name if isinstance(value, Verdict) else "",
)
def test_verdict(compared: Compared, expected: Verdict) -> None:
    assert verdict(compared) is expected
    assert compared.succeeded == (expected in (Verdict.SAME, Verdict.ALONE, Verdict.EXPECTED_DIFFERENCE))


@pytest.mark.parametrize("compared", [MYSQLD, REPLICATION, SPLIT, ALONE, DISK, APART])
def test_what_is_good_has_no_faults(compared: Compared) -> None:
    assert faults(compared) == ()


def test_everything_that_is_wrong_is_said() -> None:
    assert faults(BROKEN) == (
        "old: not played to its end: web02 did not boot within 60 s",
        "new: 10.1.13.10 is served by web01 in the end, expected: web02",
        "new: 10.1.13.10: 2 of 201 acknowledged writes lost",
        "new: expected: web01 is rebooted by its watchdog; seen: up for 312 s",
    )


def test_a_difference_that_nothing_explains() -> None:
    assert faults(DISK._replace(difference="")) == (
        "10.1.13.10 is served by others than with the old cluster, unexplained: old: web01, new: web02",
    )


def test_a_service_that_only_one_cluster_has() -> None:
    found = Compared("x", "x", STAYS, STAYS._replace(generation=NEW, tracks=()))
    assert verdict(found) is Verdict.DIFFERS
    assert faults(found) == ("10.1.13.10 is served by others than with the old cluster, unexplained: old: web01",)


def test_lost_writes_are_no_fault_of_a_split_brain() -> None:
    run = STAYS._replace(tracks=(STAYS.tracks[0]._replace(lost=3),))
    assert faults(Compared("x", "x", run, None)) == ("old: 10.1.13.10: 3 of 121 acknowledged writes lost",)
    assert faults(Compared("x", "x", run._replace(losing_is_expected=True), None)) == ()


def test_pairs_are_by_service_and_not_by_order() -> None:
    assert APART.old is not None
    assert APART.new is not None
    turned = APART._replace(new=APART.new._replace(tracks=APART.new.tracks[::-1]))
    assert pairs(turned) == pairs(APART)
    assert [pair.address for pair in pairs(APART)] == ["10.2.0.11", "10.2.0.12"]
    only_new = pairs(Compared("x", "x", None, APART.new))
    assert [pair.old for pair in only_new] == [None, None]
    assert [pair.outage_ratio for pair in only_new] == [None, None]


def test_ratios() -> None:
    (pair,) = pairs(MYSQLD)
    assert pair.outage_ratio == pytest.approx(14.55 / 66.05)
    assert pair.takeover_ratio == pytest.approx(14.8 / 66.3)


def test_expected_is_said_once_where_it_is_the_same() -> None:
    assert [pair.expected for pair in (*pairs(MYSQLD), *pairs(DISK), *pairs(ALONE))] == [
        "web01 -> web02",
        "old: stays on web01, new: web01 -> web02",
        "stays on web01",
    ]
    assert Pair("s", "a", None, None).expected == ""


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("web01", "web02", "web01 -> web02"),
        ("web01", "web01", "stays on web01"),
        ("web01", "", "web01 -> nobody"),
        ("", "web02", "nobody -> web02"),
        ("", "", "nobody"),
        ("web01", "web01 web02", "web01 -> web01 + web02"),
    ],
)
def test_moved(before: str, after: str, words: str) -> None:
    assert moved(before.split(), after.split()) == words


def test_told() -> None:
    assert MYSQLD.old is not None
    assert APART.new is not None
    assert told(MYSQLD.old) == "web01 -> web02, 66.0 s without service, 0 of 137 writes lost"
    assert told(APART.new) == (
        "10.2.0.11: db-a -> db-b, 9.7 s without service, 0 of 363 writes lost; "
        "10.2.0.12: stays on db-b, 0.0 s without service, 0 of 401 writes lost"
    )
    assert BROKEN.old is not None
    assert told(BROKEN.old) == "not played to its end: web02 did not boot within 60 s"
    assert told(failed(STAYS)) == "stays on web01, 0.0 s without service, 0 of 121 writes lost; 1 check failed"


def test_nodes_are_all_that_are_named() -> None:
    strange: Track = track(written("web03", 0, 1), 1, "web01", "web02", "web04")
    assert nodes((Compared("x", "x", None, STAYS._replace(tracks=(strange,))),)) == ("web01", "web02", "web03", "web04")
    assert nodes(()) == ()


@given(st.text())
def test_shown_is_one_harmless_line(text: str) -> None:
    assert shown(text).isprintable()
    assert shown(f"\n {text}\t") == shown(text)
