"""Which clusters are tested: a fixed hundred, or those that the environment names.

`SEEDS=0-149` or `SEEDS=7,1000-1019` takes these instead, and plays every scenario of each: `make clusters` does that.
"""

from __future__ import annotations

import os

FIXED = range(100)


def parsed(text: str) -> list[int]:
    """The seeds of a list of numbers and ranges. Raises ValueError for anything else."""
    seeds: dict[int, None] = {}
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        seeds.update(dict.fromkeys(range(int(first), int(last if dash else first) + 1)))
    return list(seeds)


SEEDS = parsed(os.environ["SEEDS"]) if os.environ.get("SEEDS") else list(FIXED)

THOROUGH = bool(os.environ.get("SEEDS"))
"""Whether each cluster is put through all scenarios, and not through some that its seed picks."""
