"""What the reader of haresources accepts, the genuine heartbeat daemon starts with: it checks the node names in its own way.

It needs root, for name spaces of its own.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .comparison import read
from .corpus import cases, layouts
from .heartbeat_daemon import Case, ask

_NODE = re.compile(r"[a-z0-9.-]+")


def with_nodes_of(data: bytes) -> Case:
    """`data` with a ha.cf that names web01 and all nodes that the reader found in it."""
    value, _, _ = read(data)
    nodes = {"web01", *(str(line.node) for line in value.lines if _NODE.fullmatch(line.node))}
    return Case("".join(["bcast eth0\n", *(f"node {node}\n" for node in sorted(nodes))]).encode(), haresources=data)


def test_corpus() -> None:
    """Each file that is refused for a node name, and no file that is not refused, is one that heartbeat does not start with."""
    corpus = list(cases())
    refused_for_nodes = {"H208", "H215", "H220"}
    for case, answer in zip(corpus, ask([with_nodes_of(case.data) for case in corpus])):
        if "H208" in case.codes and case.title.endswith("an address where the node should be"):
            assert answer.accepted, "this one is only refused by us: ha.cf could call a node so"
        elif not refused_for_nodes.isdisjoint(case.codes):
            assert not answer.accepted, case.title
        elif not read(case.data)[2]:
            assert answer.accepted, (case.title, answer.output)


@pytest.mark.parametrize(
    ("data", "accepted"),
    [
        (b"web01 a::" + b"x" * (5118 - 9) + b"\n", True),
        (b"web01 a::" + b"x" * (5118 - 8) + b"\n", False),
        (b"# " + b"x" * (5118 - 2) + b"\nweb01 a\n", True),
        (b"# " + b"x" * (5118 - 1) + b"\nweb01 a\n", False),
        (b"web01 a::" + b"x" * (5117 - 11) + b" \\\n b\n", True),
        (b"web01 a::" + b"x" * (5118 - 11) + b" \\\n b\n", False),
        (b"web01 a::" + b"x" * 4000 + b" \\\n b::" + b"x" * 4000 + b"\n", True),
    ],
)
def test_longest_line(data: bytes, accepted: bool) -> None:
    _, codes, refused = read(data)
    assert codes == (() if accepted else ("H215",))
    assert refused is not accepted
    assert ask([with_nodes_of(data)])[0].accepted is accepted


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=10)
@given(st.lists(layouts(), min_size=20, max_size=30))
def test_generated_layouts(files: list[bytes]) -> None:
    accepted = [data for data in files if not read(data)[2]]
    for data, answer in zip(accepted, ask([with_nodes_of(data) for data in accepted])):
        assert answer.accepted, (data, answer.output)
