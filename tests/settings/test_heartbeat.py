"""ha.cf's settings: heartbeat's defaults and rules, each finding at its place, one ledger entry for each line."""

from __future__ import annotations

import pytest
from ha1to2.catalogue.directives import DIRECTIVES, ROWS
from ha1to2.codes import authkeys as authkeys_codes
from ha1to2.codes import ha_cf as ha_cf_codes
from ha1to2.diagnostics import Diagnostic, Outcome
from ha1to2.fates import Entry, Fate
from ha1to2.settings.heartbeat.links import Link
from ha1to2.settings.heartbeat.settings import Settings, interpret
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax import authkeys, ha_cf
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import cost

BASE = """\
keepalive 2
deadtime 30
warntime 10
initdead 120
logfacility local0
ucast eth0 10.0.0.3
auto_failback off
node web01 web02
"""
"""Eight lines that nothing is to be said of: what a case adds begins on line 9."""

PING = "ping 10.0.0.254\nrespawn hacluster /usr/lib/heartbeat/ipfail\n"


def read(data: str | bytes) -> Outcome[Settings]:
    conf = ha_cf.parse(SourceFile.from_bytes("ha.cf", data if isinstance(data, bytes) else data.encode()))
    made = interpret(conf.value, None)
    return Outcome(made.value, (*conf.diagnostics, *made.diagnostics))


def without(*names: str) -> str:
    return "".join(line + "\n" for line in BASE.splitlines() if line.split()[0] not in names)


def place(found: Diagnostic) -> tuple[str, int, int, int]:
    assert found.span is not None
    return found.code, found.span.line, found.span.column, found.span.length


def test_base_is_silent() -> None:
    assert read(BASE).diagnostics == ()


ONE_FINDING = [
    ("uicast eth0 10.0.0.1\n", ("H105", 9, 1, 6), "did you mean 'ucast'?"),
    ("wartime 10\n", ("H105", 9, 1, 7), "did you mean 'warntime'?"),
    ("NODE web01\n", ("H105", 9, 1, 4), "did you mean 'node'?"),
    ("node,web03 web04\n", ("H105", 9, 1, 10), "put a blank behind 'node'"),
    ("keepalive=3\n", ("H105", 9, 1, 11), "put a blank behind 'keepalive'"),
    ("\ufeffkeepalive 3\n", ("H105", 9, 1, 10), "byte order mark"),
    ("xyzzy 1\n", ("H105", 9, 1, 5), "delete the line"),
    ("x" * 200 + " 1\n", ("H105", 9, 1, 200), "delete the line"),
    ("deadping\n", ("H106", 9, 1, 8), "write a value"),
    ("auto_failback\n", ("H106", 9, 1, 13), "write a value"),
    ("node\n", ("H106", 9, 1, 4), "write a value"),
    ("ucast\n", ("H107", 9, 1, 5), "ucast INTERFACE ADDRESS"),
    ("ucast eth0\n", ("H107", 9, 1, 5), "ucast INTERFACE ADDRESS"),
    ("ucast eth0,10.0.0.1\n", ("H107", 9, 1, 5), "ucast INTERFACE ADDRESS"),
    ("bcast\n", ("H106", 9, 1, 5), "write a value"),
    ("mcast eth0 239.0.0.1 694\n", ("H107", 9, 1, 5), "mcast INTERFACE GROUP PORT TTL 0"),
    ("respawn root\n", ("H107", 9, 1, 7), "respawn USER /PATH"),
    ("apiauth ipfail\n", ("H107", 9, 1, 7), "apiauth CLIENT"),
    ("deadping 10 20\n", ("H108", 9, 13, 2), "one value"),
    ("deadping 10\ndeadping 20\n", ("H109", 10, 1, 8), "delete the line"),
    ("auto_failback on\n", ("H109", 9, 1, 13), "delete the line"),
    ("baud 9600\nbaud 9600\n", ("H110", 10, 1, 4), "delete one"),
    ("baud 9600 19200\n", ("H110", 9, 11, 5), "delete one"),
    ("apiauth a uid=root\napiauth a gid=root\n", ("H110", 10, 9, 1), "delete one"),
    ("deadping 20s\n", ("H111", 9, 10, 3), "write '20' (seconds) or '20000ms'"),
    ("deadping 2sec\n", ("H111", 9, 10, 4), "write '2' (seconds) or '2000ms'"),
    ("deadping 1m\n", ("H111", 9, 10, 2), "write '60' (seconds) or '60000ms'"),
    ("deadping x\n", ("H111", 9, 10, 1), "2000ms"),
    ("deadping -1\n", ("H111", 9, 10, 2), "2000ms"),
    ("deadping .\n", ("H111", 9, 10, 1), "2000ms"),
    ("deadping 2147484\n", ("H111", 9, 10, 7), "2000ms"),
    ("conn_logd_time 0\n", ("H111", 9, 16, 1), "2000ms"),
    ("realtime maybe\n", ("H112", 9, 10, 5), "on, off"),
    ("realtime tru\n", ("H112", 9, 10, 3), "did you mean 'true'?"),
    ("record_config_changes x\n", ("H112", 9, 23, 1), "on, off"),
    ("debug 300\n", ("H113", 9, 7, 3), "0 to 255"),
    ("udpport x\n", ("H113", 9, 9, 1), "1 to 65535"),
    ("debug x\n", ("H114", 9, 7, 1), "write '0'"),
    ("debug 1x\n", ("H114", 9, 7, 2), "write '1'"),
    ("msgfmt Classic\n", ("H115", 9, 8, 7), "did you mean 'classic'?"),
    ("logfacility LOCAL1\n", ("H115", 9, 13, 6), "did you mean 'local1'?"),
    ("baud 1200\n", ("H115", 9, 6, 4), "9600, "),
    ("compression lzo\n", ("H115", 9, 13, 3), "zlib, bz2"),
    ("env =x\n", ("H115", 9, 5, 2), "NAME=VALUE"),
    ("deadping 4\n", ("H116", 9, 10, 1), "longer"),
    ("deadping 0\n", ("H116", 9, 10, 1), "longer"),
    ("node web03\n", ("H122", 9, 6, 5), "keep the two nodes"),
    ("node WEB02\n", ("H123", 9, 6, 5), "delete it"),
    ("node web_x!\n", ("H124", 9, 6, 6), "uname -n"),
    ("udpport 695\n", ("H126", 9, 1, 7), "above all links"),
    ("ucast eth1 10.0.0.256\n", ("H127", 9, 12, 10), "address"),
    ("ucast eth1 fe80::1\n", ("H127", 9, 12, 7), "write 'ucast6'"),
    ("ucast6 eth1 10.0.0.1\n", ("H127", 9, 13, 8), "write 'ucast'"),
    ("serial ttyS0 /dev/ttyS1\n", ("H127", 9, 8, 5), "/dev/"),
    ("mcast eth0 10.0.0.1 694 1 0\n", ("H128", 9, 12, 8), "239.192.0.0/14"),
    ("mcast6 eth0 fe80::1 694 1 0\n", ("H128", 9, 13, 7), "ff12::"),
    ("mcast eth0 239.0.0.1 0 1 0\n", ("H128", 9, 22, 1), "1 to 65535"),
    ("mcast eth0 239.0.0.1 694 64 0\n", ("H128", 9, 26, 2), "0 to 4"),
    ("mcast eth0 239.0.0.1 694 1 2\n", ("H128", 9, 28, 1), "0 to 1"),
    ("serial /dev/ttyS0\n", ("H129", 9, 1, 6), "second network"),
    ("udp eth1\n", ("H130", 9, 1, 3), "write 'bcast'"),
    ("nice_failback on\n", ("H130", 9, 1, 13), "auto_failback off"),
    ("nice_failback off\n", ("H131", 9, 15, 3), "keep 'auto_failback'"),
    ("ping 10.0.0.254\n", ("H134", 9, 1, 4), "ipfail"),
    ("respawn hacluster /usr/lib/heartbeat/ipfail\n", ("H135", 9, 19, 25), "ping ADDRESS"),
    ("respawn root usr/local/check_primary\n", ("H137", 9, 14, 23), "from '/' on"),
    ("respawn root /usr/local/cluster/check primary\n", ("H138", 9, 14, 32), "write '/usr/local/cluster/check_primary'"),
    ("respawn hacluster /usr/lib/heartbeat/dopd\n", ("H139", 9, 19, 23), "crm-fence-peer"),
    ("respawn hacluster /usr/lib/heartbeat/mgmtd -v\n", ("H139", 9, 19, 24), "crmsh"),
    ("respawn root /usr/lib64/heartbeat/ifcheckd\n", ("H139", 9, 14, 29), "corosync-cfgtool"),
    ("crm yes\n", ("H140", 9, 5, 3), "cibadmin --upgrade"),
    ("crm respawn\n", ("H140", 9, 5, 7), "cibadmin --upgrade"),
    ("pacemaker on\n", ("H140", 9, 11, 2), "cibadmin --upgrade"),
    ("crm Manual\n", ("H140", 9, 5, 6), "cibadmin --upgrade"),
    ("crm perhaps\n", ("H112", 9, 5, 7), "respawn"),
    ("hbaping qla2200\n", ("H141", 9, 1, 7), "delete the line"),
    ("autojoin any\n", ("H142", 9, 10, 3), "delete the line"),
    ("autojoin OTHER\n", ("H142", 9, 10, 5), "delete the line"),
    ("watchdog /dev/watchdog\n", ("H143", 9, 1, 8), "have-watchdog"),
    ("use_logd on\n", ("H144", 9, 1, 8), "logd.cf"),
    ("stonith\n", ("H107", 9, 1, 7), "stonith TYPE FILE"),
    ("stonith baytech\n", ("H107", 9, 1, 7), "stonith TYPE FILE"),
    ("stonith_host *\n", ("H107", 9, 1, 12), "stonith_host NODE TYPE"),
    ("stonith sesame /etc/x\n", ("H146", 9, 1, 7), "crm configure"),
    ("stonith_host * Baytech 10.0.0.9 login sesame\n", ("H146", 9, 1, 12), "did you mean 'baytech'?"),
    ("stonith_host sesame baytech 10.0.0.9 login sesame\n", ("H150", 9, 1, 12), "or '*'"),
    ("stonith_host * suicide\n", ("H155", 9, 1, 12), "switches the other node"),
    ("apiauth ipfail uid=root, hacluster\n", ("H147", 9, 26, 9), "without blanks"),
    ("apiauth ipfail uid=root uid=x\n", ("H147", 9, 25, 5), "each once"),
]


@pytest.mark.parametrize(("added", "expected", "help"), ONE_FINDING)
def test_finding(added: str, expected: tuple[str, int, int, int], help: str) -> None:
    found = [made for made in read(BASE + added).diagnostics if not _beside(expected[0], made)]
    assert [place(made) for made in found] == [expected]
    assert help in f"{found[0].help}{found[0].message}"


def _beside(code: str, made: Diagnostic) -> bool:
    """A serial line that is in error is a serial line as well."""
    return code == "H127" and made.code == "H129"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (without("keepalive") + "keepalive 0\n", [("H111", 8, 11, 1)]),
        (without("keepalive") + "keepalive 15\n", [("H116", 1, 10, 2)]),
        (without("keepalive", "deadtime") + "keepalive 15\n", [("H116", 7, 11, 2)]),
        (without("keepalive") + "keepalive 14999ms\n", []),
        (without("initdead") + "initdead 29\n", [("H118", 8, 10, 2)]),
        (without("initdead") + "initdead 30\n", []),
        (without("initdead", "deadtime", "warntime") + "initdead 9\ndeadtime 5\n", [("H119", 6, 10, 1)]),
        (without("deadtime", "initdead") + "initdead 29\n", [("H118", 7, 10, 2)]),
        (without("warntime") + "warntime 31\n", [("H117", 8, 10, 2)]),
        (without("warntime") + "warntime 30\n", []),
        (without("node"), [("H120", 1, 1, 9)]),
        (without("node") + "node\n", [("H106", 8, 1, 4), ("H120", 1, 1, 9)]),
        (without("ucast") + "bcast\n", [("H106", 8, 1, 5), ("H125", 1, 1, 9)]),
        (without("node") + "node web01\n", [("H121", 8, 6, 5)]),
        (without("ucast"), [("H125", 1, 1, 9)]),
        (without("ucast") + "serial /dev/ttyS0\n", [("H129", 8, 1, 6), ("H125", 8, 1, 6)]),
        (without("ucast") + "ping 10.0.0.1\n", [("H134", 8, 1, 4), ("H125", 1, 1, 9)]),
        (without("auto_failback"), [("H133", 1, 1, 9)]),
        (without("auto_failback") + "nice_failback on\n", [("H132", 8, 15, 2)]),
        (without("auto_failback") + "nice_failback off\n", [("H132", 8, 15, 3)]),
        (without("auto_failback") + "nice_failback x\n", [("H112", 8, 15, 1)]),
        (without("logfacility") + "use_logd off\n", [("H145", 8, 10, 3)]),
        (without("logfacility") + "use_logd off\nlogfacility none\n", [("H145", 8, 10, 3)]),
        (without("logfacility") + "use_logd on\n", []),
        (without("logfacility"), []),
        (BASE + PING + "ping 10.0.0.254\n", [("H136", 11, 6, 10)]),
        (BASE + PING + "ping 10.0.0.256\n", [("H127", 11, 6, 10)]),
        (BASE + PING + "ping gateway.example.org\n", []),
        (BASE + PING + "ping fe80::1\n", [("H127", 11, 6, 7)]),
        (BASE + PING + "ping6 10.0.0.1\n", [("H127", 11, 7, 8)]),
        (BASE + PING + "ping6 fe80::1\n", []),
        (BASE + PING + "ping 10.1\n", [("H127", 11, 6, 4)]),
        (BASE + PING + "ping\n", [("H106", 11, 1, 4)]),
        (BASE + PING + "ping_group g\n", [("H107", 11, 1, 10)]),
        (BASE + PING + "ping_group g 10.0.0.1,10.0.0.2\n", [("H127", 11, 14, 17)]),
        (BASE + PING + "ping_group g 10.0.0.1 x:y\n", [("H127", 11, 23, 3)]),
        (BASE + PING + "ping_group g 10.0.0.1\nping_group G 10.0.0.2\n", [("H136", 12, 12, 1)]),
        (BASE + "crm off\npacemaker no\nautojoin None\n", []),
        (BASE + "respawn root /usr/local/cluster/check_primary --now\n", []),
        (BASE + "watchdog /dev/a\nwatchdog /dev/b\n", [("H110", 10, 1, 8), ("H143", 9, 1, 8)]),
        ("", [("H120", 1, 1, 0), ("H125", 1, 1, 0), ("H133", 1, 1, 0)]),
        ("node a\nuicast eth0 10.0.0.1\n", [("H105", 2, 1, 6)]),
        ("node a\nucast eth0\nauto_failback x\n", [("H112", 3, 15, 1), ("H107", 2, 1, 5), ("H121", 1, 6, 1)]),
        ("node a\n\0", [("H101", 2, 1, 1)]),
    ],
)
def test_findings(text: str, expected: list[tuple[str, int, int, int]]) -> None:
    assert [place(found) for found in read(text).diagnostics] == expected


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (BASE + "deadping 4\n", [(1, 11)]),
        (BASE + "deadping 10\ndeadping 20\n", [(9, 1)]),
        (BASE + "baud 9600\nbaud 9600\n", [(9, 1)]),
        (BASE + "apiauth a uid=b\napiauth a uid=b\n", [(9, 9)]),
        (BASE + "node web03\n", [(8, 6), (8, 12)]),
        (BASE + "node web02\n", [(8, 12)]),
        (BASE + "udpport 695\n", [(6, 1)]),
        (BASE + "nice_failback off\n", [(7, 15)]),
        (BASE + "use_logd on\n", [(5, 1)]),
        (BASE + PING + "ping 10.0.0.254\n", [(9, 6)]),
        (without("initdead") + "initdead 29\n", [(2, 10)]),
        (without("warntime") + "warntime 31\n", [(2, 10)]),
    ],
)
def test_the_other_place_is_named(text: str, labels: list[tuple[int, int]]) -> None:
    (found,) = read(text).diagnostics
    assert [(label.span.line, label.span.column) for label in found.labels] == labels


@pytest.mark.parametrize(
    ("lines", "times"),
    [
        ("", (1000, 15000, 30000, 30000, 30000)),
        ("deadtime 5\n", (1000, 2500, 5000, 12000, 5000)),
        ("deadtime 5999ms\n", (1000, 2999, 5999, 12000, 5999)),
        ("deadtime 6\n", (1000, 3000, 6000, 12000, 6000)),
        ("deadtime 10\n", (1000, 5000, 10000, 20000, 10000)),
        ("deadtime 10001ms\n", (1000, 5000, 10001, 10001, 10001)),
        ("keepalive 500ms\ndeadtime 0.5e\n", (500, 15000, 30000, 30000, 30000)),
        ("keepalive .5\nwarntime 1500000us\ndeadtime 2.0004\ninitdead 1.2.3\ndeadping 7MSEC\n", (500, 1500, 2000, 1200, 7)),
        ("keepalive 1\nkeepalive 2 3\n", (3000, 15000, 30000, 30000, 30000)),
    ],
)
def test_times(lines: str, times: tuple[int, ...]) -> None:
    made = read(lines).value
    assert (made.keepalive.ms, made.warntime.ms, made.deadtime.ms, made.initdead.ms, made.deadping.ms) == times


def test_times_know_their_words() -> None:
    made = read("deadtime 30\nkeepalive 1\nkeepalive 2 3\n").value
    assert made.keepalive.word is not None
    assert (made.keepalive.word, made.keepalive.word.span.line, made.keepalive.word.span.column) == ("3", 3, 13)
    assert made.warntime.word is made.initdead.word is made.deadping.word is None


@pytest.mark.parametrize(
    ("lines", "fails_back", "line"),
    [
        ("", True, None),
        ("auto_failback on\n", True, 1),
        ("auto_failback OFF\n", False, 1),
        ("auto_failback 0\n", False, 1),
        ("auto_failback Legacy\n", True, 1),
        ("auto_failback\n", True, None),
        ("nice_failback on\n", False, 1),
        ("nice_failback off\n", True, 1),
        ("auto_failback on\nauto_failback off\n", False, 2),
        ("auto_failback off\nauto_failback on\n", True, 2),
        ("auto_failback on off\n", False, 1),
        ("auto_failback off\nnice_failback on\n", False, 2),
        ("nice_failback off\nauto_failback legacy\n", True, 2),
    ],
)
def test_failback(lines: str, fails_back: bool, line: int | None) -> None:
    made = read(lines).value
    assert made.fails_back is fails_back
    assert (made.failback.span.line if made.failback is not None else None) == line


@pytest.mark.parametrize(
    ("failback", "ended"),
    [
        ("", True),
        ("auto_failback Legacy\n", True),
        ("auto_failback on\nauto_failback legacy\n", True),
        ("nice_failback off\nauto_failback legacy\n", True),
        ("nice_failback off\n", True),
        ("nice_failback on\n", False),
        ("auto_failback on\n", False),
        ("auto_failback off\n", False),
        ("auto_failback legacy\nauto_failback on\n", False),
        ("nice_failback off\nauto_failback on\n", False),
    ],
)
def test_ipfail_ends_beside_legacy(failback: str, ended: bool) -> None:
    """Its own rule (ipfail.c): it exits where Heartbeat says that auto_failback is legacy."""
    found = read(without("auto_failback") + failback + PING).diagnostics
    assert [each.code for each in found if each.code == "H169"] == ["H169"] * ended
    alone = read(without("auto_failback") + failback).diagnostics
    assert "H169" not in [each.code for each in alone]


def test_nodes() -> None:
    made = read("node Web01,web02\nnode WEB01\n").value
    assert made.nodes == ("web01", "web02")
    assert [(node.span.line, node.span.column) for node in made.nodes] == [(1, 6), (1, 12)]


@pytest.mark.parametrize(
    ("lines", "links"),
    [
        ("ucast eth0 10.0.0.1\n", [("ucast", "eth0", "10.0.0.1", 694, None)]),
        ("ucast eth0 web02 and more\n", [("ucast", "eth0", "web02", 694, None)]),
        ("ucast6 eth0 fe80::1%eth0\n", [("ucast6", "eth0", "fe80::1%eth0", 694, None)]),
        ("udpport 700\nbcast eth0 eth1\n", [("bcast", "eth0", None, 700, None), ("bcast", "eth1", None, 700, None)]),
        ("udp eth0\n", [("bcast", "eth0", None, 694, None)]),
        ("mcast eth0 239.0.0.1 695 1 0\n", [("mcast", "eth0", "239.0.0.1", 695, 1)]),
        ("mcast6 eth0 ff12::1 695 1 0\n", [("mcast6", "eth0", "ff12::1", 695, 1)]),
        ("serial /dev/ttyS0\n", [("serial", "/dev/ttyS0", None, None, None)]),
        ("openais eth0\n", [("openais", "eth0", None, None, None)]),
        (
            "bcast eth0\nudpport 700\nbcast eth1\nucast eth2 10.0.0.1\nudpport 701\nucast eth3 10.0.0.2\n",
            [
                ("bcast", "eth0", None, 694, None),
                ("bcast", "eth1", None, 694, None),
                ("ucast", "eth2", "10.0.0.1", 700, None),
                ("ucast", "eth3", "10.0.0.2", 700, None),
            ],
        ),
        ("udpport 700x\nbcast eth0\n", [("bcast", "eth0", None, 700, None)]),
    ],
)
def test_links(lines: str, links: list[tuple[str, str, str | None, int | None, int | None]]) -> None:
    def plain(link: Link) -> tuple[str, str, str | None, int | None, int | None]:
        return link.kind, link.device, link.address, link.port, link.hops

    assert [plain(link) for link in read(lines).value.links] == links


def test_pings_and_programs() -> None:
    made = read(
        "ping 10.0.0.1,10.0.0.2 gw\nping_group front 10.1.0.1 10.1.0.2\nping6 fe80::1\n"
        "respawn hacluster /usr/lib64/heartbeat/ipfail\nrespawn root /opt/check_primary -v 3\n"
    ).value
    assert [(ping.name, ping.addresses) for ping in made.pings] == [
        ("10.0.0.1", ("10.0.0.1",)),
        ("10.0.0.2", ("10.0.0.2",)),
        ("gw", ("gw",)),
        ("front", ("10.1.0.1", "10.1.0.2")),
        ("fe80::1", ("fe80::1",)),
    ]
    assert made.ipfail is not None
    assert made.ipfail.path == "/usr/lib64/heartbeat/ipfail"
    assert made.check_primary is not None
    assert (made.check_primary.user, made.check_primary.arguments) == ("root", ("-v", "3"))
    assert read(BASE).value.ipfail is None


def test_single_settings() -> None:
    made = read(
        "logfile /a\nlogfile /b\ndebugfile /c\nlogfacility local0\ncluster x\nwatchdog /dev/watchdog\nuse_logd yes\n"
        "stonith a /b\nstonith_host * c d\n"
    ).value
    assert (made.logfile, made.debugfile, made.logfacility, made.cluster) == ("/b", "/c", "local0", "x")
    assert (made.watchdog, made.use_logd, made.fencing) == ("/dev/watchdog", True, ("stonith", "stonith_host"))
    assert read("").value.use_logd is True
    assert read("logfile /a\n").value.use_logd is False


@pytest.mark.parametrize(
    ("lines", "fates"),
    [
        ("node Web01 web02\n", [("node", Fate.TRANSLATED, ("node web01", "node web02"))]),
        ("initdead 60\n", [("initdead", Fate.TRANSLATED, ("dc-deadtime",))]),
        ("auto_failback off\n", [("auto_failback", Fate.TRANSLATED, ("resource-stickiness",))]),
        ("nice_failback on\n", [("nice_failback", Fate.TRANSLATED, ("resource-stickiness",))]),
        ("deadtime 40\n", [("deadtime", Fate.REPLACED, ("corosync.conf token", "corosync.conf consensus"))]),
        ("ucast eth0 10.0.0.1\n", [("ucast", Fate.REPLACED, ("corosync.conf nodelist",))]),
        ("crm off\n", [("crm", Fate.DROPPED, ())]),
        ("crm on\n", [("crm", Fate.REFUSED, ())]),
        ("ping 10.0.0.1\n", [("ping", Fate.DROPPED, ())]),
        ("deadping 10\n", [("deadping", Fate.DROPPED, ())]),
        (
            "ping 10.0.0.1\nping_group front-door 10.0.0.1\ndeadping 10\nrespawn a /x/ipfail\n",
            [
                ("ping", Fate.TRANSLATED, ("ping",)),
                ("ping_group", Fate.TRANSLATED, ("ping_front_door",)),
                ("deadping", Fate.TRANSLATED, ("ping",)),
                ("respawn", Fate.TRANSLATED, ("ping",)),
            ],
        ),
        ("respawn root /x/check_primary\n", [("respawn", Fate.REPLACED, ("monitor operations", "alert check_primary"))]),
        ("respawn root /x/check primary\n", [("respawn", Fate.REFUSED, ())]),
        ("respawn root /x/y\n", [("respawn", Fate.TRANSLATED, ("program",))]),
        ("stonith_host * a b\n", [("stonith_host", Fate.REFUSED, ())]),
        ("uicast a b\n", [("uicast", Fate.REFUSED, ())]),
        ("logfile /a\n", [("logfile", Fate.REPLACED, ("corosync.conf logging.logfile",))]),
        (
            "logfile /a\ndebugfile /b\nlogfacility local0\nuse_logd on\n",
            [(name, Fate.DROPPED, ()) for name in ("logfile", "debugfile", "logfacility", "use_logd")],
        ),
        ("debug\n", [("debug", Fate.DROPPED, ())]),
        ("debug 999\n", [("debug", Fate.REFUSED, ())]),
        ("debug 1\ndebug 2\n", [("debug", Fate.DROPPED, ()), ("debug", Fate.DROPPED, ())]),
        ("initdead 90\ninitdead 99\n", [("initdead", Fate.DROPPED, ()), ("initdead", Fate.TRANSLATED, ("dc-deadtime",))]),
        (
            "nice_failback off\nauto_failback on\n",
            [("nice_failback", Fate.DROPPED, ()), ("auto_failback", Fate.TRANSLATED, ("resource-stickiness",))],
        ),
    ],
)
def test_fates(lines: str, fates: list[tuple[str, Fate, tuple[str, ...]]]) -> None:
    entries = read(lines).value.entries
    assert [(entry.item, entry.fate, entry.targets) for entry in entries] == fates
    assert all(entry.reason for entry in entries)


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ("initdead 90\n\ninitdead 99\n", ["overridden by line 3"]),
        ("debug 1\ndebug 2\ndebug 3\n", ["overridden by line 3", "overridden by line 3"]),
        ("nice_failback off\nauto_failback on\nauto_failback on\n", ["overridden by line 3", "overridden by line 3"]),
    ],
)
def test_overridden(lines: str, reasons: list[str]) -> None:
    assert [entry.reason for entry in read(lines).value.entries][:-1] == reasons


def test_authkeys_have_entries_without_keys() -> None:
    keys = authkeys.parse(
        SourceFile.from_bytes("authkeys", b"auth 2\n1 crc\n2 sha1 SESAME\n2 md5 SESAME\n", Secrecy.WHOLE)
    ).value
    made = interpret(ha_cf.parse(SourceFile.from_bytes("ha.cf", b"node a b\n")).value, keys).value
    assert [(str(entry.item.span), entry.item, entry.fate, entry.targets) for entry in made.entries] == [
        ("ha.cf:1:1", "node", Fate.TRANSLATED, ("node a", "node b")),
        ("authkeys:1:1", "auth 2", Fate.REPLACED, ("corosync authkey",)),
        ("authkeys:2:1", "1 crc", Fate.REPLACED, ("corosync authkey",)),
        ("authkeys:3:1", "2 sha1", Fate.DROPPED, ()),
        ("authkeys:4:1", "2 md5", Fate.REPLACED, ("corosync authkey",)),
    ]
    assert "SESAME" not in repr(made)


def test_secrets_of_fencing_and_programs_are_not_shown() -> None:
    outcome = read(BASE + "stonith_host * apc 10.0.0.9 login SESAME\nstonith x SESAME\nrespawn root /x/y --password SESAME\n")
    for found in outcome.diagnostics:
        assert "SESAME" not in f"{found.message}{found.help}{found.notes}"
    assert "SESAME" not in repr(outcome.value.entries)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("stonith_host * baytech 10.0.0.9 login SESAME", "stonith_host [not shown]"),
        ("  stonith x SESAME", "  stonith [not shown]"),
        ("respawn root /x/y -u me -pSESAME -v", "respawn root /x/y -u me -p[not shown]"),
        ("failfast root /x/y --password SESAME", "failfast root /x/y --password [not shown]"),
        ("respawn root /x/y --api-key=SESAME", "respawn root /x/y --api-key=[not shown]"),
        ("respawn root /x/y mysql://me:SESAME@10.0.0.9/x", "respawn root /x/y mysql://me:[not shown]"),
        ("respawn root /x/y 'me:SESAME@10.0.0.9' --key SESAME", "respawn root /x/y 'me:[not shown]"),
        ("respawn root /x/y --encryption-key SESAME", "respawn root /x/y --encryption-key [not shown]"),
        ("respawn root /x/y -s -u me:SESAME http://10.0.0.9/", "respawn root /x/y -s -u me:[not shown]"),
        ("respawn root /x/y -ume:SESAME", "respawn root /x/y -ume:[not shown]"),
        ("respawn root /x/y --user 'me:SESAME'", "respawn root /x/y --user 'me:[not shown]"),
        ("respawn root /x/y -u me --user=me -v", "respawn root /x/y -u me --user=me -v"),
        ("respawn root /x/y -p 8080 --port=1", "respawn root /x/y -p 8080 --port=1"),
    ],
)
def test_secrets_in_excerpts(line: str, shown: str) -> None:
    assert SourceFile("ha.cf", line, Secrecy.VALUES).line(1) == shown


@pytest.mark.parametrize("piece", ["a-", "=", "a:", "a=b:", "-p ", "key", " a", " -u", " -u a", " --user "])
def test_long_lines_are_masked_at_once(piece: str) -> None:
    cost.linear(lambda count: SourceFile("ha.cf", "respawn " + piece * count, Secrecy.VALUES).line(1), 5_000, 40_000)


def test_every_directive_is_understood() -> None:
    """No directive of the catalogue is unknown, raises, or is without an entry, whatever its argument."""
    for row in ROWS:
        for arguments in ("", " 1", " on", " a b", " x y z u v w"):
            made = read(f"{row.name}{arguments}\n")
            assert "H105" not in [found.code for found in made.diagnostics]
            assert [entry.item for entry in made.value.entries] == [row.name]


def test_an_error_makes_its_line_refused() -> None:
    for added, (_, line, _, _), _ in ONE_FINDING:
        outcome = read(BASE + added)
        errors = {found.span.line for found in outcome.diagnostics if found.severity.value == "error" and found.span}
        refused = {entry.item.span.line for entry in outcome.value.entries if entry.fate is Fate.REFUSED}
        assert refused == errors, added
        assert line in errors or not errors


def test_many_unknown_directives_are_cheap() -> None:
    lines = "".join(f"nonsense{number} 1\n" for number in range(3000))
    assert len(read(lines).diagnostics) == 3000


def test_each_code_is_explained_and_reached() -> None:
    """The codes of the files here; the tests above assert where each is found."""
    reached: dict[str, set[str]] = {}
    texts: list[str | bytes] = [BASE + added for added, _, _ in ONE_FINDING]
    texts += ["", without("ucast"), without("auto_failback") + "nice_failback on\n", "node a\n", "node a\0", b"node \xff\n"]
    texts += [BASE + "\n" + "#" * 6000, BASE + "debug 0\r#\rdebug 1\n", BASE + PING * 2]
    texts += [without("initdead") + "initdead 20\n", without("warntime") + "warntime 40\n", "deadtime 5\ninitdead 9\n"]
    texts += [without("auto_failback"), without("logfacility") + "use_logd off\n", BASE + "debug 0\rdebug 1\n"]
    texts += [without("auto_failback") + PING]
    for text in texts:
        for found in read(text).diagnostics:
            reached.setdefault(found.code, set()).add(found.severity.value)
    assert reached == {code.id: {code.severity} for code in ha_cf_codes.CODES}
    assert [code.id for code in authkeys_codes.CODES] == [f"H{number}" for number in range(301, 314)]


ARGUMENTS = ["1", "2s", "10", "on", "off", "legacy", "web01", "web02", "eth0", "10.0.0.1", "fe80::1", "239.0.0.1", "694", "0"]
ARGUMENTS += ["root", "/x/ipfail", "/x/check", "primary", "uid=a", "a,b", "", "#", "999999999999", "local0", "=x", "file"]

LINES = st.one_of(
    st.builds(
        lambda name, arguments: " ".join([name, *arguments]).encode(),
        st.sampled_from(sorted(DIRECTIVES)),
        st.lists(st.sampled_from(ARGUMENTS), max_size=6),
    ),
    st.binary(max_size=30),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=15))
def test_any_file(lines: list[bytes]) -> None:
    """Nothing raises; each directive has exactly one entry, in its order; each finding stands in the file and says what to do."""
    conf = ha_cf.parse(SourceFile.from_bytes("ha.cf", b"\n".join(lines)))
    outcome = interpret(conf.value, None)
    assert [entry.item for entry in outcome.value.entries] == [directive.name for directive in conf.value.directives]
    assert all(isinstance(entry, Entry) and entry.reason for entry in outcome.value.entries)
    text = conf.value.file.text.split("\n")
    for found in outcome.diagnostics:
        assert found.span is not None
        assert found.help
        for span in (found.span, *(label.span for label in found.labels)):
            assert span.column - 1 + span.length <= len(text[span.line - 1])
    refused = [entry for entry in outcome.value.entries if entry.fate is Fate.REFUSED]
    errors = [found for found in outcome.diagnostics if found.severity.value == "error"]
    assert not refused or errors
