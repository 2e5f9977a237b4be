"""The packages, built once, and the system that they are installed into."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from ..golden.cases import GOLDEN
from ..setup.debian_packages import build
from .image import ready_image
from .system import System


class Packages(NamedTuple):
    ha1to2: Path
    agents: Path


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    agents, ha1to2 = build(tmp_path_factory.mktemp("packages"))
    return Packages(ha1to2, agents)


def system(root: Path, packages: Packages) -> System:
    """A system with nothing of ours, and the packages and the memo's two trees in its /srv."""
    made = System(ready_image(), root)
    for package in packages:
        shutil.copy(package, root / "srv" / package.name)
    for node in ("web01", "web02"):
        shutil.copytree(GOLDEN / f"memo-{node}/etc", root / "srv" / node / "etc")
    return made


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, packages: Packages) -> System:
    """Both packages installed as an administrator does it; apt brings what they depend on."""
    made = system(tmp_path_factory.mktemp("installed") / "root", packages)
    made.apt("install", *(f"./{package.name}" for package in packages))
    return made
