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
sys.argv.pop(0)
peer_wait.main()
"""
CIB = """<cib crm_feature_set="3.17.4" validate-with="pacemaker-3.7" epoch="1" num_updates="0" admin_epoch="0">
  <configuration><crm_config/><nodes/><resources/><constraints/></configuration>
  <status>{states}</status>
</cib>
"""
STATE = '<node_state id="{0}" uname="web0{0}" in_ccm="true" crmd="online" join="{1}"><transient_attributes id="{0}"/></node_state>'


class Node:
    """The agent on a node of which a CIB file is the cluster; `real` puts the genuine cibadmin before it."""

    def __init__(self, agents: Agents, home: Path) -> None:
        self.agents, self.home = agents, home
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
        driver.write_text(DRIVER.format(library=str(self.agents.ocf_root / "lib/ha1to2"), executor=executor))
        self.agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]

    def states(self, *joins: str) -> None:
        new = self.cib.with_suffix(".new")
        new.write_text(CIB.format(states="".join(STATE.format(number, join) for number, join in enumerate(joins, 1))))
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


def test_a_start_that_has_too_little_time(node: Node) -> None:
    node.states("member")
    answer = node.call("start", None, 2, seconds="60")
    assert answer.code == GENERIC
    assert answer.reason.endswith("s longer: give start a timeout above seconds")
    assert node.call("stop", seconds="60").code == SUCCESS


def test_a_cluster_that_cannot_be_asked_is_none(node: Node) -> None:
    node.program("echo '<node_state /><node_state />'; exit 102")
    assert node.call("start", seconds="1").code == SUCCESS
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
