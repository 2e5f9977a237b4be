"""The transcripts of README.md: run in order, in one directory, and held against what stands there.

In a block of `console`, a line that begins with `$ ` is a command for bash, and what follows is what it prints, to both outputs.
`python3 -m tests.transcripts` writes what the commands print today into README.md, where `ha1to2` and `crm_verify` are in PATH.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
TREES = {"web01": "memo-web01", "web02": "memo-web02", "printed": "memo-as-printed"}
"""The directories that the commands find, and the golden cases that they are copies of."""

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """A command, and the text that stands below it."""

    command: str
    output: str


def steps(text: str) -> list[Step]:
    """All commands of the console blocks of `text`."""
    found: list[Step] = []
    for block in _BLOCK.findall(text):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append(Step(line[2:].rstrip("\n"), ""))
            else:
                found[-1] = found[-1]._replace(output=found[-1].output + line)
    return found


def lay_out(directory: Path) -> None:
    """The trees that README speaks of."""
    for name, case in TREES.items():
        shutil.copytree(PROJECT / "tests" / "golden" / case / "etc", directory / name / "etc")


def run(command: str, directory: Path, path: str) -> str:
    """What a user sees who types `command` in `directory`."""
    done = subprocess.run(
        ["bash", "-c", command], cwd=directory, env={"PATH": path, "HOME": str(directory), "LANG": "C.UTF-8"}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout


def _main() -> None:
    missing = [name for name in ("ha1to2", "crm_verify", "crm_simulate") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"not in PATH: {', '.join(missing)}")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        lay_out(directory)

        def renewed(block: re.Match[str]) -> str:
            commands = [line for line in block[0].splitlines() if line.startswith("$ ")]
            return "".join(f"{line}\n{run(line[2:], directory, os.environ['PATH'])}" for line in commands)

        README.write_text(_BLOCK.sub(renewed, README.read_text()))


if __name__ == "__main__":
    _main()
