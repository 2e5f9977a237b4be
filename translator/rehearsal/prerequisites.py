"""What a rehearsal needs of the machine that it runs on, and how it is brought in."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

from .machines.image import KERNEL, needs_shim

PACKAGES = {"mmdebstrap": "mmdebstrap", "ip": "iproute2", "nsenter": "util-linux"}
"""Programs, and the Debian packages that have them; user-mode Linux and, for some processors, a compiler come on top."""
TUN = Path("/dev/net/tun")
FREE_GIB = 5


class Unfit(Exception):
    """This machine cannot rehearse; the message says what is missing and what to do."""


def judge() -> None:
    """Raises Unfit, with all that is missing in one message."""
    missing = []
    if platform.machine() != "x86_64":
        missing.append(f"user-mode Linux runs on x86_64, and this machine is {platform.machine()}: use another one")
    if os.geteuid() != 0:
        missing.append("networks and namespaces are made by root: run it with sudo")
    try:
        if not stat.S_ISCHR(TUN.stat().st_mode):
            raise FileNotFoundError
    except OSError:
        missing.append(f"there is no {TUN}, by which the nodes reach their networks: modprobe tun")
    if not Path("/usr/bin/apt-get").exists():
        missing.append("the nodes are built from Debian packages, and there is no apt-get: use a Debian machine")
    if missing:
        raise Unfit("\n".join(missing))


def bring_in(said: Callable[[str], None]) -> None:
    """Installs the Debian packages that are missing. None of them has a service. Raises Unfit where apt-get cannot."""
    wanted = [package for program, package in PACKAGES.items() if shutil.which(program, path=_PATH) is None]
    if not KERNEL.exists():
        wanted.append("user-mode-linux")
    if needs_shim() and shutil.which("cc", path=_PATH) is None:
        wanted += ["gcc", "libc6-dev"]
    lists = Path("/var/lib/apt/lists")
    if wanted or not any(lists.glob("*_Packages*")):
        said("apt-get update")
        _apt("update", "-qq")
    if wanted:
        said(f"installing {' '.join(wanted)}")
        _apt("install", "-y", "-qq", "--no-install-recommends", *wanted)


_PATH = f"{os.defpath}:/usr/local/sbin:/usr/sbin:/sbin"


def _apt(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise Unfit(f"apt-get {words[0]} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")


def room(cache: Path) -> None:
    """Raises Unfit where the cache's file system has no room for the image and the nodes' disks."""
    free = shutil.disk_usage(cache).free >> 30
    if free < FREE_GIB:
        raise Unfit(f"{cache} has {free} GiB free, and a rehearsal takes {FREE_GIB}: give another --cache")


def only_one(cache: Path) -> IO[str]:
    """The lock that a rehearsal holds as long as it runs: the open file. Raises Unfit where another one has it."""
    cache.mkdir(parents=True, exist_ok=True)
    file = (cache / "rehearsal.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read(20).strip() or "unknown"
        file.close()
        message = f"another rehearsal is running (process {holder}): two at once would slow each other down; wait, or end it"
        raise Unfit(message) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file
