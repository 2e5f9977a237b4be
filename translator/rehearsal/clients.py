"""The clients outside: each writes numbers to one service all the time, and notes each number that it saw acknowledged.

Where the service has a database a number is a committed row; else a line in a file on its file system, on the disk before the
answer; a service of addresses alone just answers. Whoever answers says which node it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from .blueprint import Service
from .furnishing import NOTARY_PORT
from .machines.bed import Bed
from .machines.namespace import end

PAUSE = 0.2
"""Seconds between two writes, and after one that failed."""
PATIENCE = 1.5
"""Seconds after which a write without an answer is taken for lost."""
DATABASE_USER = "rehearsal"
TABLE = "rehearsal.numbers"
CREATE = f"""
CREATE DATABASE rehearsal; CREATE TABLE {TABLE} (n BIGINT PRIMARY KEY) ENGINE=InnoDB;
CREATE USER '{DATABASE_USER}'@'%'; GRANT ALL ON rehearsal.* TO '{DATABASE_USER}'@'%'; FLUSH PRIVILEGES;
"""


class Acknowledged(NamedTuple):
    """A number that was acknowledged, when (time.monotonic), and by which node."""

    number: int
    at: float
    node: str


class Refused(Exception):
    """The service did not take the write, or not in time."""


class Channel(Protocol):
    """One way to write and to read back. Each call raises Refused, and the next one starts afresh."""

    def write(self, number: int) -> str:
        """The node that took the number."""

    def read(self) -> set[int] | None:
        """All numbers that are there; None where the service keeps none."""

    def close(self) -> None:
        """Ends what is open."""


class Client:
    """A thread that writes to one service from `start` to `stop`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.acknowledged: list[Acknowledged] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(30)

    def latest(self) -> Acknowledged | None:
        return self.acknowledged[-1] if self.acknowledged else None

    def missing(self, patience: float = 20.0) -> set[int] | None:
        """The acknowledged numbers that are not there any more; None where nobody could be asked within `patience` seconds."""
        give_up = time.monotonic() + patience
        while True:
            try:
                kept = self._channel.read()
                return set() if kept is None else {each.number for each in self.acknowledged} - kept
            except Refused:
                if time.monotonic() > give_up:
                    return None
                time.sleep(PAUSE)
            finally:
                self._channel.close()

    def _run(self) -> None:
        # Numbers go on where time does: those of an earlier run on the same disks are never used again.
        number = int(time.time() * 1000)
        while not self._stopping.wait(PAUSE):
            number += 1
            with contextlib.suppress(Refused):
                node = self._channel.write(number)
                self.acknowledged.append(Acknowledged(number, time.monotonic(), node))
        self._channel.close()


class DatabaseChannel:
    """Through Debian's own client, from the nodes' image; a connection stays open as long as it answers."""

    def __init__(self, bed: Bed, root: Path, address: str, port: int) -> None:
        self._bed = bed
        options = ["--no-defaults", "--protocol=tcp", f"--host={address}", f"--port={port}", f"--user={DATABASE_USER}"]
        options += ["--connect-timeout=2", "--batch", "--skip-column-names", "--unbuffered", "--skip-reconnect", "--skip-ssl"]
        self._command = ["chroot", str(root), "/usr/bin/mariadb", *options]
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def write(self, number: int) -> str:
        self._say(f"INSERT INTO {TABLE} VALUES ({number}); SELECT {number}, @@hostname;\n")
        words = self._line(time.monotonic() + PATIENCE).split("\t")
        if len(words) != 2 or words[0] != str(number):
            self.close()
            raise Refused
        return words[1]

    def read(self) -> set[int] | None:
        self._say(f"SELECT n FROM {TABLE}; SELECT 'end';\n")
        give_up, kept = time.monotonic() + 20, set()
        while (line := self._line(give_up)) != "end":
            kept.add(int(line))
        return kept

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process, self._rest = None, b""

    def _say(self, text: str) -> None:
        if self._process is None:
            self._process = self._bed.spawn(self._command)
        assert self._process.stdin
        try:
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()
        except OSError:
            self.close()
            raise Refused from None

    def _line(self, give_up: float) -> str:
        assert self._process
        assert self._process.stdout
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self._process.stdout], [], [], max(0.0, give_up - time.monotonic()))
            more = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            if not more:
                self.close()
                raise Refused
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


class NotaryChannel:
    """Through the notary that runs on both nodes (guest/notary.py)."""

    def __init__(self, bed: Bed, address: str, directory: str | None) -> None:
        self._bed = bed
        self._address = address
        self._directory = directory

    def write(self, number: int) -> str:
        wanted = {"number": number, "directory": self._directory} if self._directory else {}
        return str(self._ask(wanted)["node"])

    def read(self) -> set[int] | None:
        if self._directory is None:
            return None
        numbers = self._ask({"directory": self._directory}, 20)["numbers"]
        assert isinstance(numbers, list)
        return set(numbers)

    def close(self) -> None:
        """Each question has a connection of its own."""

    def _ask(self, request: dict[str, object], patience: float = PATIENCE) -> dict[str, object]:
        try:
            with self._bed.socket() as channel:
                channel.settimeout(patience)
                channel.connect((self._address, NOTARY_PORT))
                channel.sendall(json.dumps(request).encode() + b"\n")
                with channel.makefile("rb") as answers:
                    answer = json.loads(answers.readline())
        except (OSError, ValueError):
            raise Refused from None
        if "error" in answer:
            raise Refused
        found: dict[str, object] = answer
        return found


def channel_to(service: Service, bed: Bed, root: Path) -> Channel:
    """The way that a service's clients go."""
    address = service.address.ip
    if service.database is not None:
        return DatabaseChannel(bed, root, address, service.database.port)
    directories: Sequence[str] = [mount.directory for mount in service.mounts]
    return NotaryChannel(bed, address, directories[0] if directories else None)
