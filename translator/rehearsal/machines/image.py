"""The read-only tree that all nodes of a bed boot from: made by mmdebstrap once, and kept while its recipe is the same."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from .debian import ImageError as ImageError
from .debian import bootstrap, check_run, kept, place_of, suite

HERE = Path(__file__).resolve().parent
KERNEL = Path("/usr/bin/linux.uml")
KERNEL_MODULES = Path("/usr/lib/uml/modules")
#: What the nodes need: both generations of the cluster, DRBD's tools, a database, fence devices, and what tests look around with.
PACKAGES = (
    "corosync",
    "crmsh",
    "dmsetup",
    "drbd-utils",
    "e2fsprogs",
    "fence-agents",
    "fping",
    "heartbeat",
    "iproute2",
    "ipmitool",
    "iputils-ping",
    "kmod",
    "mariadb-server",
    "net-tools",
    "netbase",
    "openipmi",
    "openssh-client",
    "openssh-server",
    "pacemaker",
    "pacemaker-cli-utils",
    "pacemaker-resource-agents",
    "procps",
    "psmisc",
    "python3",
    "python3-click",
    "python3-jinja2",
    "python3-lxml",
    "resource-agents",
)
SHIM = "xstate_shim.so"
FIRST_DATA = "/var/lib/first-data"
"""In the image: the data of a MariaDB that was never started."""


@dataclass(frozen=True)
class Image:
    """A tree to boot from, and the shim that UML needs on some processors (xstate_shim.c), None on others."""

    root: Path
    shim: Path | None


def ready_image(cache: Path) -> Image:
    """The image of today's recipe, built first where the cache has none. Several processes may ask at once: one builds.

    `cache` is a directory, made where it is not there; images of other recipes in it are removed. Raises ImageError.
    """
    place = kept(cache, _recipe(), _build).absolute()  # a node's kernel does not start in our directory
    return Image(place / "root", place / SHIM if needs_shim() else None)


def is_ready(cache: Path) -> bool:
    """Whether ready_image() would find the image built."""
    return place_of(cache, _recipe()).is_dir()


def needs_shim() -> bool:
    """Whether this processor has AMX, which Debian's user-mode Linux does not know."""
    return "amx_tile" in Path("/proc/cpuinfo").read_text()


def _recipe() -> str:
    """What the image depends on, as a short hash: this file, the files that go into it, the kernel and the suite."""
    digest = hashlib.sha256()
    for path in (Path(__file__), HERE / "debian.py", HERE / "guest_init.sh", HERE / "xstate_shim.c"):
        digest.update(path.read_bytes())
    digest.update(str(sorted(os.listdir(KERNEL_MODULES))).encode())
    digest.update(f"{suite()} {platform.machine()} {needs_shim()}".encode())
    return digest.hexdigest()[:12]


def _build(place: Path) -> None:
    root = place / "root"
    bootstrap(root, PACKAGES)
    shutil.copytree(KERNEL_MODULES, root / "usr/lib/modules", symlinks=True, dirs_exist_ok=True)
    # A node would need a minute for what is here done in seconds.
    made = ["mysql_install_db", "--no-defaults", f"--datadir={FIRST_DATA}", "--user=mysql", "--innodb-log-file-size=8M"]
    check_run("chroot", str(root), *made, "--skip-test-db")
    shutil.rmtree(root / "var/lib/mysql")
    # The nodes let each other in, as those of an administrator do.
    ssh = root / "root/.ssh"
    ssh.mkdir(mode=0o700)
    check_run("chroot", str(root), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/root/.ssh/id_ed25519")
    shutil.copy(ssh / "id_ed25519.pub", ssh / "authorized_keys")
    (ssh / "config").write_text("StrictHostKeyChecking no\nLogLevel ERROR\n")
    shutil.copy(HERE / "guest_init.sh", root / "guest_init")
    (root / "guest_init").chmod(0o755)
    if needs_shim():
        check_run("cc", "-O2", "-shared", "-fPIC", "-o", str(place / SHIM), str(HERE / "xstate_shim.c"))
