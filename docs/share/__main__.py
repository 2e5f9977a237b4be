"""`python -m docs.share DIRECTORY`: writes all that belongs below share/, for the ha1to2 that this python finds."""

from __future__ import annotations

import sys
from pathlib import Path

from .files import files


def main(directory: Path) -> None:
    for name, text in files().items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
