"""Debian trees made by mmdebstrap, of this machine's own suite and from its own sources, each kept while its recipe is the same."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

BUILD_SECONDS = 1800


class ImageError(Exception):
    """The tree cannot be built; the message says why."""


def kept(cache: Path, recipe: str, build: Callable[[Path], None]) -> Path:
    """The directory in `cache` of what `recipe` (a short hash) says, filled by `build` first where there is none.

    Several processes may ask at once: one builds. What was kept of other recipes goes. `cache` is made where it is not there.
    Passes on what `build` raises; then nothing is kept.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = place_of(cache, recipe)
        if not place.is_dir():
            for old in (*cache.glob("image-*"), *cache.glob("building-*")):
                shutil.rmtree(old)
            building = Path(tempfile.mkdtemp(prefix="building-", dir=cache))
            try:
                build(building)
                building.chmod(0o755)
                building.rename(place)
            finally:
                shutil.rmtree(building, ignore_errors=True)
    return place


def place_of(cache: Path, recipe: str) -> Path:
    """Where `kept` has it, if it has it."""
    return cache / f"image-{recipe}"


def bootstrap(root: Path, packages: Sequence[str], *options: str) -> None:
    """Makes a minimal tree with these packages at `root`; `options` are mmdebstrap's. Raises ImageError."""
    sources = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    check_run(
        *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}", *options),
        *(suite(), str(root)),
        *(str(path) for path in sources if path.suffix in {".list", ".sources"} and path.is_file()),
    )


def suite() -> str:
    """The name of this machine's release of Debian, such as bookworm. Raises ImageError."""
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    raise ImageError("/etc/os-release has no VERSION_CODENAME: the nodes are built from this machine's own Debian suite")


def check_run(*command: str) -> None:
    """Runs a part of a build. Raises ImageError with the end of what it said where it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        raise ImageError(f"{command[0]} failed with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
