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

    @lru_cache
    def monitor(self) -> Operation:
        """The recurring monitor: its timeout lets every attempt run out before the last one is judged."""
        worst = (1 + self.retries) * ATTEMPT + self.retries * self.retry_interval
        return Operation("monitor", self.interval, worst + ATTEMPT)

    @lru_cache
    def parameters(self) -> Parameters:
        """What the agents that retry by themselves are told."""
        return (("retries", str(self.retries)), ("retry_interval", str(self.retry_interval)))
