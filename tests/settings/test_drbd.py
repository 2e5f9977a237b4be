"""drbd.conf's tree -> resources, and what is wrong with them."""

from __future__ import annotations

import re

import pytest
from ha1to2.diagnostics import Outcome
from ha1to2.settings.drbd import model as drbd_model
from ha1to2.settings.drbd.resources import DeviceIndex, DrbdResource, device_of, interpret
from ha1to2.source import SourceFile
from ha1to2.syntax.drbd_conf import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import cost

ON = "on {name} {{ device /dev/drbd0; disk /dev/sdb1; meta-disk internal; address {address}:7788; }}"
HOSTS = ON.format(name="web01", address="10.0.0.1") + ON.format(name="web02", address="10.0.0.2")


def read(text: str, used: tuple[str, ...] | None = None, template: str = "") -> Outcome[tuple[DrbdResource, ...]]:
    parsed = parse(SourceFile("drbd.conf", text), lambda pattern, _span: (SourceFile(pattern, template),) if template else ())
    interpreted = interpret(parsed.value, used)
    return Outcome(interpreted.value, parsed.diagnostics + interpreted.diagnostics)


def only(text: str) -> DrbdResource:
    outcome = read(text, ())
    assert outcome.diagnostics == ()
    (resource,) = outcome.value
    return resource


def found(outcome: Outcome[tuple[DrbdResource, ...]], text: str) -> list[tuple[str, str]]:
    """Codes, and the words that they point at."""
    lines = text.split("\n")
    pointed = []
    for each in outcome.diagnostics:
        assert each.span is not None
        line = lines[each.span.line - 1]
        pointed.append((each.code, line[each.span.column - 1 : each.span.column - 1 + each.span.length]))
    return pointed


def test_the_memo() -> None:
    resource = only(
        f"global {{ usage-count yes; }} common {{ }} resource r0 {{ protocol C; disk {{ on-io-error detach; }}"
        f" startup {{ wfc-timeout 0; degr-wfc-timeout 120; }} net {{ }} {HOSTS} }}"
    )
    assert resource.name == "r0"
    assert [host.names for host in resource.hosts] == [("web01",), ("web02",)]
    assert [(host.address, host.port) for host in resource.hosts] == [("10.0.0.1", "7788"), ("10.0.0.2", "7788")]
    assert {host.volumes for host in resource.hosts} == {((0, "/dev/drbd0", 0, "/dev/sdb1", "internal", None),)}
    wanted = ("protocol", "on-io-error", "wfc-timeout", "degr-wfc-timeout", "quorum")
    assert [resource.option(name) for name in wanted] == ["C", "detach", "0", "120", None]
    assert resource.host("WEB01.example.com") is resource.hosts[0]
    assert resource.host("web03") is None


@pytest.mark.parametrize(
    ("text", "name", "value", "section"),
    [
        ("syncer { rate 125M; }", "resync-rate", "125M", "syncer"),
        ("syncer { after r1; }", "resync-after", "r1", "syncer"),
        ('handlers { outdate-peer "/bin/x y"; }', "fence-peer", "/bin/x y", "handlers"),
        ("disk { no-disk-flushes; }", "disk-flushes", "no", "disk"),
        ("disk { disk-flushes no; }", "disk-flushes", "no", "disk"),
        ("net { allow-two-primaries; }", "allow-two-primaries", "yes", "net"),
        ("net { allow-two-primaries no; }", "allow-two-primaries", "no", "net"),
        ("disk { fencing resource-and-stonith; }", "fencing", "resource-and-stonith", "disk"),
        ("net { fencing resource-only; }", "fencing", "resource-only", "net"),
        ("net { after-sb-1pri discard-secondary; }", "after-sb-1pri", "discard-secondary", "net"),
        ("startup { become-primary-on web01; }", "become-primary-on", "web01", "startup"),
        ("options { auto-promote no; quorum majority; }", "quorum", "majority", "options"),
        ("connection { net { protocol A; } host web01; host web02; }", "protocol", "A", "net"),
    ],
)
def test_options(text: str, name: str, value: str, section: str) -> None:
    source = f"resource r0 {{ {text} {HOSTS} }}"
    resource = only(source)
    assert resource.option(name) == value
    option = next(option for option in resource.options if option.name == name)
    assert option.section == section
    assert source[option.keyword.span.column - 1 :].startswith(option.keyword)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("common { protocol A; } resource r0 { %s }", "A"),
        ("resource r0 { %s } common { net { protocol A; } }", "A"),
        ("common { protocol A; } resource r0 { protocol C; %s }", "C"),
        ("common { protocol A; } resource r0 { net { protocol B; } %s }", "B"),
        ("common { protocol A; } resource r0 { connection { net { protocol B; } host web01; host web02; } protocol C; %s }", "C"),
    ],
)
def test_inheritance_of_options(text: str, values: str) -> None:
    assert only(text % HOSTS).option("protocol") == values


def test_a_template_stands_for_common() -> None:
    text = f'common {{ protocol A; }} resource r0 {{ template-file "t"; {HOSTS} }}'
    outcome = read(text, (), "common { startup { wfc-timeout 9; } }")
    assert outcome.diagnostics == ()
    assert outcome.value[0].option("wfc-timeout") == "9"
    assert outcome.value[0].option("protocol") is None
    assert [each.code for each in read(text, (), "resource r1 { }").diagnostics] == ["H423"]


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        ("device /dev/drbd0; disk /dev/a; meta-disk internal;", "", (0, "/dev/drbd0", 0, "/dev/a", "internal", None)),
        ("device drbd1; disk /dev/a;", "disk /dev/b;", (0, "/dev/drbd1", 1, "/dev/b", None, None)),
        ("disk /dev/a; meta-disk /dev/m[0];", "device minor 3;", (0, "/dev/drbd3", 3, "/dev/a", "/dev/m", "0")),
        ("volume 0 { device /dev/drbd_x minor 2; }", "volume 0 { disk /dev/a; }", (0, "/dev/drbd_x", 2, "/dev/a", None, None)),
        ("volume 7 { device minor 2; disk /dev/a; }", "", (7, "/dev/drbd2", 2, "/dev/a", None, None)),
        ("device minor 2; disk /dev/a;", "disk none; node-id 1;", (0, "/dev/drbd2", 2, None, None, None)),
        ("device minor 2; flexible-meta-disk /dev/m;", "disk /dev/a;", (0, "/dev/drbd2", 2, "/dev/a", "/dev/m", None)),
        ("device minor 2;", "node-id 1;", (0, "/dev/drbd2", 2, None, None, None)),
    ],
)
def test_inheritance_of_volumes(shared: str, own: str, expected: tuple[object, ...]) -> None:
    hosts = f"on a {{ {own} address 10.0.0.1:1; }} on b {{ {own.replace('node-id 1', 'node-id 2')} address 10.0.0.2:1; }}"
    resource = only(f"resource r0 {{ {shared} {hosts} }}")
    assert [host.volumes for host in resource.hosts] == [(expected,), (expected,)]


def test_addresses_of_connections() -> None:
    resource = only(
        "resource r0 { device minor 0; disk /dev/a; on a { node-id 0; } on b { node-id 1; } connection { "
        "path { host a address 10.0.0.1:1; host b address ipv6 [fd00::2]:2 via proxy on x { inside 127.0.0.1:3; } } } }"
    )
    assert [(host.address, host.port, host.node_id) for host in resource.hosts] == [("10.0.0.1", "1", "0"), ("fd00::2", "2", "1")]


def test_floating_hosts() -> None:
    resource = only("resource r0 { device minor 0; disk /dev/a; floating 10.0.0.1:1 { disk /dev/b; } floating ipv6 [fd00::1]:2; }")
    assert [(host.names, host.address, host.volumes[0].disk) for host in resource.hosts] == [
        ((), "10.0.0.1", "/dev/b"),
        ((), "fd00::1", "/dev/a"),
    ]


VOLUMES = "volume 0 { device minor 0; disk /dev/vg/a; } volume 1 { device /dev/drbd_x minor 1; disk /dev/b; }"
TWO = (
    f"resource r0 {{ {VOLUMES} on web01 {{ address 10.0.0.1:1; }} on web02 {{ address 10.0.0.2:1; }} }}"
    "resource r1 { device minor 5; disk /dev/disk/by-id/x; on web01 { address 10.0.0.1:2; } on web02 { address 10.0.0.2:2; } }"
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/dev/drbd0", ("r0", 0)),
        ("/dev//drbd0/", ("r0", 0)),
        ("/dev/drbd1", ("r0", 1)),
        ("/dev/drbd_x", ("r0", 1)),
        ("/dev/drbd/by-res/r0/1", ("r0", 1)),
        ("/dev/drbd/by-res/r0", None),
        ("/dev/drbd/by-res/r1", ("r1", 0)),
        ("/dev/drbd/by-res/r1/0", ("r1", 0)),
        ("/dev/drbd/by-disk/vg/a", ("r0", 0)),
        ("/dev/drbd/by-disk/disk/by-id/x", ("r1", 0)),
        ("/dev/drbd2", None),
        ("/dev/sdb1", None),
        ("drbd0", None),
        ("", None),
    ],
)
def test_device_of(path: str, expected: tuple[str, int] | None) -> None:
    resources = read(TWO).value
    for answer in (device_of(resources, path), DeviceIndex(resources).find(path)):
        assert (answer and (answer[0].name, answer[1])) == expected


def test_device_of_other_resources_is_not_remembered() -> None:
    first, second = read(TWO).value, read(f"resource other {{ {HOSTS} }}").value
    names = []
    for resources in (first, second, first):
        answer = device_of(resources, "/dev/drbd0")
        assert answer is not None
        names.append(str(answer[0].name))
    assert names == ["r0", "other", "r0"]


def changed(old: str, new: str) -> str:
    text = f"resource r0 {{\n protocol C;\n{HOSTS.replace('} on', '}' + chr(10) + 'on')}\n}}\n"
    assert old in text
    return text.replace(old, new, 1)


CASES = [
    ("net { tiemout 60; }", [("H421", "tiemout")]),
    ("net { wfc-timeout 60; }", [("H421", "wfc-timeout")]),
    ("nett { }", [("H421", "nett")]),
    ("frobnicate 1;", [("H421", "frobnicate")]),
    ("net { timeout; }", [("H422", "timeout")]),
    ("net { timeout 1 2; }", [("H422", "timeout")]),
    ("net foo { }", [("H422", "net")]),
    ("on { }", [("H422", "on")]),
    ("volume { }", [("H422", "volume")]),
    ("connection { host; }", [("H422", "host")]),
    ("connection { host web01 port; }", [("H422", "host")]),
    ("meta-disk internal [0];", [("H422", "meta-disk")]),
    ("net { timeout { } }", [("H423", "timeout")]),
    ("protocol { }", [("H423", "protocol")]),
    ("protocol C; protocol A;", [("H424", "protocol")]),
    ("net { } net { }", [("H424", "net")]),
    ("volume 1 { } volume 1 { }", [("H424", "volume"), ("H436", "device"), ("H429", "on"), ("H429", "on")]),
    ("disk { on-io-error pas_on; }", [("H433", "pas_on")]),
    ("startup { wfc-timeout x; }", [("H433", "x")]),
    ("startup { wfc-timeout 300001; }", [("H433", "300001")]),
    ("disk { disk-flushes maybe; }", [("H433", "maybe")]),
    ("startup { become-primary-on both; }", [("H437", "become-primary-on")]),
    ("startup { become-primary-on web01 web02; } net { allow-two-primaries; }", [("H437", "become-primary-on")]),
    ("net { allow-two-primaries; }", [("H438", "allow-two-primaries")]),
    ("net { after-sb-0pri discard-node-web09; }", [("H444", "discard-node-web09")]),
    ('handlers { fence-peer "/usr/lib/heartbeat/dopd-x"; }', [("H445", '"/usr/lib/heartbeat/dopd-x"')]),
    ("resource r1 { }", [("H421", "resource")]),
    ("syncer { rate 1M; }", [("H446", "rate")]),
    ("connection { host disk; }", [("H441", "disk")]),
    ("connection { host web01 { } }", [("H423", "host")]),
    ("connection { host web01 via proxy on x { inside 1:2; } }", [("H432", "1")]),
    ("connection { volume 0 { disk { resync-rate x; } } }", [("H433", "x")]),
    ("connection { volume 70000 { } }", [("H430", "70000")]),
    ("connection-mesh { host a; }", [("H421", "host")]),
    ("connection-mesh { hosts web01 7; }", [("H441", "7")]),
    ("connection { path { net { } } }", [("H421", "net")]),
]


@pytest.mark.parametrize(
    ("fencing", "blocks"), [("", False), ("dont-care", False), ("resource-only", True), ("resource-and-stonith", True)]
)
def test_a_handler_without_which_nothing_is_taken_over(fencing: str, blocks: bool) -> None:
    policy = f"disk {{ fencing {fencing}; }} " if fencing else ""
    outcome = read(changed(" protocol C;\n", f' {policy}handlers {{ fence-peer "/usr/lib/heartbeat/drbd-peer-outdater"; }}\n'))
    (diagnostic,) = outcome.diagnostics
    assert diagnostic.code == "H445"
    assert ("nothing is taken over" in diagnostic.message) == blocks
    assert ("the runbook does it" in (diagnostic.help or "")) == blocks
    (resource,) = outcome.value or ()
    assert resource.fences == blocks
    assert resource.heartbeat_handler == "/usr/lib/heartbeat/drbd-peer-outdater"


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_problems_of_a_resource(line: str, expected: list[tuple[str, str]]) -> None:
    text = changed(" protocol C;\n", f" {line}\n")
    assert found(read(text), text) == expected


HOST_CASES = [
    ("device /dev/drbd0;", "", [("H429", "on")]),
    ("disk /dev/sdb1;", "", [("H429", "on")]),
    ("address 10.0.0.1:7788;", "", [("H429", "on")]),
    ("device /dev/drbd0;", "device /dev/drbd0; device /dev/drbd0;", [("H424", "device")]),
    ("disk /dev/sdb1;", "disk;", [("H422", "disk")]),
    ("disk /dev/sdb1;", 'disk "";', [("H441", '""')]),
    ("disk /dev/sdb1;", "disk :;", [("H422", "disk")]),
    ("disk /dev/sdb1;", "disk 7;", [("H441", "7")]),
    ("disk /dev/sdb1;", "disk 10.0.0.1;", [("H441", "10.0.0.1")]),
    ("meta-disk internal;", "meta-disk disk;", [("H441", "disk")]),
    ("meta-disk internal;", "meta-disk 7 [0];", [("H422", "meta-disk")]),
    ("device /dev/drbd0;", "proxy on a { inside 1.2.3.4; outsid x; } device /dev/drbd0;", [("H422", "inside"), ("H421", "outsid")]),
    ("device /dev/drbd0;", "proxy on 7 { } device /dev/drbd0;", [("H441", "7")]),
    ("meta-disk internal;", "meta-disk;", [("H422", "meta-disk")]),
    ("meta-disk internal;", "meta-disk /dev/m[x];", [("H430", "x")]),
    ("address 10.0.0.1:7788;", "address;", [("H422", "address")]),
    ("address 10.0.0.1:7788;", "address 10.0.0.1;", [("H422", "address")]),
    ("address 10.0.0.1:7788;", "address 10.0.0.1:0;", [("H431", "0")]),
    ("address 10.0.0.1:7788;", "address 10.0.0.1:http;", [("H431", "http")]),
    ("address 10.0.0.1:7788;", "address 10.0.0.256:7788;", [("H432", "10.0.0.256")]),
    ("address 10.0.0.1:7788;", "address web01:7788;", [("H432", "web01")]),
    ("address 10.0.0.1:7788;", "address ipv6 10.0.0.1:7788;", [("H432", "10.0.0.1")]),
    ("address 10.0.0.1:7788;", "address ipv6 [1::2::3]:7788;", [("H422", "address")]),
    ("device /dev/drbd0;", "device /dev/sda;", [("H434", "/dev/sda")]),
    ("device /dev/drbd0;", "device /dev/drbd1 minor 0;", [("H434", "0")]),
    ("device /dev/drbd0;", "device /dev/drbd_x;", [("H434", "/dev/drbd_x")]),
    ("device /dev/drbd0;", "device /dev/drbdx minor 0;", [("H434", "/dev/drbdx")]),
    ("device /dev/drbd0;", "device /dev/drbd9999999;", [("H434", "/dev/drbd9999999")]),
    ("device /dev/drbd0;", "device minor x;", [("H430", "x")]),
    ("device /dev/drbd0;", "device minor 1048576;", [("H430", "1048576")]),
    ("device /dev/drbd0;", "device;", [("H422", "device")]),
    ("device /dev/drbd0;", "node-id 32; device /dev/drbd0;", [("H430", "32")]),
    ("device /dev/drbd0;", "node-id; device /dev/drbd0;", [("H422", "node-id")]),
    ("device /dev/drbd0;", "options; device /dev/drbd0;", [("H422", "options")]),
    ("device /dev/drbd0;", "net { } device /dev/drbd0;", [("H421", "net")]),
    ("device /dev/drbd0;", "protocol C; device /dev/drbd0;", [("H421", "protocol")]),
    ("on web01", "on disk", [("H441", "disk")]),
    ("on web01", "on 7", [("H441", "7")]),
    ("on web01", 'on ""', [("H441", '""')]),
    ("on web01", "on web02", [("H442", "web02")]),
    ("on web01", "on WEB02.example.com", [("H442", "web02")]),
    ("resource r0", "resource 0", [("H441", "0")]),
    ("resource r0", "resource", [("H422", "resource")]),
    ("resource r0", "resource r0 r1", [("H422", "resource")]),
    ("10.0.0.1:7788", "10.0.0.2:7788", [("H428", "10.0.0.2")]),
    ("on web01 {", "floating 10.0.0.9:1 { disk /dev/x; device minor 0; }\non web01 { address 10.0.0.8:1;", [("H424", "address")]),
    ("on web01 {", "floating 10.0.0.9:1 { disk /dev/x; device minor 0; address 10.0.0.8:1; }\non web01 {", [("H423", "address")]),
    ("on web01 {", "stacked-on-top-of r9 { device minor 9; address 10.0.0.8:1; }\non web01 {", [("H439", "r9")]),
    ("on web01 {", "stacked-on-top-of { device minor 9; address 10.0.0.8:1; }\non web01 {", [("H422", "stacked-on-top-of")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), HOST_CASES)
def test_problems_of_a_host(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    text = changed(old, new)
    assert found(read(text), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glob { }", [("H421", "glob")]),
        ("global { x; }", [("H421", "x")]),
        ("global x { }", [("H422", "global")]),
        ("common x { }", [("H422", "common")]),
        ("common { proxy x { } }", [("H422", "proxy")]),
        ("common { protocol C syncer { } }", [("H423", "protocol")]),
        ("global { minor-count 900; }", [("H433", "900")]),
        ("global { x { } }", [("H423", "x")]),
        ("global { } global { }", [("H424", "global")]),
        ("common { } common { }", [("H424", "common")]),
        ("common { on a { } }", [("H423", "on")]),
        ("common { frob; }", [("H421", "frob")]),
        ("require-drbd-module-version-ge 9.0.16;", []),
        ("resource r0 { }", [("H440", "r0")]),
        ("resource r0 { on a { device minor 0; disk /dev/a; address 10.0.0.1:1; } }", [("H443", "r0")]),
        (f"resource r0 {{ {HOSTS} }} resource r0 {{ device minor 1; {HOSTS} }}".replace("disk /dev/sdb1; ", ""), None),
    ],
)
def test_problems_of_the_file(text: str, expected: list[tuple[str, str]] | None) -> None:
    if expected is None:
        assert ("H425", "r0") in found(read(text), text)
    else:
        assert found(read(text), text) == expected


OTHER = HOSTS.replace(":7788", ":7789")


@pytest.mark.parametrize(
    ("old", "new", "code", "other"),
    [
        ("/dev/sdb1", "/dev/sdb2", "H426", "/dev/drbd0"),
        ("/dev/drbd0", "/dev/drbd1", "H427", "/dev/sdb1"),
    ],
)
def test_conflicts_name_both_places(old: str, new: str, code: str, other: str) -> None:
    text = f"resource r0 {{ {HOSTS} }}\nresource r1 {{ {OTHER.replace(old, new)} }}"
    outcome = read(text)
    assert found(outcome, text) == [(code, other)] * 2
    for each in outcome.diagnostics:
        (label,) = each.labels
        assert label.span.line == 1
        assert text.split("\n")[0][label.span.column - 1 :].startswith(other)


def test_the_same_port_in_two_resources() -> None:
    text = f"resource r0 {{ {HOSTS} }}\nresource r1 {{ {HOSTS.replace('sdb1', 'sdb2').replace('drbd0', 'drbd1')} }}"
    assert found(read(text), text) == [("H428", "10.0.0.1"), ("H428", "10.0.0.2")]


def test_the_same_minor_on_other_hosts_is_no_conflict() -> None:
    other = OTHER.replace("web01", "db01").replace("web02", "db02")
    assert read(f"resource r0 {{ {HOSTS} }}\nresource r1 {{ {other} }}").diagnostics == ()


NUMBERED = "volume 0 { device minor 0; disk /dev/a; }"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("volume 0 { device minor 0; disk /dev/a; }", "volume 1 { device minor 1; disk /dev/b; }", [("H435", "on")]),
        ("volume 70000 { }", "", [("H430", "70000"), ("H429", "on"), ("H429", "on")]),
        (f"{NUMBERED} disk /dev/b;", NUMBERED, [("H436", "disk")]),
        (f"disk /dev/b; {NUMBERED}", NUMBERED, [("H436", "volume")]),
        (NUMBERED.replace("}", "net { } x; }"), NUMBERED, [("H421", "net"), ("H421", "x")]),
    ],
)
def test_volumes(first: str, second: str, expected: list[tuple[str, str]]) -> None:
    text = f"resource r0 {{ on a {{ address 10.0.0.1:1; {first} }}\non b {{ address 10.0.0.2:1; {second} }} }}"
    assert found(read(text), text) == expected


def test_what_only_pacemaker_forbids_matters_where_it_is_used() -> None:
    text = f"common {{ startup {{ become-primary-on both; }} }} resource r0 {{ {HOSTS} }}"
    assert [each.code for each in read(text).diagnostics] == ["H437"]
    assert [each.code for each in read(text, ("r0",)).diagnostics] == ["H437"]
    assert read(text, ("r1",)).diagnostics == ()


def test_what_common_says_wrong_is_told_once() -> None:
    other = OTHER.replace("sdb1", "sdb2").replace("drbd0", "drbd1")
    text = f"common {{ net {{ allow-two-primaries; }} }} resource r0 {{ {HOSTS} }} resource r1 {{ {other} }}"
    assert [each.code for each in read(text).diagnostics] == ["H438"]


@pytest.mark.parametrize(
    ("common", "own", "told"),
    [
        ("startup { become-primary-on both; }", "", [("H437", "'r0' and 'r1'", 2)]),
        ("startup { become-primary-on both; }", "startup { become-primary-on a b; }", [("H437", "'r0'", 1), ("H437", "'r1'", 1)]),
        ("net { allow-two-primaries; }", "", [("H438", "'r0' and 'r1'", 2)]),
        ("net { allow-two-primaries; }", "startup { become-primary-on both; }", [("H437", "'r1'", 1), ("H438", "'r0'", 1)]),
        ("handlers { fence-peer /usr/lib/heartbeat/dopd; }", "", [("H445", "'r0' and 'r1'", 2)]),
        ("handlers { fence-peer /usr/lib/heartbeat/dopd; }", "handlers { fence-peer /bin/x; }", [("H445", "'r0'", 1)]),
    ],
)
def test_what_common_says_is_told_of_all(common: str, own: str, told: list[tuple[str, str, int]]) -> None:
    other = OTHER.replace("sdb1", "sdb2").replace("drbd0", "drbd1")
    text = f"common {{ {common} }} resource r0 {{ {HOSTS} }} resource r1 {{ {own} {other} }}"
    diagnostics = read(text).diagnostics
    assert [(each.code, len(each.labels)) for each in diagnostics] == [(code, number) for code, _, number in told]
    for each, (_, names, _) in zip(diagnostics, told):
        assert re.findall(r"'r\d'(?:(?:,| and) 'r\d')*", each.message) == [names]


def test_all_have_their_name_in_what_is_told_of_three() -> None:
    others = ""
    for each in "234":
        own = HOSTS.replace("sdb1", f"sdb{each}").replace("drbd0", f"drbd{each}").replace("7788", f"778{each}")
        others += f"resource r{each} {{ {own} }}"
    [found] = read(f"common {{ startup {{ become-primary-on both; }} }} {others}").diagnostics
    assert "for 'r2', 'r3' and 'r4':" in found.message


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("web01", "WEB01", True),
        ("web01", "web01.example.com", True),
        ("web01.example.com", "web01.example.org", False),
        ("web01.example.com", "WEB01.example.com", True),
        ("web01", "web010", False),
    ],
)
def test_same_host(one: str, other: str, same: bool) -> None:
    assert drbd_model.same_host(one, other) is same


def test_a_missing_semicolon_is_suggested_where_the_statement_goes_on() -> None:
    (only_one,) = read(changed("protocol C;", "net {\n timeout 60\n ping-int 10;\n}")).diagnostics
    assert only_one.code == "H422"
    assert "';' missing on line 3" in (only_one.help or "")


WORDS = st.sampled_from(
    """resource r0 r1 { } { } ; ; ; on web01 web02 device /dev/drbd0 minor 3 70000 disk /dev/sdb1 none meta-disk internal [ 0 ]
    address 10.0.0.1 : 7788 ipv6 fd00::1 floating stacked-on-top-of volume 0 1 net disk syncer startup options handlers common
    global protocol C connection connection-mesh host hosts path via port proxy node-id template-file skip
    allow-two-primaries become-primary-on both
    rate after-sb-0pri discard-node-x fence-peer "" "a b" include t \n""".replace(" \n", " ").split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=80))
def test_any_words_end_in_an_outcome(words: list[str]) -> None:
    outcome = read(" ".join(words), None, "common { net { timeout 6; } } resource r7 { on a { } }")
    assert isinstance(outcome.value, tuple)
    for resource in outcome.value:
        for host in resource.hosts:
            for volume in host.volumes:
                assert device_of(outcome.value, volume.device) is not None


def test_many_resources_take_linear_time() -> None:
    def look_up(count: int) -> None:
        text = "".join(
            f"resource r{n} {{ on a {{ device minor {n}; disk /dev/{n}; address 10.0.0.1:{n + 1}; }}"
            f" on b {{ device minor {n}; disk /dev/{n}; address 10.0.0.2:{n + 1}; }} }}\n"
            for n in range(count)
        )
        resources = read(text).value
        for n in range(count):
            assert device_of(resources, f"/dev/drbd{n}") == (resources[n], 0)

    cost.linear(look_up, 250, 2000)
