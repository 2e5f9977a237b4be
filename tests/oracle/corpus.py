"""The corpus: haresources files in the style of what is found in the wild, broken ones included.

In corpus/*.txt each file begins with a line `=== title [codes] flags`: the codes of all diagnostics that the reader has to
give, and
- escaped: the text has Python's escapes for what a text file cannot show, and ends where it ends;
- compared: the file is refused, but means something all the same, which is compared as well;
- conflict: the genuine script does not find the lines by their keys, which is compared as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TITLE = re.compile(r"=== (?P<title>.*?)(?: \[(?P<codes>[H\d ]+)\])?(?P<flags>(?: (?:escaped|compared|conflict))*)$")


class Case(NamedTuple):
    """One haresources file. `codes` is sorted."""

    title: str
    data: bytes
    codes: tuple[str, ...]
    compared: bool
    conflict: bool


def cases() -> Iterator[Case]:
    """All of the corpus, in its order."""
    for path in sorted((Path(__file__).parent / "corpus").glob("*.txt")):
        for section in path.read_text("utf-8").split("\n=== "):
            heading, _, body = section.partition("\n")
            match = _TITLE.fullmatch("=== " + heading.removeprefix("=== "))
            if match is None:
                raise ValueError(f"{path.name}: {heading}")
            flags = match["flags"].split()
            if "escaped" in flags:
                data = body.removesuffix("\n").encode().decode("unicode_escape").encode("latin-1")
            else:
                data = (body if body.endswith("\n") or not body else body + "\n").encode()
            codes = tuple(sorted((match["codes"] or "").split()))
            yield Case(f"{path.stem}: {match['title']}", data, codes, "compared" in flags, "conflict" in flags)
