"""The look of the pictures: contrast, light and dark, names and room for texts."""

from __future__ import annotations

import re

import pytest
from ha1to2.rehearsal import svg
from hypothesis import given
from hypothesis import strategies as st

from ..elements import every
from .samples import BROKEN, MYSQLD, SPLIT
from .test_timeline import parsed


def luminance(colour: str) -> float:
    """As WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [svg.LIGHT, svg.DARK], ids=["light", "dark"])
def test_contrast(look: dict[str, str]) -> None:
    """4.5 for text and 3 for shapes: WCAG 2. The second node is yellow on white: there the hatching and its edge count."""
    colours = {name: re.findall("#[0-9a-f]{6}", rule) for name, rule in look.items()}
    (page,), (lane,) = colours[".page"], colours[".lane"]
    for name in ("text", ".quiet", ".bad"):
        assert contrast(colours[name][0], page) >= 4.5, name
    for name in (".first", ".gap", ".span", ".fault", ".mark"):
        assert contrast(colours[name][0], page) >= 3, name
    assert contrast(colours[".first"][0], lane) >= 3
    assert max(contrast(colours[name][0], lane) for name in (".second", ".hatch")) >= 3
    assert contrast(colours[".second"][0], colours[".hatch"][0]) >= 2.5


def test_light_and_dark_have_the_same_looks() -> None:
    assert svg.LIGHT.keys() == svg.DARK.keys()
    drawn = [element for compared in (MYSQLD, SPLIT, BROKEN) for element in every(parsed(compared), "//*[@class]")]
    used = {f".{look}" for element in drawn for look in element.get("class", "").split()} | {"text"}
    assert used == svg.LIGHT.keys() | svg.ALWAYS.keys()


@pytest.mark.parametrize(
    ("name", "slug"), [("mysqld-stopped", "mysqld-stopped"), ("A b/ü..", "a-b"), ("", "timeline"), ("日", "timeline")]
)
def test_slug(name: str, slug: str) -> None:
    assert svg.slug(name) == slug


def test_breadth() -> None:
    assert svg.breadth("web01", 10) == pytest.approx(30)
    assert svg.breadth("日本", 10) == pytest.approx(20)


@given(st.text(max_size=60), st.floats(0, 600))
def test_cut_fits(text: str, room: float) -> None:
    short = svg.cut(text, room)
    assert short == text or short.endswith("…")
    assert svg.breadth(short) <= max(room, svg.breadth("…"))
