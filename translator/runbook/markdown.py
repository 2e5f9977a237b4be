"""CommonMark, as far as a runbook needs it. Text of the configuration goes into code spans and code blocks alone."""

from __future__ import annotations

import re


def code(text: str) -> str:
    """`text` as a code span, whatever is in it: the fence is longer than any run of backticks, and no line ends inside it."""
    shown = "".join(character if character.isprintable() else "·" for character in text)
    fence = "`" * (_longest(shown) + 1)
    pad = " " if shown[:1] in ("`", " ", "") or shown[-1:] in ("`", " ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(text: str) -> str:
    """`text` as a fenced block of shell."""
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}sh\n{text}\n{fence}"


def anchor(title: str) -> str:
    """What GitHub, GitLab and pandoc make of a heading, so that links find it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _longest(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
