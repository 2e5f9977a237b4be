"""peer-wait: who has joined, and for how long Pacemaker has run -> how long a start takes. With a live cluster: rehearse."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from .harness import CONFIGURED, GENERIC, INSTALLED, NOT_RUNNING, SUCCESS, Agents, Result, ended, until

DRIVER = """import sys
sys.path.insert(0, {library!r})
from ha1to2_agents import peer_wait
peer_wait.EXECUTOR = {executor!r}
peer_wait._BETWEEN_LOOKS = 0.05
peer_wait._WORDS = {words}
sys.argv.pop(0)
peer_wait.main()
"""
CIB = """<cib crm_feature_set="3.17.4" validate-with="pacemaker-3.7" epoch="1" num_updates="0" admin_epoch="0">
  <configuration><crm_config/><nodes/><resources/><constraints/></configuration>
  <status>{states}</status>
</cib>
"""
STATE = """<node_state id="{0}" uname="web0{0}" in_ccm="true" crmd="online" join="{1}"><transient_attributes id="{0}">
<instance_attributes id="status-{0}">{2}</instance_attributes></transient_attributes></node_state>"""
PAIR = '<nvpair id="status-{0}-{1}" name="{1}" value="0"/>'


class Node:
    """The agent on a node of which a CIB file is the cluster; `real` puts the genuine cibadmin before it."""

    def __init__(self, agents: Agents, home: Path) -> None:
        self.agents, self.home = agents, home
        self.words = 60.0
        self.bin = home / "bin"
        self.bin.mkdir()
        self.cib = home / "cib.xml"
        agents.environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "CIB_file": str(self.cib)}
        self.program('exec /usr/sbin/cibadmin "$@"')
        self.pacemaker(runs=False)

    def program(self, script: str) -> None:
        (self.bin / "cibadmin").write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / "cibadmin").chmod(0o755)

    def pacemaker(self, *, runs: bool) -> None:
        """Whether this process is taken for Pacemaker's executor."""
        driver = self.home / "driver.py"
        executor = Path("/proc/self/comm").read_text().rstrip("\n") if runs else "pacemaker-execd"
        library = str(self.agents.ocf_root / "lib/ha1to2")
        driver.write_text(DRIVER.format(library=library, executor=executor, words=self.words))
        self.agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]

    def states(self, *nodes: str) -> None:
        """Each node as its `join`, and the attributes that it has."""
        states = []
        for number, (join, *attributes) in enumerate(map(str.split, nodes), 1):
            pairs = "".join(PAIR.format(number, attribute) for attribute in attributes)
            states.append(STATE.format(number, join, pairs))
        new = self.cib.with_suffix(".new")
        new.write_text(CIB.format(states="".join(states)))
        new.replace(self.cib)

    def call(self, action: str, interval: int | None = None, timeout: float = 20, /, **parameters: str) -> Result:
        return self.agents.call("peer-wait", action, interval, timeout, instance="peer_wait:0", **parameters)

    def begin(self, timeout: float, **parameters: str) -> subprocess.Popen[str]:
        return self.agents.begin("peer-wait", "start", None, timeout, instance="peer_wait:0", **parameters)


@pytest.fixture
def node(agents: Agents, tmp_path: Path) -> Node:
    return Node(agents, tmp_path)


def test_its_life(node: Node) -> None:
    node.states("member", "member")
    assert node.call("monitor", 0, seconds="60").code == NOT_RUNNING
    assert node.call("start", seconds="60")[:3] == (SUCCESS, "", "")
    assert [node.call("monitor", interval, seconds="60").code for interval in (0, 10)] == [SUCCESS, SUCCESS]
    assert [node.call("stop", seconds="60").code for _ in range(2)] == [SUCCESS, SUCCESS]
    assert node.call("monitor", 10, seconds="60").code == NOT_RUNNING
    assert list(node.agents.rsctmp.iterdir()) == []


@pytest.mark.parametrize("joins", [(), ("member",), ("member", "down"), ("pending", "member"), ("member", "banned")])
def test_a_node_that_is_alone_waits(node: Node, joins: tuple[str, ...]) -> None:
    node.states(*joins)
    begin = time.monotonic()
    answer = node.call("start", seconds="1")
    assert answer.code == SUCCESS
    assert time.monotonic() - begin >= 1
    info, warning = answer.errors.splitlines()
    assert info == "INFO: this node is alone: another 1 s it waits for its peer, and nothing is served until then"
    assert warning == "WARNING: no other node has joined: this node serves alone from now on"


def test_a_peer_that_joins_ends_the_wait(node: Node) -> None:
    node.states("member", "pending")
    process = node.begin(60, seconds="50")
    assert process.stderr
    assert "this node is alone" in process.stderr.readline()
    assert process.poll() is None
    node.states("member", "member")
    answer = ended(process)
    assert answer.code == SUCCESS
    assert answer.seconds < 10
    assert answer.errors == "INFO: another node has joined\n"


def test_a_peer_that_joins_need_say_nothing_yet(node: Node) -> None:
    """Pacemaker begins nothing on it before this start has ended."""
    node.states("member pingd drbd_wait_r0", "pending")
    process = node.begin(60, seconds="50", attributes="drbd_wait_r0 pingd")
    assert process.stderr
    assert "this node is alone" in process.stderr.readline()
    node.states("member pingd drbd_wait_r0", "member")
    answer = ended(process)
    assert (answer.code, answer.errors) == (SUCCESS, "INFO: another node has joined\n")
    assert answer.seconds < 10


def test_in_a_cluster_that_has_run_for_long_nothing_is_waited_for(node: Node) -> None:
    """As after a standby, or a cleanup: time counts from the start of Pacemaker."""
    node.states("member")
    node.pacemaker(runs=True)
    until(lambda: time.clock_gettime(time.CLOCK_BOOTTIME) - _started() > 2)
    answer = node.call("start", seconds="1")
    assert answer[:3] == (SUCCESS, "", "")
    answer = node.call("start", None, 4, seconds="80000")
    assert answer.code == GENERIC
    assert 70000 < int(answer.reason.split()[7]) < 80000


def _started() -> float:
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    return int(fields[19]) / 100


WORDS = {"seconds": "1", "attributes": "drbd_wait_r0 pingd"}


def test_what_both_nodes_have_is_not_waited_for(node: Node) -> None:
    """A value of 0 is one, and other attributes do not matter."""
    node.states("member pingd drbd_wait_r0", "member drbd_wait_r0 other pingd")
    assert node.call("start", **WORDS)[:3] == (SUCCESS, "", "")


def test_the_first_word_of_each_member_is_waited_for(node: Node) -> None:
    node.states("member pingd drbd_wait_r0", "member drbd_wait_r0")
    process = node.begin(60, **WORDS)
    time.sleep(1.5)
    assert process.poll() is None
    node.states("member pingd drbd_wait_r0", "member drbd_wait_r0 pingd")
    answer = ended(process)
    assert (answer.code, answer.errors) == (SUCCESS, "")
    assert answer.seconds < 10


def test_a_node_that_is_no_member_need_say_nothing(node: Node) -> None:
    node.states("member pingd drbd_wait_r0", "down")
    assert "serves alone" in node.call("start", **WORDS).errors


def test_what_is_never_said_is_given_up(node: Node) -> None:
    node.words = 1.0
    node.pacemaker(runs=False)
    node.states("member pingd", "member drbd_wait_r0")
    answer = node.call("start", **WORDS)
    assert answer.code == SUCCESS
    assert answer.seconds > 1
    expected = "the services start without what these node attributes would say: drbd_wait_r0 of web01, pingd of web02"
    assert answer.errors == f"WARNING: {expected}\n"


@pytest.mark.parametrize("states", [("member",), ("member", "member")])
def test_a_start_that_has_too_little_time(node: Node, states: tuple[str, ...]) -> None:
    node.states(*states)
    answer = node.call("start", None, 2, seconds="60", attributes="pingd")
    assert answer.code == GENERIC
    assert answer.reason.endswith("s longer: give start a timeout two minutes above seconds")
    assert node.call("stop", seconds="60").code == SUCCESS


def test_a_cluster_that_cannot_be_asked_is_none(node: Node) -> None:
    for script in ("echo '<a><node_state id=\"1\"/><node_state id=\"2\"/></a>'; exit 102", "echo '<a><node_state '"):
        node.program(script)
        assert "serves alone" in node.call("start", seconds="1").errors
    node.program("exec sleep 100")
    answer = node.call("start", None, 2, seconds="1")
    assert (answer.code, answer.reason) == (GENERIC, "cibadmin did not end in time: see whether pacemaker-based hangs")


def test_what_is_missing(node: Node) -> None:
    (node.bin / "cibadmin").unlink()
    node.agents.inside = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /usr/sbin && exec "$@"', "sh"]
    for action in ("start", "validate-all"):
        answer = node.call(action, seconds="1")
        assert (answer.code, answer.reason) == (INSTALLED, "cibadmin is not installed: install Pacemaker's command line tools")
    assert node.call("stop", seconds="1").code == SUCCESS


def test_a_state_that_cannot_be_kept(node: Node) -> None:
    node.states("member", "member")
    node.agents.rsctmp.rmdir()
    node.agents.rsctmp.touch()
    answer = node.call("start", seconds="1")
    assert answer.code == GENERIC
    assert answer.reason.startswith("cannot write to ")
    stopped = node.call("stop", seconds="1")
    assert stopped.code == SUCCESS
    assert "cannot forget in" in stopped.errors


@pytest.mark.parametrize("seconds", ["", "-1", "soon", "2147485"])
def test_seconds_that_are_none(node: Node, seconds: str) -> None:
    assert node.call("start", seconds=seconds).code == CONFIGURED
    assert node.call("stop", seconds=seconds).code == SUCCESS
