"""What `ha1to2 convert` costs: on the memo's cluster, and on many lines."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from .lines import write_tree
from .measure import BARE, PYTHON, Cost, medians, run

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / ".cache" / "bench"
MEMO = PROJECT / "tests" / "golden" / "memo-web01"

# What an installation is made from; caches and results of other tools are not.
SOURCES = ("translator", "cib_templates", "agents", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")


class Case(NamedTuple):
    """`goal` is in bare starts of the interpreter; None where there is none."""

    name: str
    lines: int
    rounds: int
    goal: int | None


CASES = (
    Case("memo", 2, 21, 12),
    Case("1,000 lines", 1000, 7, None),
    Case("5,000 lines", 5000, 7, 64),
    Case("20,000 lines", 20000, 3, None),
)


def installed() -> Path:
    """ha1to2 of this tree as a user has it: from a wheel, byte-compiled, in an environment of Debian's python."""
    environment = CACHE / "venv"
    if not (environment / "bin" / "ha1to2").exists():
        shutil.rmtree(environment, ignore_errors=True)
        _check(PYTHON, "-m", "venv", str(environment))
    with tempfile.TemporaryDirectory(prefix="ha1to2-bench-") as name:
        work = Path(name)
        for source in SOURCES:
            place = PROJECT / source
            if place.is_dir():
                shutil.copytree(place, work / source, ignore=shutil.ignore_patterns("__pycache__"))
            elif place.exists():
                shutil.copy(place, work / source)
        pip = ("-m", "pip", "--quiet", "--no-input")
        _check(sys.executable, *pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", name, name)
        wheel = next(work.glob("*.whl"))
        _check(str(environment / "bin/python"), *pip, "install", str(wheel))
        _check(str(environment / "bin/python"), *pip, "install", "--force-reinstall", "--no-deps", str(wheel))
    return environment / "bin" / "ha1to2"


def _check(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def main() -> None:
    """Prints the table."""
    program = str(installed())
    bare: list[Cost] = []
    costs: dict[Case, list[Cost]] = {case: [] for case in CASES}
    with tempfile.TemporaryDirectory(prefix="ha1to2-bench-") as name:
        work = Path(name)
        trees = {case: write_tree(work / str(case.lines), case.lines) for case in CASES[1:]}
        trees[CASES[0]] = MEMO / "etc" / "ha.d"
        run(BARE)
        # Interleaved, so that a busy moment of the machine falls on all of them.
        for number in range(max(case.rounds for case in CASES)):
            for case in CASES:
                if number < case.rounds:
                    bare.append(run(BARE))
                    costs[case].append(run((program, "convert", str(trees[case])), work / "cib.xml"))
    start = medians(bare)
    print("ha1to2 convert as a whole process: medians; a bare start is 'python3 -IS -c pass' in the same run")
    print(f"{'':14}{'resources':>10}{'wall ms':>9}{'CPU ms':>9}{'bare starts':>13}{'goal':>6}{'us/line':>9}{'MB':>7}")
    print(f"{'bare start':14}{'':10}{start.wall * 1000:9.1f}{start.cpu * 1000:9.1f}{1:13.1f}")
    base = medians(costs[CASES[0]]).cpu
    for case in CASES:
        cost = medians(costs[case])
        resources = "5" if case.name == "memo" else f"{3 * case.lines:,}"
        each = "" if case.name == "memo" else f"{(cost.cpu - base) / case.lines * 1e6:.0f}"
        print(
            f"{case.name:14}{resources:>10}{cost.wall * 1000:9.1f}{cost.cpu * 1000:9.1f}{cost.cpu / start.cpu:13.1f}"
            f"{case.goal or '':>6}{each:>9}{cost.megabytes:7.0f}"
        )
    print("us/line is the CPU above the memo's, so that a linear program has one figure for all sizes")
