"""The table, the JSON and the page: whole in golden files, and what must hold for whatever a node answers."""

from __future__ import annotations

import json
import re
from itertools import chain

import pytest
from ha1to2.rehearsal.document import as_markdown, text
from ha1to2.rehearsal.report import NARROWEST, as_json, as_table, summary
from ha1to2.rehearsal.results import Check, Compared, Mark, Rehearsal
from hypothesis import given
from hypothesis import strategies as st

from . import kept
from .kept import BOTH, KEPT, SURFACE
from .samples import ALONE, BROKEN, FAILED, MEMO, MYSQLD

EVIL = "a|b\n\x1b[31m<script>alert(1)</script> *x* `y` [z](http://example.org) \\ # \0"


def evil() -> Rehearsal:
    """A rehearsal whose nodes answer with what terminals, HTML and Markdown obey."""
    assert MYSQLD.old is not None
    hostile = MYSQLD.old.tracks[0]._replace(service=EVIL, address=EVIL, after=(EVIL,), expected=("x",))
    run = MYSQLD.old._replace(
        tracks=(hostile, *MYSQLD.old.tracks), checks=(Check(EVIL, EVIL, False),), marks=(Mark(0, EVIL),), problem=EVIL
    )
    return Rehearsal((EVIL,), 1.0, (MYSQLD._replace(name=EVIL, title=EVIL, old=run, difference=EVIL),), (EVIL,), (EVIL,))


@pytest.mark.parametrize("name", sorted(SURFACE))
def test_golden(name: str) -> None:
    assert SURFACE[name]() == (KEPT / name).read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in KEPT.iterdir()} == set(kept.SURFACE)


@pytest.mark.parametrize("rehearsal", [MEMO, BOTH, evil()], ids=["memo", "both", "evil"])
@pytest.mark.parametrize("width", [0, 72, 80, 120, 300])
def test_the_table_fits(rehearsal: Rehearsal, width: int) -> None:
    lines = as_table(rehearsal, width=width).splitlines()
    assert max(map(len, lines)) <= max(width, NARROWEST)
    assert all(line == line.rstrip() and line.isprintable() for line in lines)


def test_long_names_keep_their_column() -> None:
    """The numbers stand under each other also where the names of nodes are long."""
    assert MYSQLD.old is not None
    assert MYSQLD.new is not None
    name = "database-one.of-a-company-with-a-long-name.example.org"
    track = MYSQLD.old.tracks[0]._replace(before=(name,), after=(name + ".test",), expected=(name + ".test",))
    long = MYSQLD._replace(old=MYSQLD.old._replace(tracks=(track,)), new=MYSQLD.new._replace(tracks=(track,)))
    for width in (80, 300):
        lines = as_table(Rehearsal((), 1, (long,)), width=width).splitlines()
        assert max(map(len, lines)) <= width
        rows = [line for line in lines if re.match(" +(old|new|new/old) ", line)]
        assert [line.split()[-2:] for line in rows] == [["66.3", "s"], ["66.3", "s"], ["1.00", "1.00"]]
        assert len({len(line) for line in rows}) == 1
    assert f"old       {name} -> {name}.test  0 of 137" in "\n".join(lines)


def test_colours_change_no_column() -> None:
    kinds = ("same", "differs", "note", "place")
    painted = as_table(BOTH._replace(compared=(*BOTH.compared, *MEMO.compared)), lambda words, kind: f"<{kind}>{words}</{kind}>")
    for kind in kinds:
        assert f"<{kind}>" in painted
        painted = painted.replace(f"<{kind}>", "").replace(f"</{kind}>", "")
    assert painted == as_table(BOTH._replace(compared=(*BOTH.compared, *MEMO.compared)))


def test_summary() -> None:
    assert summary(MEMO) == "5 scenarios: the new cluster does what the old one did"
    assert summary(MEMO._replace(compared=(ALONE,))) == "1 scenario: all as expected"
    assert summary(FAILED) == "3 scenarios, 1 failed: heartbeat-hangs"
    ended = MEMO._replace(compared=(ALONE,), ended=15)
    assert summary(ended) == "1 scenario: all as expected; ended by SIGTERM before all was played"
    assert not MEMO._replace(ended=15).succeeded


def test_json_has_each_figure_once_and_no_more_than_a_thousandth() -> None:
    told = json.loads(as_json(MEMO))
    first = told["scenarios"][0]
    assert first["old"]["tracks"][0]["writes"] == 137
    assert first["old"]["tracks"][0]["stretches"] == [
        {"node": "web01", "begin": -10, "end": 0.25, "writes": 42},
        {"node": "web02", "begin": 66.3, "end": 89.8, "writes": 95},
    ]
    assert first["old"]["tracks"][0]["gaps"] == [{"begin": 0.25, "end": 66.3}]
    assert first["ratios"][0]["outage"] == 0.22
    assert told["scenarios"][0]["verdict"] == "same"


def test_the_faults_of_the_memo_are_marked() -> None:
    assert [each["memo"] for each in json.loads(as_json(MEMO))["scenarios"]] == [True, True, True, True, False]
    page = as_markdown(MEMO, {})
    assert [line.split("](")[0] for line in page.splitlines() if line.startswith("| [") and ", *memo* |" in line] == [
        f"| [{each.title}" for each in MEMO.compared if each.memo
    ]
    assert page.count("\nA fault of the memo: ") == 4


def test_json_keys_are_always_there() -> None:
    """A program that reads it asks for no key that is sometimes missing."""

    def shape(value: object) -> dict[str, object]:
        assert isinstance(value, dict)
        return dict.fromkeys(value)

    scenarios = list(chain(json.loads(as_json(MEMO))["scenarios"], json.loads(as_json(BOTH))["scenarios"]))
    assert len({tuple(shape(each)) for each in scenarios}) == 1
    runs = [each[side] for each in scenarios for side in ("old", "new") if each[side]]
    assert len({tuple(shape(each)) for each in runs}) == 1
    assert len({tuple(shape(track)) for each in runs for track in each["tracks"]}) == 1
    assert [each["old"] for each in scenarios].count(None) == 1


def test_json_takes_whatever_a_node_answers() -> None:
    assert json.loads(as_json(evil()))["scenarios"][0]["name"] == EVIL
    lone = evil()._replace(versions=("\udcff",))
    assert as_json(lone).encode()


def test_the_page_shows_what_a_node_answers_and_obeys_nothing() -> None:
    page = as_markdown(evil(), {EVIL: "a picture (1).svg"})
    assert "<script" not in re.sub(r"\\.", "", page)
    assert "\x1b" not in page
    assert "(a%20picture%20%281%29.svg)" in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert {re.sub(r"\\.", "", line).count("|") for line in tables} == {4, 5, 11}


@given(st.text())
def test_markdown_shows_the_words_themselves(words: str) -> None:
    escaped = text(words)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped).strip()
    assert not set(re.sub(r"\\.", "", escaped)) & set("`*_[]<>|~&#$")
    assert text("web01 -> web02") == r"web01 -\> web02"


def test_each_link_of_the_page_leads_somewhere() -> None:
    for rehearsal in (MEMO, BOTH):
        page = as_markdown(rehearsal, {})
        headings = {re.sub(r"[^a-z0-9]+", "-", line.lstrip("# ").lower()) for line in page.splitlines() if line.startswith("## ")}
        places = headings | set(re.findall(r'<a id="([^"]+)">', page))
        links = set(re.findall(r"\]\(#([^)]+)\)", page))
        assert links
        assert links <= places


def test_a_scenario_without_a_picture_has_none() -> None:
    assert "![" not in as_markdown(MEMO, {})
    assert as_markdown(MEMO, kept.PICTURES).count("![Timeline: ") == len(MEMO.compared)


def test_times_as_they_are_and_shortened() -> None:
    assert "factor 2;" in as_markdown(MEMO, {})
    assert "those of the given configuration" in as_markdown(FAILED, {})


@pytest.mark.parametrize(
    ("side", "compared"),
    [("old", [each._replace(new=None) for each in MEMO.compared]), ("new", [each._replace(old=None) for each in MEMO.compared])],
    ids=["old", "new"],
)
def test_one_cluster_alone_is_compared_with_nothing(side: str, compared: list[Compared]) -> None:
    """Not even where a difference is given in advance: it says nothing about what was not played."""
    page = as_markdown(MEMO._replace(compared=tuple(compared)), {})
    assert f"- played: the {side} cluster alone, so nothing is compared\n" in page
    assert "## Differences\n\nNot known: no scenario was played on both clusters.\n" in page
    assert "alike" not in page
    assert "- played:" not in as_markdown(MEMO, {})


def test_a_run_that_broke_off_is_no_equality() -> None:
    assert "heartbeat hangs on the active node](#scenario-heartbeat-hangs): not known" in as_markdown(FAILED, {})
    both = Rehearsal((), 1, (BROKEN._replace(new=BROKEN.old),))
    assert "same nodes serve in the end.\n" not in as_markdown(both, {})
