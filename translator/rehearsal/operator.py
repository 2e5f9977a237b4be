"""The operator of a rehearsal: does what the runbook says, command by command, on the machines that it names."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from ..install_agents import sources
from ..runbook.model import ADMIN, Step
from ..templates import DIRECTORY

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARY = "usr/lib/ha1to2"
WORK = "/root/admin"
LOGIN = f"export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root; mkdir -p {WORK} && cd {WORK}"
"""What an operator's shell begins with."""
ARRIVAL = "tar -C /bed/admin -c . | tar -C / -x --no-overwrite-dir"
"""On the first node: what the machine of the administrator has comes there. Directories that are there, /tmp among them, stay."""
PATIENCE = 3
"""A node of user-mode Linux takes several times as long as a machine for anything that forks."""

_STARTER = f"""#!/usr/bin/python3
import sys
sys.path.insert(0, "/{LIBRARY}")
from ha1to2.cli import main
main()
"""


def provide(place: Path, trees: Iterable[Path]) -> None:
    """Below `place`, what the machine of the administrator has: this ha1to2, and the trees at their own paths."""
    package = place / LIBRARY / "ha1to2"
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PACKAGE, package, ignore=unwanted, dirs_exist_ok=True)
    shutil.copytree(DIRECTORY, package / "templates", ignore=unwanted, dirs_exist_ok=True)
    shutil.copytree(sources(), package / "agents", ignore=unwanted, dirs_exist_ok=True)
    starter = place / "usr/local/bin/ha1to2"
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(_STARTER)
    starter.chmod(0o755)
    for tree in trees:
        root = tree.parent.parent
        shutil.copytree(root, place / str(root).lstrip("/"), symlinks=True, dirs_exist_ok=True)


class Site(Protocol):
    """Where an operator works: the two nodes, and the password of their fence devices."""

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def password(self) -> str: ...

    def mark(self, text: str) -> None: ...

    def obey(self, name: str, command: str, seconds: float, what: str) -> None: ...


def perform(stage: Site, steps: Iterable[Step]) -> None:
    """Does the steps in their order, the administrator's own on the first node. Raises NotSo where one does not succeed."""
    for step in steps:
        where = [stage.names[0] if node == ADMIN else node for node in step.where]
        stage.mark(step.title)
        for node in where:
            for command in step.commands:
                _do(stage, node, command.text, command.seconds, step.title)
        for asking in step.asks:
            answered = f"printf '%s\\n' {shlex.quote(stage.password)} | {asking.text}"
            _do(stage, where[0], answered, asking.seconds, step.title)
        for node in where:
            _do(stage, node, step.check.text, step.check.seconds, f"{step.title}: {step.check.shows}")


def _do(stage: Site, node: str, text: str, seconds: int, what: str) -> None:
    stage.obey(node, f"{LOGIN} && exec bash -c {shlex.quote(text)}", seconds * PATIENCE, what)
