"""The runbook's steps for the disk of a reinstalled node, on real DRBD: whatever the disk says of itself, the peer's data stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.rehearsal.machines.node import Node
from ha1to2.runbook import newcomer

from ..runbook.pairs import MEMO, names
from .pair import Pair

pytestmark = pytest.mark.xdist_group("uml")

SCRIBBLE = "dd if=/dev/urandom of={} bs=1M seek=20 count=4 conv=fsync"


def content(node: Node, device: str) -> str:
    return node.run(f"echo 3 >/proc/sys/vm/drop_caches; dd if={device} bs=1M count=100 | md5sum", timeout=120).stdout.split()[0]


def comes_back(pair: Pair, place: Path) -> None:
    """The steps, on the second node: in the end its disk holds what the first one had all the time, as Primary."""
    before = content(pair.first, "/dev/drbd0")
    for step in newcomer.data(names(place, MEMO), "web02"):
        for command in step.commands:
            pair.second.run(command.text)
        pair.second.run(step.check.text, timeout=400)
    assert content(pair.first, "/dev/drbd0") == before
    assert "ro:Primary/Secondary" in pair.first.run("cat /proc/drbd").stdout
    pair.second.run("drbdadm down r0")
    assert content(pair.second, "/dev/ubda") == before


def test_what_an_installer_wrote_below_drbd_is_gone(pair: Pair, tmp_path: Path) -> None:
    """No bitmap knows of it: a synchronisation of what has changed would leave it there."""
    pair.second.run("drbdadm down r0")
    pair.second.run(SCRIBBLE.format("/dev/ubda"))
    comes_back(pair, tmp_path)


def test_a_disk_that_takes_itself_for_the_better_one(pair: Pair, tmp_path: Path) -> None:
    """A split brain, with both nodes' data changed: no StandAlone, and no question."""
    pair.bed.plug("web02", "eth3", False)
    for node in pair.nodes:
        node.poll("cat /proc/drbd", lambda text: "cs:WFConnection" in text)
    pair.second.run("drbdadm primary r0 && " + SCRIBBLE.format("/dev/drbd0") + " && drbdadm secondary r0 && drbdadm down r0")
    pair.first.run(SCRIBBLE.format("/dev/drbd0"))
    pair.bed.plug("web02", "eth3", True)
    comes_back(pair, tmp_path)


def test_a_disk_without_meta_data_is_refused(pair: Pair, tmp_path: Path) -> None:
    """A disk that is not DRBD's is not written to: a person who follows the steps stops there."""
    pair.second.run("drbdadm down r0 && drbdadm apply-al r0 && drbdmeta --force 0 v08 /dev/ubda internal wipe-md")
    before = content(pair.second, "/dev/ubda")
    (copies, _) = newcomer.data(names(tmp_path, MEMO), "web02")
    failed = next(command.text for command in copies.commands if pair.second.run(command.text, check=False).status != 0)
    assert failed == "drbdadm attach r0"
    assert content(pair.second, "/dev/ubda") == before
    pair.second.run("drbdadm down r0 && drbdadm create-md --force r0")
