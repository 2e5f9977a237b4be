"""The genuine heartbeat daemon, asked whether it would start with a configuration and what it made of it.

`heartbeat -v -f` reads and judges its files, prints them as it understood them and only then writes its pid file. Here that file
is a directory, so it ends before it has sent or started anything: exit 4 means that the configuration is good, 6 that it is
refused. All this in name spaces of its own, with interfaces of its own: nothing is left of it. It needs root.

Of many cases in one go each costs some 20 ms.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .heartbeat_package import CACHE, NoPackage, tree

PACKAGES = ("libheartbeat2", "libpils2", "libplumb2", "libplumbgpl2", "libstonith1")
INTERFACES = ("eth0", "eth1", "eth2", "bond0")
HOST = "web01"

_SCRIPT = r"""
set -e
hostname "$1"; tree=$2; libraries=$3; cases=$4; shift 4
for nic in "$@"; do ip link add "$nic" type bridge; ip link set "$nic" up; done
number=1; for nic in "$@"; do ip address add "192.0.2.$number/32" dev "$nic"; number=$((number + 1)); done
etc="$cases/.etc"; mkdir -p "$etc/ha.d"; cp /etc/passwd /etc/group "$etc"
grep -q ^hacluster: /etc/passwd || echo hacluster:x:64000:64000::/:/bin/false >> "$etc/passwd"
grep -q ^haclient: /etc/group || echo haclient:x:64000: >> "$etc/group"
mount -t tmpfs none /run; mkdir -p /run/heartbeat.pid/taken /run/heartbeat
mount -t tmpfs none /var/log
mount -t tmpfs none /var/lib; mkdir -p /var/lib/heartbeat/cores
mount -t overlay none -o "lowerdir=$etc:/etc" /etc
mount -t overlay none -o "lowerdir=$tree/usr:$libraries/usr:/usr" /usr
for case in "$cases"/*/; do
    mount --bind "$case" /etc/ha.d
    status=0
    timeout 30 /usr/libexec/heartbeat/heartbeat -v -f > "$case/output" 2>&1 < /dev/null || status=$?
    echo "$status" > "$case/status"
    umount /etc/ha.d
done
"""


class Answer(NamedTuple):
    """`settings` and `nodes` (ping nodes among them) are as heartbeat prints them, empty where it refuses the configuration."""

    status: int
    settings: dict[str, str]
    nodes: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    output: str

    @property
    def accepted(self) -> bool:
        return self.status == 4


class Case(NamedTuple):
    ha_cf: bytes
    authkeys: bytes = b"auth 1\n1 crc\n"
    haresources: bytes = b"web01 192.0.2.9\n"


def ask(cases: Sequence[Case]) -> list[Answer]:
    """What heartbeat on web01 says of each. Raises where it could not be asked."""
    daemon, libraries = tree(), _libraries()
    with tempfile.TemporaryDirectory(prefix="ha1to2-daemon-") as name:
        work = Path(name)
        for number, case in enumerate(cases):
            directory = work / f"{number:05}"
            directory.mkdir()
            for file, data in zip(("ha.cf", "authkeys", "haresources"), case):
                (directory / file).write_bytes(data)
                (directory / file).chmod(0o600)
        command = ["unshare", "--mount", "--uts", "--net", "--ipc", "--pid", "--fork", "--mount-proc", "sh", "-c", _SCRIPT, "sh"]
        command += [HOST, str(daemon), str(libraries), name, *INTERFACES]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 + len(cases), check=False)
        if done.returncode:
            raise RuntimeError(f"heartbeat could not be asked: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return [_answer(work / f"{number:05}") for number in range(len(cases))]


def _answer(directory: Path) -> Answer:
    status = int((directory / "status").read_text())
    output = (directory / "output").read_text(errors="replace")
    settings: dict[str, str] = {}
    nodes: list[str] = []
    links: list[tuple[str, str]] = []
    printed = output.partition("Linux-HA heartbeat configuration")[2]
    for line in printed.split("\n"):
        if line.startswith("node ") and "current status" in line:
            nodes.append(line.split()[1])
        elif "\t" in line and not line.startswith("#"):
            name, value = line.split("\t")[:2]
            settings[name] = value
        elif line and not line.startswith("#") and " " in line and "[" not in line and "(" not in line:
            kind, device = line.split(" ", 1)
            links.append((kind, device))
    return Answer(status, settings, tuple(nodes), tuple(links), output)


@cache
def _libraries() -> Path:
    """The shared libraries of the daemon, unpacked beside it."""
    unpacked = CACHE / "libraries"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not unpacked.is_dir():
            with tempfile.TemporaryDirectory(prefix="ha1to2-libraries-") as name:
                Path(name).chmod(0o777)
                _run(["apt-get", "download", "--quiet", *PACKAGES], name)
                arriving = CACHE / "arriving-libraries"
                shutil.rmtree(arriving, ignore_errors=True)
                for package in sorted(Path(name).glob("*.deb")):
                    _run(["dpkg-deb", "-x", str(package), str(arriving)], name)
                arriving.rename(unpacked)
    return unpacked


def _run(command: list[str], directory: str) -> None:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise NoPackage(f"{' '.join(command)}: exit {done.returncode}; apt-get update first?\n{done.stdout}{done.stderr}")
