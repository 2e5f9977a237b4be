"""Files to read: a corpus of haresources in the style of what is found in the wild, broken ones included, and generated ones.

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

from hypothesis import strategies as st

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


SEPARATOR = st.sampled_from(
    [" ", " ", " ", "\t", "  \t", " \\\n", "\\\n ", " \\\n\t", "\\\n\\\n ", "\\\n", " \\\n\\\n", "::", ":", "\\"]
)
TAIL = st.sampled_from(["", "", " ", "\t", " # note", "# note \\", " \\\n", "\\", "\\\n\n", "\\\\\n\n x"])
BETWEEN = st.sampled_from(["", "", "\n", " \t\n", "# a comment\n", "   # and another \\\n", "#\\\n"])
RESOURCE = st.sampled_from(
    ["mysql", "Apache2", "10.9.9.9", "IPaddr::10.0.0.2/24", "Filesystem::/dev/a::/b::ext3", "a::b", "c:d", "e::"]
)


@st.composite
def layouts(draw: st.DrawFn) -> bytes:
    """Some lines, put together and apart as sed and awk do not mind, or just do."""
    text = ""
    for number in range(draw(st.integers(1, 4))):
        text += draw(BETWEEN) + draw(st.sampled_from(["", "", " ", "\t  "])) + draw(st.sampled_from(["web01", "WEB02"]))
        text += draw(st.sampled_from([" ", "\t", " \\\n", " \\\n ", "\\\n "])) + f"k{number}"
        for resource in draw(st.lists(RESOURCE, max_size=4, unique=True)):
            text += draw(SEPARATOR) + resource
        text += draw(TAIL) + "\n"
    return (text + draw(BETWEEN)).removesuffix(draw(st.sampled_from(["", "\n"]))).encode()
