"""Two real corosync daemons side by side on one machine, in namespaces that vanish with this process.

A node is a holder (`cat` on a pipe from us) that is process 1 of namespaces of its own: processes, network, mounts, host name,
IPC. It sees a fresh tmpfs where corosync keeps state, so that nothing of the machine's own corosync is touched or seen. When we
end, however we end, the pipe closes, the holder ends, and the kernel ends all its processes and removes its interfaces. Needs
root, and the packages corosync, iproute2 and util-linux.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

COROSYNC = "/usr/sbin/corosync"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 60.0
"""Seconds that anything may take on a slow machine where its time is not the claim."""

_HOLDER = """
set -e
for place in /run /dev/shm /var/lib/corosync /var/log /etc/corosync; do
    mount -t tmpfs tmpfs "$place"
done
mkdir -m 1777 /run/lock
hostname "$1"
printf '%s' "$2" >/run/hosts
mount --bind /run/hosts /etc/hosts
ip link set lo up
echo ready
exec cat >/dev/null
"""

_MEMBER = re.compile(r"^\s*(\d+)\s+\d+\s+\S+(?: \(local\))?\s*$", re.MULTILINE)
_FORMED = re.compile(r"^(\w{3} \d\d \d\d:\d\d:\d\d(?:\.\d+)?) .*\[QUORUM\] Members\[(\d+)\]: ([\d ]*)$", re.MULTILINE)


class Node:
    """A machine of the bed. Its clock is the host's, its host name and addresses are its own."""

    def __init__(self, name: str, hosts: str = "") -> None:
        self.name = name
        self._process = subprocess.Popen(
            ["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--mount-proc", "--kill-child",
             "sh", "-c", _HOLDER, "holder", name, f"127.0.0.1 localhost\n::1 localhost\n{hosts}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PATH": PATH},
        )  # fmt: skip
        assert self._process.stdout
        if self._process.stdout.readline() != b"ready\n":
            self.kill()
            assert self._process.stderr
            raise RuntimeError(f"no new namespaces can be made here: {self._process.stderr.read().decode(errors='replace')}")
        self.pid = _first_child(self._process.pid)

    def run(self, *words: str, check: bool = True, stdin: bytes = b"") -> str:
        """What a command in the node prints, stderr behind stdout."""
        done = subprocess.run(
            ["nsenter", "-t", str(self.pid), "-n", "-m", "-u", "-i", "-p", "--", *words],
            input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False, env={"PATH": PATH},
        )  # fmt: skip
        text = done.stdout.decode(errors="replace")
        assert done.returncode == 0 or not check, (self.name, words, done.returncode, text, self.log())
        return text

    def write(self, path: str, content: bytes) -> None:
        self.run("sh", "-c", 'umask 077; cat >"$1"', "sh", path, stdin=content)

    def key(self) -> bytes:
        """A fresh key, as the administrator makes it."""
        self.run("corosync-keygen", "-k", "/etc/corosync/authkey")
        return Path(f"/proc/{self.pid}/root/etc/corosync/authkey").read_bytes()

    def start(self, conf: bytes, key: bytes) -> None:
        """corosync as a daemon, from its usual files; back when it answers."""
        self.write("/etc/corosync/corosync.conf", conf)
        self.write("/etc/corosync/authkey", key)
        self.run(COROSYNC)
        self.wait(lambda: "Quorate" in self.quorum(), "corosync answers")

    def quorum(self) -> str:
        return self.run("corosync-quorumtool", "-s", check=False)

    def members(self) -> set[int]:
        """The nodes of the present membership, by number."""
        return {int(number) for number in _MEMBER.findall(self.quorum())}

    def is_quorate(self) -> bool:
        return bool(re.search(r"^Quorate:\s+Yes$", self.quorum(), re.MULTILINE))

    def links(self) -> list[bool]:
        """For each link: is the peer connected over it."""
        text = self.run("corosync-cmapctl", "-m", "stats", check=False)
        found = re.findall(r"^stats\.knet\.node(\d+)\.link(\d+)\.connected \(u8\) = (\d)$", text, re.MULTILINE)
        mine = self.run("corosync-cmapctl", "-g", "runtime.votequorum.this_node_id", check=False).split()[-1]
        return [up == "1" for node, link, up in sorted(found) if node != mine]

    def setting(self, key: str) -> int:
        """A number out of corosync's running configuration."""
        return int(self.run("corosync-cmapctl", "-g", key).split()[-1])

    def log(self) -> str:
        if self._process.poll() is not None or not hasattr(self, "pid"):
            return ""
        logs = Path(f"/proc/{self.pid}/root/var/log")
        with contextlib.suppress(OSError):
            return "".join(path.read_text(errors="replace") for path in sorted(logs.glob("*")) if path.is_file())
        return ""

    def memberships(self) -> list[tuple[float, set[int]]]:
        """Each membership that corosync has formed, and when (seconds since the epoch), by its own log."""
        year = time.localtime().tm_year
        return [
            (_moment(f"{year} {stamp}"), {int(number) for number in numbers.split()})
            for stamp, _, numbers in _FORMED.findall(self.log())
        ]

    def signal(self, number: signal.Signals) -> None:
        """A signal to the node's corosync alone."""
        self.run("sh", "-c", f'kill -{number.value} "$(cat /run/corosync.pid)"')

    def wait(self, condition: Callable[[], bool], what: str, timeout: float = PATIENCE) -> float:
        """Until the condition holds; the seconds that it took."""
        start = time.monotonic()
        while not condition():
            if time.monotonic() - start > timeout:
                raise AssertionError(f"{self.name}: not within {timeout:.0f} s: {what}\n{self.quorum()}\n{self.log()[-6000:]}")
            time.sleep(0.05)
        return time.monotonic() - start

    def kill(self) -> float:
        """The power cord pulled: all processes and interfaces of the node are gone. When that was, in seconds since the epoch."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(getattr(self, "pid", self._process.pid), signal.SIGKILL)
        moment = time.time()
        self._process.kill()
        self._process.wait(PATIENCE)
        return moment


class Bed:
    """Nodes, by name, and the wires between each two."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def __enter__(self) -> Bed:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for node in self.nodes:
            node.kill()

    def node(self, name: str, hosts: str = "") -> Node:
        self.nodes.append(Node(name, hosts))
        return self.nodes[-1]

    def wire(self, one: Node, other: Node, device: str, addresses: Sequence[str], of_other: str | None = None) -> None:
        """A cable: an interface on each node, with its address and prefix."""
        peer = of_other or device
        subprocess.run(
            ["ip", "link", "add", device, "netns", str(one.pid), "type", "veth", "peer", "name", peer, "netns", str(other.pid)],
            check=True, timeout=PATIENCE,
        )  # fmt: skip
        for node, name, address in ((one, device, addresses[0]), (other, peer, addresses[1])):
            node.run("ip", "address", "add", address, "dev", name, *(["nodad"] if ":" in address else []))
            node.run("ip", "link", "set", name, "up")


def pair(bed: Bed, names: Sequence[str], wires: Mapping[str, Sequence[str]], hosts: str = "") -> tuple[Node, Node]:
    """Two nodes with wires between them: interface -> the address, with its prefix, of each."""
    one, other = (bed.node(name, hosts) for name in names)
    for device, addresses in wires.items():
        bed.wire(one, other, device, addresses)
    return one, other


def missing() -> list[str]:
    """What the machine lacks to make a bed; the tests say so instead of failing in the dark."""
    return [name for name in ("corosync", "ip", "nsenter", "unshare") if shutil.which(name, path=PATH) is None]


def _moment(text: str) -> float:
    form = "%Y %b %d %H:%M:%S.%f" if "." in text else "%Y %b %d %H:%M:%S"
    return datetime.strptime(text, form).timestamp()


def _first_child(pid: int) -> int:
    """The first child of a process: process 1 of the namespace that `unshare --fork` made."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                return int(stat.parent.name)
    raise RuntimeError("the holder of the namespaces is gone")
