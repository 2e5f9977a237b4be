"""Runs the benches, one table each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def _main() -> None:
    here = Path(__file__).parent
    # The agents have benches of their own, next to this one.
    for name in ("convert", *sorted(path.stem for path in here.glob("agents*.py"))):
        import_module(f".{name}", __package__).main()
        print()


_main()
