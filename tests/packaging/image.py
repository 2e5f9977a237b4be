"""The Debian system that the packages are installed into.

It has what tests look with, and no dependency of ours but python3: the others lie in apt's cache, so that apt itself brings them,
and no test needs the network once the image is there.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ha1to2.rehearsal.machines import debian

CACHE = Path(__file__).resolve().parents[2] / ".cache/packaging"
TOOLS = ("bash-completion", "fish", "lintian", "man-db", "python3", "zsh")
BROUGHT = ("python3-click", "python3-jinja2", "python3-lxml")


def ready_image() -> Path:
    """The root of the image, built first where the cache has none. It is only ever copied."""
    recipe = hashlib.sha256(debian.suite().encode())
    for path in (__file__, debian.__file__):
        recipe.update(Path(path).read_bytes())
    return debian.kept(CACHE, recipe.hexdigest()[:12], _build) / "root"


def _build(place: Path) -> None:
    debian.bootstrap(
        place / "root",
        TOOLS,
        "--skip=cleanup/apt",
        '--customize-hook=chroot "$1" apt-get clean',
        f'--customize-hook=chroot "$1" apt-get install -qq --download-only --no-install-recommends {" ".join(BROUGHT)}',
    )
