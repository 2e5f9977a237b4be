"""A bed of user-mode Linux nodes: networks, disks and a command channel, in a namespace that vanishes with this process.

Needs root, /dev/net/tun, and the packages user-mode-linux, mmdebstrap, iproute2, util-linux and a C compiler.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

from .image import HERE, KERNEL, Image
from .namespace import Namespace
from .node import COMMAND_PORT, Nic, Node, NodeSpec

COMMAND_NETWORK = "rac"
COMMAND_SUBNETS = ("192.168.222", "172.31.222", "10.222.222")
"""Where the commands travel: the first of these /24 that has nothing to do with the nodes' own networks."""

_UMID = "umid"
"""By this name a node's kernel keeps its number and its console's socket in the node's directory (umid=, uml_dir=)."""


class Bed(Namespace):
    """Networks and nodes, in a namespace of their own."""

    def __init__(self, place: Path, image: Image, subnet: str = COMMAND_SUBNETS[0], first_processor: int = 0) -> None:
        """`first_processor`: where the first node runs, by number; the others run on those after it."""
        super().__init__()
        self.place = place
        self.image = image
        self._subnet = subnet
        self._first_processor = first_processor
        self.nodes: dict[str, Node] = {}
        self._booting = threading.Lock()
        self._networks: set[str] = set()
        self._taps: dict[tuple[str, str], str] = {}
        self.network(COMMAND_NETWORK)
        self.ip(f"addr add {subnet}.1/24 dev {COMMAND_NETWORK}")

    def boot(self, spec: NodeSpec) -> Node:
        """Start a node; up some seconds later (Node.wait_up). A killed node boots again by its name, with its disks. One that runs
        goes on as it is."""
        with self._booting:
            running = self.nodes.get(spec.name)
            return running if running is not None and running.is_alive else self._start(spec)

    def _start(self, spec: NodeSpec) -> Node:
        place = self.place / spec.name
        place.mkdir(exist_ok=True)
        # What a killed kernel left there would be taken for a running one.
        shutil.rmtree(place / _UMID, ignore_errors=True)
        number = list(self.nodes).index(spec.name) if spec.name in self.nodes else len(self.nodes)
        command = [
            *self.entering("--net", "--pid"),
            *("unshare", "--pid", "--fork", "--kill-child"),
            # A node has one processor. Kept on one of the host's, its kernel and programs hand over to each other much faster.
            *("taskset", "--cpu-list", _processor(self._first_processor + number)),
            *(str(KERNEL), f"mem={spec.memory}", "con=null", "con0=null,fd:1", "con1=null", "quiet"),
            *("root=/dev/root", "rootfstype=hostfs", f"rootflags={self.image.root}", "ro", "init=/guest_init"),
            *(f"umid={_UMID}", f"uml_dir={place}/", f"bed={place}"),
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

    def plug(self, node: str, nic: str, connected: bool) -> None:
        """Plug a node's NIC into its network or pull it out. (Its link stays up: UML does not survive the tap's going down.)"""
        network = self.nodes[node].spec.nics[nic].network
        self.ip(f"link set {self._tap_name(node, nic)} {f'master {network}' if connected else 'nomaster'}")

    def close(self) -> None:
        """End all nodes and the namespace with them."""
        self.hang_up()
        for node in list(self.nodes.values()):
            node.kill()
        self.nodes.clear()
        super().close()

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
    # The words go to the console: where a node does not come up, they say how far it came.
    lines = ["#!/bin/sh", "echo its files are there", f"echo {spec.name} >/etc/hostname", f"hostname {spec.name}"]
    lines += [f"printf '{hosts}' >/etc/hosts", "ip link set lo up"]
    for index, (nic, plug) in enumerate(nics.items()):
        lines.append(f"ip link set vec{index} name {nic}")
        lines.append(f"ip link set {nic} up")
        if plug.address:
            lines.append(f"ip addr add {plug.address} dev {nic}")
    for target, source in spec.mounts.items():
        lines.append(f"mkdir -p {target}; mount -t hostfs -o {source},ro none {target}")
    lines += [spec.boot, "echo it is set up"]
    lines.append(f"while :; do /usr/bin/python3 -IS /bed/guest.py {address} {COMMAND_PORT} </dev/null; sleep 1; done")
    return "\n".join(lines) + "\n"
