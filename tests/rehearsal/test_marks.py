"""The axis and the texts of marks on it."""

from __future__ import annotations

from itertools import combinations

import pytest
from ha1to2.rehearsal import marks, svg
from ha1to2.rehearsal.comparison import shown
from ha1to2.rehearsal.results import Mark, Run
from hypothesis import given
from hypothesis import strategies as st

from .samples import NEW
from .test_timeline import LOOSE, TIMES


@given(st.lists(st.builds(Mark, TIMES, LOOSE), max_size=8))
def test_texts_of_marks_do_not_meet(given_marks: list[Mark]) -> None:
    scale = marks.Scale(-30, 600, 112, 944)
    labels = marks.labels(given_marks, scale, 16)
    assert sorted(label.whole for label in labels) == sorted(
        f"0 s: {shown(mark.text)}" if mark.at == 0 else f"{mark.at:+.1f} s: {shown(mark.text)}" for mark in given_marks
    )
    for one, other in combinations(labels, 2):
        assert one.x <= other.x
        assert one.row <= other.row
        if one.row == other.row:
            ends = [(each.x, svg.breadth(each.text, marks.TEXT)) for each in (one, other)]
            (_, right), (left, _) = (
                (x, x + size) if label.anchor == "start" else (x - size, x) for label, (x, size) in zip((one, other), ends)
            )
            assert left - right >= 12
    assert marks.rows(labels) == max((label.row + 1 for label in labels), default=0)


@pytest.mark.parametrize(
    ("begin", "end", "ticks"),
    [
        (-10, 90, (-10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)),
        (-10, 300, (0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300)),
        (0, 1, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
    ],
)
def test_ticks(begin: float, end: float, ticks: tuple[float, ...]) -> None:
    assert marks.Scale(begin, end, 0, 100).ticks == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("begin", "end", "what", "shown"),
    [
        (-120, 90, (0,), (-10, 90)),
        (-5, 90, (0,), (-5, 90)),
        (-120, 300, (0,), (-30, 300)),
        (-120, 90, (-60, 0, 95), (-60, 95)),
        (0, 90, (), (0, 90)),
        (-120, -20, (), (-10, 0)),
        (0, 0, (), (0, 1)),
    ],
)
def test_of_the_time_before_the_fault_only_the_last_is_shown(
    begin: float, end: float, what: tuple[float, ...], shown: tuple[float, float]
) -> None:
    run = Run(NEW, (), tuple(Mark(at, "x") for at in what), (), begin, end)
    assert marks.scale((run,), 0, 100)[:2] == shown


@given(st.floats(-100_000, 0), st.floats(0, 100_000))
def test_ticks_are_few_and_have_the_fault(begin: float, end: float) -> None:
    scale = marks.Scale(begin, max(end, begin + 1), 0, 100)
    assert 0 in scale.ticks
    assert len(scale.ticks) <= 30
    assert all(scale.begin - 1e-3 <= tick <= scale.end + 1e-3 for tick in scale.ticks)
