"""Whatever someone does to a CIB by hand: results or diagnostics, and no traceback."""

from __future__ import annotations

from ha1to2.simulate.graph import as_dot
from ha1to2.simulate.play import play
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from .shapes import MEMO, MEMO_BEHAVIOUR, NODES

SIZE = len(list(etree.fromstring(MEMO).iter()))
VALUES = st.sampled_from(["", "0", "-1", "INFINITY", "true", "x'y\"z", "data", "www", "Promoted", "1e99", "ä", "9" * 40])
EDITS = st.lists(st.tuples(st.integers(1, SIZE - 1), st.integers(0, 5), VALUES), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, st.booleans())
def test_edited_by_hand(edits: list[tuple[int, int, str]], validated: bool) -> None:
    root = etree.fromstring(MEMO)
    if not validated:
        root.set("validate-with", "none")
    for place, which, value in edits:
        elements = list(root.iter())
        element = elements[place % len(elements)]
        names = sorted(element.keys())
        parent = element.getparent()
        if which < len(names):
            element.set(names[which], value)
        elif parent is not None:
            parent.remove(element)
    cib = etree.tostring(root)
    outcome = play(cib, NODES, MEMO_BEHAVIOUR, only=["boot-together", "fails-mysqld"])
    assert len(outcome.value) == 2 or [d for d in outcome.diagnostics if d.severity.value == "error"]
    assert as_dot(cib).endswith("}\n")
