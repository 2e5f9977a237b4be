"""The steps that start corosync, on two real daemons with the memo's two links between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ha1to2.runbook import prepare, window
from ha1to2.runbook.model import Check

from ..corosync import bed
from ..corosync.bed import Bed, Node
from ..corosync.test_real_corosync import WIRES
from ..corosync.trees import memo
from .pairs import MEMO, names


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with Bed() as place:
        pair = bed.pair(place, ("web01", "web02"), WIRES)
        for node in pair:
            node.write("/etc/corosync/corosync.conf", memo(tmp_path))
        yield pair


def holds(node: Node, check: Check, patience: int) -> bool:
    """Whether the check exits with 0 when it may wait for so many seconds."""
    limit, rest = check.text.split(" ", 2)[1:]
    assert int(limit) > patience
    return node.run("bash", "-c", f"timeout {patience} {rest}; echo exit $?", check=False).endswith("exit 0\n")


def test_key_start_and_links(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    pair = names(tmp_path / "pair", MEMO)
    one, other = nodes
    before = {step.id: step for step in prepare.steps(pair)}
    steps = {step.id: step for step in window.steps(pair)}
    key, start = before["key"], steps["corosync"]

    for command in key.commands:
        one.run("bash", "-c", command.text)
        kept = one.run("sha256sum", "/etc/corosync/authkey")
        one.run("bash", "-c", command.text)
        assert one.run("sha256sum", "/etc/corosync/authkey") == kept, "a key that is there is kept"
    one.run("bash", "-c", key.check.text)
    assert "corosync -t" in before["try"].check.text
    one.run("corosync", "-t")

    for command in start.commands:
        one.run("bash", "-c", command.text)
    one.wait(one.is_quorate, "alone")
    assert not holds(one, start.check, 5), "a node that is alone, and quorate"

    content = Path(f"/proc/{one.pid}/root/etc/corosync/authkey").read_bytes()
    other.write("/etc/corosync/authkey", content)
    for command in start.commands:
        other.run("bash", "-c", command.text)
    for node in nodes:
        assert holds(node, start.check, 60)

    one.run("ip", "link", "set", "bond0", "down")
    one.wait(lambda: one.links().count(True) == 1, "the link is seen as cut")
    assert one.members() == {1, 2}
    assert not holds(one, start.check, 5), "both nodes, and a link that is not there"
