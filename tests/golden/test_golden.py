"""Each case gives just what lies beside it, whatever machine and surroundings it is converted in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ha1to2 import ledger, pipeline, render

from .cases import CASES, CHOICES, CONVERTIBLE, DIRECTORY, GOLDEN, kept, made, options, within

HA1TO2 = Path(sys.executable).with_name("ha1to2")

REFUSED = {"fence-one-way", "crlf-in-haresources", "memo-as-printed", "refused-for-many-reasons"}

ELSEWHERE = {
    "PATH": "/nonexistent",
    "LANG": "ja_JP.eucJP",
    "LC_ALL": "C",
    "TZ": "Pacific/Kiritimati",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "4242",
    "COLUMNS": "20",
    "TERM": "dumb",
}


def _etc(case: str) -> bytes:
    return b"".join([path.read_bytes() for path in sorted((GOLDEN / case / "etc").rglob("*")) if path.is_file()])


def test_cases_are_there() -> None:
    assert len(CASES) >= 45
    assert set(CASES) - set(CONVERTIBLE) == REFUSED
    assert set(CHOICES) <= set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    assert made(case) == kept(case), "read the difference; if it is meant: python -m tests.golden.regenerate"


@pytest.mark.parametrize("case", [case for case in CASES if b"sesame" in _etc(case)])
def test_no_password_leaves_its_file(case: str) -> None:
    """Neither ha.cf's nor those of the files that it names: not in the CIB, nor in any form of diagnostics and ledger."""
    with within(GOLDEN / case):
        converted, explained = pipeline.convert(DIRECTORY), pipeline.explain(DIRECTORY)
    texts = [converted.value.decode(), *[f"{render.full(each)}{render.concise(each)}" for each in converted.diagnostics]]
    texts.append(json.dumps(render.as_json(converted.diagnostics)))
    texts += [ledger.as_table(explained.value), ledger.as_json(explained.value)]
    assert [text for text in texts if "sesame" in text] == []


def test_some_cases_have_passwords() -> None:
    assert len([case for case in CASES if b"sesame" in _etc(case)]) >= 7


def test_twice_in_one_process() -> None:
    assert [made(case) for case in CASES[:5]] == [made(case) for case in CASES[:5]]


@pytest.mark.parametrize("case", CASES)
def test_same_bytes_elsewhere(case: str, tmp_path: Path) -> None:
    """A copy at another path, with another locale, clock, home and hash seed: the same CIB and the same diagnostics."""
    place = tmp_path / "another place"
    shutil.copytree(GOLDEN / case / "etc", place / "etc")
    if (GOLDEN / case / "usr").is_dir():
        shutil.copytree(GOLDEN / case / "usr", place / "usr")
    seed = {**ELSEWHERE, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, HA1TO2, "convert", "--diagnostics", "concise", *options(case), DIRECTORY],
        cwd=place, env=seed, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    golden = kept(case)
    assert done.stdout == golden.get("cib.xml", b"")
    assert done.returncode == (0 if "cib.xml" in golden else 1)
    diagnostics = done.stderr.splitlines(keepends=True)
    assert b"".join(diagnostics[:-1]) == golden["diagnostics.txt"]
    assert diagnostics[-1].startswith(b"ha1to2: ")


def test_absolute_path_and_slashes(tmp_path: Path) -> None:
    """How the directory is written changes no byte of the CIB."""
    golden = kept("memo-web01")["cib.xml"]
    absolute = GOLDEN / "memo-web01" / DIRECTORY
    link = tmp_path / "etc"
    link.symlink_to(absolute.parent)
    for path, cwd in (
        (str(absolute), "/"),
        (f"{absolute}/", tmp_path),
        (f"{absolute.parent}//./ha.d/.", "/"),
        ("etc/ha.d", tmp_path),
        (".", absolute),
    ):
        done = subprocess.run(
            [sys.executable, HA1TO2, "convert", path], cwd=cwd, capture_output=True, timeout=60, check=False
        )
        assert (path, done.returncode, done.stdout) == (path, 0, golden)
