"""corosync.conf as a text: the golden ones, what each directive becomes, and values that try to be more than values."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ha1to2 import pipeline, render
from ha1to2.catalogue.directives import ROWS
from ha1to2.plan.membership import SAFE_DEADTIME, times
from ha1to2.settings.heartbeat.values import LONGEST_TIME
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..golden.cases import within
from .bed import Bed, Node
from .trees import MEMO, ONE, OTHER, codes, convert, memo, plant, planted, read

GOLDEN = Path(__file__).resolve().parent / "golden"
HA1TO2 = Path(sys.executable).with_name("ha1to2")

TREES = [
    {"hostname": "web01\n", "ha.cf": "ucast eth0 10.1.0.2\n", "hosts": "10.1.0.1 web01\n10.1.0.2 web02\n"},
    {"hostname": "web02\n", "ha.cf": "ucast eth0 10.1.0.1\n"},
]


def with_lines(text: str, other: str | None = None) -> list[dict[str, str]]:
    return [{**tree, "ha.cf": more + tree["ha.cf"]} for tree, more in zip(TREES, (text, text if other is None else other))]


# ------------------------------------------------------------------------------------------------------------------ golden


def test_memo(tmp_path: Path) -> None:
    assert memo(tmp_path).decode() == (GOLDEN / "memo/corosync.conf").read_text()


def test_bcast_and_mcast() -> None:
    with within(GOLDEN / "bcast-and-mcast"):
        outcome = pipeline.corosync(ONE, OTHER)
    assert outcome.value.decode() == (GOLDEN / "bcast-and-mcast/corosync.conf").read_text()
    said = "".join(f"{render.concise(each)}\n" for each in outcome.diagnostics)
    assert said == (GOLDEN / "bcast-and-mcast/diagnostics.txt").read_text()


@pytest.mark.parametrize("name", ["memo", "bcast-and-mcast"])
def test_for_people(name: str) -> None:
    """Short lines, and each number and choice that is not corosync's own has a comment in front."""
    lines = (GOLDEN / name / "corosync.conf").read_text().splitlines()
    assert max(map(len, lines)) <= 120
    comments = " ".join(line.strip(" #") for line in lines if line.lstrip().startswith("#"))
    for word in ("deadtime was", "warntime was", "authkey", "both nodes", "initdead", "one link at a time", "heartbeat"):
        assert word in comments


def test_no_secret(tmp_path: Path) -> None:
    outcome = convert(tmp_path, *TREES)
    assert b"none-of-your-business" not in outcome.value
    assert "none-of-your-business" not in str(outcome.diagnostics)


# ----------------------------------------------------------------------------------------------------------------- command


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([HA1TO2, "corosync", *arguments], cwd=cwd, capture_output=True, timeout=60, check=False)


def test_command(tmp_path: Path) -> None:
    directories = [f"{place}/ha.d" for place in MEMO]
    golden = (GOLDEN / "memo/corosync.conf").read_bytes()
    done = run(*directories, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, golden)
    done = run(*directories, "-o", "corosync.conf", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "corosync.conf").read_bytes() == golden
    assert run(*directories, "--strict", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "b", "c"), ("a", "b", "--bogus")])
def test_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(*arguments, cwd=tmp_path).returncode == 2


DISAGREE = [
    pytest.param({}, {"haresources": "web01 10.9.9.8\n"}, "H703", id="haresources"),
    pytest.param({}, {"ha.cf": "node web03\n"}, "H122", id="nodes"),
    pytest.param({}, {"ha.cf": "udpport 700\nucast eth0 10.1.0.1\n"}, "H714", id="ports"),
    pytest.param({}, {"ha.cf": "ucast eth0 10.1.0.2\n"}, "H713", id="both send to one address"),
    pytest.param({}, {"hostname": "web01\n"}, "H715", id="one tree twice"),
    pytest.param({}, {"ha.cf": ""}, "H125", id="no link in one tree"),
]


@pytest.mark.parametrize(("one", "other", "code"), DISAGREE)
def test_trees_that_disagree(one: dict[str, str], other: dict[str, str], code: str, tmp_path: Path) -> None:
    """Exit 1, nothing on stdout, and a file that is there already stays as it is."""
    plant(tmp_path / "one", {**TREES[0], **one})
    plant(tmp_path / "other", {**TREES[1], **other})
    (tmp_path / "corosync.conf").write_text("mine")
    done = run(ONE, OTHER, "-o", "corosync.conf", cwd=tmp_path)
    assert (done.returncode, done.stdout, (tmp_path / "corosync.conf").read_text()) == (1, b"", "mine")
    assert f"error[{code}]".encode() in done.stderr


# ------------------------------------------------------------------------------------------------------------------ values

LOG = "logging.logfile"
FACILITY = "logging.syslog_facility"
NAME = "totem.cluster_name"

VALUES = [
    ("", {FACILITY: "daemon", NAME: "linux-ha", "logging.to_logfile": "no", "logging.to_syslog": "yes"}, set()),
    ("logfacility local0", {FACILITY: "local0", "logging.to_logfile": "no"}, set()),
    ("logfacility mail", {FACILITY: "mail"}, set()),
    ("logfacility none\nlogfile /var/log/ha-log", {"logging.to_syslog": "no", LOG: "/var/log/ha-log"}, set()),
    ("logfile /var/log/ha-log\ndebugfile /var/log/ha-debug", {LOG: "/var/log/ha-log", "logging.to_logfile": "yes"}, set()),
    ("debugfile /var/log/ha-debug", {LOG: "/var/log/ha-debug"}, set()),
    ("use_logd on", {FACILITY: "daemon", "logging.to_logfile": "no"}, set()),
    ("logfile ha-log", {"logging.to_logfile": "no"}, {"H913"}),
    ("logfile /var/log/", {"logging.to_logfile": "no"}, {"H913"}),
    ("logfile /var/log/{ha}", {"logging.to_logfile": "no"}, {"H913"}),
    ("logfile /var/log/\u00e9", {"logging.to_logfile": "no"}, {"H913"}),
    (f"logfile /var/log/{'x' * 600}", {"logging.to_logfile": "no"}, {"H913"}),
    ("cluster shop-1", {NAME: "shop-1"}, set()),
    ("cluster a{b", {NAME: "linux-ha"}, {"H913"}),
    ("cluster a:b", {NAME: "linux-ha"}, {"H913"}),
    ('cluster "shop"', {NAME: "linux-ha"}, {"H913"}),
    ("deadtime 30\nwarntime 5", {"totem.token_warning": "40"}, set()),
    ("deadtime 30\nwarntime 20", {"totem.token_warning": "100"}, set()),
    ("deadtime 30\nwarntime 10ms", {"totem.token_warning": "9"}, set()),
    ("deadtime 10", {"totem.token": "4090", "totem.consensus": "4908"}, set()),
    ("deadtime 5000ms", {"totem.token": "2045"}, set()),
    ("deadtime 5000000us", {"totem.token": "2045"}, set()),
    ("keepalive 100ms\ndeadtime 1", {"totem.token": "409", "totem.consensus": "491"}, {"H912"}),
    ("keepalive 10ms\ndeadtime 100ms\ninitdead 60", {"totem.token": "200"}, {"H912"}),
]


@pytest.mark.parametrize(("lines", "expected", "said"), VALUES)
def test_values(lines: str, expected: dict[str, str], said: set[str], tmp_path: Path) -> None:
    outcome = convert(tmp_path, *with_lines(f"{lines}\n"))
    assert codes(outcome.diagnostics) == said
    found = read(outcome.value).settings
    assert {name: found.get(name) for name in expected} == expected
    assert (LOG in found) == (found["logging.to_logfile"] == "yes")


def test_without_warntime_corosync_warns_as_it_does(tmp_path: Path) -> None:
    assert "totem.token_warning" not in read(convert(tmp_path, *TREES).value).settings


@pytest.mark.parametrize("name", ["logfile", "debugfile", "cluster", "warntime", "logfacility"])
def test_settings_that_differ(name: str, tmp_path: Path) -> None:
    """The first tree's counts, and both places are shown."""
    values = {"warntime": ("4", "5"), "logfacility": ("local1", "local2")}.get(name, ("/a", "/b") if "file" in name else ("a", "b"))
    outcome = convert(tmp_path, *with_lines(*(f"{name} {value}\n" for value in values)))
    (said,) = [diagnostic for diagnostic in outcome.diagnostics if diagnostic.code == "H914"]
    assert said.span is not None
    assert said.span.file.name.startswith("one/")
    assert said.labels[0].span.file.name.startswith("other/")


@pytest.mark.parametrize("device", ["eth0", "a{b", "}", "#", "x:y{", "e" * 400, "\u2028", "\u00e9", "$(x)"])
def test_a_device_is_shown_or_not(device: str, tmp_path: Path) -> None:
    """It stands in a comment, where corosync still counts the length of the line and a coroparse of tomorrow may count braces."""
    text = convert(tmp_path, *({**tree, "ha.cf": f"bcast {device.replace('#', '')}eth1\n"} for tree in TREES)).value
    assert read(text).links == [("10.1.0.1", "10.1.0.2")]
    assert text.decode().split("interface {\n")[1].startswith("    # bcast eth0eth1\n" if device == "eth0" else "    # bcast")
    assert max(map(len, text.decode().split("\n"))) <= 120
    assert text.decode().count("{") == text.decode().count("}")


# ------------------------------------------------------------------------------------------------------------------ ledger

EXAMPLES = {
    "keepalive": "keepalive 1",
    "deadtime": "deadtime 20",
    "warntime": "warntime 10",
    "cluster": "cluster shop",
    "udpport": "udpport 700\nbcast eth0",
    "bcast": "bcast eth0",
    "udp": "udp eth0",
    "ucast": "ucast eth0 {peer}",
    "ucast6": "ucast6 eth0 fd00::{peer}",
    "mcast": "mcast eth0 225.0.0.1 694 1 0",
    "mcast6": "mcast6 eth0 ff12::1 694 1 0",
    "openais": "openais eth0",
    "logfacility": "logfacility local3",
    "logfile": "logfile /var/log/ha-log",
    "debugfile": "debugfile /var/log/ha-debug",
}
"""For each directive that the ledger says goes to corosync.conf: lines that have it."""

CLAIMS = [(row.name, target.partition(" ")[2]) for row in ROWS for target in row.targets if target.startswith("corosync.conf ")]


def test_each_claim_has_an_example() -> None:
    assert {name for name, _ in CLAIMS} == set(EXAMPLES)


@pytest.mark.parametrize(("name", "target"), CLAIMS)
def test_what_the_ledger_claims(name: str, target: str, tmp_path: Path) -> None:
    """The target is in the file, has the value where it is one that is taken as it is, and `explain` names it."""
    trees = []
    for number in (1, 2):
        lines = EXAMPLES[name].replace("fd00::{peer}", f"fd00::{3 - number}").replace("{peer}", f"10.1.0.{3 - number}")
        link = "" if "eth0" in lines else f"ucast eth0 10.1.0.{3 - number}\n"
        hosts = "10.1.0.1 web01\nfd00::1 web01\n10.1.0.2 web02\nfd00::2 web02\n"
        trees.append({"hostname": f"web0{number}\n", "hosts": hosts, "ha.cf": f"{lines}\n{link}"})
    with planted(tmp_path, *trees):
        outcome = pipeline.corosync(ONE, OTHER)
        entries = pipeline.explain(ONE).value
    conf = read(outcome.value)
    assert any(entry.item == name and f"corosync.conf {target}" in entry.targets for entry in entries)
    if target == "nodelist":
        assert len(conf.links) == 1
    elif target == "mcastport":
        assert conf.ports == ["700"]
    else:
        section = "totem.interface." if target.startswith("knet") else "totem."
        value = conf.settings[target if "." in target else section + target]
        given = EXAMPLES[name].partition(" ")[2]
        assert value == given or value.isdigit()


# ------------------------------------------------------------------------------------------------------------------- times

DEADTIMES = [*range(1, 5000, 7), *range(5000, 200_000, 1111), 3_600_000, 86_400_000, LONGEST_TIME]


def test_times() -> None:
    """What corosync wants of its times (totemconfig.c), and what deadtime wants of them."""
    for deadtime in DEADTIMES:
        for warntime in (None, 1, deadtime // 4, deadtime // 2, deadtime):
            found = times(deadtime, warntime)
            assert found.consensus >= 1.2 * found.token
            retransmit = int(found.token / (found.retransmits + 0.2))
            assert retransmit >= 30
            assert retransmit * 0.8 - 10 >= 14
            assert found.token > 3 * retransmit
            assert found.ping_interval == found.ping_timeout // 2
            assert found.ping_interval >= 200, "knet looks five times a second"
            assert found.ping_timeout <= 1500
            if deadtime >= 500:
                assert 0.89 * deadtime - 2 <= found.dead <= 0.9 * deadtime + 1
            if deadtime >= SAFE_DEADTIME:
                # At once after a link came up, knet waits ten times as long, and a time less with each second.
                assert 10 * found.ping_timeout / (1 + found.ping_timeout / 1000) + 400 + retransmit < 0.9 * deadtime
                assert found.ping_timeout + 400 + 2 * retransmit < found.token
            assert (found.warning is None) == (warntime is None)
            assert found.warning is None or (found.warning <= 100 and found.token * found.warning // 100 > retransmit)


def test_a_longer_deadtime_is_never_a_shorter_token() -> None:
    tokens = [times(deadtime).token for deadtime in DEADTIMES]
    assert tokens == sorted(tokens)


# ---------------------------------------------------------------------------------------------------------------- any tree

HOSTILE = ["{", "}", "a{b", "}#", '"x"', "totem", "x:y", "fd00::1", "5ms", "\u0085", "\u2028", "\\n", "$(x)", "'", "*", "é"]
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12),
    st.integers(0, 99999).map(str),
)
FILES = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text("abc.", max_size=5)), max_size=4).map("".join)
DEVICES = st.one_of(st.sampled_from(HOSTILE), st.text("abc.", min_size=1, max_size=20))
SOUND = st.one_of(
    st.tuples(st.just("deadtime"), st.integers(3000, 10**5)).map(lambda each: f"{each[0]} {each[1]}ms"),
    st.tuples(st.just("warntime"), st.integers(1, 10**4)).map(lambda each: f"{each[0]} {each[1]}ms"),
    st.tuples(st.sampled_from(("logfile", "debugfile")), FILES).map(lambda each: f"{each[0]} /var/log/x{each[1]}"),
    st.tuples(st.just("cluster"), WORDS).map(" ".join),
    st.tuples(st.just("udpport"), st.integers(1, 65535)).map(lambda each: f"{each[0]} {each[1]}"),
    st.tuples(st.just("logfacility"), st.sampled_from(("none", "local7", "kern", "mail"))).map(" ".join),
)
"""Lines that heartbeat takes; what corosync may take of them is to be seen."""
BROKEN = st.one_of(
    SOUND,
    st.tuples(st.sampled_from(("bcast", "ucast", "mcast", "logfile", "deadtime", "serial")), WORDS, WORDS).map(" ".join),
    st.tuples(st.just("bcast"), DEVICES).map(" ".join),
)
HOSTS = st.lists(st.tuples(WORDS, WORDS).map(" ".join), max_size=3).map("\n".join)


GIVEN = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def corosync() -> Iterator[Node]:
    """A node on which corosync may look at files."""
    with Bed() as place:
        yield place.node("web01")


def accepted(node: Node, confs: list[bytes]) -> list[str]:
    """What `corosync -t` says of each: nothing where it is content."""
    node.write("/etc/corosync/authkey", node.key())
    for number, conf in enumerate(confs):
        (Path(f"/proc/{node.pid}/root/run") / f"{number}.conf").write_bytes(conf)
    script = """
        for n in $(seq 0 $(($1 - 1))); do
            corosync -t -c /run/$n.conf >/run/said 2>&1 || { echo "exit $?"; cat /run/said; }
            echo "end of $n"
        done
    """
    said = node.run("sh", "-c", script, "sh", str(len(confs)))
    return [part.strip() for part in re.split(r"end of \d+\n", said)[:-1]]


def test_corosync_refuses_what_it_does_not_like(corosync: Node, tmp_path: Path) -> None:
    good = memo(tmp_path)
    changes = ((b"token:", b"token: x"), (b"consensus: ", b"consensus: {"), (b"\n}\n", b"\n"), (b"version: 2", b""), (b"694", b"x"))
    bad = [good.replace(*change) for change in changes]
    said = accepted(corosync, [good, *bad])
    assert said[0] == ""
    assert all(said[1:])


def test_any_tree(corosync: Node, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever stands in the files, there is an error or a file that corosync takes and that says just what it should."""
    made: list[bytes] = []

    def judge(lines: list[str], others: list[str], hosts: str) -> None:
        trees = with_lines(*("".join(f"{line}\n" for line in each) for each in (lines, others)))
        trees[0]["hosts"] += hosts
        outcome = convert(tmp_path_factory.mktemp("trees"), *trees)
        refused = any(each.severity.value == "error" for each in outcome.diagnostics)
        assert refused == (outcome.value == b"")
        if refused:
            return
        conf = read(outcome.value)
        assert conf.names == ["web01", "web02"]
        assert conf.links == [("10.1.0.1", "10.1.0.2")]
        assert set(conf.settings) - {LOG, FACILITY, "totem.token_warning"} == PLAIN
        made.append(outcome.value)

    @GIVEN
    @given(st.lists(SOUND, max_size=5))
    def sound(lines: list[str]) -> None:
        judge(lines, lines, "")

    @GIVEN
    @given(st.lists(BROKEN, max_size=4), st.lists(BROKEN, max_size=2), HOSTS)
    def broken(lines: list[str], others: list[str], hosts: str) -> None:
        judge(lines, others, hosts)

    sound()
    broken()
    assert len(set(made)) > 40
    sample = sorted(set(made))[:100]
    assert accepted(corosync, sample) == [""] * len(sample)


PLAIN = {
    "totem.version", "totem.cluster_name", "totem.transport", "totem.crypto_cipher", "totem.crypto_hash", "totem.token",
    "totem.consensus", "totem.token_retransmits_before_loss_const", "totem.interface.linknumber", "totem.interface.mcastport",
    "totem.interface.knet_ping_interval", "totem.interface.knet_ping_timeout", "nodelist.node.nodeid", "nodelist.node.name",
    "nodelist.node.ring0_addr", "quorum.provider", "quorum.two_node", "quorum.wait_for_all", "logging.to_stderr",
    "logging.to_logfile", "logging.to_syslog",
}  # fmt: skip
"""What each file has with one link."""
