"""The reader of haresources: text -> lines, places, diagnostics. tests/oracle holds the meaning against the genuine script."""

from __future__ import annotations

import pytest
from ha1to2.codes.haresources import CODES
from ha1to2.diagnostics import MOST_ALIKE, Diagnostic, Outcome, Severity
from ha1to2.source import SourceFile, Span, Word
from ha1to2.syntax.haresources import HaResources, Resource, parse
from ha1to2.syntax.haresources.words import is_address
from hypothesis import given, settings
from hypothesis import strategies as st


def read(text: str) -> Outcome[HaResources]:
    return parse(SourceFile("haresources", text))


def meaning(text: str) -> list[str]:
    """A line of text for each line: the node, then each script with its arguments in brackets."""
    return [
        " ".join([line.node, *(f"{resource.script}[{'|'.join(resource.arguments)}]" for resource in line.resources)])
        for line in read(text).value.lines
    ]


def findings(text: str) -> list[str]:
    """Code and place of each diagnostic, and the places of its labels."""
    return [
        " ".join([f"{each.code}", *map(place, [each.span, *(label.span for label in each.labels)])])
        for each in read(text).diagnostics
    ]


def place(span: Span | None) -> str:
    assert span is not None
    return f"{span.line}:{span.column}+{span.length}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web01 10.0.0.1 mysql\n", ["web01 IPaddr[10.0.0.1] mysql[]"]),
        ("WEB01\tIPaddr2::10.0.0.1/24/eth0\n\n", ["web01 IPaddr2[10.0.0.1/24/eth0]"]),
        ("n Filesystem::/dev/drbd0::/drbd::ext3", ["n Filesystem[/dev/drbd0|/drbd|ext3]"]),
        ("n a::b c # d::e\n#x\n m f\n", ["n a[b] c[]", "m f[]"]),
        ("n a \\\n b\\\n c\nm d", ["n a[] b[] c[]", "m d[]"]),
        ("n a\\\nb::c", ["n ab[c]"]),
        ("n a # \\\nm b", ["n a[]", "m b[]"]),
        ("n a \\# c\n b", ["n a[] b[]"]),
        ("n a::::b c::", ["n a[b] c[]"]),
        ("n a:b::c::d a:::b a::::::b", ["n a:b[a:c|d] a[:b] a[b]"]),
        ("n 10.0.0.1::x 1.2.3.4/24/eth0:0::y", ["n IPaddr[x] IPaddr[1.2.3.4/24/eth0:y]"]),
        ("n 1.2.3 1a.2.3b.4c x1.2.3.4", ["n 1.2.3[] IPaddr[1a.2.3b.4c] x1.2.3.4[]"]),
        ("n Filesystem::server:/a::/b::nfs", ["n Filesystem[server:/a|/b|nfs]"]),
        ("n a\\\\\n\n b", ["n a[] b[]"]),
        ("", []),
        (" \n\t\n# n a\n", []),
        ("\\\n \n", []),
        ("n", []),
    ],
)
def test_meaning(text: str, expected: list[str]) -> None:
    assert meaning(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("10.0.0.1", True),
        ("10.0.0.1/24/eth0:0/10.0.0.255", True),
        ("1.2.3.4.5", True),
        ("1..2.3.x4.5", True),
        ("1.2.3", False),
        ("1.2.3.", False),
        ("a1.2.3.4", False),
        (".1.2.3.4", False),
        ("", False),
        ("٣.1.2.3", False),
        ("1" + ".1" * 100_000, True),
    ],
)
def test_is_address(word: str, expected: bool) -> None:
    assert is_address(word) is expected


def words_of(resource: Resource) -> list[Word]:
    return [resource.text, resource.script, *resource.arguments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n  a::b::c", ["a::b::c 1:4+7", "a 1:4+1", "b 1:7+1", "c 1:10+1"]),
        ("\n\tn\ta::::c", ["a::::c 2:4+6", "a 2:4+1", "c 2:9+1"]),
        ("n 10.0.0.1", ["10.0.0.1 1:3+8", "IPaddr 1:3+8", "10.0.0.1 1:3+8"]),
        ("n 10.0.0.1::xy", ["10.0.0.1::xy 1:3+12", "IPaddr 1:3+12", "xy 1:13+2"]),
        ("n a:b::c::d", ["a:b::c::d 1:3+9", "a:b 1:3+3", "a:c 1:3+6", "d 1:11+1"]),
        ("n a:::bb", ["a:::bb 1:3+6", "a 1:3+1", ":bb 1:6+3"]),
        ("n aa::b\\\nb::cc", ["aa::bb::cc 1:3+5", "aa 1:3+2", "bb 1:7+1", "cc 2:4+2"]),
        ("n \\\n\t ää::ö", ["ää::ö 2:3+5", "ää 2:3+2", "ö 2:7+1"]),
        ("n b\\\n\\\na", ["ba 1:3+1", "ba 1:3+1"]),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    """The words of the first resource: text and place."""
    (line,) = read(text).value.lines
    assert [f"{word} {place(word.span)}" for word in words_of(line.resources[0])] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["H201 1:1+0"]),
        ("n a\x01b\n", ["H202 1:3+3"]),
        ("n a\u200bb\n", ["H202 1:3+3"]),
        ("n a::\udce9\n", ["H203 1:3+4"]),
        ("# \udce9 \x00\nn a # \udce9\n", []),
        ("n a::/dev/sd*\n", ["H204 1:3+11"]),
        ("n a\\b c\n", ["H205 1:3+3"]),
        ("n a\r\nm b\r\n", ["H206 1:4+1"]),
        ("n\nm b\n", ["H207 1:1+1"]),
        ("n a\nIPaddr::10.0.0.1 b\n", ["H208 2:1+16"]),
        ("n a\nm  a\n", ["H209 2:4+1 1:3+1"]),
        ("n a\nm b a\n", ["H210 2:5+1 1:3+1"]),
        ("n a b a\n", ["H211 1:7+1 1:3+1"]),
        ("n a b::c b::::c\n", ["H221 1:10+6", "H211 1:10+6 1:5+4"]),
        ("n a|b c\n", ["H212 1:3+3"]),
        ("n e.5 c\nm e:5\n", ["H223 2:3+3", "H213 2:3+3 1:3+3"]),
        ("n e.5 c\nm b e 5\n", ["H213 2:5+1 1:3+3"]),
        ("n a \\ \nm b\n", ["H214 1:5+1"]),
        ("n a \\", ["H214 1:5+1"]),
        ("n a::" + "x" * 5119 + "\n", ["H215 1:1+1"]),
        ("\n" * 50_001, ["H215 1:1+0"]),
        ("#" + " " * 4_194_304, ["H215 1:1+0"]),
        ("n ::a\n", ["H216 1:3+3"]),
        ("n -x\n", ["H216 1:3+2"]),
        ("n 3ware::10.0.0.1\n", ["H217 1:3+15"]),
        ("h.1 a\nhx1 b\n", ["H218 2:1+3 1:1+3"]),
        ("n a \\\n b # c\n", ["H219 2:4+1"]),
        ("n\\\n a\n", ["H220 1:1+1"]),
        ("n a \\# b\n c\n", ["H220 2:2+1"]),
        ("n a::b::\n", ["H221 1:3+6"]),
        ("n IPv6addr::fe80:1::2/64\n", ["H222 1:13+6"]),
        ("n a:b\n", ["H223 1:3+3"]),
        ("n a::/dev/x:/mnt\n", ["H223 1:6+11"]),
        ("n a, b\n", ["H224 1:3+2"]),
        ("n a:: b\n", ["H225 1:3+3"]),
        ("n k a::'b'\n", ["H226 1:5+6"]),
        ("n a\\\nb\n", ["H227 2:1+1"]),
        ("n 10.0.0.1::24\n", ["H228 1:3+12"]),
        ("n a\nm b \\\nN c\n", ["H229 3:1+1 1:1+1"]),
    ],
)
def test_findings(text: str, expected: list[str]) -> None:
    assert findings(text) == expected


def test_each_code_is_reached() -> None:
    """Each code of the catalogue is in a table above, with the catalogue's severity."""
    texts = [case[0] for mark in test_findings.pytestmark for case in mark.args[1]]  # type: ignore[attr-defined]
    reached = {(each.code, each.severity.value) for text in texts for each in read(text).diagnostics}
    assert reached == {(code.id, code.severity) for code in CODES}


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("n IPaddr:: 10.0.0.1\n", "'IPaddr::' has no argument", "did you mean 'IPaddr::10.0.0.1'?"),
        ("n drbddisk:r0\n", "a single ':' separates nothing", "did you mean 'drbddisk::r0'?"),
        ("n Filesystem::/dev/sda1:/mnt\n", "'/dev/sda1:/mnt' is one argument", "did you mean '/dev/sda1::/mnt'?"),
        ("n 10.0.0.1::24::eth0\n", "Heartbeat calls 'IPaddr 24 eth0'", "did you mean 'IPaddr::10.0.0.1/24/eth0'?"),
        ("n Filesystem::/a::/b::::ro\n", "Heartbeat calls 'Filesystem /a /b ro'", "fill the gap in"),
        ("n a\x1b[31m\n", "'a\\x1b[31m' holds a control character", "type it again"),
        ("n b\udce9\n", "'b\\xe9' holds bytes that are no UTF-8", "save the file as UTF-8"),
    ],
)
def test_wording(text: str, message: str, help: str) -> None:
    first = read(text).diagnostics[0]
    assert message in first.message
    assert help in (first.help or "")


def test_identity() -> None:
    """A resource is the same where script and arguments are, however and wherever it is written."""
    first, second = (line.resources[0] for line in read("n 10.0.0.1 a\nm IPaddr::10.0.0.1 b\n").value.lines)
    assert first.identity == second.identity
    assert hash(first.identity) == hash(second.identity)
    assert first.text != second.text


@pytest.mark.parametrize("text", ["n a\\b\n" * 200, "n a\n" * 200, "n\n" * 200, "".join(f"n k{n} ::a\n" for n in range(200))])
def test_findings_are_limited(text: str) -> None:
    """Of a kind that fills the file, some are reported and the rest is counted."""
    found = read(text).diagnostics
    for code in {each.code for each in found}:
        alike = [each for each in found if each.code == code]
        assert len(alike) <= MOST_ALIKE
        if len(alike) == MOST_ALIKE:
            assert "more of this kind are not shown" in alike[-1].notes[-1]


def check_places(outcome: Outcome[HaResources], text: str) -> None:
    """Each word is in the text where it says, as far as its own line goes."""
    rows = text.split("\n")
    for line in outcome.value.lines:
        for word in [line.node, *(word for resource in line.resources for word in words_of(resource))]:
            _, row, column, length = word.span
            there = rows[row - 1][column - 1 : column - 1 + length]
            assert len(there) == length > 0 or not word
            assert there.lower().startswith(word[:1].lower()) or word == "IPaddr"


def check(text: str) -> None:
    outcome = read(text)
    check_places(outcome, text)
    assert all(line.resources for line in outcome.value.lines)
    assert outcome.value.lines or outcome.diagnostics
    for each in outcome.diagnostics:
        check_diagnostic(each)
    assert read(text) == outcome


def check_diagnostic(each: Diagnostic) -> None:
    assert each.message.isprintable()
    assert each.span is not None
    assert each.help
    assert not each.message.endswith(".")
    if each.code in ("H209", "H210", "H211", "H213", "H218", "H229"):
        assert each.labels


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    check(data.decode("utf-8", "surrogateescape"))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from("n a b 10.0.0.1 1.2 :: :: : / \\ \\\n \n # \t \r . - , * ' ö \udcff \x00".split(" ") + [" "] * 6))
)
def test_any_words(parts: list[str]) -> None:
    check("".join(parts))


@pytest.mark.parametrize(
    "text",
    [
        ("n " + "a" * 5_000 + ":" + "b" * 100 + "\n") * 100,
        ("n " + ":" * 5_000 + "\n") * 100,
        ("n " + "a" * 100 + " \\\n" + "a:b::" * 1000 + "\\\n") * 100,
        ("1.2" * 1_700 + "\\\n") * 100,
        "n \\\n" + " ".join(f"a.{number}" for number in range(700)).join([" \\\n"] * 100),
        "n a\\\n" * 10_000,
        "\\\n" * 40_000,
        ("n a " + "\\" * 5_000 + "\n" * 5_000 + "b\n") * 9,
        "".join(f"n a.{number:05} x{number} y\n" for number in range(10_000)),
        "".join(f"n{number}.x a{number}\n" for number in range(10_000)),
        "".join(f"n {'a' * (number % 50)}.{'a' * (49 - number % 50)}.{number} " + "a" * 55 + "\n" for number in range(10_000)),
        "\x00\xff " * 30_000,
        ("\x00\xff " * 1_000 + "\n") * 100,
        "n \\\n" + "# c \\\n" * 10_000,
    ],
    ids=range(14),
)
def test_linear_time(text: str) -> None:
    """Files that are made to be slow: a quadratic reader would take minutes for each."""
    outcome = read(text)
    assert outcome.diagnostics == () or outcome.diagnostics[0].severity in Severity
