"""What is reckoned from writes: by examples, and by what must hold for whatever a client saw."""

from __future__ import annotations

from itertools import pairwise

import pytest
from ha1to2.rehearsal import clients
from ha1to2.rehearsal.figures import Span, gaps, lost, outage, ratio, stretches, takeover, torn
from ha1to2.rehearsal.results import Write
from hypothesis import given
from hypothesis import strategies as st

NODES = ("web01", "web02", "web03")

TENTHS = st.integers(-200, 600)
"""Times are tenths of a second here: whole numbers, so that sums are exact."""
WRITES = st.lists(st.builds(Write, TENTHS, st.sampled_from(NODES)), max_size=40)


def at(*moments: float, node: str = "web01") -> tuple[Write, ...]:
    return tuple(Write(moment, node) for moment in moments)


@pytest.mark.parametrize(
    ("moments", "end", "seconds"),
    [
        ((-1.0, 1.0, 3.0, 5.0), 6.0, 0.0),
        ((), 5.0, 5.0),
        ((-1.0, -0.1), 5.0, 5.0),
        ((-0.1, 0.2, 4.2, 4.5), 5.0, 4.0),
        ((0.5, 3.0, 3.5, 6.5), 9.0, 2.5 + 3.0 + 2.5),
        ((1.75, 3.75), 5.75, 0.0),
        ((-1.75, 1.75), 3.0, 0.0),
        ((0.5, 4.0), 4.0, 3.5),
        ((0.5, 7.0), 4.0, 3.5),
        ((), 0.0, 0.0),
        ((), -3.0, 0.0),
    ],
    ids=str,
)
def test_outage(moments: tuple[float, ...], end: float, seconds: float) -> None:
    assert outage(at(*moments), end) == pytest.approx(seconds)


def test_an_outage_has_its_own_begin_and_pause() -> None:
    writes = at(0.0, 3.0, 3.5, 10.0)
    assert outage(writes, 10.0, begin=3.0) == 6.5
    assert outage(writes, 10.0, pause=8.0) == 0
    assert gaps(writes, 10.0) == (Span(0.0, 3.0), Span(3.5, 10.0))


@given(WRITES, TENTHS, TENTHS, st.integers(0, 50))
def test_gaps_are_the_times_without_a_write(writes: list[Write], begin: int, end: int, pause: int) -> None:
    found = gaps(writes, end, begin, pause)
    moments = {write.at for write in writes}
    for gap in found:
        assert gap.seconds > pause
        assert not any(gap.begin < moment < gap.end for moment in moments)
        assert begin <= gap.begin < gap.end <= end
        assert {gap.begin, gap.end} <= {begin, end, *moments}
    assert all(one.end <= other.begin for one, other in pairwise(found))
    served = [second for second in range(begin, end) if not any(gap.begin <= second < gap.end for gap in found)]
    assert outage(writes, end, begin, pause) + len(served) == max(end - begin, 0)
    for second in served:
        before = max((moment for moment in moments if begin <= moment <= second), default=begin)
        after = min((moment for moment in moments if second < moment <= end), default=end)
        assert after - before <= pause


@given(WRITES, WRITES, TENTHS, st.integers(0, 50))
def test_more_writes_are_no_longer_outage(writes: list[Write], more: list[Write], end: int, pause: int) -> None:
    assert outage([*writes, *more], end, 0, pause) <= outage(writes, end, 0, pause)
    assert outage([*more, *writes], end, 0, pause) == outage([*writes, *more], end, 0, pause)
    assert outage([write for write in writes if write.at > 0], end, 0, pause) == outage(writes, end, 0, pause)


def test_takeover() -> None:
    writes = (*at(-1.0, 0.0, 0.5), *at(-0.2, 12.0, 12.5, node="web02"))
    assert takeover(writes, ("web01",)) == 12.0
    assert takeover(writes, ("web02",)) == 0.0
    assert takeover(writes, ()) == 0.0
    assert takeover(writes, ("web01", "web02")) is None
    assert takeover((), ("web01",)) is None


@given(WRITES, st.sets(st.sampled_from(NODES)))
def test_takeover_is_the_first(writes: list[Write], before: set[str]) -> None:
    first = takeover(writes, before)
    elsewhere = {write.at for write in writes if write.node not in before and write.at >= 0}
    assert (first in elsewhere and first <= min(elsewhere)) if elsewhere else first is None


def test_lost() -> None:
    assert lost((), ()) == 0
    assert lost((1, 2, 3), (3, 1, 9)) == 1
    assert lost((1, 1, 2), ()) == 2
    assert lost(iter((1, 2)), iter((1, 2))) == 0


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_lost_is_what_was_acknowledged_and_is_not_there(acknowledged: set[int], found: set[int]) -> None:
    assert lost(acknowledged, found) == sum(number not in found for number in acknowledged)
    assert lost(acknowledged, found | acknowledged) == 0


@given(WRITES, st.integers(0, 50))
def test_stretches_hold_each_write_once(writes: list[Write], pause: int) -> None:
    found = stretches(writes, pause)
    assert sum(each.writes for each in found) == len(writes)
    assert list(found) == sorted(found, key=lambda each: each.begin)
    for node in NODES:
        own = [each for each in found if each.node == node]
        assert all(other.begin - one.end > pause for one, other in pairwise(own))
        for each in own:
            inside = sorted(write.at for write in writes if write.node == node and each.begin <= write.at <= each.end)
            assert (len(inside), inside[0], inside[-1]) == (each.writes, each.begin, each.end)
            assert all(other - one <= pause for one, other in pairwise(inside))


def test_a_split_brain_has_two_stretches_at_once() -> None:
    writes = (*at(0, 0.5, 1.0, 1.5, 2.0), *at(1.0, 1.5, 2.0, 2.5, node="web02"))
    assert [(each.node, each.begin, each.end) for each in stretches(writes)] == [("web01", 0, 2.0), ("web02", 1.0, 2.5)]
    assert torn(writes) == (Span(1.0, 2.0),)


def test_a_split_brain_that_goes_on_with_another_node_is_one() -> None:
    writes = (*at(*range(11)), *at(*range(6), node="web02"), *at(*range(5, 11), node="web03"))
    assert torn(writes) == (Span(0, 10),)


@given(WRITES, st.integers(0, 50))
def test_torn_is_where_more_than_one_node_takes_writes(writes: list[Write], pause: int) -> None:
    found = torn(writes, pause)
    taken = stretches(writes, pause)
    for tenth in range(-200, 600):
        several = sum(each.begin <= tenth and tenth + 1 <= each.end for each in taken) > 1
        assert any(span.begin <= tenth and tenth + 1 <= span.end for span in found) == several
    assert all(one.end < other.begin for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(40.0, 10.0, 0.25), (10.0, 0.0, 0.0), (0.0, 10.0, None), (0.0, 0.0, None), (None, 1.0, None), (1.0, None, None)],
)
def test_ratio(old: float | None, new: float | None, expected: float | None) -> None:
    assert ratio(old, new) == expected


@pytest.mark.parametrize(("lost_in_a_row", "is_outage"), [(0, False), (1, False), (2, True)])
def test_one_write_without_an_answer_is_no_outage(lost_in_a_row: int, is_outage: bool) -> None:
    """The client waits before each write, and gives each the whole of its patience."""
    between = clients.PAUSE + lost_in_a_row * (clients.PATIENCE + clients.PAUSE)
    assert bool(gaps(at(*(number * between for number in range(9))), 8 * between)) == is_outage
