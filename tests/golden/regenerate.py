"""Writes the golden files anew: `python -m tests.golden.regenerate`, from the top of the project, then read the diff.

Nothing calls this: a change of what ha1to2 gives out is to be seen and meant.
"""

from __future__ import annotations

import sys

from tests.catalogue import page
from tests.cli import surface
from tests.codes import examples
from tests.golden import cases
from tests.rehearsal import kept
from tests.runbook import pairs


def main() -> int:
    for case in cases.CASES:
        fresh = cases.made(case)
        for name in cases.kept(case):
            if name not in fresh:
                (cases.GOLDEN / case / name).unlink()
        for name, content in fresh.items():
            (cases.GOLDEN / case / name).write_bytes(content)
    examples.regenerate()
    surface.regenerate()
    kept.regenerate()
    pairs.regenerate()
    page.regenerate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
