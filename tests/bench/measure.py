"""The cost of whole processes, as the kernel accounts it."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PYTHON = "/usr/bin/python3"
"""Debian's own: what users and cluster nodes have."""

BARE = (PYTHON, "-IS", "-c", "pass")
"""The start of an interpreter that does nothing: the unit in which costs are told, so that they mean something elsewhere."""


class Cost(NamedTuple):
    """Seconds on the clock; seconds of processor, user and system, waited-for children included; the largest resident set in MB."""

    wall: float
    cpu: float
    megabytes: float


def run(command: Sequence[str], output: Path = Path(os.devnull), environment: Mapping[str, str] | None = None) -> Cost:
    """Runs `command` with its output in a file, as a user would; RuntimeError where it fails."""
    opened = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(output), opened, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], list(command), dict(environment or os.environ), file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(*(statistics.median(column) for column in zip(*costs)))
