"""The public surface is what it was, or its change is seen in a golden file (python -m tests.golden.regenerate)."""

from __future__ import annotations

import json

import pytest

from .surface import KEPT, SURFACE


@pytest.mark.parametrize("name", SURFACE)
def test_surface(name: str) -> None:
    assert SURFACE[name]() == (KEPT / name).read_text()


def test_nothing_stale() -> None:
    assert {path.name for path in KEPT.iterdir()} == set(SURFACE)


def test_keys_of_diagnostics_are_always_all_there() -> None:
    rows = json.loads((KEPT / "diagnostics.json").read_text())
    assert len(rows) >= 5
    for row in rows:
        assert list(row) == ["code", "severity", "message", "place", "labels", "notes", "help"]
        assert row["severity"] in ("error", "warning", "note")
        for place in [row["place"], *row["labels"]]:
            assert {"file", "line", "column", "length"} <= set(place)


def test_keys_of_the_ledger() -> None:
    for row in json.loads((KEPT / "ledger.json").read_text()):
        assert list(row) == ["file", "line", "column", "item", "fate", "targets", "reason"]
