"""ha.cf: bytes to directives. What heartbeat itself makes of the same bytes is in tests/oracle."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Outcome, has_errors
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax.ha_cf import LONGEST, HaCf, parse
from hypothesis import given, settings
from hypothesis import strategies as st


def read(data: bytes | str) -> Outcome[HaCf]:
    return parse(SourceFile.from_bytes("ha.cf", data if isinstance(data, bytes) else data.encode()))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("node web01", ["node", "web01"]),
        ("node web01 web02", ["node", "web01", "web02"]),
        ("node\tweb01\fweb02", ["node", "web01", "web02"]),
        ("  node   web01  ", ["node", "web01"]),
        ("node web01,web02", ["node", "web01", "web02"]),
        ("node ,,web01,, ,web02,", ["node", "web01", "web02"]),
        ("node,web01 web02", ["node,web01", "web02"]),
        (", node web01", [",", "node", "web01"]),
        ("keepalive", ["keepalive"]),
        ("keepalive 2#3", ["keepalive", "2"]),
        ("keepalive#2", ["keepalive"]),
        ('logfile "/a#b"', ["logfile", '"/a']),
        ("keepalive 2\r", ["keepalive", "2"]),
        ("\r keepalive 2\r", ["keepalive", "2"]),
        ("apiauth ipfail uid=root,hacluster gid=haclient", ["apiauth", "ipfail", "uid=root,hacluster", "gid=haclient"]),
        ("respawn ,root /bin/x a,b", ["respawn", "root", "/bin/x", "a,b"]),
        ("ucast eth0,10.0.0.1", ["ucast", "eth0,10.0.0.1"]),
        ("ping_group g 10.0.0.1,10.0.0.2", ["ping_group", "g", "10.0.0.1,10.0.0.2"]),
        ("bcast eth0,eth1", ["bcast", "eth0", "eth1"]),
        ("stonith_host * null web01,web02", ["stonith_host", "*", "null", "web01,web02"]),
        ("cluster café", ["cluster", "café"]),
        ("node\u00a0web01", ["node\u00a0web01"]),
        ("NODE web01", ["NODE", "web01"]),
    ],
)
def test_line(line: str, words: list[str]) -> None:
    outcome = read(line)
    (directive,) = outcome.value.directives
    assert [directive.name, *directive.arguments] == words
    assert not outcome.diagnostics


@pytest.mark.parametrize("text", ["", "\n\n", "# node a", "   \t# x", "\r\n\r\n", " \f \n#\n", "# caf\xe9 \x01 \x1b[0m\n"])
def test_nothing(text: str) -> None:
    outcome = read(text.encode("latin-1"))
    assert outcome.value.directives == ()
    assert not outcome.diagnostics
    assert not outcome.value.damaged


def test_places() -> None:
    (first, second) = read("\n keepalive 2 # slow\n#\n\tnode web01,web02").value.directives
    assert [(word, word.span.line, word.span.column, word.span.length) for word in (first.name, *first.arguments)] == [
        ("keepalive", 2, 2, 9),
        ("2", 2, 12, 1),
    ]
    assert [(word, word.span.line, word.span.column, word.span.length) for word in (second.name, *second.arguments)] == [
        ("node", 4, 2, 4),
        ("web01", 4, 7, 5),
        ("web02", 4, 13, 5),
    ]


def test_equal_lines_are_equal_wherever_they_stand() -> None:
    first, second = read("node a\n\n  node   a").value.directives
    assert first == second


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"node a\nnode \0b\0\n\0", "H101", (2, 6, 1)),
        (b"\0" * 1000, "H101", (1, 1, 1)),
        (b"node a\nnode b\xff c\nnode d\xfe\n", "H102", (2, 7, 1)),
        (b"node a\x01b\n", "H102", (1, 7, 1)),
        (b"keepalive\x0b3\n", "H102", (1, 10, 1)),
        (b"node a\n\x1a", "H102", (2, 1, 1)),
        ("respawn root /x \ufffe\n".encode(), "H102", (1, 17, 1)),
        (b"node a\rnode b", "H104", (1, 8, 6)),
        (b"node a\n node b # x\rnode c\r\n", None, None),
        (b"node a\r # x", None, None),
    ],
)
def test_damage(data: bytes, code: str | None, place: tuple[int, int, int] | None) -> None:
    outcome = read(data)
    assert [found.code for found in outcome.diagnostics] == ([code] if code else [])
    for found in outcome.diagnostics:
        assert found.span is not None
        assert (found.span.line, found.span.column, found.span.length) == place
        assert found.help


def test_binary_file_has_no_directives() -> None:
    outcome = read(b"node a\nnode b\n\0")
    assert outcome.value.directives == ()
    assert outcome.value.damaged


def test_only_the_lines_with_odd_bytes_are_left_out() -> None:
    outcome = read(b"node a\nnode b\xff\nnode c\nnode \x02\n")
    assert [directive.arguments for directive in outcome.value.directives] == [("a",), ("c",)]
    assert outcome.value.damaged
    (found,) = outcome.diagnostics
    assert "0xff" in found.message
    assert "2 lines" in found.notes[0]


@pytest.mark.parametrize(
    ("line", "long"),
    [
        ("#" * LONGEST, False),
        ("#" * (LONGEST + 1), True),
        ("logfile /" + "x" * (LONGEST - 9), False),
        ("logfile /" + "x" * (LONGEST - 8), True),
        ("# " + "é" * ((LONGEST - 2) // 2), False),
        ("# " + "é" * ((LONGEST - 2) // 2 + 1), True),
    ],
)
def test_long_line(line: str, long: bool) -> None:
    outcome = read("keepalive 2\n" + line + "\n")
    assert [(found.code, found.span and found.span.line) for found in outcome.diagnostics] == ([("H103", 2)] if long else [])


NAMES = [b"node", b"ucast", b"respawn", b"ping_group", b"a", b"\xc3\xa9", b"\xff"]
SIGNS = [b" ", b"\t", b",", b"#", b"\r", b"\n", b"\f", b"\v", b"\0"]
FRAGMENTS = st.sampled_from(NAMES + SIGNS)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=40).map(b"".join)))
def test_any_bytes(data: bytes) -> None:
    """Nothing raises, each word stands where its span says, and nothing that is left out is left out in silence."""
    outcome = read(data)
    lines = outcome.value.file.text.split("\n")
    last = (0, 0)
    for directive in outcome.value.directives:
        for word in (directive.name, *directive.arguments):
            span = word.span
            assert lines[span.line - 1][span.column - 1 : span.column - 1 + span.length] == word
            assert (span.line, span.column) > last
            last = (span.line, span.column)
            assert not set(word) & set(" \t\r\f\n#\0")
    if outcome.value.damaged:
        assert has_errors(outcome.diagnostics)
    for found in outcome.diagnostics:
        assert found.span is not None
        assert 1 <= found.span.line <= len(lines)
        assert found.span.column - 1 + found.span.length <= max(len(lines[found.span.line - 1]), 1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text("abcdefgh/.:=-_0123456789", min_size=1, max_size=8), min_size=1, max_size=5), max_size=8))
def test_words_come_back(lines: list[list[str]]) -> None:
    """What is written with blanks between comes back as it was, with any comment behind it and CRs at the ends."""
    text = "".join(" ".join(words) + " # comment\r\n" for words in lines)
    outcome = read(text)
    assert [[directive.name, *directive.arguments] for directive in outcome.value.directives] == lines
    assert not outcome.diagnostics


@pytest.mark.parametrize("odd", [b"\xe9", b"\x01"])
def test_no_byte_of_a_password_is_shown(odd: bytes) -> None:
    file = SourceFile.from_bytes("ha.cf", b"stonith_host * external/ipmi a 10.0.0.9 root " + odd + b"sesame lan\n", Secrecy.VALUES)
    (found,) = parse(file).diagnostics
    assert found.code == "H102"
    assert found.message == "what is here cannot stand in a value"
    other = SourceFile.from_bytes("ha.cf", b"node " + odd + b"\n", Secrecy.VALUES)
    assert f"0x{odd[0]:02x}" in parse(other).diagnostics[0].message
