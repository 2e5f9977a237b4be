"""authkeys: which key signs, and what heartbeat refuses. No key is ever in what comes out, but for the comparison."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Outcome, has_errors
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax.authkeys import AuthKeys, parse
from hypothesis import given, settings
from hypothesis import strategies as st


def read(data: bytes | str) -> Outcome[AuthKeys]:
    raw = data if isinstance(data, bytes) else data.encode()
    return parse(SourceFile.from_bytes("authkeys", raw, Secrecy.WHOLE))


@pytest.mark.parametrize(
    ("text", "active", "secret"),
    [
        ("auth 1\n1 sha1 K\n", "1 sha1", "K"),
        ("auth1\n1 sha1 K\n", "1 sha1", "K"),
        ("auth 1\n1sha1 K\n", "1 sha1", "K"),
        ("  auth\t1\r\n\t1  md5\tK\r\n", "1 md5", "K"),
        ("auth 0\n0 md5 K\n", "0 md5", "K"),
        ("auth 15\n15 md5 K", "15 md5", "K"),
        ("auth +1\n01 md5 K\n", "1 md5", "K"),
        ("auth 1 2\n1 md5 K and more\n", "1 md5", "K"),
        ("auth 1x\n1 md5 K\n", "1 md5", "K"),
        ("# c\n\nauth 2\n1 md5 A\n2 sha1 B\n#3 md5 C\n", "2 sha1", "B"),
        ("auth 1\n1 md5 #K\n", "1 md5", "#K"),
        ("auth 1\n1 sha1 K\v\n", "1 sha1", "K"),
        ("auth 1 # c\n1 md5 K\n", "1 md5", "K"),
    ],
)
def test_read(text: str, active: str, secret: str) -> None:
    outcome = read(text)
    assert outcome.value.active is not None
    assert outcome.value.active.line == active
    assert outcome.value.active.secret == secret
    assert not outcome.diagnostics


@pytest.mark.parametrize(
    ("text", "active", "codes"),
    [
        ("auth 1\n1 crc\n", "1 crc", [("H313", 2, 1, 5)]),
        ("auth 2\n1 crc\n2 sha1 K\n", "2 sha1", []),
        ("auth 1\n1 md5 A\n1 sha1 B\n", "1 sha1", [("H311", 3, 1, 6)]),
        ("auth 1\n1 md5 A\nauth 2\n2 sha1 B\n", "2 sha1", [("H310", 3, 1, 6)]),
        ("auth 1\n1 md5 A\nauth 2\n", "1 md5", [("H310", 3, 1, 6)]),
        ("auth 1\n1 md5 A\nauth 2\n1 sha1 B\n", "1 sha1", [("H310", 3, 1, 6), ("H311", 4, 1, 6)]),
    ],
)
def test_warned(text: str, active: str, codes: list[tuple[str, int, int, int]]) -> None:
    outcome = read(text)
    assert outcome.value.active is not None
    assert outcome.value.active.line == active
    assert places(outcome) == codes
    assert not has_errors(outcome.diagnostics)


@pytest.mark.parametrize(
    ("text", "codes", "help"),
    [
        ("\0auth 1\n1 crc\n", [("H301", 1, 1, 1)], "backup"),
        ("auth 1\n1 md5 K\n\0\0\n\0", [("H301", 3, 1, 1)], "backup"),
        ("auth\n1 md5 K\n", [("H302", 1, 1, 4)], "auth 1"),
        ("auth x\n1 md5 K\n", [("H302", 1, 1, 6)], "auth 1"),
        ("auth -1\n1 md5 K\n", [("H302", 1, 1, 7)], "auth 1"),
        ("auth 16\n16 md5 K\n", [("H302", 1, 1, 7), ("H304", 2, 1, 6)], "auth 1"),
        ("auth 99999999999999999999\n1 md5 K\n", [("H302", 1, 1, 25)], "auth 1"),
        ("auth 1\n1 md5 K\na\n", [("H302", 3, 1, 1)], "auth 1"),
        ("auth 1\n1 md5 K\n sha1 SECRET\n", [("H303", 3, 2, 11)], "1 sha1 KEY"),
        ("auth 1\n1\n", [("H303", 2, 1, 1)], "1 sha1 KEY"),
        ("Auth 1\n1 md5 K\n", [("H303", 1, 1, 6)], "1 sha1 KEY"),
        ("auth 1\n-1 md5 K\n", [("H304", 2, 1, 6)], "number the keys"),
        ("auth 1\n1 sha SECRET\n", [("H305", 2, 1, 5)], "did you mean 'sha1'?"),
        ("auth 1\n1 MD5 SECRET\n", [("H305", 2, 1, 5)], "did you mean 'md5'?"),
        ("auth 1\n1 SECRET\n", [("H305", 2, 1, 8)], "small letters"),
        ("auth 1\n1 md5\n", [("H306", 2, 1, 5)], "1 md5 KEY"),
        ("auth 1\n1 crc SECRET\n", [("H307", 2, 1, 5)], "nothing behind it"),
        ("auth 1\n1 crc # c\n", [("H307", 2, 1, 5)], "nothing behind it"),
        ("", [("H308", 1, 1, 0)], "auth 1"),
        ("# nothing\n", [("H308", 1, 1, 0)], "auth 1"),
        ("1 md5 K\n", [("H308", 1, 1, 0)], "auth 1"),
        ("auth 2\n1 md5 K\n", [("H309", 1, 1, 6)], "2 sha1 KEY"),
        ("1 md5 K\nauth 1\n", [("H312", 2, 1, 6)], "above the keys"),
    ],
)
def test_refused(text: str, codes: list[tuple[str, int, int, int]], help: str) -> None:
    outcome = read(text)
    assert places(outcome) == codes
    assert help in (outcome.diagnostics[0].help or "")
    assert has_errors(outcome.diagnostics)


def test_other_places_are_labels() -> None:
    (again,) = read("auth 1\n1 md5 A\n1 sha1 B\n").diagnostics
    assert [label.span.line for label in again.labels] == [2]
    (second,) = read("auth 1\n1 md5 A\nauth 1\n").diagnostics
    assert [label.span.line for label in second.labels] == [1]
    (late,) = read("1 md5 K\nauth 1\n").diagnostics
    assert [label.span.line for label in late.labels] == [1]


def places(outcome: Outcome[AuthKeys]) -> list[tuple[str, int, int, int]]:
    return [(found.code, found.span.line, found.span.column, found.span.length) for found in outcome.diagnostics if found.span]


SECRET = "GEHEIMXYZ"


@pytest.mark.parametrize(
    "text",
    [
        f"auth 1\n1 sha1 {SECRET}\n",
        f"auth 1\n1 {SECRET}\n",
        f"auth 1\n1 crc {SECRET}\n",
        f"auth {SECRET}\n{SECRET}\na{SECRET}\n1{SECRET} {SECRET}\n99 md5 {SECRET}\n",
        f"auth 1\n1 md5 {SECRET}\n1 md5 {SECRET}2\nauth 2\n",
        f"1 md5 {SECRET}\nauth 1\n",
    ],
)
def test_no_key_is_shown(text: str) -> None:
    outcome = read(text)
    assert SECRET not in repr(outcome)
    assert SECRET not in "".join(outcome.value.auths)
    for found in outcome.diagnostics:
        assert SECRET not in f"{found.message}{found.help}{found.notes}{[label.message for label in found.labels]}"


WORDS = [b"auth", b"1", b"2", b"16", b"-", b"crc", b"md5", b"sha1", b"K", b"\xff"]
SIGNS = [b" ", b"\n", b"\n", b"#", b"\t", b"\r", b"\v", b"\0"]
FRAGMENTS = st.sampled_from(WORDS + SIGNS)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=100), st.lists(FRAGMENTS, max_size=40).map(b"".join)))
def test_any_bytes(data: bytes) -> None:
    """Nothing raises; a file is either refused or has a key that signs; spans cover what the words say."""
    outcome = read(data)
    assert has_errors(outcome.diagnostics) or outcome.value.active is not None
    lines = outcome.value.file.text.split("\n")
    for word in (*outcome.value.auths, *(key.line for key in outcome.value.keys)):
        text = lines[word.span.line - 1][word.span.column - 1 : word.span.column - 1 + word.span.length]
        assert text.split()[-1].endswith(word.split()[-1])
        number = int(word.split()[1] if word.startswith("auth") else word.split()[0])
        assert str(number) in text
    for found in outcome.diagnostics:
        assert found.span is not None
        assert found.span.column - 1 + found.span.length <= len(lines[found.span.line - 1])
