"""A bed of user-mode Linux nodes: networks, disks and a command channel, in namespaces that vanish with this process.

A holder process (``cat`` on a pipe from us) is process 1 of a PID and network namespace; everything else of the bed runs inside.
When we end, however we end, the pipe closes, the holder ends, and the kernel ends all its processes and removes its bridges and
taps: nothing is left that a later run could trip over. Needs root, /dev/net/tun, and the packages user-mode-linux, mmdebstrap,
iproute2, util-linux and a C compiler.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from .image import HERE, KERNEL, Image

COMMAND_NETWORK = "rac"
COMMAND_SUBNETS = ("192.168.222", "172.31.222", "10.222.222")
"""Where the commands travel: the first of these /24 that has nothing to do with the nodes' own networks."""
COMMAND_PORT = 2222
CLONE_NEWNET = 0x40000000
BOOT_SECONDS = 90.0


class MachineError(Exception):
    """Something in the bed is not as it must be for what comes next; the message says what, with the node's own words."""


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

    def __init__(self, bed: Bed, spec: NodeSpec, command_address: str, place: Path, process: subprocess.Popen[bytes]) -> None:
        self.name = spec.name
        self.spec = spec
        self.place = place
        self._bed = bed
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
            except (OSError, ValueError):
                over = time.monotonic() > end or self._process.poll() is not None or "Kernel panic" in self.console()
                if over:
                    raise MachineError(f"{self.name} did not come up:\n{self.console()[-3000:]}") from None
            time.sleep(0.1)

    def shell(self) -> None:
        """A shell in the node on this process' terminal, until it ends."""
        size = shutil.get_terminal_size()
        with self._bed.socket() as channel, _raw_terminal():
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
        with self._bed.channel() as channel:
            channel.settimeout(patience or timeout + 30)
            channel.connect((self._address, COMMAND_PORT))
            channel.settimeout(timeout + 30)
            channel.sendall(request)
            with channel.makefile("rb") as answer:
                return Result(**json.loads(answer.readline()))


class Bed:
    """Networks and nodes; a context manager that leaves nothing behind."""

    def __init__(self, place: Path, image: Image, subnet: str = COMMAND_SUBNETS[0], first_processor: int = 0) -> None:
        """`first_processor`: where the first node runs, by number; the others run on those after it."""
        self.place = place
        self.image = image
        self._subnet = subnet
        self._first_processor = first_processor
        self.nodes: dict[str, Node] = {}
        self.gone = threading.Event()
        """Set when the bed is being taken down, from whichever thread: whoever waits for a node of it waits in vain."""
        self._channels: set[socket.socket] = set()
        self._booting = threading.Lock()
        self._networks: set[str] = set()
        self._taps: dict[tuple[str, str], str] = {}
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--pid", "--fork", "--kill-child", "cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._inside = _first_child(self._holder)
        self.ip("link set lo up")
        self.network(COMMAND_NETWORK)
        self.ip(f"addr add {subnet}.1/24 dev {COMMAND_NETWORK}")

    def __enter__(self) -> Bed:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def boot(self, spec: NodeSpec) -> Node:
        """Start a node; up some seconds later (Node.wait_up). A killed node boots again by its name, with its disks. One that runs
        goes on as it is."""
        with self._booting:
            running = self.nodes.get(spec.name)
            return running if running is not None and running.is_alive else self._start(spec)

    def _start(self, spec: NodeSpec) -> Node:
        place = self.place / spec.name
        place.mkdir(exist_ok=True)
        number = list(self.nodes).index(spec.name) if spec.name in self.nodes else len(self.nodes)
        command = [
            *("nsenter", "--target", str(self._inside), "--net", "--pid", "--", "unshare", "--pid", "--fork", "--kill-child"),
            # A node has one processor. Kept on one of the host's, its kernel and programs hand over to each other much faster.
            *("taskset", "--cpu-list", _processor(self._first_processor + number)),
            *(str(KERNEL), f"mem={spec.memory}", "con=null", "con0=null,fd:1", "con1=null", "quiet"),
            *("root=/dev/root", "rootfstype=hostfs", f"rootflags={self.image.root}", "ro", "init=/guest_init"),
            *(f"umid={spec.name}", f"uml_dir={place}/", f"bed={place}"),
        ]
        for index, size in enumerate(spec.disks):
            command.append(f"ubd{'abcdefghijklmno'[index]}={_disk(place / f'disk{index}', size)}")
        if spec.system:
            command += [f"ubdp={_disk(place / 'system', spec.system)}", "system=/dev/ubdp"]
        address = f"{self._subnet}.{10 + number}"
        nics = {**spec.nics, COMMAND_NETWORK: Nic(COMMAND_NETWORK, f"{address}/24")}
        for index, (nic, plug) in enumerate(nics.items()):
            tap = self._tap(spec.name, nic, plug.network)
            # A network card keeps its address when its machine boots. A node that is left to itself has another one each time, and
            # its neighbours write to the old one for half a minute.
            card = f"02:00:00:00:{number:02x}:{index:02x}"
            # without gro the driver drops the large frames of a TCP sender, and a synchronisation crawls along by retransmissions
            command.append(f"vec{index}:transport=tap,ifname={tap},mac={card},gro=1")
        (place / "boot.sh").write_text(_boot_script(spec, nics, address))
        shutil.copy(HERE / "guest.py", place / "guest.py")
        shim = {"LD_PRELOAD": str(self.image.shim)} if self.image.shim else {}
        with (place / "console").open("wb") as console:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
                env={"PATH": os.environ["PATH"], "HOME": str(place), **shim},
            )
        node = Node(self, spec, address, place, process)
        self.nodes[spec.name] = node
        return node

    def spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """A program of the host beside the nodes: in the bed's network, and ended with the bed; `end` ends it before."""
        return subprocess.Popen(
            ["nsenter", "--target", str(self._inside), "--net", "--pid", "--", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ip(self, arguments: str) -> None:
        """One call of ip(8) in the bed's own network namespace. Raises MachineError where it fails."""
        done = subprocess.run(
            ["nsenter", "--target", str(self._inside), "--net", "ip", *arguments.split()],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise MachineError(f"ip {arguments}: {done.stderr.strip()}")

    def plug(self, node: str, nic: str, connected: bool) -> None:
        """Plug a node's NIC into its network or pull it out. (Its link stays up: UML does not survive the tap's going down.)"""
        network = self.nodes[node].spec.nics[nic].network
        self.ip(f"link set {self._tap_name(node, nic)} {f'master {network}' if connected else 'nomaster'}")

    @contextlib.contextmanager
    def channel(self) -> Iterator[socket.socket]:
        """A socket in the bed's network that ends with the bed, whatever it waits for."""
        with self.socket() as made:
            self._channels.add(made)
            try:
                yield made
            finally:
                self._channels.discard(made)

    def socket(self) -> socket.socket:
        """A TCP socket that lives in the bed's network namespace: made by a thread that goes there and ends."""
        made: list[socket.socket | OSError] = []
        thread = threading.Thread(target=_socket_in, args=(f"/proc/{self._inside}/ns/net", made))
        thread.start()
        thread.join()
        (first,) = made
        if isinstance(first, OSError):
            raise first
        return first

    def close(self) -> None:
        """End all nodes and the namespaces with them."""
        self.gone.set()
        for channel in list(self._channels):
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
        for node in list(self.nodes.values()):
            node.kill()
        self.nodes.clear()
        assert self._holder.stdin is not None
        self._holder.stdin.close()
        try:
            self._holder.wait(10)
        except subprocess.TimeoutExpired:
            self._holder.kill()
            self._holder.wait(10)

    def network(self, name: str) -> None:
        """A network by this name, made where there is none yet: a bridge."""
        if name not in self._networks:
            self.ip(f"link add {name} type bridge")
            self.ip(f"link set {name} up")
            self._networks.add(name)

    def _tap(self, node: str, nic: str, network: str) -> str:
        self.network(network)
        tap = self._tap_name(node, nic)
        if node in self.nodes:
            return tap
        self.ip(f"tuntap add {tap} mode tap")
        self.ip(f"link set {tap} master {network}")
        self.ip(f"link set {tap} up")
        return tap

    def _tap_name(self, node: str, nic: str) -> str:
        """Numbers, since names of nodes and interfaces may be as long as a tap's, or begin alike."""
        return self._taps.setdefault((node, nic), f"tap{len(self._taps)}")


@contextlib.contextmanager
def _raw_terminal() -> Iterator[None]:
    """Keys go to the node as they are, Ctrl-C among them."""
    before = termios.tcgetattr(0)
    try:
        tty.setraw(0)
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process of the bed with all that it started."""
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


def _processor(number: int) -> str:
    ours = sorted(os.sched_getaffinity(0))
    return str(ours[number % len(ours)])


def _disk(path: Path, size: int) -> Path:
    """A disk's file, made of nothing but holes where it is not there yet."""
    if not path.exists():
        with path.open("wb") as file:
            file.truncate(size << 20)
    return path


def _boot_script(spec: NodeSpec, nics: Mapping[str, Nic], address: str) -> str:
    hosts = f"127.0.0.1 localhost\\n{address} {spec.name}\\n"
    lines = ["#!/bin/sh", f"echo {spec.name} >/etc/hostname", f"hostname {spec.name}", f"printf '{hosts}' >/etc/hosts"]
    lines.append("ip link set lo up")
    for index, (nic, plug) in enumerate(nics.items()):
        lines.append(f"ip link set vec{index} name {nic}")
        lines.append(f"ip link set {nic} up")
        if plug.address:
            lines.append(f"ip addr add {plug.address} dev {nic}")
    for target, source in spec.mounts.items():
        lines.append(f"mkdir -p {target}; mount -t hostfs -o {source},ro none {target}")
    lines.append(spec.boot)
    lines.append(f"while :; do /usr/bin/python3 -IS /bed/guest.py {address} {COMMAND_PORT} </dev/null; sleep 1; done")
    return "\n".join(lines) + "\n"


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
    raise MachineError("no new namespaces can be made here: the bed needs root")


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
