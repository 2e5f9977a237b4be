"""`make deb`: builds the Debian packages from a copy of the sources, and puts them into the directory that it is given.

debian/changelog is made from CHANGELOG.md. The same sources and SOURCE_DATE_EPOCH give the same bytes. Without that variable the
time is that of the release, as CHANGELOG.md dates it, and for a version that has not been released, that of the last commit.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = (
    *("agents", "cib_templates", "debian", "docs", "translator"),
    *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "setup.cfg"),
)
"""What is built, and what with. The tests are no part of it."""

_RELEASE = re.compile(r"^## \[(?P<version>[^]]+)\] - (?P<date>.+)\n(?P<body>(?:(?!## ).*\n?)*)", re.MULTILINE)


class Release(NamedTuple):
    """A version of CHANGELOG.md: its date (`2026-11-24`, or `unreleased`), and its changes, each as one line of text."""

    version: str
    date: str
    changes: tuple[str, ...]


def releases(changelog: str) -> tuple[Release, ...]:
    """The versions, the newest first."""
    return tuple(Release(each["version"], each["date"], _changes(each["body"])) for each in _RELEASE.finditer(changelog))


def _changes(body: str) -> tuple[str, ...]:
    """The items of all lists of Markdown, without its backquotes."""
    items = re.findall(r"^- (.*(?:\n  .*)*)", body, re.MULTILINE)
    return tuple(" ".join(item.split()).replace("`", "") for item in items)


def epoch(release: Release) -> int:
    """The time that the packages carry, in seconds of the epoch."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    if release.date != "unreleased":
        return int(datetime.strptime(release.date, "%Y-%m-%d").replace(tzinfo=timezone.utc).timestamp())
    asked = ["git", "-C", str(PROJECT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(asked, capture_output=True, check=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"ha1to2 {release.version} is not released, and git tells no time of a commit: set SOURCE_DATE_EPOCH")


def debian_changelog(release: Release, seconds: int, maintainer: str) -> str:
    """The entry of debian/changelog for it."""
    suite = "UNRELEASED" if release.date == "unreleased" else "unstable"
    fill = textwrap.TextWrapper(78, initial_indent="  * ", subsequent_indent="    ", break_on_hyphens=False)
    changes = "\n".join(fill.fill(change) for change in release.changes)
    date = format_datetime(datetime.fromtimestamp(seconds, timezone.utc))
    return f"ha1to2 ({release.version}) {suite}; urgency=medium\n\n{changes}\n\n -- {maintainer}  {date}\n"


def build(target: Path) -> tuple[Path, ...]:
    """Builds the packages, and moves them into `target`. What the build says comes out where it fails."""
    release = releases((PROJECT / "CHANGELOG.md").read_text())[0]
    seconds = epoch(release)
    control = (PROJECT / "debian/control").read_text()
    maintainer = re.findall("^Maintainer: (.*)", control, re.MULTILINE)[0]
    with tempfile.TemporaryDirectory(prefix="ha1to2-deb-") as scratch:
        tree = Path(scratch, f"ha1to2-{release.version}")
        _copy(tree)
        (tree / "debian/changelog").write_text(debian_changelog(release, seconds, maintainer))
        _date(tree, seconds)
        # build-essential, which -d does not ask for, is for what has to be compiled; and nothing of the caller's python comes in
        done = subprocess.run(
            ["dpkg-buildpackage", "-d", "-us", "-uc", "--build=binary"],
            cwd=tree,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(seconds)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{done.stdout.decode(errors='replace')}\nthe packages could not be built")
        target.mkdir(parents=True, exist_ok=True)
        return tuple(Path(shutil.move(package, target / package.name)) for package in sorted(Path(scratch).glob("*.deb")))


def _copy(tree: Path) -> None:
    tree.mkdir()
    for name in SOURCES:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, tree / name)


def _date(tree: Path, seconds: int) -> None:
    for path in tree.rglob("*"):
        os.utime(path, (seconds, seconds))


if __name__ == "__main__":
    print(*build(Path(sys.argv[1])), sep="\n")
