"""`python -m tests.clusters SEED DIRECTORY` writes the trees of a seed, to look at what a failing test has seen."""

from __future__ import annotations

import sys
from pathlib import Path

from .generator import cluster, planted


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not arguments[0].isdigit():
        print(__doc__, file=sys.stderr)
        return 2
    pair = cluster(int(arguments[0]))
    print("\n".join(planted(pair, Path(arguments[1]))))
    return 0


sys.exit(main(sys.argv[1:]))
