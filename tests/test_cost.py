"""The judges of time can fail."""

from __future__ import annotations

import time

import pytest

from . import cost


def busy(seconds: float) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def test_slow_work_fails() -> None:
    with pytest.raises(AssertionError, match=r"each of 5 attempts took 0\.005 s or longer"):
        cost.within(0.005, lambda: busy(0.01))


def test_one_fast_attempt_is_enough() -> None:
    times = iter([0.06, 0.06, 0.0])
    assert cost.within(0.05, lambda: busy(next(times))) == "done"
    assert not list(times)


def test_quadratic_work_fails() -> None:
    with pytest.raises(AssertionError, match=r"800 cost more than 32\.0 times what 100 did"):
        cost.linear(lambda count: busy((count / 800) ** 2 / 5), 100, 800)


def test_linear_work_passes() -> None:
    cost.linear(lambda count: busy(count / 800 / 20), 100, 800)
