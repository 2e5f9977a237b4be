"""drbd-wait with stand-ins for DRBD's and Pacemaker's programs -> what it publishes. With the real ones: tests/uml."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .harness import CONFIGURED, GENERIC, INSTALLED, NOT_RUNNING, REASON, SUCCESS, Agents, Result, ended, members, until

OUTPUTS = Path(__file__).parent / "drbd_outputs"
DRIVER = """import sys
sys.path.insert(0, {library!r})
from ha1to2_agents import drbd_read, drbd_wait
drbd_read.PROC = {proc!r}
drbd_wait.SETTLING = drbd_wait.BETWEEN_LOOKS = 0.05
drbd_wait.BETWEEN_LINES = {lines}
sys.argv.pop(0)
drbd_wait.main()
"""
SETUP_84 = "exists resource name:r0 role:Primary suspended:no\nexists device name:r0 volume:0 minor:{} disk:UpToDate\nexists -\n"


class Gate:
    """The agent, and what its world says. `told` is what attrd was told."""

    def __init__(self, agents: Agents, home: Path) -> None:
        self.agents, self.home = agents, home
        self.proc = home / "proc-drbd"
        self.bin = home / "bin"
        self.bin.mkdir()
        self.settings(0.05)
        self.program("attrd_updater", f'echo "$*" >>{home}/told')
        agents.environment = {"PATH": f"{self.bin}:/usr/bin:/bin"}

    def settings(self, lines: float) -> None:
        driver = self.home / "driver.py"
        driver.write_text(DRIVER.format(library=str(self.agents.ocf_root / "lib/ha1to2"), proc=str(self.proc), lines=lines))
        self.agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]

    def program(self, name: str, script: str) -> None:
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def says(self, name: str, old: str = "", new: str = "") -> None:
        """What /proc/drbd says from now on."""
        self.proc.write_text((OUTPUTS / name).read_text().replace(old, new) if old else (OUTPUTS / name).read_text())

    def drbdsetup(self, events: str, status: str = "") -> None:
        (self.home / "events").write_text(events)
        (self.home / "status").write_text(status)
        self.program(
            "drbdsetup",
            f'echo "$*" >>{self.home}/asked\ncase $1 in events2) cat {self.home}/events;; status) cat {self.home}/status;; esac',
        )

    def asked(self) -> int:
        """How many times DRBD's programs were called."""
        path = self.home / "asked"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def told(self) -> list[str]:
        path = self.home / "told"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def call(self, action: str, interval: int | None = 10, timeout: float = 20, **parameters: str) -> Result:
        return self.agents.call("drbd-wait", action, interval, timeout, instance="gate:0", **{"drbd_resource": "r0", **parameters})


@pytest.fixture
def gate(agents: Agents, tmp_path: Path) -> Gate:
    made = Gate(agents, tmp_path)
    made.drbdsetup(SETUP_84.format(0))
    return made


def update(value: int) -> list[str]:
    return [f"--name drbd_wait_r0 --update-both {value} --delay {5 * value}s"]


def test_its_life(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    assert [gate.call("monitor", interval).code for interval in (0, 10)] == [NOT_RUNNING, NOT_RUNNING]
    assert gate.told() == []
    assert gate.call("start") [:3] == (SUCCESS, "", "INFO: r0 may be promoted here: minor 0: UpToDate, Connected\n")
    assert gate.told() == update(1)
    for interval in (10, 0):
        assert gate.call("monitor", interval)[:3] == (SUCCESS, "", "")
        assert gate.told() == update(1)
    gate.says("8.4-diskless-primary.proc")
    assert gate.call("monitor")[:3] == (SUCCESS, "", "WARNING: r0 may not be promoted here: minor 0: Diskless\n")
    assert gate.told() == update(0)
    gate.says("8.4-connected-primary.proc")
    assert gate.call("monitor").code == SUCCESS
    assert gate.told() == update(1)
    assert gate.call("stop").code == SUCCESS
    assert gate.told() == update(0)
    assert gate.call("stop").code == SUCCESS
    assert gate.told() == []
    assert gate.call("monitor").code == NOT_RUNNING
    assert list(gate.agents.rsctmp.iterdir()) == []


@pytest.mark.parametrize("path", sorted(OUTPUTS.glob("8.4-*.proc")), ids=lambda path: path.stem)
def test_8_4(gate: Gate, path: Path) -> None:
    gate.says(path.name)
    assert gate.call("start").code == SUCCESS
    assert gate.told() == update(int(path.stem[4:] not in ("synctarget", "pausedsynct", "diskless-primary", "down")))


def test_the_minors_of_8_4_are_asked_once(gate: Gate) -> None:
    """Until minors come or go; what the tools said is remembered even when they fail."""
    gate.says("8.4-connected-primary.proc")
    assert gate.call("start").code == SUCCESS
    for _ in range(3):
        assert gate.call("monitor").code == SUCCESS
    assert gate.asked() == 1
    gate.says("8.4-connected-primary.proc", " 0: cs", "1: cs:Unconfigured\n 0: cs")
    assert gate.call("monitor").code == SUCCESS
    assert gate.asked() == 2
    gate.program("drbdsetup", "exit 1")
    gate.says("8.4-connected-primary.proc", " 0: cs", "2: cs:Unconfigured\n 0: cs")
    assert gate.call("monitor").code == SUCCESS
    assert gate.told()[-1:] == update(1)


def test_8_3(gate: Gate) -> None:
    """Its drbdsetup knows no events2, and drbdadm tells the one minor."""
    gate.program("drbdsetup", "exit 20")
    gate.program("drbdadm", f'echo "$*" >>{gate.home}/adm; echo 1')
    gate.says("8.3-synctarget.proc")
    answer = gate.call("start")
    assert answer.errors == (
        "INFO: r0 may not be promoted here until the synchronisation is through: "
        "minor 1: SyncTarget, Inconsistent (9.1% done, 9:21:04 to go)\n"
    )
    assert gate.call("monitor").code == SUCCESS
    assert gate.told() == update(0) * 2
    assert (gate.home / "adm").read_text() == "sh-minor r0\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("connected", 1), ("synctarget", 0), ("primary-alone", 1), ("primary-diskless", 0), ("no-quorum", 0)],
)
def test_9(gate: Gate, name: str, value: int) -> None:
    gate.says("9.proc")
    gate.drbdsetup((OUTPUTS / f"9-{name}.events2").read_text(), (OUTPUTS / "9-synctarget.json").read_text())
    answer = gate.call("start")
    assert (answer.code, gate.told()) == (SUCCESS, update(value))
    assert ("volume 1: SyncTarget, Inconsistent (37.42% done, 1:01:02 to go)" in answer.errors) == (name == "synctarget")
    assert gate.call("monitor").code == SUCCESS
    assert gate.told() == update(value)


WORLDS: dict[str, tuple[str, Mapping[str, str], str]] = {
    "not loaded": ("", {}, "DRBD is not loaded"),
    "no version": ("version: unknown", {}, "DRBD is not loaded"),
    "9 without an answer": ("version: 9.1.0", {"drbdsetup": "exit 10"}, "drbdsetup does not tell the state of r0"),
    "9 with half an answer": (
        "version: 9.1.0", {"drbdsetup": "echo exists device name:r0 volume:0 disk:UpToDate"}, "no volume is configured",
    ),
    "9 that hangs": ("version: 9.1.0", {"drbdsetup": "sleep 600 & sleep 600"}, "DRBD's tools do not answer"),
    "8.3 without an answer": ("version: 8.3.0 (api:88)", {"drbdadm": "exit 1"}, "no tool of DRBD tells the minors of r0"),
    "8.3 with a strange answer": ("version: 8.3.0 (api:88)", {"drbdadm": "echo minor 0"}, "no tool of DRBD tells the minors of r0"),
    "10": ("version: 10.0.0", {"drbdsetup": "echo '{}'"}, "no volume is configured"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORLDS)
def test_what_is_not_known_is_not_good(gate: Gate, name: str) -> None:
    proc, programs, reason = WORLDS[name]
    if proc:
        gate.proc.write_text(proc + "\n")
    for program, script in programs.items():
        gate.program(program, script)
    answer = gate.call("start", timeout=3)
    assert (answer.code, gate.told()) == (SUCCESS, update(0))
    assert f"r0 may not be promoted here: {reason}" in answer.errors
    assert members(answer.group) == []


def test_attrd_that_comes_back(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    up = gate.home / "up"
    gate.program("attrd_updater", f'echo "$*" >>{gate.home}/told; [ -e {up} ] && exit 0; touch {up}; echo refused >&2; exit 102')
    assert gate.call("start").code == SUCCESS
    assert gate.told() == update(1) * 2


def test_attrd_that_does_not_come_back(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    assert gate.call("start").code == SUCCESS
    gate.program("attrd_updater", "echo refused >&2; exit 102")
    answer = gate.call("monitor", timeout=3)
    assert (answer.code, answer.seconds < 3) == (GENERIC, True)
    assert answer.reason == (
        "drbd_wait_r0 cannot be set to 1, attrd_updater ended with 102 (refused): see whether the cluster runs on this node"
    )
    probe = gate.call("monitor", 0)
    assert (probe.code, probe.seconds < 1) == (GENERIC, True)
    answer = gate.call("stop", timeout=4)
    assert answer.code == SUCCESS
    assert "WARNING: stopped, but the attribute may still be 1: drbd_wait_r0 cannot be set to 0" in answer.errors
    assert REASON not in answer.errors
    assert gate.call("monitor").code == NOT_RUNNING


def test_attrd_that_hangs(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    gate.program("attrd_updater", "sleep 600 & sleep 600")
    answer = gate.call("start", timeout=2)
    assert (answer.code, answer.seconds < 2) == (GENERIC, True)
    assert answer.reason == "attrd_updater did not end in time: see whether pacemaker-attrd hangs"
    assert members(answer.group) == []
    assert gate.call("stop", timeout=4).code == SUCCESS


@pytest.mark.parametrize("missing", ["attrd_updater", "drbdsetup"])
def test_programs_that_are_not_there(gate: Gate, missing: str) -> None:
    gate.says("9.proc")
    (gate.bin / missing).unlink()
    gate.agents.inside = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /usr/sbin; exec "$@"', "sh"]
    assert gate.call("validate-all").code == INSTALLED
    assert gate.call("stop").code == SUCCESS
    assert gate.call("monitor").code == NOT_RUNNING
    if missing == "attrd_updater":
        answer = gate.call("start")
        assert (answer.code, answer.reason) == (
            INSTALLED, "attrd_updater is not installed: install Pacemaker's command line tools",
        )  # fmt: skip


def test_a_directory_that_cannot_be_written(gate: Gate, tmp_path: Path) -> None:
    gate.says("8.4-connected-primary.proc")
    (tmp_path / "file").touch()
    gate.agents.environment["HA_RSCTMP"] = str(tmp_path / "file/sub")
    answer = gate.call("start")
    assert (answer.code, "cannot write to" in answer.reason) == (GENERIC, True)
    assert gate.told() == []
    assert gate.call("stop").code == SUCCESS


def test_block(gate: Gate) -> None:
    gate.says("8.4-synctarget.proc")
    process = gate.agents.begin("drbd-wait", "start", instance="gate:0", drbd_resource="r0", mode="block")
    until(lambda: gate.asked())
    assert gate.told() == []
    assert gate.call("monitor").code == NOT_RUNNING
    gate.says("8.4-synctarget.proc", " 2.1%", "99.9%")
    gate.says("8.4-wfconnection.proc")
    answer = ended(process)
    assert (answer.code, gate.told()) == (SUCCESS, update(1))
    assert "INFO: r0 is waited for: minor 0: SyncTarget, Inconsistent (2.1% done, 0:08:03 to go)\n" in answer.errors
    assert answer.errors.endswith("INFO: r0 may be promoted here: minor 0: UpToDate, WFConnection\n")


def test_block_waits_for_nothing_else(gate: Gate) -> None:
    """As the init script: only a synchronisation towards this node holds it up."""
    gate.says("8.4-diskless-primary.proc")
    assert gate.call("start", mode="block").code == SUCCESS
    assert gate.told() == update(0)


def test_block_ends_with_its_timeout(gate: Gate) -> None:
    gate.says("8.4-synctarget.proc")
    gate.settings(lines=1000)
    answer = gate.call("start", timeout=2, mode="block")
    assert (answer.code, answer.seconds < 2, gate.told()) == (GENERIC, True, [])
    assert answer.reason.startswith("r0 was still synchronising after 2 s: give start a timeout above ")
    assert answer.errors.count("is waited for") == 1
    assert gate.call("monitor").code == NOT_RUNNING


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_block_killed(gate: Gate, number: signal.Signals) -> None:
    gate.says("8.4-synctarget.proc")
    process = gate.agents.begin("drbd-wait", "start", instance="gate:0", drbd_resource="r0", mode="block")
    until(lambda: gate.asked())
    os.killpg(process.pid, number)
    assert ended(process).code == (GENERIC if number == signal.SIGTERM else -signal.SIGKILL)
    assert members(process.pid) == []
    assert gate.call("monitor").code == NOT_RUNNING
    assert gate.told() == []


def test_two_at_once(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    begun = [
        gate.agents.begin("drbd-wait", action, 10, instance="gate:0", drbd_resource="r0")
        for action in ("start", "start", "monitor", "stop", "start", "monitor") * 3
    ]
    assert {ended(process).code for process in begun} <= {SUCCESS, NOT_RUNNING}
    assert gate.call("start").code == SUCCESS
    assert gate.call("monitor").code == SUCCESS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("drbd_resource", ""),
        ("drbd_resource", "all"),
        ("drbd_resource", "-d"),
        ("drbd_resource", "r0 r1"),
        ("drbd_resource", "r0;reboot"),
        ("drbd_resource", "$(reboot)"),
        ("drbd_resource", "r0\nr1"),
        ("drbd_resource", "x" * 5000),
        ("drbd_resource", "\udce9"),
        ("attribute", "a b"),
        ("attribute", "--delete"),
        ("attribute", "x" * 201),
        ("mode", "wait"),
    ],
)
def test_parameters_that_are_none(gate: Gate, name: str, value: str) -> None:
    gate.says("8.4-connected-primary.proc")
    given: dict[str, Any] = {name: value}
    for action in ("start", "monitor", "validate-all"):
        answer = gate.call(action, **given)
        assert (answer.code, f"parameter {name} " in answer.reason) == (CONFIGURED, True)
    assert gate.call("stop", **given).code == SUCCESS
    assert (gate.told(), gate.asked()) == ([], 0)


def test_a_stop_with_unusable_parameters_forgets(gate: Gate) -> None:
    gate.says("8.4-connected-primary.proc")
    assert gate.call("start").code == SUCCESS
    assert gate.told() == update(1)
    assert gate.call("stop", mode="wait", attribute="--delete", drbd_resource="").code == SUCCESS
    assert gate.told() == update(0)
    assert gate.call("monitor").code == NOT_RUNNING
