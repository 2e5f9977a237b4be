"""The bed itself: what it starts it ends, also when its process is killed."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ha1to2.rehearsal.machines import MachineError
from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.image import ready_image
from ha1to2.rehearsal.machines.node import Nic, NodeSpec

from .pair import CACHE

pytestmark = pytest.mark.xdist_group("uml")


def of_bed(place: Path) -> list[int]:
    """The processes whose command line names this bed's directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if str(place).encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def await_the_end(place: Path) -> None:
    """The kernel takes a moment to end the processes of a namespace."""
    end = time.monotonic() + 10
    while of_bed(place) and time.monotonic() < end:
        time.sleep(0.05)
    assert of_bed(place) == []


def test_a_command_in_a_node(bed: Bed) -> None:
    node = bed.boot(NodeSpec("alone", {"eth0": Nic("public", "10.0.13.9/24")}))
    node.wait_up()
    answer = node.run("hostname; ip -br addr show eth0; echo two >&2; exit 3", check=False)
    assert answer.status == 3
    assert answer.stdout.split()[0] == "alone"
    assert "10.0.13.9/24" in answer.stdout
    assert answer.stderr == "two\n"
    with pytest.raises(MachineError, match="status 1 of: false"):
        node.run("false")
    slow = node.run("sleep 600 & echo begun; sleep 600", timeout=1, check=False)
    assert (slow.status, slow.stdout) == (None, "begun\n")
    assert node.poll("pgrep sleep", lambda text: not text, timeout=10) == ""
    node.kill()
    await_the_end(node.place)


def why_not_up(bed: Bed, name: str, boot: str, seconds: float = 60) -> str:
    """What is said of a node that does not come up, in one line."""
    node = bed.boot(NodeSpec(name, {}, boot=boot))
    with pytest.raises(MachineError) as caught:
        node.wait_up(seconds)
    node.kill()
    return " ".join(str(caught.value).split())


def test_a_node_that_does_not_come_up(bed: Bed) -> None:
    """How far it came, and whether it has ended."""
    hangs = why_not_up(bed, "hangs", "sleep 600", 15)
    found = re.search(r"did not come up \(no answer in 15 s, of which it used (\d+\.\d) s of a processor; at last: .+\)", hangs)
    assert found is not None, hangs
    assert 0 < float(found[1]) < 15
    assert "its files are there" in hangs
    assert "it is set up" not in hangs
    ends = why_not_up(bed, "ends", "echo o >/proc/sysrq-trigger; sleep 600")
    assert ends.startswith("ends did not come up (its machine ended with status 0):"), ends
    panics = why_not_up(bed, "panics", "exit 1")
    assert panics.startswith("panics did not come up (its "), panics
    assert "Kernel panic" in panics


def test_a_node_boots_again(bed: Bed) -> None:
    """With what it wrote, and its kernel does not take itself for one that runs already."""
    spec = NodeSpec("again", {}, system=64)
    for expected in ("", "kept\n"):
        node = bed.boot(spec)
        node.wait_up()
        assert node.run("cat /root/word", check=False).stdout == expected
        assert "umid" not in node.console()
        node.run("echo kept >/root/word; sync")
        node.kill()


BED_IN_A_PROCESS = """
import signal, sys
from pathlib import Path
from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.node import NodeSpec
from ha1to2.rehearsal.machines.image import ready_image
signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts the tests in the background has it ignored
with Bed(Path(sys.argv[2]), ready_image(Path(sys.argv[1]))) as bed:
    bed.boot(NodeSpec("doomed", {})).wait_up()
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_behind(tmp_path: Path, number: signal.Signals) -> None:
    ready_image(CACHE)
    command = [sys.executable, "-c", BED_IN_A_PROCESS, str(CACHE), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        assert len(of_bed(tmp_path)) > 1
        process.send_signal(number)
        process.wait(30)
    await_the_end(tmp_path)
