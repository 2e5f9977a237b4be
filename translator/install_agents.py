"""Puts the agents where Pacemaker looks for them, and takes them away again.

    ROOT/usr/lib/ocf/resource.d/ha1to2/NAME              one short executable for each agent
    ROOT/usr/lib/ocf/lib/ha1to2/ha1to2_agents/           their library, with byte code for the python3 of ROOT
    ROOT/usr/lib/ocf/lib/ha1to2/INSTALLED                what was put there, for the removal

Debian's package ha1to2-agents puts the same there, but for the list: dpkg has one. Nothing here touches what dpkg has put there.

The byte code carries the hash of its source and no time (PEP 552), so that the same agents are the same bytes, a copy of the
tree stays valid, and a source that somebody edits counts at once. A python of another version ignores it and compiles the
sources at each call, slower but right: nothing is ever written by an agent itself. `install` once more after an upgrade of
python.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

AGENTS = ("check-primary-alert", "drbd-wait", "mysql-on-drbd", "peer-wait", "v1-script", "vip-check")
LIBRARY = "ha1to2_agents"

_STUBS = "usr/lib/ocf/resource.d/ha1to2"
_HOME = "usr/lib/ocf/lib/ha1to2"
_MANIFEST = "INSTALLED"
_PACKAGE = "ha1to2-agents"

# For any python3 from 3.6 on; hashes came with 3.7.
_COMPILE = """
import os, py_compile, sys
modes = getattr(py_compile, "PycInvalidationMode", None)
options = {"invalidation_mode": modes.CHECKED_HASH} if modes else {}
tree, final = sys.argv[1:3]
for name in sorted(os.listdir(tree)):
    if name.endswith(".py"):
        py_compile.compile(os.path.join(tree, name), dfile=final + "/" + name, doraise=True, **options)
"""


class InstallError(Exception):
    """What stood in the way, and what to do about it."""


class Installed(NamedTuple):
    """The files, absolute from the root, and the python that the byte code is for: empty where there is none."""

    files: tuple[str, ...]
    python: str


def sources() -> Path:
    """The directory of the agents in this installation of ha1to2."""
    here = Path(__file__).resolve().parent
    for place in (here / "agents", here.parent / "agents"):
        if (place / "lib" / LIBRARY / "__init__.py").is_file():
            return place
    raise InstallError(f"the agents are not beside {here}: install ha1to2 again")


def install(root: Path = Path("/"), agents: Path | None = None) -> Installed:
    """Installs or renews the agents below `root`; InstallError where that cannot be, and then the old ones are still there.

    The library is exchanged as a whole and before the executables, so that a monitor that starts in between finds one that fits.
    """
    _refuse_packaged(root, "install")
    given = agents or sources()
    home, stubs = root / _HOME, root / _STUBS
    try:
        _directory(home)
        _directory(stubs)
        before = _manifest(home)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=home) as scratch:
            fresh = Path(scratch) / LIBRARY
            _copy_library(given / "lib" / LIBRARY, fresh)
            python = _compile(fresh, root)
            files = _listed(fresh, f"{_HOME}/{LIBRARY}")
            names = [name for name in AGENTS if (given / name).is_file()]
            files += [f"{_STUBS}/{name}" for name in names]
            _exchange(fresh, home / LIBRARY)
        for name in names:
            _write(stubs / name, (given / name).read_bytes(), 0o755)
        _write(home / _MANIFEST, "".join(f"{file}\n" for file in files).encode(), 0o644)
        for stale in sorted(before.difference(files)):
            (root / stale).unlink(missing_ok=True)
    except OSError as error:
        raise InstallError(f"cannot install below {root}: {error}: run it as root, or give another --root") from error
    return Installed(tuple(f"/{file}" for file in sorted([*files, f"{_HOME}/{_MANIFEST}"])), python)


def remove(root: Path = Path("/")) -> tuple[str, ...]:
    """Removes what `install` put below `root`, and the directories that are then empty.

    Says which files went, absolute from the root; what somebody else put beside them stays.
    """
    _refuse_packaged(root, "purge")
    home = root / _HOME
    files = sorted(_manifest(home))
    gone = []
    try:
        # executables first: what no longer is there cannot miss its library
        for file in sorted(files, key=lambda file: not file.startswith(_STUBS)):
            if _unlinked(root / file):
                gone.append(f"/{file}")
        if _unlinked(home / _MANIFEST):
            gone.append(f"/{_HOME}/{_MANIFEST}")
        for directory in sorted({str(Path(file).parent) for file in (*files, f"{_HOME}/{_MANIFEST}")}, reverse=True):
            _prune(root, Path(directory))
    except OSError as error:
        raise InstallError(f"cannot remove below {root}: {error}: run it as root") from error
    return tuple(sorted(gone))


def _refuse_packaged(root: Path, instead: str) -> None:
    """InstallError where dpkg has put the agents below `root`: what it has put there is its own to change."""
    try:
        files = (root / f"var/lib/dpkg/info/{_PACKAGE}.list").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    if f"/{_STUBS}" in files.splitlines():
        raise InstallError(f"the agents below {root} are those of the Debian package {_PACKAGE}: use apt {instead} {_PACKAGE}")


def _manifest(home: Path) -> set[str]:
    """What an earlier installation put there. Only names below our own directories are believed."""
    try:
        text = (home / _MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return set()
    ours = (f"{_HOME}/", f"{_STUBS}/")
    return {line for line in text.splitlines() if line.startswith(ours) and ".." not in line.split("/")}


def _directory(path: Path) -> None:
    """Makes it and what is missing above it, open to all whatever the umask: alerts run as hacluster."""
    if path.is_dir():
        return
    _directory(path.parent)
    path.mkdir()
    path.chmod(0o755)


def _copy_library(source: Path, target: Path) -> None:
    target.mkdir(mode=0o755)
    target.chmod(0o755)
    for file in sorted(source.glob("*.py")):
        _write(target / file.name, file.read_bytes(), 0o644)


def _compile(library: Path, root: Path) -> str:
    """Adds the byte code, and says which interpreter it is for. Where none can make it the sources do alone, if slower."""
    for command in _interpreters(root):
        inside = f"/{_HOME}/{LIBRARY}"
        tree = f"/{library.relative_to(root)}" if command[0] == "chroot" else str(library)
        try:
            done = subprocess.run(
                [*command, "-IS", "-c", _COMPILE, tree, inside],
                check=False,
                timeout=120,
                capture_output=True,
                env={"PATH": f"{os.defpath}:/usr/sbin:/sbin"},
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            cache = library / "__pycache__"
            cache.chmod(0o755)
            for file in cache.iterdir():
                file.chmod(0o644)
            return command[-1]
        shutil.rmtree(library / "__pycache__", ignore_errors=True)
    return ""


def _interpreters(root: Path) -> list[list[str]]:
    """Commands that run the python3 which will run the agents: this machine's, or, below another root, that root's own."""
    own = Path("/usr/bin/python3")
    theirs = root / "usr/bin/python3"
    if root.resolve() == Path("/") or not os.path.lexists(theirs):
        # a staging directory gets what it is built on
        return [[str(own)]] if own.exists() else []
    # versions are equal where the names that the links lead to are: python3.11
    if own.exists() and os.path.islink(theirs) and os.path.basename(os.readlink(theirs)) == own.resolve().name:
        return [[str(own)]]
    return [["chroot", str(root), "/usr/bin/python3"]]


def _listed(tree: Path, prefix: str) -> list[str]:
    return sorted(f"{prefix}/{file.relative_to(tree)}" for file in tree.rglob("*") if file.is_file())


def _exchange(fresh: Path, current: Path) -> None:
    """Puts one directory in the place of another, at once where the kernel can; what was there is left in `fresh`'s place."""
    if not current.exists():
        fresh.rename(current)
        return
    at_cwd, exchange = -100, 2
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is not None and rename(at_cwd, os.fsencode(fresh), at_cwd, os.fsencode(current), exchange) == 0:
        return
    old = fresh.with_name("old")
    current.rename(old)
    fresh.rename(current)


def _write(path: Path, data: bytes, mode: int) -> None:
    """The whole file or none."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.chmod(mode)
    new.replace(path)


def _unlinked(path: Path) -> bool:
    try:
        if stat.S_ISDIR(path.lstat().st_mode):
            return False
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _prune(root: Path, directory: Path) -> None:
    """Removes an empty directory of ours, and those above it that it leaves empty, up to usr/lib."""
    while len(directory.parts) > 2:
        try:
            (root / directory).rmdir()
        except OSError:
            return
        directory = directory.parent
