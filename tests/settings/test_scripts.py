"""A site's catalogue: text -> entries, also as Python's configparser reads it."""

from __future__ import annotations

import configparser
import re

import pytest
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import WRAPPERS
from ha1to2.diagnostics import Diagnostic
from ha1to2.model import Operation
from ha1to2.settings.scripts import interpret
from ha1to2.source import SourceFile
from ha1to2.syntax import catalogue_file
from hypothesis import given, settings
from hypothesis import strategies as st

from ..plan.material import planned


def read(text: str, used: tuple[str, ...] = ("x", "y")) -> tuple[dict[str, Wrapper], list[Diagnostic]]:
    parsed = catalogue_file.parse(SourceFile("site.ini", text))
    interpreted = interpret(parsed.value, used)
    return interpreted.value, [*parsed.diagnostics, *interpreted.diagnostics]


def test_entry() -> None:
    entries, found = read(
        "# ours\n[x]\nagent = ocf:heartbeat:anything\narguments = binfile cmdline_options\nrequired = 1\n"
        "set.user = daemon\nset.pidfile = /run/x = 1.pid\nstart = 60\nstop=90s\n  ; more\nmonitor = 15 40\n"
    )
    assert found == []
    entry = entries["x"]
    assert str(entry.profile.agent) == "ocf:heartbeat:anything"
    assert [argument.parameters for argument in entry.arguments] == [("binfile",), ("cmdline_options",)]
    assert entry.counts == (1, 2)
    assert entry.fixed == (("user", "daemon"), ("pidfile", "/run/x = 1.pid"))
    assert entry.profile.operations == (Operation("start", 0, 60), Operation("stop", 0, 90), Operation("monitor", 15, 40))


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("agent = systemd:postgresql@15-main.service", "systemd:postgresql@15-main.service"),
        ("agent=lsb:our-daemon", "lsb:our-daemon"),
        ("agent = service:x", "service:x"),
        ("agent = ocf:our.own:x-y_z", "ocf:our.own:x-y_z"),
        ("agent = ocf:heartbeat:x\nmonitor = none\narguments =", "ocf:heartbeat:x"),
    ],
)
def test_agents(text: str, agent: str) -> None:
    entries, found = read(f"[x]\r\n{text}\r\n")
    assert found == []
    assert str(entries["x"].profile.agent) == agent
    assert entries["x"].counts == (0,)
    assert len(entries["x"].profile.operations) == (2 if "none" in text else 3)


GOOD = "agent = ocf:heartbeat:x\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", [("H268", 1, 1)]),
        ("a = b", [("H268", 1, 1)]),
        (" [x]\n", [("H268", 1, 2)]),
        ("[x\n" + GOOD, [("H268", 1, 1)]),
        ("[x] y\n" + GOOD, [("H268", 1, 1)]),
        ("[]\n" + GOOD, [("H268", 1, 1)]),
        (f"[x]\n{GOOD}  more\n", [("H268", 3, 3)]),
        (f"[x]\n{GOOD}= 1\n", [("H268", 3, 1)]),
        (f"[x]\n{GOOD}\0\n", [("H268", 3, 1)]),
        (f"\ufeff[x]\n{GOOD}", [("H268", 1, 1), ("H268", 2, 1)]),
        (f"[x]\n{GOOD}[x]\n{GOOD}", [("H269", 3, 2)]),
        (f"[x]\n{GOOD}{GOOD}", [("H269", 3, 1)]),
        (f"[x]\n{GOOD}agnet = y\n", [("H270", 3, 1)]),
        (f"[x]\n{GOOD}Agent = y\n", [("H270", 3, 1)]),
        (f"[x]\n{GOOD}set.a b = y\n", [("H270", 3, 1)]),
        ("[x]\nagent = heartbeat:x\n", [("H271", 2, 9)]),
        ("[x]\nagent =\n", [("H271", 2, 7)]),
        ("[x]\nagent = ocf:a:b:c\n", [("H271", 2, 9)]),
        (f"[x]\n{GOOD}start = soon\n", [("H271", 3, 9)]),
        (f"[x]\n{GOOD}stop = 0\n", [("H271", 3, 8)]),
        (f"[x]\n{GOOD}monitor = 30\n", [("H271", 3, 11)]),
        (f"[x]\n{GOOD}arguments = a a\n", [("H271", 3, 13)]),
        (f"[x]\n{GOOD}arguments = a,b\n", [("H271", 3, 13)]),
        (f"[x]\n{GOOD}arguments = a\nrequired = 2\n", [("H271", 4, 12)]),
        (f"[x]\n{GOOD}set.a = \udcff\n", [("H271", 3, 9)]),
        (f"[x]\n{GOOD}set.a = \x9b1m\n", [("H271", 3, 9)]),
        ("[x]\n", [("H272", 1, 2)]),
        (f"[x]\n{GOOD}arguments = a\nset.a = 1\n", [("H272", 4, 1)]),
        ("[x]\nagent = lsb:x\nset.a = 1\nrequired = 0\n", [("H272", 3, 1), ("H272", 4, 1)]),
        (f"[IPaddr]\n{GOOD}", [("H273", 1, 2), ("H275", 1, 2)]),
        (f"[drbdisk]\n{GOOD}", [("H273", 1, 2), ("H275", 1, 2)]),
        (f"[DEFAULT]\n{GOOD}", [("H273", 1, 2), ("H275", 1, 2)]),
        (f"[x y]\n{GOOD}", [("H273", 1, 2), ("H275", 1, 2)]),
        (f"[x::1]\n{GOOD}", [("H273", 1, 2), ("H275", 1, 2)]),
        (f"[x]\n{GOOD}set.Passwords = s3cret\n", [("H274", 3, 1)]),
        (f"[x]\n{GOOD}arguments = db_secret\n", [("H274", 3, 13)]),
        (f"[z]\n{GOOD}", [("H275", 1, 2)]),
    ],
)
def test_wrong(text: str, expected: list[tuple[str, int, int]]) -> None:
    entries, found = read(text)
    places = sorted((each.code, each.span.line, each.span.column) for each in found if each.span is not None)
    assert places == expected
    assert all(each.help for each in found if each.code != "H275")
    assert all("s3cret" not in (each.span.file.line(each.span.line) or "") for each in found if each.span is not None)
    if any(each.code not in ("H268", "H269", "H275") for each in found):
        assert entries == {}


def test_an_entry_goes_before_the_built_in_one() -> None:
    text = "[LVM]\nagent = ocf:heartbeat:LVM\narguments = volgrpname\n[httpd]\nagent = systemd:httpd\n"
    entries, found = read(text, ("LVM", "httpd"))
    assert found == []
    plan = planned("a LVM::vg0 httpd\n", wrappers={**WRAPPERS, **entries})
    (group,) = plan.value.cluster.groups
    assert [(str(each.agent), dict(each.parameters)) for each in group.members] == [
        ("ocf:heartbeat:LVM", {"volgrpname": "vg0"}),
        ("systemd:httpd", {}),
    ]


def configparsed(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#", ";"), interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


LINE = st.one_of(
    st.sampled_from("[x]|[y]|[x y]|agent = ocf:heartbeat:x|set.a=b = c|a=|# c|; = c||  # c| b = 1|[x".split("|")),
    st.from_regex(r"[a-z.]{1,3} ?[=\[\];#: ] ?[a-z=#;%\[\]]{0,4}", fullmatch=True),
    st.text(alphabet="ab[]=#; \t%:", max_size=6),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINE, max_size=8))
def test_what_is_taken_is_what_configparser_reads(lines: list[str]) -> None:
    text = "\n".join(lines)
    parsed = catalogue_file.parse(SourceFile("site.ini", text))
    if parsed.diagnostics or any(section.name == "DEFAULT" for section in parsed.value):
        return
    ours = {str(section.name): {key: str(each.value) for key, each in section.settings.items()} for section in parsed.value}
    assert ours == configparsed(text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(LINE, max_size=10).map("\n".join)))
def test_any_text(text: str) -> None:
    entries, found = read(text)
    assert all(re.fullmatch("H2(6[89]|7[0-5])", each.code) for each in found)
    for each in found:
        assert each.span is not None
        assert 1 <= each.span.line <= text.count("\n") + 1
    assert all(entry.counts for entry in entries.values())
