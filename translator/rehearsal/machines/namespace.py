"""A network and PID namespace that ends with this process, and with it all that runs there.

A holder process (``cat`` on a pipe from us) is process 1 in it. When we end, however we end, the pipe closes, the holder ends, and
the kernel ends all processes of the namespace and removes its bridges and taps: nothing is left that a later run could trip over.
Needs root, iproute2 and util-linux.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from . import MachineError

CLONE_NEWNET = 0x40000000

_Self = TypeVar("_Self", bound="Namespace")


class Namespace:
    """A context manager that leaves nothing behind."""

    def __init__(self) -> None:
        self.gone = threading.Event()
        """Set when it is being taken down, from whichever thread: whoever waits for something in it waits in vain."""
        self._channels: set[socket.socket] = set()
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--pid", "--fork", "--kill-child", "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._inside = _first_child(self._holder)
        self.ip("link set lo up")

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def entering(self, *kinds: str) -> list[str]:
        """The words before a command that is to run there; `kinds` are nsenter's options, such as ``--net``."""
        return ["nsenter", "--target", str(self._inside), *kinds, "--"]

    def spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """A program of the host, there; it ends with the namespace, and `end` ends it before."""
        return subprocess.Popen(
            [*self.entering("--net", "--pid"), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ip(self, arguments: str) -> None:
        """One call of ip(8) there. Raises MachineError where it fails."""
        done = subprocess.run(
            [*self.entering("--net"), "ip", *arguments.split()],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise MachineError(f"ip {arguments}: {done.stderr.strip()}")

    @contextlib.contextmanager
    def channel(self) -> Iterator[socket.socket]:
        """A socket there that ends with the namespace, whatever it waits for."""
        with self.socket() as made:
            self._channels.add(made)
            try:
                yield made
            finally:
                self._channels.discard(made)

    def socket(self) -> socket.socket:
        """A TCP socket that lives there: made by a thread that goes there and ends."""
        made: list[socket.socket | OSError] = []
        thread = threading.Thread(target=_socket_in, args=(f"/proc/{self._inside}/ns/net", made))
        thread.start()
        thread.join()
        (first,) = made
        if isinstance(first, OSError):
            raise first
        return first

    def hang_up(self) -> None:
        """Whoever waits for something there waits no longer."""
        self.gone.set()
        for channel in list(self._channels):
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End all that runs there, and the namespace with it."""
        self.hang_up()
        assert self._holder.stdin is not None
        self._holder.stdin.close()
        try:
            self._holder.wait(10)
        except subprocess.TimeoutExpired:
            self._holder.kill()
            self._holder.wait(10)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process with all that it started."""
    for pid in reversed(_descendants(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(60)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What a process and all that it started have used of the processors till now (proc(5), stat: utime and stime)."""
    ticks = 0
    for pid in [process.pid, *_descendants(process.pid)]:
        with contextlib.suppress(OSError):
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    todo = [pid]
    while todo:
        with contextlib.suppress(OSError):
            for child in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
                children = [int(word) for word in child.read_text().split()]
                found += children
                todo += children
    return found


def _first_child(process: subprocess.Popen[bytes]) -> int:
    end = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < end:
        children = _descendants(process.pid)
        if children:
            return children[0]
        time.sleep(0.01)
    process.kill()
    raise MachineError("no new namespaces can be made here: this needs root")


def _socket_in(namespace: str, made: list[socket.socket | OSError]) -> None:
    """Run by a thread of its own: setns changes the calling thread alone."""
    try:
        descriptor = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC)
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.setns(descriptor, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            made.append(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        finally:
            os.close(descriptor)
    except OSError as error:
        made.append(error)
