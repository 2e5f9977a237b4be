"""The corosync.conf that is made, on the real corosync: two daemons with wires between them, and what befalls those.

Times are corosync's own, from its log, and held against deadtime: it runs in real time, however busy the machine is.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from ha1to2.plan.membership import times

from . import bed
from .bed import Bed, Node
from .trees import memo

WIRES = {"eth2": ("10.1.13.2/24", "10.1.13.3/24"), "bond0": ("10.0.13.2/16", "10.0.13.3/16")}
BOTH = {1, 2}


def test_the_machine_has_what_it_takes() -> None:
    assert bed.missing() == []


@pytest.fixture
def place() -> Iterator[Bed]:
    with Bed() as made:
        yield made


def conf(tmp_path: Path, deadtime: int, more: str = "") -> bytes:
    """That of the memo, with another deadtime (in milliseconds)."""
    def change(text: str) -> str:
        return re.sub(r"(?m)^(deadtime|keepalive|warntime).*\n", "", text) + f"deadtime {deadtime}ms\n{more}"

    return memo(tmp_path, change)


def start(
    place: Bed, text: bytes, names: tuple[str, str] = ("web01", "web02"), wires: Mapping[str, Sequence[str]] = WIRES
) -> tuple[Node, Node]:
    """Both nodes, up and connected over all links."""
    nodes = bed.pair(place, names, wires)
    key = nodes[0].key()
    for node in nodes:
        node.start(text, key)
    joined(*nodes)
    return nodes


def joined(*nodes: Node) -> None:
    """Waits until each sees both, over both links."""
    for node in nodes:
        node.wait(lambda: node.members() == BOTH and node.links() == [True, True], "joined over both links")  # noqa: B023


def listens(node: Node) -> set[str]:
    """The addresses and ports that corosync listens on."""
    return {line.split()[3] for line in node.run("ss", "-lunH").splitlines()}


def test_a_pair(place: Bed, tmp_path: Path) -> None:
    """Alone at boot, joined, a link cut at once and later, a pause, and the end of one node."""
    deadtime = 5000
    text = conf(tmp_path, deadtime, "keepalive 500ms\nwarntime 1\n")
    clock = times(deadtime, 1000)
    one, other = bed.pair(place, ("web01", "web02"), WIRES)
    key = one.key()

    one.start(text, key)
    assert one.is_quorate()
    assert one.members() == {1}

    other.start(text, key)
    joined(one, other)
    for node in (one, other):
        assert node.is_quorate()
        assert node.setting("runtime.config.totem.token") == clock.token
        assert node.setting("runtime.config.totem.consensus") == clock.consensus
        assert node.setting("runtime.config.totem.token_warning") == clock.warning
    assert listens(one) == {"10.1.13.2:694", "10.0.13.2:694"}
    assert listens(other) == {"10.1.13.3:694", "10.0.13.3:694"}

    before = len(one.memberships()), len(other.memberships())
    other.run("ip", "link", "set", "eth2", "down")  # while knet is still ten times as patient as later
    one.wait(lambda: one.links() == [False, True], "the cut is seen")
    time.sleep(deadtime / 2000)
    other.run("ip", "link", "set", "eth2", "up")
    one.wait(lambda: one.links() == [True, True], "the link is back")

    other.signal(signal.SIGSTOP)
    time.sleep(deadtime / 1000 * 0.6)
    other.signal(signal.SIGCONT)
    time.sleep(deadtime / 2000)
    assert all(members == BOTH for _, members in one.memberships()[before[0] :])
    assert all(members == BOTH for _, members in other.memberships()[before[1] :])

    assert clock.warning is not None
    warned = [int(found) for found in re.findall(r"Token has not been received in (\d+) ms", one.log())]
    assert clock.token * clock.warning // 100 <= min(warned) < clock.token


def test_a_link_is_cut_and_then_a_node_dies(place: Bed, tmp_path: Path) -> None:
    """In a ring that has settled, a cut link does not even make it miss the token."""
    one, other = start(place, conf(tmp_path, 5000))
    time.sleep(9)  # knet's patience with a new link is ten times the usual, and one time less each second
    other.run("ip", "link", "set", "eth2", "down")
    one.wait(lambda: one.links() == [False, True], "the cut is seen")
    time.sleep(2)
    assert "token timed out" not in one.log() + other.log()
    assert one.memberships()[-1][1] == other.memberships()[-1][1] == BOTH
    dies_within(5000, one, other)


@pytest.mark.parametrize("deadtime", [3000, 10000])
def test_dead_within_deadtime(deadtime: int, place: Bed, tmp_path: Path) -> None:
    one, other = start(place, conf(tmp_path, deadtime))
    dies_within(deadtime, one, other)


def dies_within(deadtime: int, one: Node, other: Node) -> None:
    """The survivor has its new membership when nine tenths of deadtime are over, not much sooner, and stays quorate."""
    killed = other.kill()
    one.wait(lambda: one.members() == {1}, "the survivor is alone")
    formed, members = one.memberships()[-1]
    assert members == {1}
    assert 0.75 < (formed - killed) * 1000 / deadtime < 1.0
    assert one.is_quorate()


@pytest.mark.parametrize("deadtime", [2_147_483_647])
def test_the_longest_deadtime_starts(deadtime: int, place: Bed, tmp_path: Path) -> None:
    """However long the nodes wait for the dead, they find each other soon."""
    begin = time.monotonic()
    one, other = start(place, conf(tmp_path, deadtime, "initdead 2147483647ms\n"))
    assert one.setting("runtime.config.totem.token") == other.setting("runtime.config.totem.token") == times(deadtime).token
    assert time.monotonic() - begin < bed.PATIENCE


def test_another_pair(place: Bed) -> None:
    """Other ports, IPv6 beside IPv4, and names of which corosync knows only by the addresses that they are the nodes' own."""
    text = (Path(__file__).parent / "golden/bcast-and-mcast/corosync.conf").read_bytes()
    text = text.replace(b"172.31.0.", b"fd00::")
    wires = {"eth0": ("192.168.1.1/24", "192.168.1.2/24"), "eth1": ("fd00::1/64", "fd00::2/64")}
    one, other = start(place, text, ("DB1.SHOP.example", "DB2"), wires)
    names = [node.run("corosync-cmapctl", "-g", "nodelist.local_node_pos").split()[-1] for node in (one, other)]
    assert names == ["0", "1"]
    assert listens(one) == {"192.168.1.1:700", "[fd00::1]:695"}


def test_wrong_addresses_are_a_split_brain(place: Bed, tmp_path: Path) -> None:
    """Why H901 is an error: with the addresses exchanged, corosync runs, and each node is quorate alone."""
    text = conf(tmp_path, 5000).replace(b".13.2\n", b".13.X\n").replace(b".13.3\n", b".13.2\n").replace(b".13.X\n", b".13.3\n")
    one, other = bed.pair(place, ("web01", "web02"), WIRES)
    key = one.key()
    for node in (one, other):
        node.start(text, key)
    time.sleep(3)
    assert (one.members(), other.members()) == ({1}, {2})
    assert one.is_quorate()
    assert other.is_quorate()
