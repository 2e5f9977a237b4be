"""Every code that is given out is explained, each explained code is given out, and each has its smallest example."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ha1to2.codes.catalogue import _MODULES, all_codes, explained
from ha1to2.plan.pair import Side
from ha1to2.plan.wires import wires
from ha1to2.reading import read

from .codes import examples

PROJECT = Path(__file__).resolve().parents[1]
TRANSLATOR = PROJECT / "translator"
SEVERITIES = ("error", "warning", "note")
CODE = re.compile(r"H[0-9]{3}\Z")

ELSEWHERE = {"H802": "tests/simulate/test_scheduler.py", "H902": "tests/test_codes.py"}
"""Codes that no tree of files can bring about, and the tests that reach them: H802 wants a machine without crm_simulate, and what
H902 guards against is refused before corosync.conf is thought of."""


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call that makes a diagnostic, with its severity."""
    for path in sorted(TRANSLATOR.rglob("*.py")):
        if path.parent.name == "codes":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SEVERITIES and node.args:
                yield path, node, node.func.id


def emitted() -> dict[str, set[str]]:
    """The severities that each code is given out with.

    The code is a literal where the diagnostic is made; a module that keeps codes in values (`error(self.code, …)`) has them as
    literals elsewhere in it.
    """
    found: dict[str, set[str]] = {}
    for path in {path for path, _, _ in calls()}:
        literals, dynamic = set(), set()
        for _, node, severity in [each for each in calls() if each[0] == path]:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found.setdefault(str(first.value), set()).add(severity)
                literals.add(str(first.value))
            else:
                dynamic.add(severity)
        constants = {
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value)
        }
        if dynamic:
            assert constants - literals, f"{path}: where does the code come from?"
            for code in constants - literals:
                found.setdefault(code, set()).update(dynamic)
    return found


EMITTED = emitted()


def test_there_are_enough() -> None:
    assert len(all_codes()) >= 40


def test_every_code_is_explained() -> None:
    assert set(EMITTED) - set(all_codes()) == set()


def test_every_explanation_is_of_a_code_that_is_given_out() -> None:
    assert set(all_codes()) - set(EMITTED) == set()


@pytest.mark.parametrize("code", sorted(all_codes()))
def test_explanation(code: str) -> None:
    entry = all_codes()[code]
    assert CODE.match(code)
    assert EMITTED[code] == {entry.severity}
    assert entry.title
    assert not entry.title.endswith(".")
    assert len(entry.title) <= 80
    assert len(entry.explanation.split()) >= 6, "say why it matters"
    assert entry.explanation.endswith((".", "?"))
    text = explained(code)
    assert text is not None
    assert all(len(line) <= 100 for line in text.splitlines())


def test_modules_of_codes_are_all_listed() -> None:
    there = {path.stem for path in (TRANSLATOR / "codes").glob("*.py")} - {"__init__", "catalogue", "code"}
    assert set(_MODULES) == there


# Examples: one file for each code, which ha1to2 answers with just what stands in it


def test_every_code_has_an_example() -> None:
    assert set(examples.FILES) | set(ELSEWHERE) == set(all_codes())
    assert not set(examples.FILES) & set(ELSEWHERE)


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_reached_elsewhere(code: str) -> None:
    assert f'"{code}"' in (PROJECT / ELSEWHERE[code]).read_text()


def test_links_are_between_two_nodes(tmp_path: Path) -> None:
    examples.build("H122", tmp_path)
    source = read(f"{tmp_path}/etc/ha.d")
    assert source.configuration is not None
    side = Side(source.configuration, source.keys, source.hostname, source.hosts)
    assert [each.code for each in wires(side, side).diagnostics] == ["H902"]


@pytest.mark.parametrize("code", examples.FILES)
def test_example(code: str, tmp_path: Path) -> None:
    done = examples.run(code, tmp_path)
    assert "Traceback" not in done.stderr
    said = examples.about(code, done.stderr)
    assert said, done.stderr
    kept = examples.parts(examples.CODES / f"{code}.txt")["said"].decode()
    assert said == kept, "if it is meant: python -m tests.golden.regenerate"
    severity = all_codes()[code].severity
    assert done.returncode == 1 or severity != "error"
    # Whoever reads it learns what to do.
    assert "= help: " in said or severity == "note"


@pytest.mark.parametrize("code", [code for code in examples.FILES if all_codes().get(code) and code[1] not in "789"])
def test_example_is_the_smallest(code: str) -> None:
    """It differs from the base in a file or two: what brings the code about is seen at once."""
    named = [name for name in examples.parts(examples.CODES / f"{code}.txt") if name not in ("said", "command")]
    assert len(named) <= 2 or code in ("H414", "H508")  # long chains of includes


def test_base_is_good(tmp_path: Path) -> None:
    """What is said of an example is said because of it: of the base there is nothing to say but what is true of all."""
    (examples.CODES / "base.txt").read_bytes()
    done = examples.run("H605", tmp_path)
    assert done.returncode == 0
    assert re.findall(r"\[(H[0-9]{3})\]", done.stderr) == ["H601", "H605"]
