"""The golden cases: a directory of this package with an `etc/ha.d` is one, and beside it lies what must come of it.

`cib.xml` (none where the tree is refused), `diagnostics.txt` (the concise form) and `ledger.txt`. All paths are relative to the
directory of the case, which is why everything runs in there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ha1to2 import ledger, pipeline, render
from ha1to2.catalogue.services import Manner
from ha1to2.choices import AS_IT_WAS, Choices

GOLDEN = Path(__file__).resolve().parent
DIRECTORY = "etc/ha.d"

CASES = tuple(sorted(path.name for path in GOLDEN.iterdir() if (path / DIRECTORY).is_dir()))
CONVERTIBLE = tuple(case for case in CASES if (GOLDEN / case / "cib.xml").is_file())

CHOICES = {
    "catalogue": Choices(catalogue="etc/ha.d/scripts.ini"),
    "services-lsb": Choices(Manner.LSB),
    "services-service": Choices(Manner.SERVICE),
    "services-systemd": Choices(Manner.SYSTEMD),
}
"""The cases for which something is asked on the command line."""


def choices(case: str) -> Choices:
    return CHOICES.get(case, AS_IT_WAS)


def options(case: str) -> list[str]:
    """The same as words of the command line."""
    chosen = choices(case)
    return ["--services", chosen.services.value, *(["--catalogue", chosen.catalogue] if chosen.catalogue else [])]


@contextmanager
def within(directory: Path) -> Iterator[None]:
    """The working directory, for as long as the `with` lasts."""
    before = os.getcwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


def made(case: str) -> dict[str, bytes]:
    """The golden files of a case as they are now: name -> content. A file that is empty is none."""
    with within(GOLDEN / case):
        converted = pipeline.convert(DIRECTORY, choices(case))
        explained = pipeline.explain(DIRECTORY, choices(case))
    diagnostics = "".join(f"{render.concise(each)}\n" for each in converted.diagnostics)
    files = {
        "cib.xml": converted.value,
        "diagnostics.txt": diagnostics.encode(),
        "ledger.txt": ledger.as_table(explained.value).encode(),
    }
    return {name: content for name, content in files.items() if content}


def kept(case: str) -> dict[str, bytes]:
    """The golden files of a case as they lie there."""
    return {path.name: path.read_bytes() for path in (GOLDEN / case).iterdir() if path.is_file()}
