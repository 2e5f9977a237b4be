"""The results as a table and as JSON. The table of the memo is pinned: a change to it is a change that users see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ha1to2.simulate.play import Result, play
from ha1to2.simulate.report import as_json, as_table, succeeded, summary

from .shapes import MEMO, MEMO_BEHAVIOUR, NODES

GOLDEN = Path(__file__).with_name("data") / "memo.table"

GOOD = Result("boot-together", "all nodes start together", "starts on web01", "starts on web01", "S3: home", True)
BAD = Result("disk-r0", "web01 loses its disk", "moves to web02", "stays on web01", "S9: data", False, ("step 1: nothing",))


def test_the_table_of_the_memo() -> None:
    assert as_table(play(MEMO, NODES, MEMO_BEHAVIOUR).value) == GOLDEN.read_text()


def test_a_difference_stands_out() -> None:
    assert as_table((GOOD, BAD), width=100).splitlines() == [
        "           fault                               expected                   got",
        "",
        "S3: home",
        "  same     all nodes start together            starts on web01            starts on web01",
        "",
        "S9: data",
        "  DIFFERS  web01 loses its disk                moves to web02             stays on web01",
        "           step 1: nothing",
        "",
        "2 scenarios, 1 differs: disk-r0",
    ]


def test_colours_change_no_column() -> None:
    painted = as_table((GOOD, BAD), lambda text, kind: f"<{kind}>{text}</{kind}>")
    for kind in ("same", "differs", "place"):
        assert f"<{kind}>" in painted
        painted = painted.replace(f"<{kind}>", "").replace(f"</{kind}>", "")
    assert painted == as_table((GOOD, BAD))


@pytest.mark.parametrize("width", [0, 60, 80, 120, 250])
def test_it_fits(width: int) -> None:
    longest = max(map(len, as_table((GOOD, BAD._replace(got="a word or two " * 30)), width=width).splitlines()))
    assert longest <= max(width, 60)


def test_json() -> None:
    told = json.loads(as_json((GOOD, BAD)))
    assert (told["total"], told["different"]) == (2, 1)
    assert told["scenarios"][1] == {
        "name": "disk-r0",
        "title": "web01 loses its disk",
        "expected": "moves to web02",
        "got": "stays on web01",
        "why": "S9: data",
        "ok": False,
        "details": ["step 1: nothing"],
    }


def test_summary() -> None:
    assert summary((GOOD,)) == "1 scenario: the new cluster does what the old one did"
    assert (succeeded((GOOD,)), succeeded((GOOD, BAD))) == (True, False)
