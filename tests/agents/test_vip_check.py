"""vip-check on real addresses: a network namespace with a link pair, so that carrier can be lost -> return code and reason."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator

import pytest

from .harness import CONFIGURED, GENERIC, NOT_RUNNING, SUCCESS, UNIMPLEMENTED, Agents, ended, members, namespace

NAME = f"ha1to2-vip-{os.getpid()}"
FAR = f"ha1to2-vip-far-{os.getpid()}"
RIGHT = {"ip": "10.7.0.10", "cidr_netmask": "24", "nic": "eth0"}


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def ip(*argv: str) -> None:
    run("ip", "-n", NAME, *argv)


@pytest.fixture(scope="module", autouse=True)
def pair() -> Iterator[None]:
    """eth0 and eth1 here, each the end of a pair whose other ends, far0 and far1, have a namespace of their own."""
    with namespace("vip"), namespace("vip-far"):
        for number in "01":
            ip("link", "add", f"eth{number}", "type", "veth", "peer", f"far{number}", "netns", FAR)
            ip("link", "set", f"eth{number}", "up")
            run("ip", "-n", FAR, "link", "set", f"far{number}", "up")
        ip("link", "set", "lo", "up")
        run("ip", "-n", FAR, "addr", "add", "10.7.0.254/24", "dev", "far0")
        run("ip", "-n", FAR, "addr", "add", "fd07::fe/64", "dev", "far0", "nodad")
        yield


@pytest.fixture
def vip(agents: Agents) -> Iterator[Agents]:
    """10.7.0.10/24 is held by eth0, as it should be; what a test changes is put back."""
    agents.inside = ["ip", "netns", "exec", NAME]
    ip("addr", "add", "10.7.0.10/24", "dev", "eth0")
    yield agents
    for nic in ("eth0", "eth1", "lo"):
        ip("link", "set", nic, "up")
        with contextlib.suppress(subprocess.CalledProcessError):
            ip("addr", "flush", "dev", nic, "scope", "global")
    run("ip", "-n", FAR, "link", "set", "far0", "up")


FAULTS = {
    "missing": ("addr flush dev eth0", {}, "10.7.0.10 is not held"),
    "wrong NIC": ("addr flush dev eth0; addr add 10.7.0.10/24 dev eth1", {}, "held by eth1 instead of eth0"),
    "no such NIC": ("", {"nic": "bond7"}, "should be held by bond7, which this node has not"),
    "wrong prefix": ("addr flush dev eth0; addr add 10.7.0.10/16 dev eth0", {}, "prefix /16 instead of /24"),
    "wrong netmask": ("", {"cidr_netmask": "255.255.0.0"}, "prefix /24 instead of /16"),
    "no carrier": ("FAR link set far0 down", {}, "eth0, which has no carrier"),
    "NIC down": ("link set eth0 down", {}, "eth0, which is down"),
    "no label": ("", {"iflabel": "0"}, "label eth0 instead of eth0:0"),
    "wrong label": ("addr flush dev eth0; addr add 10.7.0.10/24 dev eth0 label eth0:1", {"nic": "eth0:0"}, "label eth0:1"),
    "loopback alone": ("addr flush dev eth0; addr add 10.7.0.10/32 dev lo", {"nic": "", "cidr_netmask": ""}, "loopback alone"),
    "gateway silent": ("", {"gateway": "10.7.0.253"}, "the gateway 10.7.0.253 does not answer"),
    "gateway elsewhere": ("", {"gateway": "192.0.2.1"}, "the gateway 192.0.2.1 does not answer"),
    "IPv6 missing": ("", {"ip": "fd07::a", "cidr_netmask": "64"}, "fd07::a is not held"),
    "IPv6 wrong prefix": ("addr add fd07::a/48 dev eth0 nodad", {"ip": "fd07::a", "cidr_netmask": "64"}, "/48 instead of /64"),
}

GOOD = {
    "as given": ("", {}),
    "address alone": ("", {"nic": "", "cidr_netmask": ""}),
    "netmask": ("", {"cidr_netmask": "255.255.255.0"}),
    "one of many": ("addr add 10.7.0.9/24 dev eth0; addr add 10.7.0.11/24 dev eth0; addr add 10.7.0.10/16 dev eth1", {}),
    "also on the loopback": ("addr add 10.7.0.10/32 dev lo", {"nic": ""}),
    "label": ("addr flush dev eth0; addr add 10.7.0.10/24 dev eth0 label eth0:0", {"iflabel": "0"}),
    "label in nic": ("addr flush dev eth0; addr add 10.7.0.10/24 dev eth0 label eth0:0", {"nic": "eth0:0"}),
    "gateway": ("", {"gateway": "10.7.0.254"}),
    "IPv6": ("addr add fd07::a/64 dev eth0 nodad", {"ip": "fd07:0::A", "cidr_netmask": "64"}),
    "IPv6 gateway": ("addr add fd07::a/64 dev eth0 nodad", {"ip": "fd07::a", "cidr_netmask": "64", "gateway": "fd07::fe"}),
    "IPv6 still checked": ("addr add fd07::a/64 dev eth0", {"ip": "fd07::a", "cidr_netmask": "64"}),
}


def change(commands: str) -> None:
    for command in filter(None, commands.split("; ")):
        words = command.split()
        if words[0] == "FAR":
            run("ip", "-n", FAR, *words[1:])
        else:
            ip(*words)


@pytest.mark.parametrize("case", GOOD)
def test_what_is_right(vip: Agents, case: str) -> None:
    commands, parameters = GOOD[case]
    change(commands)
    given = {**RIGHT, **parameters}
    assert vip.call("vip-check", "start", **given).code == SUCCESS
    assert vip.call("vip-check", "monitor", 10, **given)[:3] == (SUCCESS, "", "")
    assert vip.call("vip-check", "monitor", 0, **given).code == SUCCESS


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong(vip: Agents, case: str) -> None:
    commands, parameters, reason = FAULTS[case]
    assert vip.call("vip-check", "start", **RIGHT).code == SUCCESS
    change(commands)
    given = {**RIGHT, **parameters}
    monitor = vip.call("vip-check", "monitor", 10, **given)
    assert monitor.code == GENERIC
    assert reason in monitor.reason
    start = vip.call("vip-check", "start", instance="other", **given)
    assert start.code == GENERIC
    assert reason in start.reason
    assert vip.call("vip-check", "monitor", 10, instance="other", **given).code == NOT_RUNNING


@pytest.mark.parametrize(
    ("started", "held", "interval", "code"),
    [
        (False, False, 0, NOT_RUNNING),
        (False, True, 0, NOT_RUNNING),
        (False, True, 10, NOT_RUNNING),
        (True, True, 0, SUCCESS),
        (True, False, 0, NOT_RUNNING),
        (True, False, 10, GENERIC),
    ],
)
def test_states(vip: Agents, started: bool, held: bool, interval: int, code: int) -> None:
    if started:
        vip.call("vip-check", "start", **RIGHT)
    if not held:
        ip("addr", "flush", "dev", "eth0")
    assert vip.call("vip-check", "monitor", interval, **RIGHT).code == code


def test_a_stop_ends_the_check_and_leaves_the_address(vip: Agents) -> None:
    vip.call("vip-check", "start", **RIGHT)
    assert vip.call("vip-check", "stop", **RIGHT).code == SUCCESS
    assert vip.call("vip-check", "stop", **RIGHT).code == SUCCESS
    assert vip.call("vip-check", "monitor", 10, **RIGHT).code == NOT_RUNNING
    assert vip.call("vip-check", "start", **RIGHT).code == SUCCESS


def test_a_record_of_an_earlier_boot_counts_for_nothing(vip: Agents) -> None:
    vip.call("vip-check", "start", **RIGHT)
    (record,) = vip.rsctmp.iterdir()
    record.write_text("another-boot\n")
    assert vip.call("vip-check", "monitor", 0, **RIGHT).code == NOT_RUNNING


def test_a_probe_asks_no_gateway_and_tries_once(vip: Agents) -> None:
    given = {**RIGHT, "retries": "20", "retry_interval": "1"}
    vip.call("vip-check", "start", **given)
    began = time.monotonic()
    assert vip.call("vip-check", "monitor", 0, gateway="10.7.0.253", **given).code == SUCCESS
    ip("addr", "flush", "dev", "eth0")
    assert vip.call("vip-check", "monitor", 0, **given).code == NOT_RUNNING
    assert time.monotonic() - began < 10


def test_a_monitor_looks_again_and_sees_it_back(vip: Agents) -> None:
    given = {**RIGHT, "retries": "5", "retry_interval": "1"}
    vip.call("vip-check", "start", **given)
    ip("addr", "flush", "dev", "eth0")
    process = vip.begin("vip-check", "monitor", 10, **given)
    assert process.stderr
    assert "looking again, 5 more times" in process.stderr.readline()
    ip("addr", "add", "10.7.0.10/24", "dev", "eth0")
    assert ended(process).code == SUCCESS


@pytest.mark.parametrize(
    "given", [{"retries": "1"}, {"retries": "1000", "retry_interval": "0"}, {"gateway": "10.7.0.253", "retries": "9"}]
)
def test_it_never_overruns_its_timeout(vip: Agents, given: dict[str, str]) -> None:
    vip.call("vip-check", "start", **RIGHT)
    if "gateway" not in given:
        ip("addr", "flush", "dev", "eth0")
    began = time.monotonic()
    result = vip.call("vip-check", "monitor", 10, 2, **{**RIGHT, **given})
    assert result.code == GENERIC
    assert result.reason
    assert time.monotonic() - began < 2


def test_ended_while_it_waits(vip: Agents) -> None:
    ip("addr", "flush", "dev", "eth0")
    vip.inside = ["nsenter", f"--net=/run/netns/{NAME}"]
    process = vip.begin("vip-check", "start", retries="9", retry_interval="2", **RIGHT)
    assert process.stderr
    process.stderr.readline()
    process.terminate()
    result = ended(process)
    assert (result.code, result.reason) == (GENERIC, "start was ended by signal 15")
    assert not members(result.group)
    assert list(vip.rsctmp.iterdir()) == []


def test_many_at_once(vip: Agents) -> None:
    started = [vip.begin("vip-check", "start", **RIGHT) for _ in range(8)]
    assert [ended(process).code for process in started] == [SUCCESS] * 8
    assert len(list(vip.rsctmp.iterdir())) == 1
    mixed = [vip.begin("vip-check", action, 10, **RIGHT) for action in ("stop", "monitor", "start", "monitor") * 2]
    assert {ended(process).code for process in mixed} <= {SUCCESS, NOT_RUNNING}
    assert vip.call("vip-check", "stop").code == SUCCESS
    assert list(vip.rsctmp.iterdir()) == []


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "parameter ip is required"),
        ({"ip": ""}, "parameter ip is required"),
        ({"ip": "10.7.0"}, "parameter ip cannot be '10.7.0': it is no IP address"),
        ({"ip": "10.7.0.010"}, "it is no IP address"),
        ({"ip": "10.7.0.10/24"}, "it is no IP address"),
        ({"ip": "$(touch /tmp/x)"}, "it is no IP address"),
        ({"ip": "10.7.0.10\n"}, "a control character"),
        ({"ip": "1" * 100000}, "longer than 4096 bytes"),
        ({"ip": "10.7.0.10", "cidr_netmask": "33"}, "cidr_netmask 33 is too long"),
        ({"ip": "10.7.0.10", "cidr_netmask": "-1"}, "no number of bits"),
        ({"ip": "10.7.0.10", "cidr_netmask": "255.0.255.0"}, "no number of bits and no netmask"),
        ({"ip": "10.7.0.10", "cidr_netmask": "eth2"}, "no number of bits"),
        ({"ip": "10.7.0.10", "cidr_netmask": "٢٤"}, "no number of bits"),
        ({"ip": "fd07::a", "cidr_netmask": "129"}, "too many bits"),
        ({"ip": "fd07::a", "cidr_netmask": "255.255.255.0"}, "set a number of bits"),
        ({"ip": "10.7.0.10", "nic": "../eth0"}, "no name of a network interface"),
        ({"ip": "10.7.0.10", "nic": "eth0; reboot"}, "no name of a network interface"),
        ({"ip": "10.7.0.10", "gateway": "gw.example"}, "it is no IP address"),
        ({"ip": "10.7.0.10", "retries": "1.5"}, "it is no whole number"),
        ({"ip": "10.7.0.10", "retries": "1001"}, "from 0 to 1000"),
        ({"ip": "10.7.0.10", "retry_interval": " 1"}, "it is no whole number"),
    ],
)
def test_wrong_parameters(agents: Agents, parameters: dict[str, str], reason: str) -> None:
    for action, interval in (("validate-all", None), ("start", None), ("monitor", 10), ("monitor", 0)):
        result = agents.call("vip-check", action, interval, **parameters)
        assert result.code == CONFIGURED
        assert reason in result.reason
    assert agents.call("vip-check", "stop", **parameters).code == SUCCESS


def test_where_nothing_can_be_recorded(vip: Agents) -> None:
    vip.rsctmp.rmdir()
    vip.rsctmp.write_text("a file in the directory's place")
    result = vip.call("vip-check", "start", **RIGHT)
    assert result.code == GENERIC
    assert f"cannot record in {vip.rsctmp}" in result.reason
    assert vip.call("vip-check", "stop", **RIGHT).code == SUCCESS


def test_an_action_that_it_has_not(agents: Agents) -> None:
    for action in ("promote", "migrate_to", "", "start stop", "_run"):
        assert agents.call("vip-check", action, **RIGHT).code == UNIMPLEMENTED
