"""A failure of a generated cluster says its seed, and how to look at its trees."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from ..cib.conftest import crm_environment, ocf

__all__ = ["crm_environment", "ocf"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    seed = item.callspec.params.get("seed") if hasattr(item, "callspec") else None
    if report.failed and seed is not None:
        how = f"python -m tests.clusters {seed} DIRECTORY writes both trees; SEEDS={seed} make clusters tests them alone"
        report.sections.append((f"seed {seed}", how))
    return report
