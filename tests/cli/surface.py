"""What scripts and people get used to: the help of each command, the list of codes, the JSON of diagnostics and of the ledger, and
the memo's cluster in the languages of crmsh and pcs (its CIB is among the golden cases)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result
from ha1to2.cli import main

from ..golden.cases import DIRECTORY, GOLDEN, within

KEPT = Path(__file__).resolve().parent / "golden"
CASE = GOLDEN / "refused-for-many-reasons"
MEMO = GOLDEN / "memo-web01"

_JSON = ("--diagnostics", "json")


def _run(*arguments: str, case: Path = CASE) -> Result:
    with within(case):
        return CliRunner().invoke(main, arguments, terminal_width=80, prog_name="ha1to2")


def _converted(language: str) -> str:
    return _run("convert", "--format", language, DIRECTORY, case=MEMO).stdout


def _help(*command: str) -> Callable[[], str]:
    return lambda: _run(*command, "--help").stdout


SURFACE: dict[str, Callable[[], str]] = {
    "help.txt": _help(),
    **{f"help-{name}.txt": _help(name) for name in sorted(main.commands)},
    "codes.txt": lambda: _run("codes").stdout,
    "codes-H236.txt": lambda: _run("codes", "h236").stdout,
    "diagnostics.json": lambda: _run("convert", DIRECTORY, *_JSON).stderr,
    "diagnostics-full.txt": lambda: _run("convert", DIRECTORY).stderr,
    "memo.crm": lambda: _converted("crmsh"),
    "memo.sh": lambda: _converted("pcs"),
    "ledger.json": lambda: _run("explain", DIRECTORY, "--json").stdout,
}
"""Name of the golden file -> what it must hold."""


def regenerate() -> None:
    KEPT.mkdir(exist_ok=True)
    for path in KEPT.iterdir():
        if path.name not in SURFACE:
            path.unlink()
    for name, made in SURFACE.items():
        (KEPT / name).write_text(made())
