"""The few shapes that a timeline is made of, and its look. lxml escapes; texts are made fit for XML before (comparison.shown).

No script, no link, no font from elsewhere: the picture is what it is in every viewer, light or dark. Nodes differ in colour, for
every kind of eyesight (the palette of Okabe and Ito), and in pattern, so that they do without colour too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from lxml import etree

NAMESPACE = "http://www.w3.org/2000/svg"

NODES = ("first", "second")
"""The classes of the nodes, in their order; a cluster of Heartbeat v1 has two."""

_HATCH = "ha1to2-hatch"
"""The id of the pattern; the same in all pictures, as it is the same pattern."""

LIGHT = {
    ".page": "fill: #ffffff",
    "text": "fill: #1b1f24",
    ".quiet": "fill: #57606a",
    ".bad": "fill: #b3261e",
    ".lane": "fill: #eff1f4",
    ".grid": "stroke: #d8dee4",
    ".fault": "stroke: #1b1f24",
    ".mark": "stroke: #57606a",
    ".first": "fill: #0072b2",
    ".second": "fill: #f0a818",
    ".hatch": "stroke: #8a5700",
    ".gap": "fill: #d55e00",
    ".span": "stroke: #d55e00",
    ".torn": "fill: #ffffff; stroke: #d55e00",
}
DARK = {
    ".page": "fill: #0d1117",
    "text": "fill: #e6edf3",
    ".quiet": "fill: #9198a1",
    ".bad": "fill: #ff8a80",
    ".lane": "fill: #1c222b",
    ".grid": "stroke: #2b323b",
    ".fault": "stroke: #e6edf3",
    ".mark": "stroke: #9198a1",
    ".first": "fill: #56b4e9",
    ".second": "fill: #e69f00",
    ".hatch": "stroke: #5c3a00",
    ".gap": "fill: #ff7b2e",
    ".span": "stroke: #ff7b2e",
    ".torn": "fill: #0d1117; stroke: #ff7b2e",
}
ALWAYS = {
    "text": "font-family: system-ui, 'DejaVu Sans', sans-serif; font-size: 12px",
    ".title": "font-size: 17px; font-weight: bold",
    ".strong": "font-weight: bold",
    ".small": "font-size: 11px",
    ".grid": "stroke-width: 1",
    ".fault": "stroke-width: 2",
    ".mark": "stroke-width: 1; stroke-dasharray: 4 3",
    ".hatch": "stroke-width: 2.5",
    ".span": "stroke-width: 2",
    ".shade": "opacity: 0.14",
}


def picture(name: str, title: str, description: str, width: float, height: float) -> etree._Element:
    """An empty page with what a screen reader reads, the style and the pattern. `name` keeps ids apart where a page has several."""
    key = slug(name)
    root = etree.XML(f'<svg xmlns="{NAMESPACE}"/>')
    size = {"viewBox": f"0 0 {number(width)} {number(height)}", "width": number(width), "height": number(height)}
    for attribute, value in {**size, "role": "img", "aria-labelledby": f"{key}-title {key}-desc"}.items():
        root.set(attribute, value)
    put(root, "title", {"id": f"{key}-title"}, title)
    put(root, "desc", {"id": f"{key}-desc"}, description)
    put(root, "style", {}, "\n" + _rules(ALWAYS) + _rules(LIGHT) + f"@media (prefers-color-scheme: dark) {{\n{_rules(DARK)}}}\n")
    tile = {"width": "7", "height": "7", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = put(put(root, "defs", {}), "pattern", {"id": _HATCH, **tile})
    put(pattern, "line", {"class": "hatch", "x1": "1", "y1": "0", "x2": "1", "y2": "7"})
    put(root, "rect", {"class": "page", "width": number(width), "height": number(height), "rx": "6"})
    return root


def put(parent: etree._Element, tag: str, attributes: Mapping[str, str], text: str = "") -> etree._Element:
    """A new last child."""
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", dict(attributes))
    child.text = text or None
    return child


def words(parent: etree._Element, x: float, y: float, text: str, look: str = "", anchor: str = "start") -> etree._Element:
    """A line of text that begins, ends or has its middle (`anchor`) at x; y is its base line."""
    given = {"class": look, "text-anchor": "" if anchor == "start" else anchor}
    given = {name: value for name, value in given.items() if value}
    return put(parent, "text", {"x": number(x), "y": number(y), **given}, text)


def backed(
    parent: etree._Element, x: float, y: float, text: str, look: str, anchor: str = "start", size: float = 12
) -> etree._Element:
    """Words before a piece of the page, so that no line runs through them."""
    wide = breadth(text, size)
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    box(parent, "page", left - 2, y - size, wide + 4, size + 4)
    return words(parent, x, y, text, look, anchor)


def box(parent: etree._Element, look: str, x: float, y: float, width: float, height: float, tip: str = "") -> None:
    """A filled rectangle; `tip` is shown where the mouse rests on it."""
    place = {"x": number(x), "y": number(y), "width": number(width), "height": number(height)}
    child = put(parent, "rect", {"class": look, **place})
    if tip:
        put(child, "title", {}, tip)


def node_box(parent: etree._Element, index: int, x: float, y: float, width: float, height: float, tip: str = "") -> None:
    """A rectangle in the colour of a node; of the second one hatched."""
    look = NODES[index % len(NODES)]
    box(parent, look, x, y, width, height, tip)
    if look != NODES[0]:
        place = {"x": number(x), "y": number(y), "width": number(width), "height": number(height)}
        put(parent, "rect", {"fill": f"url(#{_HATCH})", "pointer-events": "none", **place})


def line(parent: etree._Element, look: str, x1: float, y1: float, x2: float, y2: float) -> None:
    put(parent, "line", {"class": look, "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)})


def bytes_of(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def number(value: float) -> str:
    """To a hundredth of a pixel: the same bytes whatever the last bit of a float."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def slug(name: str) -> str:
    """A name that can stand in an id and in the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "timeline"


def breadth(text: str, size: float = 12) -> float:
    """About how many pixels a text takes, rather more than less: fonts differ, and nothing may run into anything."""
    return sum(size if unicodedata.east_asian_width(each) in "WF" else size * 0.6 for each in text)


def cut(text: str, room: float, size: float = 12) -> str:
    """As much of a text as `room` pixels take, with an ellipsis where that is not all of it."""
    if breadth(text, size) <= room:
        return text
    while text and breadth(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _rules(look: Mapping[str, str]) -> str:
    return "".join(f"{name} {{ {rule} }}\n" for name, rule in look.items())
