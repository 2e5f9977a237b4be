"""The agents as a cluster would find them: installed below a root of the tests' own."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.install_agents import install

from .harness import Agents


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root that the agents of this checkout are installed below."""
    root = tmp_path_factory.mktemp("root")
    install(root)
    return root


@pytest.fixture
def agents(installed: Path, tmp_path: Path) -> Agents:
    """The installed agents with a HA_RSCTMP of this test's own."""
    rsctmp = tmp_path / "rsctmp"
    rsctmp.mkdir()
    return Agents(installed / "usr/lib/ocf", rsctmp)
