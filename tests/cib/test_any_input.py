"""Whatever bytes stand in whatever file: a CIB that validates, or diagnostics with an error; soon, and without a traceback."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from ha1to2 import ledger, pipeline, render
from ha1to2.diagnostics import Outcome, has_errors
from ha1to2.fates import Entry, Fate
from ha1to2.source import SourceFile
from ha1to2.syntax import authkeys, ha_cf, haresources
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from .. import cost
from ..golden.cases import GOLDEN

NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
SECONDS = 1.0

Files = dict[str, bytes]

CONF, LINES, KEYS = "etc/ha.d/ha.cf", "etc/ha.d/haresources", "etc/ha.d/authkeys"
DRBD, MY, CHECK = "etc/drbd.conf", "etc/my.cnf", "usr/local/cluster/check_primary"
NAMES = (CONF, LINES, KEYS, DRBD, MY, CHECK)

SECRETS = {
    CONF: b"stonith_host * baytech 10.0.0.9 operator Hidden0hacf\n",
    KEYS: b"1 sha1 Hidden0authkeys\n",
    DRBD: b'        shared-secret "Hidden0drbd";\n',
    MY: b"password = Hidden0mycnf\n",
    CHECK: b"MYSQL_PASSWD='Hidden0check'\n",
}
"""For each file, a line of it that holds a secret; all secrets begin alike."""


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse("/usr/share/pacemaker/pacemaker-3.7.rng"))


@cache
def base() -> Files:
    """A tree with all files, and a secret in each that can have one."""
    memo, own = GOLDEN / "memo-web01", GOLDEN / "check-primary-own"
    files = {name: (memo / name).read_bytes() for name in (CONF, LINES, DRBD, MY)}
    files[CONF] += SECRETS[CONF]
    files[KEYS] = b"auth 1\n" + SECRETS[KEYS]
    files[DRBD] = files[DRBD].replace(b"    net {\n", b"    net {\n        cram-hmac-alg sha1;\n" + SECRETS[DRBD])
    files[MY] = b"[client]\n" + SECRETS[MY] + files[MY]
    files[CHECK] = re.sub(b"MYSQL_PASSWD=.*\n", lambda _: SECRETS[CHECK], (own / CHECK).read_bytes())
    assert all(SECRETS[name] in files[name] for name in SECRETS)
    return files


def judged(files: Files) -> list[str]:
    """Converts the tree, holds everything that must be so, and returns the codes of the diagnostics."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        directory = f"{place}/etc/ha.d"

        def told() -> tuple[Outcome[bytes], list[str]]:
            converted = pipeline.convert(directory)
            return converted, [render.full(each) for each in converted.diagnostics]

        outcome, shown = cost.within(SECONDS, told)
        explained = pipeline.explain(directory)
        others = [pipeline.convert(directory, language=language) for language in ("crmsh", "pcs")] if outcome.value else []
    shown += [render.concise(each) for each in outcome.diagnostics]
    shown.append(json.dumps(render.as_json(outcome.diagnostics)))
    shown += [ledger.as_table(explained.value), ledger.as_json(explained.value)]
    text = "".join(shown) + outcome.value.decode()
    text.encode()  # no lone surrogate
    for name, line in SECRETS.items():
        whole = name in (KEYS, CHECK)
        intact = line in b"\n" + files.get(name, b"")
        if whole or intact:
            found = re.search(rb"Hidden0[a-z]+", line)
            assert found is not None
            assert found[0].decode() not in text
    entries = explained.value
    assert sum(len(each) for each in shown[: len(outcome.diagnostics)]) < 2_000_000
    if has_errors(outcome.diagnostics):
        assert outcome.value == b""
    else:
        converted(outcome.value, entries)
        for other in others:
            assert bool(other.value) != has_errors(other.diagnostics)
    if entries:
        every_item_once(files, entries)
    return [each.code for each in outcome.diagnostics]


def converted(cib: bytes, entries: list[Entry]) -> None:
    """What must hold of a tree that is not refused."""
    root = etree.fromstring(cib)
    assert schema().validate(root), schema().error_log
    identified = [str(element.get("id")) for element in root.iter() if element.get("id") and element.tag != "node"]
    assert len(set(identified)) == len(identified)
    assert all(NCNAME.match(each) for each in identified)
    known = {*identified, *(str(pair.get("name")) for pair in root.iter("nvpair"))}
    known |= {f"node {node.get('uname')}" for node in root.iter("node")}
    for entry in entries:
        assert entry.fate is not Fate.REFUSED, entry
        assert entry.reason or entry.fate is Fate.TRANSLATED, entry
        if entry.fate is Fate.TRANSLATED:
            assert entry.targets, entry
            assert set(entry.targets) <= known, entry


def every_item_once(files: Files, entries: list[Entry]) -> None:
    """S10: the items that the readers found are those of the ledger, in each file, once."""
    expected = []
    conf = ha_cf.parse(SourceFile.from_bytes("", files[CONF])).value
    expected += [("ha.cf", directive.name) for directive in conf.directives]
    if KEYS in files:
        keys = authkeys.parse(SourceFile.from_bytes("", files[KEYS])).value
        expected += [("authkeys", word) for word in (*keys.auths, *(key.line for key in keys.keys))]
    for line in haresources.parse(SourceFile.from_bytes("", files[LINES])).value.lines:
        expected.append(("haresources", line.node))
        for resource in line.resources:
            expected.append(("haresources", resource.text))
            expected += [("haresources", argument) for argument in resource.arguments]
    there = [(Path(entry.item.span.file.name).name, entry.item) for entry in entries]
    places = [(name, item.span.line, item.span.column, str(item)) for name, item in expected]
    assert sorted((name, item.span.line, item.span.column, str(item)) for name, item in there) == sorted(places)


# Any bytes at all

BYTES = st.binary(max_size=200)
WORDS = st.sampled_from(
    b"node db1 db2 ping ping_group ucast bcast eth0 10.0.0.1 10.0.0.1/24/eth0 respawn hacluster /usr/lib/heartbeat/ipfail "
    b"auto_failback on off legacy keepalive deadtime 2 30 600 2s crm yes drbddisk::r0 drbddisk:: drbdisk::r0 mysql httpd :: : / "
    b"\\ # Filesystem::/dev/drbd0::/drbd::ext3 IPaddr2::10.0.0.2/24/eth0:1 auth 1 sha1 md5 crc resource r0 r1 { } ; device "
    b"stonith_host stonith * baytech external/ipmi rps10 null failfast /usr/local/bin/mine 'a b' > -p /usr/lib/heartbeat/pingd -h "
    b"/dev/drbd0 disk on web01 address 10.0.0.1:7788 meta-disk internal [mysqld] [client] datadir = "
    b"/drbd/lib socket INTERVAL=5 ADMIN=a@b.c "
    b"LVM::vg0 LVM::/dev/vg0 Raid1::/etc/m::/dev/md0 Raid1::/drbd/m::auto MailTo::root Delay::5 portblock::tcp::80::block apache "
    b"AudibleAlarm::web01::web02 SendArp::10.0.0.1/eth0 IPv6addr::1:2:3:4:5:6:7:8/64 IPsrcaddr::10.0.0.1 ldirectord::l.cf WAS "
    b"include !include !includedir \" ' ` $ & < > = \xff\xfe \xa4\xb3 \0 \x1b[2J \xef\xbb\xbf 99999999999999999999 -1 0".split()
)
JUNK = st.lists(st.one_of(WORDS, st.binary(max_size=6)), max_size=30).map(
    lambda words: b"".join(word + (b"\n" if len(word) % 5 == 0 else b" ") for word in words)
)
GOOD_GROUPS = (
    b"logfacility local0\nucast eth1 10.0.0.2\nnode web01 web02\nping_group g 10.0.0.1\nping_group G 10.0.0.2 10.0.0.3\n"
    b"ping_group \xe3\x83\xab 10.0.0.4\nping_group \xe3\x83\xac 10.0.0.4\nrespawn hacluster /usr/lib/heartbeat/ipfail\n"
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(BYTES, JUNK)))
def test_any_bytes_in_any_files(files: Files) -> None:
    files.setdefault("etc/ha.d/nothing", b"")
    codes = judged(files)
    assert codes


@QUICK
@given(st.sampled_from(NAMES), st.one_of(BYTES, JUNK))
@example(LINES, b"web01 group_vip_10_0_0_1 10.0.0.1 vip_10_0_0_1 check_primary ping\n")
@example(LINES, b"web01 &<>\n")
@example(CONF, GOOD_GROUPS)
@example(LINES, b"web01 Filesystem::/dev/a::/srv/\xed\xa0\x80::ext3\n")
def test_any_bytes_in_one_file_of_a_good_tree(name: str, content: bytes) -> None:
    judged({**base(), name: content})


@QUICK
@given(JUNK.map(lambda junk: junk.replace(b"\n", b" ").replace(b"\\", b"").replace(b"#", b"")))
def test_any_words_behind_a_node(words: bytes) -> None:
    judged({**base(), LINES: b"web01 " + words + b"\n"})


@QUICK
@given(JUNK)
def test_any_lines_behind_a_good_ha_cf(lines: bytes) -> None:
    judged({**base(), CONF: base()[CONF] + lines})


# Good files, spoilt a little


def _flip(data: bytes, place: int, bit: int) -> bytes:
    place %= max(1, len(data))
    return data[:place] + bytes([data[place] ^ 1 << bit % 8]) + data[place + 1 :] if data else data


def _swap(data: bytes, one: int, other: int) -> bytes:
    lines = data.split(b"\n")
    one, other = one % len(lines), other % len(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _double_word(data: bytes, place: int, times: int) -> bytes:
    words = re.split(rb"(\s+)", data)
    place %= len(words)
    return b"".join([*words[:place], *[words[place] + b" "] * (times % 5 + 1), *words[place:]])


def _double_line(data: bytes, place: int, times: int) -> bytes:
    lines = data.split(b"\n")
    place %= len(lines)
    return b"\n".join([*lines[:place], *[lines[place]] * (times % 5 + 1), *lines[place:]])


def _cut(data: bytes, place: int, length: int) -> bytes:
    place %= len(data) + 1
    return data[:place] + data[place + length % 40 :]


def _end(data: bytes, place: int, _: int) -> bytes:
    return data[: place % (len(data) + 1)]


def _number(data: bytes, place: int, value: int) -> bytes:
    numbers = list(re.finditer(rb"[0-9]+", data))
    if not numbers:
        return data
    found = numbers[place % len(numbers)]
    huge = (b"0", b"-1", b"4294967296", b"9" * 400, b"1e9", b"0x10", b"65536", b"007", b"2147483648")[value % 9]
    return data[: found.start()] + huge + data[found.end() :]


def _insert(data: bytes, place: int, what: int) -> bytes:
    place %= len(data) + 1
    odd = (b"{", b"}", b'"', b"'", b"\\\n", b"\\", b"#", b"\r", b"\0", b"\xff", b"::", b";", b"{" * 500, b"\x1b[0m", b"\n", b" ")
    return data[:place] + odd[what % len(odd)] + data[place:]


MUTATIONS = (_flip, _swap, _double_word, _double_line, _cut, _end, _number, _insert)
MUTATION = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(MUTATIONS), st.integers(0, 5000), st.integers(0, 5000)
)


@settings(QUICK, max_examples=300)
@given(st.lists(MUTATION, min_size=1, max_size=4))
def test_mutated(mutations: list[tuple[str, object, int, int]]) -> None:
    files = dict(base())
    for name, mutate, one, other in mutations:
        files[name] = mutate(files[name], one, other)  # type: ignore[operator]
    assume(files != base())
    judged(files)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_file(name: str) -> None:
    judged({other: content for other, content in base().items() if other != name})


def test_the_base_itself_is_good() -> None:
    codes = judged(base())
    assert {"H148", "H611"} <= set(codes)


# The worst cases, by hand: bounded time, bounded output

GOOD = b"logfacility local0\nkeepalive 1\ndeadtime 10\nucast eth1 10.0.0.2\nauto_failback off\nnode db1 db2\nping 10.0.0.254\n" \
       b"respawn hacluster /usr/lib/heartbeat/ipfail\n"  # fmt: skip
FINE = b"db1 192.168.10.5/24/eth0\n"


def ip(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def lines(form: str, count: int) -> bytes:
    """`form` once for each number, which stands in it as {n}, and {a} and {b} are addresses."""
    return "".join(form.format(n=n, m=n + 1, a=ip(2 * n + 1), b=ip(2 * n + 2)) for n in range(count)).encode()


def resources(count: int) -> bytes:
    hosts = "on db1 {{ address 10.0.0.1:{m}; }} on db2 {{ address 10.0.0.2:{m}; }}"
    return lines(f"resource r{{n}} {{{{ device /dev/drbd{{n}}; disk /dev/v{{n}}; meta-disk internal; {hosts} }}}}\n", count)


WORST: dict[str, Files] = {
    "the same line 20,000 times": {LINES: b"db1 10.0.0.1/24/eth0 httpd\n" * 20_000},
    "duplicate keys": {LINES: b"db1 10.0.0.1/24/eth0 httpd\n" * 5_000},
    "unknown directives": {CONF: GOOD + lines("kepalive{n} 1\n", 10_000)},
    "one unknown directive": {CONF: GOOD + b"uicast eth0 1\n" * 10_000},
    "unknown nodes": {LINES: lines("n{n} {a}\n", 2_000), CONF: GOOD + b"node" + lines(" m{n}", 800) + b"\n"},
    "pairs on two nodes": {LINES: lines("db1 {a} x::{n}\ndb2 {b} x::{n}\n", 1_000)},
    "contradictions": {LINES: lines("db1 {a} x::{n} y::{n}\ndb1 {b} y::{n} x::{n}\n", 1_000)},
    "one long circle": {LINES: lines("db1 {a} x::{n} x::{m}\n", 2_000) + b"db1 172.16.0.1 x::2000 x::0\n"},
    "one long chain": {LINES: lines("db1 {a} x::{n} x::{m}\n", 1_000)},
    "many members": {LINES: lines("db1 {a} httpd\n", 2_000), CONF: GOOD.replace(b"ping", b"#")},
    "disks on one line": {LINES: b"db1 10.0.0.1" + lines(" \\\ndrbddisk::r{n}", 300) + b"\n", DRBD: resources(300)},
    "unknown disks": {LINES: lines("db1 {a} drbddisk::q{n}\n", 500), DRBD: resources(500)},
    "misspelt scripts": {LINES: lines("db1 {a} apachee{n}\n", 500)},
    "odd file systems": {LINES: lines("db1 {a} Filesystem::/dev/a{n}::/m{n}::ext{n}\n", 500)},
    "a line of 100,000 characters": {LINES: b"db1 " + b"a::b " * 20_000},
    "a word of 100,000 characters": {CONF: GOOD + b"node " + b"x" * 100_000},
    "words of ha.cf": {CONF: GOOD + b"ping" + b" 1.2.3.4" * 20_000},
    "deep sections": {LINES: b"db1 drbddisk::r0\n", DRBD: b"a {" * 30_000},
    "quotes": {LINES: b"db1 drbddisk::r0\n", DRBD: b'"' * 100_000},
    "statements of one line": {LINES: b"db1 drbddisk::r0\n", DRBD: b"a b c; } " * 20_000},
    "self-including": {LINES: b"db1 drbddisk::r0\n", DRBD: b'include "drbd.conf";\n' * 2_000},
    "backslashes": {LINES: b"db1 1.2.3.4 " + b"\\\n" * 50_000 + b"x\n"},
    "colons": {LINES: b"db1 " + b":" * 5_000 + b"\n"},
    "zeros": {LINES: b"\0" * 100_000, CONF: b"\0" * 100_000},
    "keys": {KEYS: b"auth 1\n" + b"1 sha1 x\n" * 5_000},
    "numbers": {CONF: GOOD + b"deadtime " + b"9" * 100_000 + b"\n", LINES: b"db1 1.2.3.4/" + b"9" * 5_000 + b"\n"},
    "options": {LINES: b"db1 mysql\n", MY: b"[mysqld]\n" + b"datadir=/a\ndatadir=/b\n" * 5_000},
    "settings": {CONF: GOOD + b"respawn root /usr/local/cluster/check_primary\n",
                 CHECK: b"#!/bin/sh\n" + b"INTERVAL=3\nINTERVAL=4\n" * 4_000},
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
def test_worst(name: str) -> None:
    judged({CONF: GOOD, LINES: FINE, KEYS: b"auth 1\n1 sha1 x\n", **WORST[name]})


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (LINES, "db1 {a}/24/eth0 s{n} t::{n}\n"),
        (LINES, "db1 {a} httpd\n"),
        (LINES, "db1 {a} drbddisk::r{n} Filesystem::/dev/drbd{n}::/m{n}::ext3\n"),
        (LINES, "db3 {a}\n"),
        (CONF, "ping_group g{n} {a} {b}\n"),
        (CONF, "respawn root /x/p{n}\n"),
        (CONF, "ucast eth{n} {a}\n"),
    ],
)
def test_time_is_linear(name: str, form: str) -> None:
    """Eight times the lines may take some eight times as long, never sixty-four."""
    with tempfile.TemporaryDirectory() as place:

        def convert(count: int) -> None:
            pipeline.convert(f"{place}/{count}/etc/ha.d")

        for count in (200, 1600):
            files = {CONF: GOOD, LINES: FINE, KEYS: b"auth 1\n1 sha1 x\n", DRBD: resources(count if "drbddisk" in form else 1)}
            files[name] = (GOOD if name == CONF else b"") + lines(form, count)
            for each, content in files.items():
                path = Path(place, str(count), each)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        cost.linear(convert, 200, 1600)
