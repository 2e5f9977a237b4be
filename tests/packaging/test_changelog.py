"""CHANGELOG.md -> the changelog of the Debian packages, and the time that they carry."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ha1to2.version import VERSION

from ..setup import debian_packages
from ..setup.debian_packages import Release, debian_changelog, epoch, releases

TEXT = """\
# Changelog

Words.

## [1.1.0] - unreleased

### Added
- `ha1to2 new`: a thing
  over two lines.
- Another.

### Fixed
- `vip-check` is right.

## [1.0.0] - 2026-11-24

### Added
- All.
"""
newer, older = releases(TEXT)


def test_releases() -> None:
    assert newer == Release("1.1.0", "unreleased", ("ha1to2 new: a thing over two lines.", "Another.", "vip-check is right."))
    assert older == Release("1.0.0", "2026-11-24", ("All.",))


def test_the_newest_is_this_version() -> None:
    project = Path(__file__).resolve().parents[2]
    assert releases((project / "CHANGELOG.md").read_text())[0].version == VERSION


def test_the_form_is_debians() -> None:
    long = newer._replace(changes=("word " * 40,))
    for release, suite in ((newer, "UNRELEASED"), (older, "unstable"), (long, "UNRELEASED")):
        text = debian_changelog(release, 1_800_000_000, "A B <a@b.invalid>")
        assert max(map(len, text.splitlines())) <= 80
        parser = ["dpkg-parsechangelog", "--file", "-", "--show-field"]
        shown = {
            name: subprocess.run([*parser, name], input=text, capture_output=True, text=True, check=True)
            for name in ("Source", "Version", "Distribution", "Maintainer", "Timestamp")
        }
        assert {name: done.stdout.strip() for name, done in shown.items()} == {
            "Source": "ha1to2",
            "Version": release.version,
            "Distribution": suite,
            "Maintainer": "A B <a@b.invalid>",
            "Timestamp": "1800000000",
        }
        assert "".join(done.stderr for done in shown.values()) == ""


def test_the_time_is_that_of_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert epoch(older) == 1_795_478_400
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert (epoch(older), epoch(newer)) == (1_700_000_000, 1_700_000_000)


def test_without_a_release_or_a_commit_the_time_must_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(debian_packages, "PROJECT", tmp_path)
    with pytest.raises(SystemExit, match=r"ha1to2 1\.1\.0 is not released.*set SOURCE_DATE_EPOCH"):
        epoch(newer)
