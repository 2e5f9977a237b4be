"""How results are shown, kept whole: a change of it is to be seen and meant. tests/golden/regenerate.py writes these anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ha1to2.rehearsal.comparison import nodes
from ha1to2.rehearsal.document import as_markdown
from ha1to2.rehearsal.report import as_json, as_table
from ha1to2.rehearsal.results import Compared, Rehearsal
from ha1to2.rehearsal.timeline import as_svg

from .samples import APART, BROKEN, DISK, FAILED, MEMO, SPLIT

KEPT = Path(__file__).with_name("golden")

BOTH = FAILED._replace(compared=(*FAILED.compared, APART))
PICTURES = {each.name: f"rehearsal/{each.name}.svg" for each in MEMO.compared}


def _picture(compared: Compared, rehearsal: Rehearsal) -> Callable[[], bytes]:
    return lambda: as_svg(compared, nodes(rehearsal.compared))


SURFACE: dict[str, Callable[[], bytes]] = {
    "memo.table": lambda: as_table(MEMO).encode(),
    "failed.table": lambda: as_table(BOTH, width=80).encode(),
    "failed.json": lambda: as_json(BOTH).encode(),
    "memo.md": lambda: as_markdown(MEMO, PICTURES).encode(),
    "failed.md": lambda: as_markdown(BOTH, {}).encode(),
    "split-brain.svg": _picture(SPLIT, MEMO),
    "disk-lost.svg": _picture(DISK, MEMO),
    "active-active.svg": lambda: as_svg(APART),
    "not-played.svg": _picture(BROKEN, FAILED),
}
"""Name of the golden file -> what it must hold."""


def regenerate() -> None:
    KEPT.mkdir(exist_ok=True)
    for path in KEPT.iterdir():
        if path.name not in SURFACE:
            path.unlink()
    for name, made in SURFACE.items():
        (KEPT / name).write_bytes(made())
