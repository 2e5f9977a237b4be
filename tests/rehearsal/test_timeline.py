"""The pictures: nothing leaves the page, nothing is obeyed, and all is told without colour too. Whole ones lie in golden/."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from ha1to2.rehearsal import marks, svg
from ha1to2.rehearsal.comparison import shown
from ha1to2.rehearsal.results import Compared, Mark, Run, Write
from ha1to2.rehearsal.timeline import as_svg
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ..elements import every, only
from .samples import ADDRESS, APART, BROKEN, DISK, MYSQLD, NEW, OLD, SPLIT, WEB, track

TIMES = st.integers(-30_000, 600_000).map(lambda time: time / 1000)
LOOSE = st.text(st.characters(), max_size=80)


@st.composite
def made(draw: st.DrawFn) -> Run:
    """Any run: writes of any node at any time within it, marks with any text, any number of services."""
    begin, end = sorted((draw(TIMES), draw(TIMES)))
    inside = st.floats(begin, end).map(lambda time: min(max(round(time, 3), begin), end))
    writes = st.lists(st.builds(Write, inside, st.sampled_from(("web01", "web02"))), max_size=12)
    tracks = [track(draw(writes), end, service=draw(LOOSE), address=draw(LOOSE)) for _ in range(draw(st.integers(0, 3)))]
    what = draw(st.lists(st.builds(Mark, inside, LOOSE), max_size=6))
    return Run(draw(st.sampled_from((OLD, NEW))), tuple(tracks), tuple(what), (), begin, end, problem=draw(LOOSE))


def parsed(compared: Compared, known: tuple[str, ...] = ("web01", "web02")) -> etree._Element:
    """The picture, its elements under their plain names."""
    root = etree.fromstring(as_svg(compared, known))
    for element in root.iter():
        assert isinstance(element.tag, str)
        assert element.tag.startswith(f"{{{svg.NAMESPACE}}}")
        element.tag = element.tag.partition("}")[2]
    return root


def texts(root: etree._Element) -> list[str]:
    return [each.text or "" for each in every(root, "//text")]


@settings(max_examples=60, deadline=None)
@given(made(), made(), LOOSE, LOOSE, LOOSE)
def test_nothing_leaves_the_page(old: Run, new: Run, name: str, title: str, difference: str) -> None:
    root = parsed(Compared(name, title, old, new, difference))
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    for rect in every(root, "//rect[not(@rx)]"):
        x, y, wide, high = (float(rect.get(each, "nan")) for each in ("x", "y", "width", "height"))
        assert wide >= 0
        assert (x >= 0, x + wide <= width, y >= 0, y + high <= height) == (True,) * 4, etree.tostring(rect)
    for text in every(root, "//text"):
        x, y = float(text.get("x", "nan")), float(text.get("y", "nan"))
        assert (0 <= x <= width, 0 < y < height) == (True, True), text.text
        if text.get("text-anchor") is None:
            assert x + svg.breadth(text.text or "", 11 if "small" in text.get("class", "") else 12) <= width or y < 52, text.text
    assert not every(root, "//script")
    assert as_svg(Compared(name, title, old, new, difference)) == as_svg(Compared(name, title, old, new, difference))


@given(st.lists(st.builds(Mark, TIMES, LOOSE), max_size=8))
def test_texts_of_marks_do_not_meet(given_marks: list[Mark]) -> None:
    scale = marks.Scale(-30, 600, 112, 944)
    labels = marks.labels(given_marks, scale, 16)
    assert sorted(label.whole for label in labels) == sorted(
        f"fault: {shown(mark.text)}" if mark.at == 0 else f"{mark.at:+.1f} s: {shown(mark.text)}" for mark in given_marks
    )
    for one, other in combinations(labels, 2):
        assert one.x <= other.x
        assert one.row <= other.row
        if one.row == other.row:
            ends = [(each.x, svg.breadth(each.text, marks.TEXT)) for each in (one, other)]
            (_, right), (left, _) = (
                (x, x + size) if label.anchor == "start" else (x - size, x) for label, (x, size) in zip((one, other), ends)
            )
            assert right < left
    assert marks.rows(labels) == max((label.row + 1 for label in labels), default=0)


@pytest.mark.parametrize(
    ("begin", "end", "ticks"),
    [
        (-10, 90, (-10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)),
        (-10, 300, (0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300)),
        (0, 1, (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
    ],
)
def test_ticks(begin: float, end: float, ticks: tuple[float, ...]) -> None:
    assert marks.Scale(begin, end, 0, 100).ticks == pytest.approx(ticks)


@given(st.floats(-100_000, 0), st.floats(0, 100_000))
def test_ticks_are_few_and_have_the_fault(begin: float, end: float) -> None:
    scale = marks.Scale(begin, max(end, begin + 1), 0, 100)
    assert 0 in scale.ticks
    assert len(scale.ticks) <= 30
    assert all(scale.begin - 1e-3 <= tick <= scale.end + 1e-3 for tick in scale.ticks)


def test_the_hole_is_measured_and_the_nodes_are_named() -> None:
    root = parsed(MYSQLD)
    told = texts(root)
    assert [told.count(each) for each in ("66.0 s", "14.6 s", "web01", "web02")] == [1, 1, 2, 2]
    assert told.count("fault: /etc/rc.d/init.d/mysql stop on web01") == 2
    assert "web01 -> web02 · 14.6 s without service (0.22 of the old) · 0 of 343 writes lost" in told


def test_without_colour_the_second_node_is_hatched() -> None:
    root = parsed(MYSQLD)
    hatched = every(root, "//rect[starts-with(@fill, 'url')]")
    solid = every(root, "//rect[@class='second']")
    assert [each.get("x") for each in hatched] == [each.get("x") for each in solid]
    assert len(solid) == 3
    assert hatched[0].get("fill") == f"url(#{only(root, '//pattern').get('id')})"


def test_a_node_has_its_colour_in_every_picture() -> None:
    """Also where it is the only one that is named."""
    assert MYSQLD.new is not None
    alone = MYSQLD.new._replace(tracks=(track((Write(1, "web02"),), 90, "web02", "web02"),))
    lanes = every(parsed(Compared("x", "x", None, alone)), "//rect[title]")
    assert [each.get("class") for each in lanes if "web02" in str(each[0].text)] == ["second"]


def test_a_single_write_is_seen_in_a_long_run() -> None:
    run = Run(NEW, (track((Write(100.0, "web02"),), 900),), (), (), -10, 900)
    (bar,) = every(parsed(Compared("x", "x", None, run)), "//rect[@class='second'][title]")
    assert float(bar.get("width", "")) >= 2


def test_short_outages_of_a_long_run_all_have_a_tip() -> None:
    """Where they are too close for their seconds to stand beside them."""
    writes = tuple(Write(float(at), "web01") for at in range(300) if at % 7 < 5)
    run = Run(OLD, (track(writes, 300, after="web01"),), (), (), -10, 300)
    root = parsed(Compared("x", "x", run, None))
    tips = [each.text or "" for each in every(root, "//rect[@class='gap']/title")]
    assert len(tips) == len(set(tips)) == 43
    beside = [float(each.get("x", "")) for each in every(root, "//text[@class='halo strong']")]
    assert len(beside) > 5
    assert all(other - one > svg.breadth("3.0 s") for one, other in zip(beside, beside[1:]))


def test_split_brain_is_measured() -> None:
    root = parsed(SPLIT)
    assert {"29.0 s both write", "46.5 s both write"} <= set(texts(root))
    assert len(every(root, "//rect[@class='torn']")) == 2


def test_each_service_has_lanes() -> None:
    root = parsed(APART, ("db-a", "db-b"))
    assert texts(root).count("no service") == 4 + 1
    assert len(every(root, "//rect[@class='lane']")) == 8


def test_failure_is_said_in_words() -> None:
    told = texts(parsed(BROKEN))
    assert "not played to its end: web02 did not boot within 60 s" in told
    assert told.count("NOT as expected") == 2
    assert "fault: kill -STOP of every process of <heartbeat & ipfail>" in told
    assert "stays on web01 (expected: web02) · 0.0 s without service · 2 of 201 writes lost" in told


def test_it_says_what_a_screen_reader_reads() -> None:
    root = parsed(DISK)
    assert root.get("role") == "img"
    title, desc = root[0], root[1]
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "the active node loses its disk (disk-lost)"
    assert (desc.text or "").startswith("Result: expected difference; old: Heartbeat with haresources: stays on web01, 1.4 s")
    assert (desc.text or "").endswith("the new one gives it up to the node with good data")


def test_nothing_is_fetched_or_run() -> None:
    for compared in (MYSQLD, APART, BROKEN):
        data = as_svg(compared)
        assert set(re.findall(rb"https?://[^\"' ]+", data)) == {b"http://www.w3.org/2000/svg"}
        assert not re.search(rb"<script|\son\w+=|@import|@font-face|href", data)


def test_long_texts_are_cut_and_whole_in_the_tip() -> None:
    assert MYSQLD.old is not None
    fault = "kill -STOP $(pidof heartbeat) " * 12
    run = MYSQLD.old._replace(marks=(Mark(0, fault),), tracks=(MYSQLD.old.tracks[0]._replace(service=WEB * 5, address=ADDRESS),))
    root = parsed(Compared("x", "x" * 300, run, None))
    tips = {each.text for each in every(root, "//text/title")}
    assert {f"fault: {fault.strip()}", f"{ADDRESS} · {WEB * 5}"} <= tips
    assert len([each for each in texts(root) if each.endswith("…")]) == 3


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


@given(st.text(max_size=60), st.floats(0, 600))
def test_cut_fits(text: str, room: float) -> None:
    short = svg.cut(text, room)
    assert short == text or short.endswith("…")
    assert svg.breadth(short) <= max(room, svg.breadth("…"))
