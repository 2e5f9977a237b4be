"""The pictures: nothing leaves the page, nothing is obeyed, and all is told without colour too. Whole ones lie in golden/."""

from __future__ import annotations

import re

from ha1to2.rehearsal import svg
from ha1to2.rehearsal.results import Compared, Mark, Run, Write
from ha1to2.rehearsal.timeline import as_svg
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ..elements import every, only
from .samples import ADDRESS, APART, BROKEN, DISK, MYSQLD, NEW, OLD, SPLIT, WEB, track, written

TIMES = st.integers(-30_000, 600_000).map(lambda time: time / 1000)
LOOSE = st.text(st.characters(), max_size=80)


@st.composite
def made(draw: st.DrawFn) -> Run:
    """Any run: writes of any node and marks at any time, also before its begin and after its end, any number of services."""
    begin, end = sorted((draw(TIMES), draw(TIMES)))
    writes = st.lists(st.builds(Write, TIMES, st.sampled_from(("web01", "web02", "web03"))), max_size=12)
    tracks = [track(draw(writes), end, service=draw(LOOSE), address=draw(LOOSE)) for _ in range(draw(st.integers(0, 3)))]
    what = draw(st.lists(st.builds(Mark, TIMES, LOOSE), max_size=6))
    return Run(draw(st.sampled_from((OLD, NEW))), tuple(tracks), tuple(what), (), begin, end, problem=draw(LOOSE))


MEASURES = "//text[contains(text(), '.') and @class='strong']"
"""The texts of measures: seconds, in the lane of no service."""


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


def test_the_hole_is_measured_and_the_nodes_are_named() -> None:
    root = parsed(MYSQLD)
    told = texts(root)
    assert [told.count(each) for each in ("66.0 s", "14.6 s", "web01", "web02")] == [1, 1, 2, 2]
    assert told.count("0 s: /etc/rc.d/init.d/mysql stop on web01") == 2
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


def test_what_was_long_before_the_fault_is_not_drawn() -> None:
    writes = (*written("web02", -300, -250), *written("web01", -200, 50))
    run = Run(NEW, (track(writes, 50, after="web01"),), (), (), -300, 50)
    bars = every(parsed(Compared("x", "x", None, run)), "//rect[title]")
    assert [(bar.get("class"), bar.get("x"), bar.get("width")) for bar in bars] == [("first", "112", "832")]


def test_short_outages_of_a_long_run_all_have_a_tip() -> None:
    """Where they are too close for their seconds to stand beside them."""
    writes = tuple(Write(float(at), "web01") for at in range(300) if at % 7 < 5)
    run = Run(OLD, (track(writes, 300, after="web01"),), (), (), -10, 300)
    root = parsed(Compared("x", "x", run, None))
    tips = [each.text or "" for each in every(root, "//rect[@class='gap']/title")]
    assert len(tips) == len(set(tips)) == 42
    assert not every(root, MEASURES)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=12))
def test_the_texts_of_measures_meet_nothing(holes: list[tuple[int, int]]) -> None:
    """Neither each other nor another measure; and a hole that is wide enough always has its text."""
    moments = {float(at) for at in range(-10, 301)}
    for begin, length in holes:
        moments -= {float(at) for at in range(begin + 1, begin + length)}
    run = Run(OLD, (track((Write(at, "web01") for at in sorted(moments)), 300, after="web01"),), (), (), -10, 300)
    root = parsed(Compared("x", "x", run, None))
    measures = [(float(each.get("x", "")), float(each.get("width", ""))) for each in every(root, "//rect[@class='gap'][title]")]
    taken = [(x, x + width, "measure") for x, width in measures]
    for text in every(root, MEASURES):
        x, size = float(text.get("x", "")), svg.breadth(text.text or "")
        left = {"middle": x - size / 2, "end": x - size}.get(text.get("text-anchor", ""), x)
        around = [(low, high) for low, high, _ in taken if low < left + size and left < high]
        if text.get("text-anchor") == "middle":
            assert [(low <= left, left + size <= high) for low, high in around] == [(True, True)]
        else:
            assert around == []
        taken.append((left, left + size, "text"))
    wide = sum(width >= svg.breadth("300.0 s") + 12 for _, width in measures)
    assert sum(kind == "text" for _, _, kind in taken) >= wide


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
    assert "0 s: kill -STOP of every process of <heartbeat & ipfail>" in told
    assert "stays on web01 (expected: web02) · 0.0 s without service · 2 of 201 writes lost" in told


def test_it_says_what_a_screen_reader_reads() -> None:
    root = parsed(DISK)
    assert root.get("role") == "img"
    title, desc = root[0], root[1]
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "the active node loses its disk (disk-lost)"
    assert (desc.text or "").startswith("Result: expected difference; old: Heartbeat with haresources: stays on web01, 2.5 s")
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
    assert {f"0 s: {fault.strip()}", f"{ADDRESS} · {WEB * 5}"} <= tips
    assert len([each for each in texts(root) if each.endswith("…")]) == 3
