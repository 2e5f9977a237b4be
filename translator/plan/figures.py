"""How often a resource is looked at, and how many bad answers are taken: check_primary's own figures."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..model import Operation, Parameters

ATTEMPT = 10
"""Seconds that one attempt of a check may take before it counts as failed."""


class Figures(NamedTuple):
    """Seconds; `retries` more attempts, `retry_interval` apart, before a bad answer counts (check_primary, memo 3.5)."""

    interval: int
    retries: int
    retry_interval: int

    def monitor(self) -> Operation:
        """The recurring monitor: its timeout lets every attempt run out before the last one is judged."""
        return _monitor(self)

    def parameters(self) -> Parameters:
        """What the agents that retry by themselves are told."""
        return _parameters(self)


# Every watched resource of a file asks, and gets the same answer.


@lru_cache(maxsize=8)
def _monitor(figures: Figures) -> Operation:
    worst = (1 + figures.retries) * ATTEMPT + figures.retries * figures.retry_interval
    return Operation("monitor", figures.interval, worst + ATTEMPT)


@lru_cache(maxsize=8)
def _parameters(figures: Figures) -> Parameters:
    return (("retries", str(figures.retries)), ("retry_interval", str(figures.retry_interval)))
