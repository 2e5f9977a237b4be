"""Our reading of ha.cf and authkeys, held against the genuine daemon: what it refuses, what it accepts, what it makes of it.

It needs root, for name spaces and interfaces of its own.
"""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import Diagnostic, Severity
from ha1to2.settings.heartbeat.settings import Settings, interpret
from ha1to2.settings.heartbeat.values import milliseconds
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax import authkeys, ha_cf
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .heartbeat_daemon import HOST, Answer, Case, ask
from .heartbeat_package import tree

BASE = """\
keepalive 2
deadtime 30
initdead 60
logfacility local0
ucast eth0 192.0.2.77
auto_failback off
node web01 web02
"""


def ours(case: Case) -> tuple[Settings, list[Diagnostic]]:
    conf = ha_cf.parse(SourceFile.from_bytes("ha.cf", case.ha_cf))
    keys = authkeys.parse(SourceFile.from_bytes("authkeys", case.authkeys, Secrecy.WHOLE))
    made = interpret(conf.value, keys.value)
    found = [*conf.diagnostics, *keys.diagnostics, *made.diagnostics]
    return made.value, [each for each in found if each.severity is Severity.ERROR]


def without(*names: str) -> str:
    return "".join(line + "\n" for line in BASE.splitlines() if line.split()[0] not in names)


# fmt: off
ACCEPTED_LINES = [
    "", "keepalive .5\n", "keepalive 1.2.3\n", "keepalive 2000msx\n", "keepalive 2000MS\n", "keepalive\n",
    "keepalive ,,3,,\n", "keepalive\f3\n", "keepalive 3#4\n", "keepalive#3\n", "keepalive 3", "keepalive 3 4\n",
    "keepalive 3\rkeepalive 7\n", "\r keepalive 3\n", "keepalive 3\nkeepalive 1\n", "keepalive 900000us\n",
    "warntime 50\n", "deadping 5\n", "cluster café\n", "udpport 695\n", "udpport 694x\n", "debug 1x\n", "debug x\n",
    "ping localhost\n", "ping 192.0.2.8 192.0.2.9\n", "ping6 fe80::1\n", "ping_group g 192.0.2.8 192.0.2.9\n",
    "autojoin NONE\n", "crm off\n", "pacemaker no\n", "apiauth ipfail uid=root,hacluster gid=haclient\n",
    "udp eth1\n", "bcast eth1,eth2\n", "mcast eth0 225.0.0.1 694 1 0\n", "mcast6 eth0 ff12::1:2 694 1 0\n",
    "ucast eth1 localhost\n", "ucast eth1 192.0.2.8 more\n", "serial /dev/null\n", "env A=b\n", "env A\n", "ping\n",
    "bcast\n", "node\n", "auto_failback LEGACY\n", "auto_failback on off\n", "respawn  root   /bin/true a b\n",
    "logfacility none\n", "failfast root /bin/true\n", "nice_failback on\n", "coreroot /tmp\n", "compression bz2\n",
    "rtprio 5\n", "hopfudge 255\n", "baud 9600\n", "memreserve 1\n", "uuidfrom nodename\n", "hbgenmethod time\n",
    "use_logd yes\n", "node WEB02\n", "#" * 5118 + "\n", "#" * 5119 + "\n", "logfile /" + "x" * 300 + "\n",
    "# \x01\n", "record_config_changes off\n", "syslogmsgfmt n\n", "log_badpack 1\n", "watchdog /dev/null\n",
]

ACCEPTED = [
    *(BASE + lines for lines in ACCEPTED_LINES),
    BASE.replace("\n", "\r\n"),
    BASE.replace("web01 web02", "WEB01,Web02"),
    BASE.replace(" ", "\t "),
    without("deadtime"),
    without("logfacility"),
    *(
        without("initdead", "deadtime", "keepalive") + f"keepalive 1\ndeadtime {time}\n"
        for time in ("5", "5999ms", "6", "10", "10001ms", "30")
    ),
]

REFUSED_LINES = [
    "keepalive 2s\n", "keepalive .\n", "keepalive 0\n", "keepalive -1\n", "keepalive +1\n", "keepalive 1e1\n",
    "keepalive 3 x\n", "keepalive 0.4ms\n", "keepalive\v3\n", "keepalive,3\n", ", keepalive 3\n", "keepalive=3\n",
    "warntime 0\n", "deadtime 0\n", "deadtime 4\n", "initdead 20\n", "deadping 3\n", "conn_logd_time 0\n",
    "xyzzy 1\n", "NODE web03\n", "node,web03 x\n", "node\u00a0web03\n", "\ufeffdebug 1\n", "hbaping x\n", "\x1a",
    "nice_failback maybe\n", "auto_failback 2\n", "crm maybe\n", "crm yes\n", "pacemaker on\n", "crm minimal\n",
    "watchdog /dev/null\nwatchdog /dev/null\n", "watchdog /dev/null /dev/zero\n", "baud 9600\nbaud 9600\n",
    "ping 192.0.2.256\n", "ping_group\n", "ping_group g\n", "udpport 0\n", "udpport x\n", "baud 1200\n",
    "ucast eth0\n", "ucast eth0,192.0.2.1\n", "ucast eth0 192.0.2.999\n", "serial ttyS0\n", "ucast\n", "mcast\n",
    "mcast eth0 225.0.0.1 694\n", "mcast eth0 10.0.0.1 694 1 0\n", "mcast eth0 225.0.0.1 694 64 0\n",
    "mcast eth0 225.0.0.1 694 1 2\n", "mcast eth0 225.0.0.1 0 1 0\n", "mcast6 eth0 fe80::1 694 1 0\n",
    "autojoin any\n", "autojoin other\n", "autojoin x\n", "respawn\n", "respawn root bin/true\n",
    "respawn root,/x y\n", "apiauth ipfail\n", "apiauth ipfail uid=root, b\n",
    "apiauth a uid=root\napiauth a gid=root\n", "env =b\n", "logfacility foo\n", "logfacility LOCAL0\n",
    "use_logd maybe\n", "debug 300\n", "debug -1\n", "hopfudge 256\n", "rtprio 0\n", "rtprio x\n", "rtprio 1000\n",
    "msgfmt Classic\n", "uuidfrom x\n", "hbgenmethod x\n", "compression_threshold 0\n", "compression x\n",
    "memreserve 0\n", "max_rexmit_delay x\n", "record_config_changes x\n",
    "respawn root /usr/local/cluster/check primary\n", "stonith nosuch /etc/x\n", "crmd_spawns_pengine x\n",
    "#" * 5119 + " x\n", "#" + "x" * 5119 + "\n", "logfile /" + "x" * 5200 + "\n",
]

REFUSED = [
    *(BASE + lines for lines in REFUSED_LINES),
    without("node"),
    without("ucast"),
    without("logfacility") + "use_logd off\n",
    without("logfacility") + "use_logd off\nlogfacility none\n",
]

STRICTER = [
    (BASE + "node web03\n", "H122"),
    (BASE.replace("web01 web02", "web01"), "H121"),
    (BASE + "node a!b\n", "H124"),
    (BASE + "udpport 70000\n", "H113"),
    (BASE + "ping 10.1\n", "H127"),
    (without("ucast") + "ping 192.0.2.8\n", "H125"),
    (without("ucast") + "serial /dev/null\n", "H125"),
    (BASE + "ping_group g 192.0.2.8,192.0.2.9\n", "H127"),
    (BASE + "cluster a\x01b\n", "H102"),
    (BASE + "keepalive 3\0 4\n", "H101"),
    (BASE + "nice_failback off\n", "H131"),
    (BASE + "stonith_host web02 foo bar\n", "H146"),
    (BASE + "deadtime 99999999999\ninitdead 99999999999\n", "H111"),
]
"""What heartbeat starts with and we refuse: two nodes that can be converted are not there, or the meaning is luck."""

FAILBACK = {
    without("auto_failback"): True,
    BASE: False,
    BASE + "auto_failback on\n": False,
    BASE + "auto_failback legacy\n": True,
    without("auto_failback") + "nice_failback on\n": True,
    without("auto_failback") + "nice_failback off\n": True,
    BASE + "nice_failback on\n": False,
}
"""Whether heartbeat runs in its mode 'legacy', in which resources return: the value of nice_failback does not matter to it."""

KEYS_ACCEPTED = [
    "auth1\n1 crc\n", "auth 1\n1crc\n", "auth 1\n1 md5 k\n", "auth 15\n15 crc\n", "auth 0\n0 crc\n",
    "auth 1\n1 crc\n1 md5 k\n", "auth 1\n1 crc\nauth 2\n2 md5 k\n", "auth 1\n1 crc\nauth 2\n", "auth 1 2\n1 crc\n",
    "auth 1x\n1 crc\n", "  auth 1\n\t1 crc\n", "auth 1\r\n1 crc\r\n", "auth 1\n1 md5 k k2\n", "auth 1\n1 md5 #k\n",
    "auth 1 # c\n1 crc\n", "auth 1\n01 crc\n", "auth +1\n+1 crc\n", "auth 1,2\n1 crc\n", "auth 1\n1 crc\v\n",
    "#\n\nauth 1\n1 sha1 k\n",
]

KEYS_REFUSED = [
    "auth 1\n1 crc # c\n", "auth 1\n1 crc key\n", "auth 1\n1 md5\n", "auth 1\n1 MD5 k\n", "auth 1\n1 sha256 k\n",
    "auth 16\n16 crc\n", "auth -1\n1 crc\n", "auth x\n1 crc\n", "auth\n1 crc\n", "", "# c\n", "1 crc\n",
    "auth 2\n1 crc\n", "1 crc\nauth 1\n", "auth 1\n1 crc\nfoo\n", "auth 1\n1 crc\na\n", "auth 1\n1\n1 crc\n",
    "Auth 1\n1 crc\n", "auth 1\n1 crc\n2 bad k\n", "auth 1\n1,crc\n",
]

# fmt: on


@pytest.fixture(scope="module")
def answers() -> dict[Case, Answer]:
    """What heartbeat says of all cases above, asked in one go."""
    cases = [Case(text.encode()) for text in (*ACCEPTED, *REFUSED, *(text for text, _ in STRICTER))]
    cases += [Case(text.encode()) for text in FAILBACK]
    cases += [Case(BASE.encode(), keys.encode()) for keys in (*KEYS_ACCEPTED, *KEYS_REFUSED)]
    return dict(zip(cases, ask(cases)))


def _name(text: object) -> str:
    if not isinstance(text, str):
        return str(text)
    added = text[len(BASE) :] if text.startswith(BASE) else text
    return ascii(added)[:40]


@pytest.mark.parametrize("text", ACCEPTED, ids=_name)
def test_accepted(answers: dict[Case, Answer], text: str) -> None:
    case = Case(text.encode())
    answer = answers[case]
    assert answer.accepted, answer.output
    made, errors = ours(case)
    assert not errors
    check(made, answer)


@pytest.mark.parametrize("text", REFUSED, ids=_name)
def test_refused(answers: dict[Case, Answer], text: str) -> None:
    case = Case(text.encode())
    assert not answers[case].accepted
    assert ours(case)[1]


@pytest.mark.parametrize(("text", "code"), STRICTER, ids=_name)
def test_stricter_on_purpose(answers: dict[Case, Answer], text: str, code: str) -> None:
    case = Case(text.encode())
    assert answers[case].accepted, answers[case].output
    assert {error.code for error in ours(case)[1]} == {code}


@pytest.mark.parametrize(("text", "legacy"), FAILBACK.items(), ids=_name)
def test_nice_failback_alone_is_legacy_to_heartbeat(answers: dict[Case, Answer], text: str, legacy: bool) -> None:
    """Why H132 warns: we follow the documentation of nice_failback, and say that heartbeat does not."""
    answer = answers[Case(text.encode())]
    assert answer.accepted
    assert ("'legacy' auto_failback option" in answer.output) == legacy


def test_ipfail_has_a_word_against_legacy() -> None:
    """Why H169 warns: what it quotes is what the genuine program says before it ends."""
    assert b"auto_failback set to incompatible legacy option." in (tree() / "usr/libexec/heartbeat/ipfail").read_bytes()


@pytest.mark.parametrize("keys", KEYS_ACCEPTED, ids=ascii)
def test_authkeys_accepted(answers: dict[Case, Answer], keys: str) -> None:
    case = Case(BASE.encode(), keys.encode())
    assert answers[case].accepted, answers[case].output
    assert not ours(case)[1]


@pytest.mark.parametrize("keys", KEYS_REFUSED, ids=ascii)
def test_authkeys_refused(answers: dict[Case, Answer], keys: str) -> None:
    case = Case(BASE.encode(), keys.encode())
    assert not answers[case].accepted
    assert ours(case)[1]


def check(made: Settings, answer: Answer) -> None:
    """The settings are those that heartbeat prints."""
    for name in ("keepalive", "deadtime", "warntime", "initdead", "deadping"):
        assert getattr(made, name).ms == milliseconds(answer.settings[name]), name
    ping_nodes = [str(ping.name).lower() for ping in made.pings]
    assert [node for node in dict.fromkeys(answer.nodes) if node not in ping_nodes] == list(made.nodes)
    assert [node for node in dict.fromkeys(answer.nodes) if node in ping_nodes] == ping_nodes
    media = [link for link in answer.links if not link[0].startswith("ping")]
    assert media == [(link.kind, link.device) for link in made.links]
    for name in ("logfile", "debugfile", "logfacility", "watchdog"):
        word = getattr(made, name)
        if word is not None:
            assert answer.settings[name] == word


DELIBERATE = {"H121", "H122", "H124", "H125", "H127", "H131"}
"""Errors on generated files that heartbeat starts with; H127 for ping_group, whose bad members it only complains of."""

NUMBERS = st.sampled_from(["1", "2", "0", "30", "60", "500ms", "2s", ".5", "1.5", "x", "3000000us", "10001ms"])
WORDS = st.sampled_from(["on", "off", "legacy", "yes", "N", "maybe", "web01", "web02", "none", "local1", "/x", ""])
LINE = st.one_of(
    st.builds(" ".join, st.tuples(st.sampled_from(["keepalive", "deadtime", "warntime", "initdead", "deadping"]), NUMBERS)),
    st.builds(" ".join, st.tuples(st.sampled_from(["auto_failback", "use_logd", "realtime", "crm", "autojoin", "node"]), WORDS)),
    st.sampled_from(["ucast eth0 192.0.2.50", "bcast eth1", "mcast eth2 225.0.0.1 694 1 0", "ping 192.0.2.60"]),
    st.sampled_from(["udpport 700", "logfacility", "ucast6 eth0 fe80::1", "ping_group g 192.0.2.61", "nice_failback on"]),
    st.text(" \t,#\rab", max_size=6),
)
FILE = st.builds(
    lambda lines, separators, end: "".join(line.replace(" ", blank) + end for line, blank in zip(lines, separators)).encode(),
    st.lists(LINE, max_size=8),
    st.lists(st.sampled_from([" ", "\t", " ,", "  "]), min_size=8, max_size=8),
    st.sampled_from(["\n", "\r\n", " # c\n"]),
)


# Without shrinking: each step of it would start heartbeat anew, and the message names the one file that differs.
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.tuples(st.booleans(), FILE), min_size=25, max_size=25))
def test_any_configuration(files: list[tuple[bool, bytes]]) -> None:
    """On generated files: what heartbeat refuses is refused, what it accepts is accepted, and it means the same."""
    cases = [Case((BASE.encode() if based else b"") + data) for based, data in files]
    for case, answer in zip(cases, ask(cases)):
        made, errors = ours(case)
        codes = {error.code for error in errors}
        if answer.accepted:
            assert codes <= DELIBERATE, (case, errors)
            if not codes:
                check(made, answer)
        else:
            # Heartbeat also wants its own machine among the nodes, which is no matter of this file alone.
            assert errors or HOST not in made.nodes, (case, answer.output)
