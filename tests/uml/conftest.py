"""The bed for tests on real DRBD: one for the whole session.

Each module of tests has the mark xdist_group("uml"), so that all go to one worker: a second one would boot a second bed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.image import ready_image

from .pair import CACHE, Pair, build_pair


@pytest.fixture(scope="session")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """An empty bed, taken down with all its nodes at the session's end."""
    with Bed(tmp_path_factory.mktemp("bed"), ready_image(CACHE)) as made:
        yield made


@pytest.fixture(scope="session")
def built_pair(bed: Bed) -> Pair:
    return build_pair(bed)


@pytest.fixture
def pair(built_pair: Pair) -> Pair:
    """web01 and web02 as a test finds them: DRBD connected, UpToDate on both, Primary on web01."""
    built_pair.settle()
    return built_pair
