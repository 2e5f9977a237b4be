"""drbd-wait on a real DRBD 8.4 pair with a real attrd."""

from __future__ import annotations

import pytest
from ha1to2.rehearsal.machines.node import Node, Result

from .pair import Pair, call_agent

pytestmark = pytest.mark.xdist_group("uml")

SLOWLY = "drbdadm disk-options --c-plan-ahead=0 --resync-rate=100K r0"
QUICKLY = "drbdadm disk-options --c-plan-ahead=0 --resync-rate=100M r0"


def gate(node: Node, action: str, timeout: int = 20, interval: int = 10, **parameters: str) -> Result:
    return call_agent(node, "drbd-wait", action, {"drbd_resource": "r0", **parameters}, timeout, interval, instance="gate:0")


def value(node: Node, attribute: str = "drbd_wait_r0") -> str:
    """What the cluster knows, asked of the other node's attrd as well as of its own."""
    return node.run(f"attrd_updater -n {attribute} -Q -N {node.name} | sed 's/.*value=//'", check=False).stdout.strip().strip('"')


def watched(node: Node) -> str:
    """The value after a monitor of a gate that is started before."""
    assert gate(node, "start").status == 0
    answer = gate(node, "monitor")
    assert answer.status == 0, answer
    return value(node)


def sync_slowly(pair: Pair) -> None:
    pair.second.run(f"{SLOWLY}; drbdadm invalidate r0")
    pair.second.poll("cat /proc/drbd", lambda text: "cs:SyncTarget" in text and "sync'ed:" in text)


def test_connected(pair: Pair) -> None:
    assert [watched(node) for node in pair.nodes] == ["1", "1"]


def test_sync_target(pair: Pair) -> None:
    sync_slowly(pair)
    assert [watched(node) for node in pair.nodes] == ["1", "0"]
    # without a terminal and a log file the log is standard error
    said = gate(pair.second, "start").stderr
    assert said.startswith("INFO: r0 may not be promoted here until the synchronisation is through: ")
    assert "minor 0: SyncTarget, Inconsistent (" in said
    assert "% done, " in said
    assert " to go)" in said
    pair.second.run("drbdadm pause-sync r0")
    pair.second.poll("cat /proc/drbd", lambda text: "cs:PausedSyncT" in text)
    assert watched(pair.second) == "0"
    pair.second.run(f"drbdadm resume-sync r0; {QUICKLY}")
    pair.second.poll("cat /proc/drbd", lambda text: "ds:UpToDate/UpToDate" in text)
    assert gate(pair.second, "monitor").stderr == "INFO: r0 may be promoted here: minor 0: UpToDate, Connected\n"
    assert value(pair.second) == "1"
    assert gate(pair.second, "monitor").stderr == ""


def test_peer_lost(pair: Pair) -> None:
    """A Primary that loses its peer serves on, and a Secondary that loses its Primary takes over."""
    pair.bed.plug("web02", "eth3", False)
    for node in pair.nodes:
        node.poll("cat /proc/drbd", lambda text: "cs:WFConnection" in text)
    assert [watched(node) for node in pair.nodes] == ["1", "1"]


def test_stand_alone(pair: Pair) -> None:
    pair.second.run("drbdadm disconnect r0")
    pair.second.poll("cat /proc/drbd", lambda text: "cs:StandAlone" in text)
    said = gate(pair.second, "start").stderr
    assert said == "WARNING: r0 may be promoted here, but nothing is replicated: minor 0: UpToDate, StandAlone\n"
    assert value(pair.second) == "1"


def test_diskless(pair: Pair) -> None:
    """A Primary that lost its disk gives up to the peer that has good data."""
    assert [watched(node) for node in pair.nodes] == ["1", "1"]
    pair.first.run("drbdadm detach r0")
    pair.first.poll("cat /proc/drbd", lambda text: "ds:Diskless/UpToDate" in text)
    assert [gate(node, "monitor").status for node in pair.nodes] == [0, 0]
    assert [value(node) for node in pair.nodes] == ["0", "1"]


def test_down_and_unloaded(pair: Pair) -> None:
    pair.second.run("drbdadm down r0")
    assert watched(pair.second) == "0"
    pair.second.run("rmmod drbd")
    answer = gate(pair.second, "monitor")
    assert (answer.status, value(pair.second)) == (0, "0")
    assert answer.stderr == "WARNING: r0 may not be promoted here: DRBD is not loaded: see why its resource is not started\n"
    pair.second.run("modprobe drbd && drbdadm up r0")
    pair.second.poll("cat /proc/drbd", lambda text: "cs:Connected" in text)
    assert gate(pair.second, "monitor").status == 0
    assert value(pair.second) == "1"


def test_it_opens_slowly_and_shuts_at_once(pair: Pair) -> None:
    """What Pacemaker sees: attrd holds a 1 back, so that both nodes' arrive together, and never a 0."""
    asked = "cibadmin -Q --xpath \"//node_state[@uname='web01']//nvpair[@name='drbd_wait_r0']\" | grep -o 'value=.*\"'"
    assert gate(pair.first, "stop").status == 0
    assert gate(pair.first, "start").status == 0
    assert pair.first.run(asked, check=False).stdout in ("", 'value="0"\n')
    pair.first.poll(asked, lambda text: text == 'value="1"\n', timeout=20)
    pair.first.run("drbdadm detach r0")
    assert gate(pair.first, "monitor").status == 0
    pair.first.poll(asked, lambda text: text == 'value="0"\n', timeout=3)


def test_stop_leaves_a_zero(pair: Pair) -> None:
    assert watched(pair.first) == "1"
    assert gate(pair.first, "stop").status == 0
    assert value(pair.first) == "0"
    assert [gate(pair.first, "monitor", interval=interval).status for interval in (0, 10)] == [7, 7]
    assert gate(pair.first, "stop").status == 0


def test_attrd_killed(pair: Pair) -> None:
    """attrd forgets; the next monitor waits until it is there again, and tells it."""
    assert watched(pair.first) == "1"
    for node in pair.nodes:
        node.run("killall -9 pacemaker-attrd")
    assert gate(pair.first, "monitor").status == 0
    assert value(pair.first) == "1"


def test_attribute_of_another_name(pair: Pair) -> None:
    assert gate(pair.first, "start", attribute="r0_is_good").status == 0
    assert value(pair.first, "r0_is_good") == "1"


@pytest.mark.parametrize("resource", ["r1", "r0-2"])
def test_a_resource_that_is_not_there(pair: Pair, resource: str) -> None:
    answer = call_agent(pair.first, "drbd-wait", "start", {"drbd_resource": resource}, 20, 0, "other")
    assert (answer.status, value(pair.first, f"drbd_wait_{resource}")) == (0, "0")
    assert "may not be promoted here: no volume is configured" in answer.stderr


def test_block_waits_for_the_end(pair: Pair) -> None:
    sync_slowly(pair)
    assert gate(pair.second, "stop").status == 0
    late = gate(pair.second, "start", mode="block", timeout=12)
    assert late.status == 1
    assert "INFO: r0 is waited for: minor 0: SyncTarget" in late.stderr
    assert "ocf-exit-reason:r0 was still synchronising after" in late.stderr
    assert gate(pair.second, "monitor", mode="block").status == 7
    pair.second.run(f"(sleep 6; {QUICKLY}) >/dev/null 2>&1 &")
    assert gate(pair.second, "start", mode="block", timeout=60).status == 0
    assert value(pair.second) == "1"


def test_block_killed(pair: Pair) -> None:
    """Whoever ends a waiting start finds no process of it afterwards, and no gate that is started."""
    sync_slowly(pair)
    gate(pair.second, "stop")
    for number in ("TERM", "KILL"):
        pair.second.run(f"(sleep 7; pkill -{number} -f '^/usr/bin/python3.*/drbd-wait') >/dev/null 2>&1 &")
        answer = gate(pair.second, "start", mode="block", timeout=60)
        # bash either was replaced by the agent or tells of its end
        assert answer.status in ((1,) if number == "TERM" else (-9, 137)), answer
        assert ("ocf-exit-reason:start was ended by signal 15" in answer.stderr) == (number == "TERM")
        assert pair.second.run("pgrep -f '^/usr/bin/python3.*/drbd-wait|^drbdsetup|attrd_updater'", check=False).stdout == ""
        assert gate(pair.second, "monitor", mode="block").status == 7
