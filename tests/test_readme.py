"""README.md shows what the program prints today, and names no command, option, code or file that is not there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from ha1to2.cli import main
from ha1to2.codes.catalogue import explained

from . import transcripts

TEXT = transcripts.README.read_text()
PATH = os.pathsep.join([str(Path(sys.executable).parent), "/usr/sbin", "/usr/bin", "/sbin", "/bin"])


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme")
    transcripts.lay_out(made)
    return made


def test_transcripts_are_real(directory: Path) -> None:
    shown = transcripts.steps(TEXT)
    assert len(shown) > 10
    printed = [step._replace(output=transcripts.run(step.command, directory, PATH)) for step in shown]
    assert printed == shown, "renew README.md: python3 -m tests.transcripts"


@pytest.mark.parametrize("name", sorted(main.commands))
def test_each_command_has_its_example(name: str) -> None:
    assert re.search(rf"^(?:\$ )?ha1to2 {name}\b", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("command", "option"), sorted(set(re.findall(r"ha1to2 ([a-z-]+)[^`|\n]*? (--[a-z-]+)", TEXT))))
def test_options_are_there(command: str, option: str) -> None:
    assert option in CliRunner().invoke(main, [command, "--help"]).output


@pytest.mark.parametrize("code", sorted(set(re.findall(r"\bH\d{3}\b", TEXT))))
def test_codes_are_there(code: str) -> None:
    assert explained(code)


@pytest.mark.parametrize("path", sorted({*re.findall(r"`([a-z_]+/[a-z_0-9/-]*)`", TEXT), *re.findall(r"\]\(([A-Z.a-z]+)\)", TEXT)}))
def test_places_are_there(path: str) -> None:
    starts = ("", "translator", "tests", "tests/golden/memo-web01/etc")
    assert any((transcripts.PROJECT / start / path).exists() for start in starts)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)", TEXT)) - {"clean"}))
def test_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (transcripts.PROJECT / "Makefile").read_text(), re.MULTILINE)
