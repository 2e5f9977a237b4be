"""The goals: met, missed with the scenario's name, and what they are not asked of."""

from __future__ import annotations

import pytest
from ha1to2.rehearsal.goals import Goal, goals
from ha1to2.rehearsal.results import Compared, Generation, Mark, Rehearsal, Run

from .samples import ALONE, BROKEN, DISK, FAILED, MEMO, MYSQLD, NEW, OLD, PUBLIC, REPLICATION, SPLIT, moving, staying, track

SAME_BY_MEMO, SAME, KEPT, NO_SLOWER, NO_LATER, HALF, HALF_AS_LATE, AS_EXPECTED = range(8)


def goal(number: int, *compared: Compared) -> Goal:
    return goals(Rehearsal(("web01", "web02"), 1.0, compared))[number]


def took(seconds: float, old: float, name: str = "x") -> Compared:
    """web02 serves after these seconds, on the new cluster and on the old one."""
    return Compared(name, name, moving(OLD, "fault", 0, old, 100), moving(NEW, "fault", 0, seconds, 100))


def test_of_the_memo_all_are_met() -> None:
    assert {each.standing for each in goals(MEMO)} == {"met"}
    assert MEMO.succeeded


def test_nothing_played_is_nothing_met() -> None:
    assert {each.standing for each in goals(Rehearsal((), 1.0, ()))} == {"not measured"}
    compared = (SAME_BY_MEMO, SAME, NO_SLOWER, NO_LATER, HALF, HALF_AS_LATE)
    assert {goal(number, ALONE._replace(memo=True)).standing for number in compared} == {"not measured"}
    assert (goal(KEPT, ALONE).standing, goal(AS_EXPECTED, ALONE).standing) == ("met", "met")


def test_other_nodes_serve() -> None:
    found = goal(SAME, MYSQLD, DISK._replace(difference=""))
    assert (found.standing, found.kept, found.of) == ("missed", 1, 2)
    assert found.missed == ("disk-lost (old: web01, new: web02)",)


def test_the_faults_of_the_memo_are_a_goal_of_their_own() -> None:
    other = DISK._replace(difference="")
    found = goal(SAME_BY_MEMO, MYSQLD, other)
    assert (found.standing, found.of) == ("met", 1)
    assert goal(SAME, MYSQLD, other).standing == "missed"
    found = goal(SAME_BY_MEMO, MYSQLD, other._replace(memo=True))
    assert (found.standing, found.kept, found.of) == ("missed", 1, 2)
    assert found.missed == ("disk-lost (old: web01, new: web02)",)


@pytest.mark.parametrize("compared", [DISK._replace(difference=""), MYSQLD._replace(old=None), MYSQLD._replace(new=None)])
def test_the_goal_of_the_memo_is_not_measured_without_its_faults_on_both_clusters(compared: Compared) -> None:
    found = goal(SAME_BY_MEMO, compared)
    assert (found.standing, found.details) == ("not measured", ())


def test_where_no_write_came_through_nothing_is_kept_and_no_time_is_measured() -> None:
    def mute(generation: Generation) -> Run:
        return Run(generation, (track((), 30, after="web01"),), (), (), -10, 30)

    nothing = Compared("mute", "mute", mute(OLD), mute(NEW))
    found = goal(KEPT, nothing)
    assert (found.standing, found.apart) == ("not measured", ("mute (old: 0 of 0, new: 0 of 0)",))
    assert [goal(number, nothing).standing for number in (NO_SLOWER, HALF)] == ["not measured"] * 2
    silent = nothing._replace(old=staying(OLD, 30))
    assert (goal(KEPT, silent).of, goal(NO_SLOWER, silent).standing) == (1, "missed")


def test_an_explained_difference_is_set_apart() -> None:
    found = goal(SAME, MYSQLD, DISK)
    assert (found.standing, found.kept, found.of, found.missed) == ("met", 1, 1, ())
    assert found.details == ("not asked of disk-lost (old: web01, new: web02)",)
    assert goal(NO_SLOWER, DISK).apart == ("disk-lost (old 2.5 s, new 11.7 s, ratio 4.66)",)


def test_an_excuse_that_was_not_needed_excuses_nothing() -> None:
    """Both ended alike although they were to differ: then they are compared like any others."""
    found = goal(NO_SLOWER, took(30, 10)._replace(difference="a reason"))
    assert found.missed == ("x (old 10.0 s, new 30.0 s, ratio 3.00)",)


def test_a_run_that_broke_off_is_no_proof() -> None:
    """Two clusters that did not even boot serve the same nodes: none."""
    nothing = BROKEN._replace(new=BROKEN.old and BROKEN.old._replace(generation=NEW))
    assert nothing.same
    assert goal(SAME, nothing).standing == "missed"
    assert goal(NO_SLOWER, nothing).standing == "not measured"
    assert goal(AS_EXPECTED, nothing).missed == ("heartbeat-hangs (old and new)",)


def test_lost_writes() -> None:
    found = goal(KEPT, MYSQLD, SPLIT, BROKEN)
    assert (found.standing, found.kept, found.of) == ("missed", 1, 2)
    assert found.missed == ("heartbeat-hangs (old: 0 of 0, new: 2 of 201)",)
    assert found.apart == ("every-network (old: 117 of 638, new: 187 of 708)",)


@pytest.mark.parametrize(("new", "standing"), [(9.0, "met"), (10.0, "met"), (11.9, "met"), (12.0, "missed"), (30.0, "missed")])
def test_no_slower(new: float, standing: str) -> None:
    assert goal(NO_SLOWER, took(new, 10)).standing == standing
    assert goal(NO_LATER, took(new, 10)).standing == standing


@pytest.mark.parametrize(("news", "standing"), [((4, 5, 9), "met"), ((4, 9), "missed"), ((5.1, 6, 4), "missed"), ((5,), "met")])
def test_half_the_time_in_most(news: tuple[float, ...], standing: str) -> None:
    found = goal(HALF, *(took(new, 10) for new in news))
    assert found.standing == standing
    assert len(found.missed) == sum(new > 5 for new in news) == found.of - found.kept


def test_half_of_nothing_is_not_asked() -> None:
    idle = Compared("idle", "idle", staying(OLD, 30), staying(NEW, 30))
    assert goal(HALF, idle, MYSQLD).of == 1
    assert goal(NO_SLOWER, idle, MYSQLD).of == 2
    assert goal(HALF_AS_LATE, idle).standing == "not measured"


def test_of_several_services_the_slowest_counts() -> None:
    assert MYSQLD.old
    assert PUBLIC.old
    two = PUBLIC.old._replace(tracks=(*PUBLIC.old.tracks, MYSQLD.old.tracks[0]._replace(service="other")))
    found = goal(HALF, Compared("two", "two", two, two._replace(generation=NEW)))
    assert found.missed == ("two (old 66.0 s, new 66.0 s, ratio 1.00)",)


def test_as_expected_names_the_cluster_that_failed() -> None:
    assert goals(FAILED)[AS_EXPECTED].missed == ("heartbeat-hangs (old and new)",)
    assert goal(AS_EXPECTED, DISK._replace(difference="")).missed == ("disk-lost (differs)",)
    one = REPLICATION._replace(new=staying(NEW, 75, Mark(0, "x"))._replace(problem="lost the console"))
    assert goal(AS_EXPECTED, one).missed == ("drbd-network (new)",)
