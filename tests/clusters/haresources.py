"""haresources as it was laid out: blanks, tabs, comments, lines that go on, names in capitals."""

from __future__ import annotations

from random import Random

from .spec import Line, Spec

_REMARKS = (
    "# The file must be the same on both nodes.",
    "#node1 10.0.0.170 Filesystem::/dev/sda1::/data1::ext2",
    "#",
    "",
    "   # second service",
)


def haresources(spec: Spec) -> bytes:
    """The file, which is the same on both nodes."""
    rng = Random(f"{spec.seed} haresources")
    style = rng.choice(("plain", "plain", "plain", "tabs", "columns", "continued", "chatty"))
    rows = []
    for line in spec.lines:
        if style == "chatty" and rng.random() < 0.7:
            rows.append(rng.choice(_REMARKS))
        rows.append(_line(rng, style, line))
    text = "\n".join(rows)
    return (text + ("" if rng.random() < 0.03 else "\n")).encode()


def _line(rng: Random, style: str, line: Line) -> str:
    node = line.node.upper() if rng.random() < 0.05 else line.node
    words = [resource.text for resource in line.resources]
    if style == "continued" and len(words) > 1:
        return f"{node} \\\n\t" + " \\\n\t".join(words)
    gap = {"tabs": "\t", "columns": "   "}.get(style, " ")
    text = f"{node}{gap}{gap.join(words)}"
    return text + rng.choice((" ", "  # main service", "\t")) if rng.random() < 0.1 else text
