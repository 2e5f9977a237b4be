"""Rehearsals for real: both generations in user-mode Linux, under real faults, by the command that a user types."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pytest

from ..uml.pair import CACHE, REPOSITORY

pytestmark = pytest.mark.xdist_group("uml")

MARK = "BELONGS_TO_A_REHEARSAL"
HA1TO2 = Path(sys.executable).with_name("ha1to2")
MEMO = [str(REPOSITORY / f"tests/golden/memo-{node}/etc/ha.d") for node in ("web01", "web02")]
FENCED = [str(REPOSITORY / f"tests/rehearsal/trees/fenced/{node}/etc/ha.d") for node in ("north", "south")]
ONE_NIC = [str(REPOSITORY / f"tests/rehearsal/trees/one-nic/{node}/etc/ha.d") for node in ("orion", "lyra")]


def traces() -> set[str]:
    """What a rehearsal could leave on this machine: nodes, interfaces, mounts, loop devices, working directories.

    Its namespaces have no names, and live as long as a process in them does. Those with names, and where they are mounted,
    are those of other tests, which run beside these. Its processes are known by what is in their environment.
    """
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    found = {f"mount {place}" for place in mounted if not place.startswith("/run/netns")}
    found |= {f"interface {path.name}" for path in Path("/sys/class/net").iterdir()}
    for ours in ("ha1to2-rehearsal-*", "ha1to2-list-*"):
        found |= {f"directory {path}" for path in Path("/tmp").glob(ours)}
    found |= {f"loop {path}" for path in Path("/sys/block").glob("loop*/loop/backing_file")}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:
                continue
            if command.startswith(b"/usr/bin/linux.uml") or MARK.encode() in environment:
                found.add(f"process {entry.name}: {command[:200].decode(errors='replace')}")
    return found


@pytest.fixture
def clean() -> Iterator[None]:
    """Nothing more is there afterwards than before."""
    before = traces()
    yield
    end = time.monotonic() + 20
    while traces() - before and time.monotonic() < end:
        time.sleep(0.2)
    assert traces() - before == set()


def command(*words: str) -> list[str]:
    return ["env", f"{MARK}=yes", str(HA1TO2), "rehearse", "--cache", str(CACHE), "--diagnostics", "concise", *words]


def rehearsed(place: Path, trees: Sequence[str], *words: str) -> dict[str, Any]:
    """The results of a rehearsal that succeeds."""
    file = place / "results.json"
    relative = os.path.relpath(CACHE, place)  # as people give it
    done = subprocess.run(
        command("--cache", relative, "--json", str(file), "--logs", str(place / "logs"), *words, *trees),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3000, check=False, cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def read_until(stream: IO[str], words: str) -> None:
    """Reads what a rehearsal says until a line has these words; fails, with all that it said, where none has."""
    said = []
    for line in stream:
        said.append(line)
        if words in line:
            return
    pytest.fail(f"it ended before it said {words!r}:\n" + "".join(said))


@pytest.mark.usefixtures("clean")
def test_the_memo_in_short(tmp_path: Path) -> None:
    wanted = ("--hurry", "2", "--scenario", "mysqld-stopped", "--scenario", "public-network-down")
    results = rehearsed(tmp_path, MEMO, *wanted)
    assert [scenario["name"] for scenario in results["scenarios"]] == ["mysqld-stopped", "public-network-down"]
    for scenario in results["scenarios"]:
        for generation in ("old", "new"):
            (track,) = scenario[generation]["tracks"]
            assert (track["before"], track["after"]) == (["web01"], ["web02"])
            assert track["lost"] == 0
            assert track["takeover"] > 0


@pytest.mark.usefixtures("clean")
def test_two_services_on_one_nic(tmp_path: Path) -> None:
    results = rehearsed(tmp_path, ONE_NIC, "--hurry", "2", "--scenario", "node-killed")
    (scenario,) = results["scenarios"]
    for generation in ("old", "new"):
        assert [track["after"] for track in scenario[generation]["tracks"]] == [["lyra"], ["lyra"]]
        assert [track["before"] for track in scenario[generation]["tracks"]] == [["orion"], ["lyra"]]


@pytest.mark.usefixtures("clean")
def test_the_node_that_is_cut_off_is_shot(tmp_path: Path) -> None:
    """By Heartbeat's own plugin and by Pacemaker's agent; it takes part again, and there was no split brain."""
    results = rehearsed(tmp_path, FENCED, "--hurry", "2", "--scenario", "cut-off-and-shot")
    (scenario,) = results["scenarios"]
    for generation in ("old", "new"):
        (track,) = scenario[generation]["tracks"]
        assert (track["before"], track["after"], track["lost"]) == (["north"], ["south"], 0)
        marks = [mark["text"] for mark in scenario[generation]["marks"]]
        assert marks.index("its board switches north off") < marks.index("its board switches north on")


@pytest.mark.usefixtures("clean")
def test_the_runbook_there_and_back(tmp_path: Path) -> None:
    results = rehearsed(tmp_path, MEMO, "--new", "--hurry", "2", "--scenario", "way-back")
    ((track,),) = [scenario["new"]["tracks"] for scenario in results["scenarios"]]
    assert (track["before"], track["after"], track["lost"]) == (["web01"], ["web01"], 0)
    assert track["outage"] > 0


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted(tmp_path: Path, number: signal.Signals) -> None:
    before = set(Path("/tmp").glob("ha1to2-rehearsal-*"))
    with subprocess.Popen(
        command("--scenario", "node-killed", *MEMO), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stderr
        read_until(process.stderr, "declared equal")  # both nodes run by now
        second = subprocess.run(command(*MEMO), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
        assert second.returncode == 1
        assert f"another rehearsal is running (process {process.pid})" in second.stderr
        assert second.stdout == ""
        process.send_signal(number)
        process.stderr.read()
        assert process.wait(60) != 0
    if number == signal.SIGKILL:  # nobody was left to remove it
        for left in set(Path("/tmp").glob("ha1to2-rehearsal-*")) - before:
            subprocess.run(["rm", "-rf", str(left)], check=True)


@pytest.mark.usefixtures("clean")
def test_what_was_seen_till_the_end_is_told(tmp_path: Path) -> None:
    words = ("--new", "--hurry", "3", "--json", "results.json", "--scenario", "node-killed", "--scenario", "maintenance")
    with subprocess.Popen(
        command(*words, *MEMO),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
    ) as process:  # fmt: skip
        assert process.stderr
        assert process.stdout
        read_until(process.stderr, "[2/2]")
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        table = process.stdout.read()
        assert process.wait(60) == 128 + signal.SIGINT
    assert table.rstrip().endswith("1 scenario: all as expected; ended by SIGINT before all was played")
    results = json.loads((tmp_path / "results.json").read_text())
    assert (results["ended"], results["succeeded"]) == (signal.SIGINT, False)
    assert [scenario["name"] for scenario in results["scenarios"]] == ["node-killed"]


@pytest.mark.parametrize("words", [("--json", "/proc/no/results.json"), ("--report", "/proc/no"), ("--report", "/dev/null")])
def test_results_that_could_not_be_written_are_not_played_for(words: tuple[str, str]) -> None:
    done = subprocess.run(
        command(*words, *MEMO), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"ha1to2: cannot write the results to {words[1].removesuffix('/results.json')}: ")
    assert done.stderr.count("\n") == 1


def test_without_root() -> None:
    words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *command(*MEMO)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "ha1to2: networks and namespaces are made by root: run it with sudo" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_tun_or_on_another_machine() -> None:
    """In a mount namespace without /dev/net, and where uname says so."""
    hidden = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /dev/net && exec setarch i686 "$@"', "sh", *command(*MEMO)]
    done = subprocess.run(hidden, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "user-mode Linux runs on x86_64, and this machine is i686: use another one" in done.stderr
    assert "there is no /dev/net/tun, by which the nodes reach their networks: modprobe tun" in done.stderr


def test_a_scenario_that_is_not_there() -> None:
    words = command("--scenario", "earthquake", *MEMO)
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))
    assert done.returncode == 2
    assert "there is no scenario 'earthquake'; --list shows them" in done.stderr
