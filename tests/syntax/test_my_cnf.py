"""my.cnf -> options. What MySQL itself makes of the same files is compared in tests/oracle."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Outcome
from ha1to2.render import as_json, full
from ha1to2.source import Secrecy, SourceFile, Span
from ha1to2.syntax.my_cnf import MAX_LINE, MyCnf, canonical, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import cost

Files = dict[str, str]


def read(text: str | bytes, files: Files | None = None) -> Outcome[MyCnf]:
    """Parses `text`; the pattern `DIR/*.cnf` finds the files below DIR, sorted."""

    def include(pattern: str, _span: Span) -> tuple[SourceFile, ...]:
        there = files or {}
        prefix = pattern.removesuffix("*.cnf")
        names = sorted(name for name in there if name == pattern or (prefix != pattern and name.startswith(prefix)))
        return tuple(SourceFile(name, there[name]) for name in names)

    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return parse(SourceFile.from_bytes("my.cnf", data), include)


def options(outcome: Outcome[MyCnf]) -> list[tuple[str, str, str | None]]:
    return [
        (str(option.group), str(option.name), None if option.value is None else str(option.value))
        for option in outcome.value.options
    ]


def codes(outcome: Outcome[MyCnf]) -> list[str]:
    return [f"{each.code} {each.span.line}:{each.span.column}" for each in outcome.diagnostics if each.span is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("[mysqld]\n# c\n;c\n\na = b # c\n", [("mysqld", "a", "b")]),
        ("[mysqld]\na=1\n[client]\na=2\n", [("mysqld", "a", "1"), ("client", "a", "2")]),
        ("[mysqld]\na\nb=\n", [("mysqld", "a", None), ("mysqld", "b", "")]),
        ("[mysqld]\na='b c'\nb=\"#\"\nc=x'y\n", [("mysqld", "a", "b c"), ("mysqld", "b", "#"), ("mysqld", "c", "x'y")]),
        ("[mysqld]\na=b\\sc\\\\\\z\n", [("mysqld", "a", "b c\\\\z")]),
        ("  [mysqld]\r\n  a  =  b  \r\n", [("mysqld", "a", "b")]),
        ("[mysqld] a=b", []),
    ],
)
def test_reads(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    outcome = read(text)
    assert options(outcome) == expected
    assert outcome.diagnostics == ()


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("[mysqld]\na\x00\n", [], ["H501 2:2"]),
        ("\ufeff[mysqld]\na\n", [("mysqld", "a", None)], ["H502 1:1"]),
        ("\ufeffa\n", [], ["H502 1:1"]),
        ("a=b\n c\n[mysqld]\nd\n", [("", "c", None), ("mysqld", "d", None)], ["H503 1:1"]),
        ("[mysqld]\n[x\na\n", [("mysqld", "a", None)], ["H504 2:1"]),
        ("[ mysqld]\na\n", [(" mysqld", "a", None)], ["H505 1:1"]),
        ("!foo x\n", [], ["H506 1:1"]),
        ("!\n", [], ["H506 1:1"]),
        ("!include\n !includedir  \n", [], ["H507 1:1", "H507 2:2"]),
        ("[m]\n" + "#" * (MAX_LINE + 1) + "\na\n", [("m", "a", None)], ["H509 2:1"]),
        ("!include no.cnf\n", [], ["H510 1:10"]),
        ("!includedir no.d/\n", [], ["H510 1:13"]),
        ("!include no.cnf", [], ["H520 1:1", "H510 1:10"]),
    ],
)
def test_problems(text: str, expected: list[tuple[str, str, str | None]], found: list[str]) -> None:
    outcome = read(text)
    assert codes(outcome) == found
    assert options(outcome) == expected


def test_includes_stand_in_their_place() -> None:
    files = {"d/b.cnf": "[mysqld]\nb\n", "d/a.cnf": "[client]\na\n!include one\n", "one": "[server]\none\n"}
    outcome = read("[mysqld]\nx\n!includedir d/\ny\n!include one\n", files)
    assert [name for _, name, _ in options(outcome)] == ["x", "a", "one", "b", "y", "one"]
    assert [file.name for file in outcome.value.files] == ["my.cnf", "d/a.cnf", "one", "d/b.cnf", "one"]
    assert outcome.diagnostics == ()


def test_a_circle_is_read_once() -> None:
    outcome = read("[m]\na\n!include one\n", {"one": "[m]\nb\n!include two\n", "two": "[m]\nc\n!include one\n!include my.cnf\n"})
    assert [name for _, name, _ in options(outcome)] == ["a", "b", "c"]
    assert [each.code for each in outcome.diagnostics] == ["H511", "H510"]
    assert [str(label.span) for label in outcome.diagnostics[0].labels] == ["one:3:1"]


def test_includes_are_bounded() -> None:
    chain = {f"f{number}": f"[m]\nx\n!include f{number + 1}\n" for number in range(50)}
    outcome = read("!include f0\n", chain)
    assert [each.code for each in outcome.diagnostics] == ["H508"]
    assert len(outcome.value.options) == 10
    wide = {f"f{number}": f"!include f{number + 1}\n" * 30 for number in range(50)}
    outcome = read("!include f0\n", wide)
    assert {each.code for each in outcome.diagnostics} == {"H508"}
    assert len(outcome.value.files) < 1100


def test_problems_are_bounded() -> None:
    assert len(read("[x\n" * 10_000).diagnostics) == 100


@pytest.mark.parametrize(
    ("name", "plain"),
    [("log_error", "log-error"), ("loose-log_error", "log-error"), ("loose_datadir", "datadir"), ("datadir", "datadir")],
)
def test_canonical(name: str, plain: str) -> None:
    assert canonical(name) == plain


@pytest.mark.parametrize(
    ("text", "groups", "name", "value"),
    [
        ("[mysqld]\nlog_error=a\n", ["mysqld"], "log-error", "a"),
        ("[mysqld]\nlog-error=a\n", ["mysqld"], "log_error", "a"),
        ("[MySQLd]\na=1\n", ["mysqld"], "a", "1"),
        ("[server]\na=1\n[mysqld]\na=2\n[server]\na=3\n", ["mysqld", "server"], "a", "3"),
        ("[server]\na=1\n[mysqld]\na=2\n", ["server"], "a", "1"),
        ("[mysqld]\na=1\nloose_a=2\n", ["mysqld"], "a", "2"),
        ("[mysqld]\na=1\na\n", ["mysqld"], "a", ""),
        ("[mysqld]\nb=1\n", ["mysqld"], "a", None),
        ("[client]\na=1\n", ["mysqld"], "a", None),
    ],
)
def test_option(text: str, groups: list[str], name: str, value: str | None) -> None:
    assert read(text).value.option(groups, name) == value


SECRET = "hunter2-x9"


@pytest.mark.parametrize("secrecy", [Secrecy.OPEN, Secrecy.VALUES])
@pytest.mark.parametrize(
    "line",
    [
        f"password={SECRET}",
        f"password = '{SECRET}' # {SECRET}",
        f"password {SECRET}",
        f"loose_master_password={SECRET}",
        f"PASSWORD={SECRET}",
        f"wsrep_sst_auth=root:{SECRET}",
        f"datadir=/x # password={SECRET}",
        f"!include password={SECRET}",
        f"[password={SECRET}",
        f"[ password={SECRET}]\na",
    ],
)
def test_passwords_are_nowhere(line: str, secrecy: Secrecy) -> None:
    for text in (f"[client]\n{line}\n[x\n", f"{line}\n", f"{line}"):
        outcome = parse(SourceFile("my.cnf", text, secrecy), lambda _pattern, _span: ())
        shown = repr(outcome) + "".join(full(each) for each in outcome.diagnostics) + str(as_json(outcome.diagnostics))
        assert SECRET not in shown
        assert all(SECRET not in file.text for file in outcome.value.files)


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=15)
ENDS = st.sampled_from(["\n", "\r\n", " # x\n", "\n\n;\n"])
NAME = st.text("abcxyz_-", min_size=1, max_size=8)


def escaped(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(NAME, NAME, st.one_of(st.none(), TEXT)), max_size=10), ENDS)
def test_printed_options_read_the_same(generated: list[tuple[str, str, str | None]], end: str) -> None:
    lines = [f"[{group}]{end}{name}{'' if value is None else ' = ' + escaped(value)}{end}" for group, name, value in generated]
    outcome = read("".join(lines))
    assert options(outcome) == generated
    assert outcome.diagnostics == ()


PIECES = st.sampled_from(
    ["[", "]", "mysqld", "=", "#", ";", "!include x", "!includedir x", "\n", "\r\n", '"', "'", "\\", " ", "passwd", "\x85"]
)
GARBAGE = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=60).map(lambda pieces: "".join(pieces).encode()))


@settings(max_examples=200, deadline=None)
@given(GARBAGE)
def test_any_bytes_end_in_an_outcome(data: bytes) -> None:
    outcome = read(data, {"x": "[a]\nb=c\n"})
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    for each in outcome.diagnostics:
        full(each)
    for option in outcome.value.options:
        if option.name.span.file.name == "my.cnf":
            span = option.name.span
            if "passw" not in lines[span.line - 1]:
                assert lines[span.line - 1][span.column - 1 : span.column - 1 + span.length] == option.name
            if option.value is not None and "\\" not in data.decode("latin-1") and "passw" not in lines[span.line - 1]:
                span = option.value.span
                piece = lines[span.line - 1][span.column - 1 : span.column - 1 + span.length]
                assert piece in (option.value, f'"{option.value}"', f"'{option.value}'")


@pytest.mark.parametrize("piece", ["a=b\n", "[a]\n", "#", "'", "\\", "=", "a=\\\\", "!include x\n", "passwd"])
def test_time_is_linear(piece: str) -> None:
    """Eight times the text may take some eight times as long, never sixty-four."""
    cost.linear(lambda count: read("[m]\n" + piece * count), 4_000, 32_000)
