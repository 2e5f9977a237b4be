"""What work costs of the processor, judged so that a busy machine cannot fail it.

Other processes only ever add to a time (caches, a shared core), so the least of several measures is the truest, and work that is
really too slow is too slow in each. The search for cycles is off as it is on the command line (cli/group.py): how long it takes
depends on all that the test process holds, here on thousands of other tests.
"""

from __future__ import annotations

import gc
import time
from typing import Callable, TypeVar

ATTEMPTS = 5

Result = TypeVar("Result")


def measured(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work returns, and the seconds of processor time that it took."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        began = time.process_time()
        result = work()
        return result, time.process_time() - began
    finally:
        if enabled:
            gc.enable()


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What the work returns; fails if none of the attempts took less than these seconds of processor time."""
    took = []
    for _ in range(ATTEMPTS):
        result, time_taken = measured(work)
        took.append(time_taken)
        if time_taken < seconds:
            return result
    raise AssertionError(f"each of {ATTEMPTS} attempts took {seconds} s or longer: {took}")


def linear(work: Callable[[int], object], small: int, large: int) -> None:
    """Fails where the larger count costs more than half of what it would if the cost grew with the square of the count.

    Below two milliseconds the start counts for more than the growth: a smaller cost is taken for two.
    """
    limit = (large / small) ** 2 / 2
    seen = []
    least_small = least_large = float("inf")
    for _ in range(ATTEMPTS):
        least_small = min(least_small, measured(lambda: work(small))[1])
        least_large = min(least_large, measured(lambda: work(large))[1])
        seen.append((least_small, least_large))
        if least_large < limit * max(least_small, 0.002):
            return
    raise AssertionError(f"{large} cost more than {limit} times what {small} did: {seen}")
