"""Debian's heartbeat package, unpacked but not installed: its scripts are what the reader of haresources is held against.

`python3 tests/oracle/heartbeat_package.py` prints where it is; whoever runs this first downloads it with apt-get.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / ".cache" / "heartbeat"
RESOURCE_MANAGER = Path("usr/share/heartbeat/ResourceManager")
RESOURCE_SCRIPTS = Path("etc/ha.d/resource.d")


class NoPackage(Exception):
    """The package cannot be had: nothing that needs it can be tested."""


@cache
def tree() -> Path:
    """The root of the unpacked package, downloaded and unpacked where it is not there yet. Raises NoPackage."""
    unpacked = CACHE / "tree"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may come here at once
        if not (unpacked / RESOURCE_MANAGER).is_file():
            _unpack(unpacked)
    return unpacked


def _unpack(unpacked: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="ha1to2-heartbeat-") as name:
        work = Path(name)
        work.chmod(0o777)  # apt downloads as a user of its own
        _run(["apt-get", "download", "--quiet", "heartbeat"], work)
        packages = sorted(work.glob("heartbeat_*.deb"))
        if len(packages) != 1:
            raise NoPackage(f"apt-get download left {len(packages)} packages where one was asked for")
        _run(["dpkg-deb", "-x", str(packages[0]), str(work / "tree")], work)
        if not (work / "tree" / RESOURCE_MANAGER).is_file():
            raise NoPackage(f"{packages[0].name} has no {RESOURCE_MANAGER}")
        arriving = CACHE / "arriving"
        shutil.rmtree(arriving, ignore_errors=True)
        shutil.copytree(work / "tree", arriving, symlinks=True)
        shutil.rmtree(unpacked, ignore_errors=True)
        arriving.rename(unpacked)


def _run(command: list[str], directory: Path) -> None:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise NoPackage(f"{' '.join(command)}: exit {done.returncode}; apt-get update first?\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    print(tree())
