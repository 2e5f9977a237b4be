"""Calls agents as Pacemaker does: own process group, parameters in the environment, both outputs in pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

REASON = "ocf-exit-reason:"
SUCCESS, GENERIC, ARGS, UNIMPLEMENTED, PERM, INSTALLED, CONFIGURED, NOT_RUNNING = range(8)


class Result(NamedTuple):
    """How a call ended: return code, what it printed, the seconds that it took and its process group."""

    code: int
    output: str
    errors: str
    seconds: float
    group: int

    @property
    def reason(self) -> str:
        """The exit reason, empty where it gave none; a second one would be a fault."""
        lines = [line[len(REASON) :] for line in self.errors.splitlines() if line.startswith(REASON)]
        assert len(lines) <= 1
        return lines[0] if lines else ""


class Agents:
    """The agents below one OCF_ROOT. `inside` is put before each command, such as `ip netns exec NAME`."""

    def __init__(self, ocf_root: Path, rsctmp: Path) -> None:
        self.ocf_root = ocf_root
        self.rsctmp = rsctmp
        self.inside: list[str] = []
        self.environment: dict[str, str] = {}
        self.interpreter: list[str] = []

    def path(self, agent: str) -> Path:
        return self.ocf_root / "resource.d/ha1to2" / agent

    def begin(
        self, agent: str, action: str, interval: int | None = None, timeout: float = 20, /, instance: str = "rsc", **parameters: str
    ) -> subprocess.Popen[str]:
        """Starts the action; `interval` in seconds, 0 for a probe, None where the cluster says nothing of it; `timeout` in seconds.

        By their places: any name may be that of a parameter.
        """
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "OCF_ROOT": str(self.ocf_root),
            "OCF_RA_VERSION_MAJOR": "1",
            "OCF_RESOURCE_INSTANCE": instance,
            "OCF_RESKEY_CRM_meta_timeout": str(int(timeout * 1000)),
            "HA_RSCTMP": str(self.rsctmp),
            **self.environment,
            **{f"OCF_RESKEY_{name}": value for name, value in parameters.items()},
        }
        if interval is not None:
            environment["OCF_RESKEY_CRM_meta_interval"] = str(interval * 1000)
        return subprocess.Popen(
            [*self.inside, *self.interpreter, str(self.path(agent)), action],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def call(
        self, agent: str, action: str, interval: int | None = None, timeout: float = 20, /, instance: str = "rsc", **parameters: str
    ) -> Result:
        """Runs the action to its end. A traceback fails the test, whatever the test is about."""
        return ended(self.begin(agent, action, interval, timeout, instance, **parameters))


def ended(process: subprocess.Popen[str], patience: float = 60) -> Result:
    """The result of a call that was begun; what a daemon that it started still holds open is not waited for."""
    started = time.monotonic()
    process.wait(patience)
    seconds = time.monotonic() - started
    output, errors = (_available(stream.fileno()) for stream in (process.stdout, process.stderr) if stream)
    assert "Traceback" not in errors
    return Result(process.returncode, output, errors, seconds, process.pid)


def members(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@contextmanager
def namespace(purpose: str) -> Iterator[str]:
    """The name of a network namespace that is there for as long as the `with`."""
    name = f"ha1to2-{purpose}-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        yield name
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)


def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Polls until it is true."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "it did not come true in time"
        time.sleep(0.01)


def end_group(group: int) -> None:
    """Ends what a test started itself."""
    for pid in members(group):
        os.kill(pid, signal.SIGKILL)


def _available(fd: int) -> str:
    os.set_blocking(fd, False)
    data = b""
    try:
        while True:
            more = os.read(fd, 65536)
            if not more:
                break
            data += more
    except BlockingIOError:
        pass
    return data.decode("utf-8", "replace")
