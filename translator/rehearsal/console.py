"""What stands between the command line and a rehearsal: options in, texts out, and the shell of --keep."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Optional

from ..diagnostics import Outcome
from ..render import Paint
from . import report
from .document import as_markdown
from .machines import MachineError
from .machines.node import Node
from .preparation import script
from .progress import Progress
from .results import Generation, Rehearsal
from .run import CannotRehearse as CannotRehearse
from .run import Options, chosen, default_cache, rehearse
from .scenarios import SCENARIOS
from .svg import slug
from .timeline import as_svg

Keep = Callable[[Mapping[str, Node]], None]


class Told(NamedTuple):
    """What was found, in the forms in which it is given out."""

    rehearsal: Rehearsal

    @property
    def status(self) -> int:
        """The exit status: 0 where everything was as expected, 1 where not, 128 and a signal's number where one ended it."""
        if self.rehearsal.ended:
            return 128 + self.rehearsal.ended
        return 0 if self.rehearsal.succeeded else 1

    def table(self, paint: Paint, width: int) -> str:
        return report.as_table(self.rehearsal, paint, width)

    def json(self) -> bytes:
        return report.as_json(self.rehearsal).encode()

    def report(self, directory: str) -> Iterator[tuple[str, bytes]]:
        """Paths and contents of the page and its pictures."""
        pictures = {compared.name: f"rehearsal/{slug(compared.name)}.svg" for compared in self.rehearsal.compared}
        os.makedirs(os.path.join(directory, "rehearsal"), exist_ok=True)
        for compared in self.rehearsal.compared:
            yield os.path.join(directory, pictures[compared.name]), as_svg(compared, self.rehearsal.cluster)
        yield os.path.join(directory, "rehearsal.md"), as_markdown(self.rehearsal, pictures).encode()


class Rehearsed(NamedTuple):
    """The command line's wishes."""

    directory: str
    other: str
    scenarios: tuple[str, ...]
    old: bool
    new: bool
    hurry: float
    logs: str
    cache: Optional[str]
    live: bool
    say: Callable[[str], None]

    def listed(self) -> Outcome[str]:
        """The scenarios for this cluster, a line each."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="ha1to2-list-") as name:
            outcome = script(self.directory, self.other, Path(name), self.hurry)
        if outcome.value is None:
            return Outcome("", outcome.diagnostics)
        scenarios = chosen(outcome.value, self.scenarios)
        width = max(len(each.name) for each in scenarios)
        return Outcome("".join(f"{each.name:{width}}  {each.title}\n" for each in scenarios), outcome.diagnostics)

    def play(self, keep: Optional[Keep]) -> Outcome[Told | None]:
        """Plays them all. Raises CannotRehearse."""
        wanted = {Generation.OLD: self.old, Generation.NEW: self.new}
        generations = [each for each, asked in wanted.items() if asked] or list(Generation)
        cache = Path(self.cache) if self.cache else default_cache()
        options = Options(self.scenarios, generations, self.hurry, cache, Path(self.logs), keep)
        progress = Progress(self.say, self.live, lambda: shutil.get_terminal_size((100, 24)).columns)
        try:
            outcome = rehearse(self.directory, self.other, options, progress)
        finally:
            progress.close()
        return Outcome(Told(outcome.value) if outcome.value else None, outcome.diagnostics)


def names_of() -> frozenset[str]:
    """The names of all scenarios."""
    return frozenset(each.name for each in SCENARIOS)


def kept(say: Callable[[str], None], ask: Callable[[str, str], str]) -> Keep:
    """What --keep does at the end: shells into the nodes until the user has seen enough.

    `ask` asks the user for what the text says; it is given what no answer means.
    """

    def shells(nodes: Mapping[str, Node]) -> None:
        say(f"\nThe nodes go on: {', '.join(nodes)}. A name opens a shell there, Ctrl-D leaves it; 'end' ends them all.\n")
        while (name := ask("node", "end")) != "end":
            if name not in nodes:
                say(f"there are {', '.join(nodes)}\n")
                continue
            try:
                nodes[name].shell()
            except (OSError, MachineError) as problem:
                say(f"{name} does not answer: {problem}\n")

    return shells
