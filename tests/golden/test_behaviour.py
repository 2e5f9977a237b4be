"""Each golden case through Pacemaker's scheduler: in every scenario the new cluster does what the old one did."""

from __future__ import annotations

import pytest
from ha1to2.pipeline import planned
from ha1to2.simulate.play import play

from .cases import CONVERTIBLE, DIRECTORY, GOLDEN, choices, within


def _different() -> list[str]:
    """One case for each different CIB: what is the same behaves the same."""
    return list({(GOLDEN / case / "cib.xml").read_bytes(): case for case in reversed(CONVERTIBLE)}.values())[::-1]


@pytest.mark.parametrize("case", _different())
def test_behaves_the_same(case: str) -> None:
    with within(GOLDEN / case):
        plan = planned(DIRECTORY, choices(case)).value
    assert plan is not None
    cib = (GOLDEN / case / "cib.xml").read_bytes()
    outcome = play(cib, [node.name for node in plan.cluster.nodes], plan.behaviour)
    assert outcome.diagnostics == ()
    assert len(outcome.value) >= 20
    assert [(result.title, result.expected, result.got) for result in outcome.value if not result.ok] == []
