"""One user-mode Linux node: what it is made of, how commands get into it, and how its power ends."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import MachineError
from .namespace import Namespace, end, processor_seconds

COMMAND_PORT = 2222
BOOT_SECONDS = 90.0


@dataclass(frozen=True)
class Result:
    """How a command in a node ended: its exit code (None: ended at its timeout) and what it printed."""

    status: int | None
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Nic:
    """A NIC: the bed's network that it is plugged into, and its address with prefix, or none."""

    network: str
    address: str = ""


@dataclass(frozen=True)
class NodeSpec:
    """What a node is made of. ``disks``: sizes in MiB of /dev/ubda, /dev/ubdb, …; ``boot``: shell text, run before it is up.

    ``system``: size in MiB of the disk that keeps what the node writes into its own files; 0: they are lost with the node.
    """

    name: str
    nics: Mapping[str, Nic]
    disks: Sequence[int] = ()
    memory: str = "512M"
    boot: str = ""
    system: int = 0
    mounts: Mapping[str, Path] = field(default_factory=dict)  # directories of the host, seen at these places


class Node:
    """A running node. Made by Bed.boot."""

    def __init__(
        self, around: Namespace, spec: NodeSpec, command_address: str, place: Path, process: subprocess.Popen[bytes]
    ) -> None:
        self.name = spec.name
        self.spec = spec
        self.place = place
        self._around = around
        self._address = command_address
        self._process = process

    def run(self, command: str, timeout: float = 60.0, check: bool = True) -> Result:
        """Run shell text in the node, ended there after ``timeout`` seconds. ``check``: another exit code than 0 raises.

        Raises MachineError, also where the node does not answer.
        """
        try:
            answer = self._ask(command, timeout)
        except (OSError, ValueError) as problem:
            raise MachineError(f"{self.name} does not answer ({problem}): {command}") from None
        if check and answer.status != 0:
            raise MachineError(f"{self.name}: status {answer.status} of: {command}\n{answer.stdout}{answer.stderr}")
        return answer

    def poll(self, command: str, until: Callable[[str], bool], timeout: float = 60.0, every: float = 0.3) -> str:
        """Repeat a command until ``until`` is satisfied with what it prints; MachineError after ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while True:
            text = self.run(command, check=False).stdout
            if until(text):
                return text
            if time.monotonic() > end:
                raise MachineError(f"{self.name}: still not so after {timeout:.0f} s: {command}\n{text}")
            time.sleep(every)

    def console(self) -> str:
        """All that the node's kernel and init printed."""
        return (self.place / "console").read_text(errors="replace")

    def kill(self) -> None:
        """The power cord pulled: the node is gone at once, nothing is written back."""
        end(self._process)

    def power_off(self, timeout: float = 30.0) -> None:
        """An orderly end of the machine itself: all is written back. What runs in it must have been stopped before."""
        # sync, mount read-only, power off: there is no init that would do it
        last = "".join(f"sleep 0.3; echo {key} >/proc/sysrq-trigger; " for key in "suo")
        self.run(f"sync; ({last}) >/dev/null 2>&1 &")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        self.kill()

    def lose_system(self) -> None:
        """What the node wrote into its own files is gone. Its machine must be off, and has an empty disk for them when it boots."""
        (self.place / "system").unlink()

    @property
    def is_alive(self) -> bool:
        """Whether the machine itself runs."""
        return self._process.poll() is None

    def wait_up(self, timeout: float = BOOT_SECONDS) -> None:
        """Until the node answers commands."""
        end = time.monotonic() + timeout
        while True:
            try:
                # A node that is still booting loses the first packet of a connection, and TCP tries again ever more rarely.
                self._ask("true", 10, patience=2)
                return
            except (OSError, ValueError) as problem:
                why = self._why_down()
                if not why and time.monotonic() > end:
                    used = processor_seconds(self._process)
                    why = f"no answer in {timeout:.0f} s, of which it used {used:.1f} s of a processor; at last: {problem}"
                if why:
                    raise MachineError(f"{self.name} did not come up ({why}):\n{self.console()[-3000:]}") from None
            time.sleep(0.1)

    def _why_down(self) -> str:
        """Why this machine will never answer; empty where it still may."""
        status = self._process.poll()
        if status is not None:
            return f"its machine ended with status {status}"
        return "its kernel panicked" if "Kernel panic" in self.console() else ""

    def shell(self) -> None:
        """A shell in the node on this process' terminal, until it ends."""
        size = shutil.get_terminal_size()
        with self._around.socket() as channel, _raw_terminal():
            channel.connect((self._address, COMMAND_PORT))
            channel.sendall(json.dumps({"shell": [size.lines, size.columns]}).encode() + b"\n")
            while True:
                ready, _, _ = select.select([channel, sys.stdin], [], [])
                if channel in ready:
                    data = channel.recv(65536)
                    if not data:
                        return
                    os.write(1, data)
                if sys.stdin in ready:
                    channel.sendall(os.read(0, 65536))

    def _ask(self, command: str, timeout: float, patience: float | None = None) -> Result:
        """`patience`: seconds for which the connection may take; as long as the answer, where none are given."""
        request = json.dumps({"command": command, "timeout": timeout}).encode() + b"\n"
        with self._around.channel() as channel:
            channel.settimeout(patience or timeout + 30)
            channel.connect((self._address, COMMAND_PORT))
            channel.settimeout(timeout + 30)
            channel.sendall(request)
            with channel.makefile("rb") as answer:
                return Result(**json.loads(answer.readline()))


@contextlib.contextmanager
def _raw_terminal() -> Iterator[None]:
    """Keys go to the node as they are, Ctrl-C among them."""
    before = termios.tcgetattr(0)
    try:
        tty.setraw(0)
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
