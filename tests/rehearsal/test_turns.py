"""Which cluster plays when: side by side with a processor for each node, else in turn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from ha1to2.rehearsal.results import Generation
from ha1to2.rehearsal.run import courses
from ha1to2.rehearsal.scenarios import SCENARIOS

LANES = cast(Any, [SimpleNamespace(generation=generation) for generation in Generation])
CHOSEN = [each for each in SCENARIOS if each.name in ("mysqld-stopped", "node-killed", "migration")]


def played(at_once: bool) -> list[list[tuple[str, str]]]:
    return [[(lane.generation.value, each.name) for lane, each in course] for course in courses(LANES, CHOSEN, at_once)]


def test_side_by_side() -> None:
    old = [("old", "mysqld-stopped"), ("old", "node-killed")]
    new = [("new", "mysqld-stopped"), ("new", "node-killed"), ("new", "migration")]
    assert played(at_once=True) == [old, new]


def test_in_turn() -> None:
    """What is compared is played one right after the other."""
    pairs = [(generation, name) for name in ("mysqld-stopped", "node-killed") for generation in ("old", "new")]
    assert played(at_once=False) == [[*pairs, ("new", "migration")]]
