"""drbd.conf -> sections and statements."""

from __future__ import annotations

from typing import Union

import pytest
from ha1to2.diagnostics import Outcome
from ha1to2.render import as_json, full
from ha1to2.source import Secrecy, SourceFile, Span, Word
from ha1to2.syntax.drbd_conf import MAX_DEPTH, DrbdConf, Section, Statement, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import cost

Files = dict[str, Union[str, bytes]]


def read(text: str | bytes, files: Files | None = None) -> Outcome[DrbdConf]:
    """Parses `text`; an include of `*` finds all of `files`, sorted, another one the file of that name."""

    def include(pattern: str, _span: Span) -> tuple[SourceFile, ...]:
        there = files or {}
        names = sorted(there) if pattern == "*" else [pattern] if pattern in there else []
        return tuple(source(name, there[name]) for name in names)

    return parse(source("drbd.conf", text), include)


def source(name: str, text: str | bytes) -> SourceFile:
    return SourceFile.from_bytes(name, text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))


def tree(nodes: tuple[Section | Statement, ...]) -> list[object]:
    """Statements as strings, sections as pairs."""
    result: list[object] = []
    for node in nodes:
        words = " ".join((node.keyword, *node.arguments))
        result.append((words, tree(node.children)) if isinstance(node, Section) else words)
    return result


def codes(outcome: Outcome[DrbdConf]) -> list[str]:
    return [f"{each.code} {each.span.line}:{each.span.column}" for each in outcome.diagnostics if each.span is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# only a comment", []),
        ("global { usage-count no; }", [("global", ["usage-count no"])]),
        ("resource r0 { protocol C; }", [("resource r0", ["protocol C"])]),
        ("resource r0{protocol C;}#}", [("resource r0", ["protocol C"])]),
        ("resource\nr0\n{\nprotocol\nC\n;\n}", [("resource r0", ["protocol C"])]),
        ('x "a b" "c\\"d" "" "{;}";', ['x a b c"d  {;}']),
        ('x "a#b"; # c', ["x a#b"]),
        ("on a b { address ipv6 [fd00::1]:7788; }", [("on a b", ["address ipv6 [ fd00::1 ] : 7788"])]),
        ("address 10.0.0.1:7788;", ["address 10.0.0.1 : 7788"]),
        ("meta-disk /dev/sdc1 [0];", ["meta-disk /dev/sdc1 [ 0 ]"]),
        ("floating 10.0.0.1:7788 { }", [("floating 10.0.0.1 : 7788", [])]),
        ("skip { resource r0 { = } ' } protocol C;", [("skip", []), "protocol C"]),
        ("skip resource r0 { a; { b } }", [("skip resource r0", [])]),
        ("host a\n address 10.0.0.1:1;", ["host a address 10.0.0.1 : 1"]),
        ("proxy\n on a { }", [("proxy on a", [])]),
        ("device /dev/drbd_x\nminor 1;", ["device /dev/drbd_x minor 1"]),
        ("a\r\n;\r\n", ["a"]),
    ],
)
def test_reads(text: str, expected: list[object]) -> None:
    outcome = read(text)
    assert tree(outcome.value.nodes) == expected
    assert [code for code in codes(outcome) if not code.startswith("H402")] == []


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("a\x00b;", [], ["H401 1:2"]),
        ("# \x1b", [], ["H401 1:3"]),
        ("a = b;", ["a b"], ["H402 1:3"]),
        ("a b*c;", ["a b*c"], ["H402 1:4"]),
        ("\ufeffa;", ["a"], ["H402 1:1"]),
        ("a 'b' ü c;", ["a b c"], ["H402 1:3", "H402 1:7"]),
        ('a "b;\nc;', ["a b", "c"], ["H403 1:3"]),
        ('a "b {\nc; }', [("a b", ["c"])], ["H403 1:3"]),
        ("a " + "b" * 129 + ";", ["a " + "b" * 129], ["H404 1:3"]),
        ('a "' + "b" * 256 + '";', ["a " + "b" * 256], ["H404 1:3"]),
        ("net { a 1 }", [("net", ["a 1"])], ["H405 1:10"]),
        ("a 1", ["a 1"], ["H405 1:4"]),
        ("on a {\n device /dev/drbd0\n disk /dev/sdb1;\n}", [("on a", ["device /dev/drbd0", "disk /dev/sdb1"])], ["H405 2:19"]),
        ("resource r0\n net { }\n}", [("resource r0", [("net", [])])], ["H406 1:12"]),
        ("resource r0\n protocol C;\n}", [("resource r0", ["protocol C"])], ["H406 1:1"]),
        ("net;", [("net", [])], ["H406 1:1"]),
        ("resource r0 {\n a;\n", [("resource r0", ["a"])], ["H417 1:1"]),
        ("common {", [("common", [])], ["H417 1:1"]),
        ("net {", [("net", [])], ["H407 1:1"]),
        ("resource r0 {\n net {", [("resource r0", [("net", [])])], ["H407 2:2"]),
        (
            "resource r0 {\n on a {\n  b;\n on c {\n }\n}\n",
            [("resource r0", [("on a", ["b"]), ("on c", [])])],
            ["H407 2:2"],
        ),
        ("on a { net { b; } c; }", [("on a", [("net", ["b"]), "c"])], []),
        ("resource r0 { resource r1 { } }", [("resource r0", [("resource r1", [])])], []),
        (
            "resource r0 {\n net {\n a;\n}\nresource r1 {\n}\n",
            [("resource r0", [("net", ["a"])]), ("resource r1", [])],
            ["H407 1:1"],
        ),
        ("resource r0 {\n net {\n a;\n disk {\n }\n}\n", [("resource r0", [("net", ["a"]), ("disk", [])])], ["H407 2:2"]),
        ("skip { a", [("skip", [])], ["H407 1:1"]),
        ("a;\n}\nb;", ["a", "b"], ["H408 2:1"]),
        ("net { };\na;", [("net", []), "a"], ["H409 1:8"]),
        ("{ a; } b;", ["b"], ["H409 1:1"]),
        ("net { include x; }", [("net", ["include x"])], ["H415 1:7"]),
        ("include;", ["include"], ["H415 1:1"]),
        ("include a b;", ["include a b"], ["H415 1:1"]),
        ("include none;", ["include none"], ["H411 1:9"]),
        ('include "none/*";', ["include none/*"], ["H412 1:9"]),
        (b'a "\xff";', ["a ?"], ["H416 1:3"]),
        ('a "\x85";', ["a ?"], ["H416 1:3"]),
    ],
)
def test_parses_on_after_an_error(text: str | bytes, expected: list[object], found: list[str]) -> None:
    outcome = read(text)
    assert codes(outcome) == found
    assert tree(outcome.value.nodes) == expected


def test_a_missing_end_names_what_comes_instead() -> None:
    (only,) = read("on a {\n device x\n disk y;\n}").diagnostics
    assert [str(label.span) for label in only.labels] == ["drbd.conf:3:2"]


@pytest.mark.parametrize("extra", [1, 5, 100_000])
def test_nesting_is_bounded(extra: int) -> None:
    deep = "a { " * (MAX_DEPTH + extra) + "} " * (MAX_DEPTH + extra)
    outcome = read(deep + "b;")
    assert codes(outcome) == [f"H410 1:{4 * MAX_DEPTH + 3}"]
    assert outcome.value.nodes[-1] == Statement(Word("b", outcome.value.nodes[-1].keyword.span), ())


def test_includes_stand_in_their_place() -> None:
    outcome = read('a; include "*"; z;', {"1.res": "one;", "2.res": "two; include 3.res;", "3.res": "three;"})
    assert tree(outcome.value.nodes) == ["a", "include *", "one", "two", "include 3.res", "three", "z"]
    assert [file.name for file in outcome.value.files] == ["drbd.conf", "1.res", "2.res", "3.res"]
    assert codes(outcome) == ["H413 1:12"]


def test_each_file_is_read_once() -> None:
    outcome = read("include a;", {"a": "x; include a; include b;", "b": "y; include a;"})
    assert tree(outcome.value.nodes) == ["include a", "x", "include a", "include b", "y", "include a"]
    assert codes(outcome) == ["H413 1:12", "H413 1:12"]


def test_includes_are_bounded() -> None:
    chain: Files = {f"f{number}": f"include f{number + 1};" for number in range(100)}
    assert [each.code for each in read("include f0;", chain).diagnostics] == ["H414"]
    many: Files = {f"f{number}": "x;" for number in range(1001)}
    assert [each.code for each in read("".join(f"include {name};" for name in many), many).diagnostics] == ["H414"]


def test_a_template_is_read_into_its_section() -> None:
    outcome = read('resource r0 { template-file "t"; a; }', {"t": "common { protocol C; }"})
    assert tree(outcome.value.nodes) == [("resource r0", [("template-file t", [("common", ["protocol C"])]), "a"])]
    assert read('resource r0 { template-file "t"; }').diagnostics[0].code == "H411"


def test_problems_are_bounded() -> None:
    assert 100 <= len(read("; " * 100_000).diagnostics) <= 102
    assert 100 <= len(read("= " * 100_000).diagnostics) <= 102


SECRET = "hunter2-x9"


@pytest.mark.parametrize("secrecy", [Secrecy.OPEN, Secrecy.VALUES])
@pytest.mark.parametrize(
    "text",
    [
        f'resource r0 {{ net {{ shared-secret "{SECRET}"; }} }}',
        f'net {{ shared-secret\n"{SECRET}"\n; bad = ; }}',
        f"net {{ shared-secret {SECRET} }}",
        f'net {{ shared-secret "{SECRET}; }}',
        f'net {{ shared-secret "{SECRET}\n protocol C; }}',
        f"net {{ shared-secret {SECRET}*{SECRET}; = }}",
        f'net {{ shared-secret # x\n "{SECRET}" \x85; }}',
        f'net {{ shared_secret "{SECRET}"; }}',
        f'net {{ a\n shared-secret "{SECRET}"; }}',
        f"shared-secret {SECRET} {{ }} }}",
        f'net {{ shared-secret "{SECRET}{"x" * 300}"; }}',
    ],
)
def test_secrets_are_nowhere(text: str, secrecy: Secrecy) -> None:
    outcome = parse(SourceFile("drbd.conf", text, secrecy), lambda _pattern, _span: ())
    shown = repr(outcome) + "".join(full(each) for each in outcome.diagnostics) + str(as_json(outcome.diagnostics))
    assert SECRET not in shown
    assert all(SECRET not in file.text for file in outcome.value.files)


KEYWORDS = frozenset(
    "include skip template-file resource global common on floating stacked-on-top-of net startup syncer handlers options disk "
    "connection-mesh volume path".split()
)
NAME = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789/._-", min_size=1, max_size=10).filter(
    lambda text: text not in KEYWORDS and "secret" not in text
)
VALUE = st.one_of(NAME, st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12))
ENDS = st.sampled_from([" ", "\n", "\t ", " # ; } \" \n", "\r\n"])


def nodes(depth: int) -> st.SearchStrategy[object]:
    statement = st.tuples(NAME, st.lists(VALUE, max_size=3))
    if not depth:
        return statement
    return st.one_of(statement, st.tuples(NAME, st.lists(VALUE, max_size=3), st.lists(nodes(depth - 1), max_size=3)))


def printed(node: tuple[object, ...], blank: str) -> str:
    words = [str(node[0]), *(quoted(value) for value in node[1])]  # type: ignore[attr-defined]
    if len(node) == 2:
        return blank.join(words) + blank + ";" + blank
    inside = "".join(printed(child, blank) for child in node[2])  # type: ignore[attr-defined]
    return blank.join(words) + blank + "{" + blank + inside + "}" + blank


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def shape(read_nodes: tuple[Section | Statement, ...]) -> list[tuple[object, ...]]:
    return [
        (str(node.keyword), [str(word) for word in node.arguments], *([shape(node.children)] if isinstance(node, Section) else []))
        for node in read_nodes
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(nodes(3), max_size=5), ENDS)
def test_a_printed_tree_reads_the_same(generated: list[tuple[object, ...]], blank: str) -> None:
    outcome = read("".join(printed(node, blank) for node in generated))
    assert outcome.diagnostics == ()
    assert shape(outcome.value.nodes) == generated


PIECES = st.sampled_from(
    [
        *"""resource r0 { } ; on web01 " \\ # include * = skip net disk device /dev/drbd0 minor 3 address 10.0.0.1:7788 [ fd00::1 ]
        shared-secret volume common global template-file floating proxy""".split(),
        *("\n", "\x00", "\ufeff", "\x85", "\r\n", '"a b"'),
    ]
)
GARBAGE = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=60).map(lambda pieces: " ".join(pieces).encode()))


@settings(max_examples=200, deadline=None)
@given(GARBAGE)
def test_any_bytes_end_in_an_outcome(data: bytes) -> None:
    text = source("x", data).text
    lines = text.split("\n")
    outcome = read(data, {"r0": "a;", "net": data})
    for each in outcome.diagnostics:
        full(each)
    if "secret" in text or any(each.code == "H401" for each in outcome.diagnostics):
        return

    def check(read_nodes: tuple[Section | Statement, ...]) -> None:
        for node in read_nodes:
            for word in (node.keyword, *node.arguments):
                span = word.span
                piece = lines[span.line - 1][span.column - 1 : span.column - 1 + span.length]
                assert len(piece) == span.length
                if span.file.name == "drbd.conf" and not outcome.diagnostics:
                    assert piece in (str(word), quoted(word))
            if isinstance(node, Section):
                check(node.children)

    if all(file.name != "r0" for file in outcome.value.files):
        check(outcome.value.nodes)


@pytest.mark.parametrize("piece", ["a b;\n", '"', "\\", "{", "}", "a {", '"\\', "::", "1:", "# x\n", "skip {", "a\n", "net\n"])
def test_time_is_linear(piece: str) -> None:
    """Eight times the text may take some eight times as long, never sixty-four."""
    cost.linear(lambda count: read(piece * count), 4_000, 32_000)
