"""What a tree says of its machine's boot: what starts there of the cluster, and what fstab does to its file systems."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..source import Secrecy
from ..tree import Tree
from .fstab import Change, changes
from .names import Names

_LINKS = ("rc[2-5].d/S[0-9][0-9]*", "rc.d/rc[2-5].d/S[0-9][0-9]*", "systemd/system/*.wants/*.service")
"""Runlevels of Debian and Red Hat, and what systemd is told to start."""

_NAME = re.compile(r"(?:S[0-9]{2})?(.+?)(?:\.service)?\Z")


class AtBoot(NamedTuple):
    """`links` are paths below the etc of `tree`; `changes` what has to be changed in its fstab."""

    tree: str
    links: tuple[str, ...]
    changes: tuple[Change, ...]


def at_boot(tree: Tree, names: Names) -> AtBoot:
    """What the boot of a tree's machine does to the things of the cluster."""
    links = [path for path in tree.listed(*_LINKS) if _started(path) in names.boot]
    return AtBoot(tree.directory, tuple(links), changes(tree.etc_file("fstab", secrecy=Secrecy.VALUES), names))


def _started(path: str) -> str:
    match = _NAME.match(path.rpartition("/")[2])
    return match[1] if match else ""
