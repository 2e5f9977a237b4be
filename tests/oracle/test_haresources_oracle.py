"""The reader of haresources against the genuine ResourceManager script of Debian's heartbeat package."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from .comparison import assert_same_meaning, expected_calls, finds_each_line_alone, genuine, raw, read
from .corpus import Case, cases, layouts
from .resource_manager import Call, ResourceManager, changes, original
from .sandbox import substituted

CASES = list(cases())


def test_the_script_is_the_genuine_one() -> None:
    """What runs differs from Debian's script in three assignments of paths, and in nothing else."""
    ours = substituted(original(), changes(Path("/x"))).split("\n")
    differing = [line for line in difflib.ndiff(original().split("\n"), ours) if line[0] in "+-"]
    assert differing == [
        "- HA_DIR=/etc/ha.d",
        "+ HA_DIR=/x/ha.d",
        "- INITDIR=/etc/init.d",
        "+ INITDIR=/x/init.d",
        "- STANDBY=/usr/share/heartbeat/hb_standby",
        "+ STANDBY=/x/stubs/hb_standby",
    ]


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 70
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_corpus(case: Case) -> None:
    value, codes, refused = read(case.data)
    assert codes == case.codes
    if not refused or case.compared:
        assert_same_meaning(case.data, value)
    if case.conflict:
        assert refused
        assert not finds_each_line_alone(case.data, value)


def test_locale() -> None:
    """The words of a file in UTF-8 mean the same where the machine's locale is UTF-8."""
    for case in CASES:
        value, _, refused = read(case.data)
        if not refused and not case.data.isascii() and b"\xc3" in case.data:
            assert_same_meaning(case.data, value, "C.UTF-8")
            return
    raise AssertionError("no such case")


def test_status_and_start_disagree() -> None:
    """H217: one word, two scripts."""
    with ResourceManager(b"web01 3ware::10.0.0.5\n", [b"3ware", b"IPaddr"]) as script:
        assert script.take(b"3ware::10.0.0.5") == [
            Call(b"IPaddr", (b"10.0.0.5",), b"status"),
            Call(b"3ware", (b"10.0.0.5",), b"start"),
        ]


def test_lines_of_a_node_whose_dots_find_another() -> None:
    """H218: the lines of haa1 are lines of ha.1 as well."""
    data = b"ha.1 10.0.0.1 mysql\nhaa1 10.0.0.2 apache\n"
    value, codes, _ = read(data)
    assert codes == ("H218",)
    with genuine(data, value) as script:
        assert script.keys("ha.1") == [b"10.0.0.1", b"10.0.0.2"]
        assert script.keys("haa1") == [b"10.0.0.2"]


WORD = st.lists(
    st.sampled_from(
        ":: :: : a B IPaddr 10.0.0.1 1 .2 . /24 / eth0 - n , ; ö $ = % ~ ! & ( ) | < > { } ^ + @ ' \" ` $(id) %s".split()
    ),
    min_size=1,
    max_size=9,
).map("".join)
HARSH = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(HARSH, max_examples=8)
@given(st.lists(WORD, min_size=40, max_size=60, unique=True))
def test_generated_words(words: list[str]) -> None:
    """Many words on one line: each that is not refused by itself is called as the reader says."""
    accepted, known = ["web01", "key"], set()
    for word in words:
        value, _, refused = read(f"web01 key {word}\n".encode())
        resource = value.lines[0].resources[1]
        if (
            not refused
            and "/" not in resource.script
            and resource.identity not in known
            and resource.script not in (".", "..", "web01", "key")
        ):
            known.add(resource.identity)
            accepted.append(word)
    data = (" ".join(accepted) + "\n").encode()
    value, _, refused = read(data)
    assume(not refused)
    assert len(value.lines[0].resources) == len(accepted) - 1
    assert_same_meaning(data, value)


@settings(HARSH, max_examples=40)
@given(layouts())
def test_generated_layouts(data: bytes) -> None:
    value, _, refused = read(data)
    assume(not refused)
    assert_same_meaning(data, value)


KEYLIKE = st.text("a1.:", min_size=1, max_size=3).filter(lambda text: "::" not in text and text.strip("."))


@settings(HARSH, max_examples=50)
@given(st.lists(st.lists(KEYLIKE, min_size=1, max_size=3, unique=True), min_size=2, max_size=3))
def test_generated_keys(lines: list[list[str]]) -> None:
    """The reader reports a key exactly where the genuine script, looking for it, does not find its line alone."""
    data = "".join(f"web0{number} {' '.join(words)}\n" for number, words in enumerate(lines)).encode()
    value, codes, refused = read(data)
    conflicts = {"H209", "H210", "H213"}
    assume(not refused or conflicts.issuperset(code for code in codes if code != "H223"))
    assert (not conflicts.isdisjoint(codes)) == (not finds_each_line_alone(data, value))


def test_expectations_are_not_empty() -> None:
    """The comparison compares something: the memo's line is eight calls."""
    value, _, _ = read(CASES[0].data)
    assert len(expected_calls(value.lines[0], b"status", b"start")) == 8
    assert raw(value.lines[0].resources[0].script) == b"IPaddr"
