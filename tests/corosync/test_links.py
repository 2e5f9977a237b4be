"""Both nodes' trees, in every way that they can name a link -> the links of corosync.conf, or why there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.plan.wires import MOST_LINKS

from .trees import codes, convert, read

Tree = dict[str, str]

A, B = {"hostname": "web01\n"}, {"hostname": "web02\n"}
HOSTS = {"hosts": "127.0.0.1 localhost\n10.1.0.1 web01\n10.1.0.2 web02\n"}
BOTH = "ucast eth0 10.1.0.1\nucast eth0 10.1.0.2\n"
DEBIAN = """
auto eth0 eth1
iface eth0 inet static
  address 10.1.0.{0}
  netmask 255.255.255.0
iface eth0:0 inet static
  address 10.1.0.9
iface eth1 inet static
  address 10.2.0.{0}/24
"""
IFCFG = """DEVICE={0}
IPADDR="{1}"
NETMASK=255.255.255.0
"""
FIRST, SECOND = ("10.1.0.1", "10.1.0.2"), ("10.2.0.1", "10.2.0.2")


def debian(number: int) -> Tree:
    return {"network/interfaces": DEBIAN.format(number)}


def red_hat(number: int) -> Tree:
    where = "sysconfig/network-scripts/ifcfg-"
    places = {f"{where}eth{nic}": IFCFG.format(f"eth{nic}", f"10.{nic + 1}.0.{number}") for nic in (0, 1)}
    return {**places, "sysconfig/network": f"NETWORKING=yes\nHOSTNAME=web0{number}\n"}


def ucast(*lines: str) -> Tree:
    return {"ha.cf": "".join(f"ucast {line}\n" for line in lines)}


def media(text: str) -> Tree:
    return {"ha.cf": f"{text}\n"}


TOLD = [
    pytest.param(ucast("eth0 10.1.0.2") | A, ucast("eth0 10.1.0.1") | B, [FIRST], set(), id="each names the peer"),
    pytest.param(ucast("eth0 10.1.0.1") | B, ucast("eth0 10.1.0.2") | A, [FIRST], set(), id="trees in the other order"),
    pytest.param(
        ucast("eth0 10.1.0.2", "eth1 10.2.0.2") | A,
        ucast("eth1 10.2.0.1", "eth0 10.1.0.1") | B,
        [FIRST, SECOND],
        set(),
        id="two links",
    ),
    pytest.param(ucast("eth0 10.1.0.2") | A, ucast("eth0 10.1.0.1"), [FIRST], set(), id="one hostname is enough"),
    pytest.param(ucast("eth0 10.1.0.2"), ucast("eth0 10.1.0.1") | A, [FIRST[::-1]], set(), id="the other's hostname"),
    pytest.param(ucast("eth0 10.1.0.2"), ucast("eth0 10.1.0.1"), [], {"H901"}, id="no hostname"),
    pytest.param(ucast("eth0 10.1.0.2") | HOSTS, ucast("eth0 10.1.0.1"), [FIRST], set(), id="hosts says whose tree it is"),
    pytest.param(ucast("eth0 10.1.0.1"), ucast("eth0 10.1.0.2") | HOSTS, [FIRST], set(), id="hosts of the other, other order"),
    pytest.param(
        ucast("eth1 10.2.0.2") | debian(1) | HOSTS, ucast("eth1 10.2.0.1"), [SECOND], set(), id="another interface says whose"
    ),
    pytest.param(
        ucast("eth1 10.2.0.2") | debian(1), ucast("eth1 10.2.0.1") | debian(2), [], {"H901"}, id="interfaces without names"
    ),
    pytest.param(
        ucast("eth0 10.1.0.2") | {"hostname": "other\n"}, ucast("eth0 10.1.0.1"), [], {"H901"}, id="hostname of no node"
    ),
    pytest.param(
        ucast("eth0 10.1.0.2") | {"hostname": "WEB01.example.com\n"},
        ucast("eth0 10.1.0.1"),
        [FIRST],
        set(),
        id="capitals, domain",
    ),
    pytest.param(media(BOTH) | A, media(BOTH) | B, [], {"H903"}, id="both lines in both files"),
    pytest.param(media(BOTH) | A | HOSTS, media(BOTH) | B, [FIRST], set(), id="both lines, and hosts"),
    pytest.param(media(BOTH) | HOSTS, media(BOTH), [FIRST], set(), id="identical trees with hosts need no hostname"),
    pytest.param(media(BOTH) | A | debian(1), media(BOTH) | B, [FIRST], set(), id="both lines, and interfaces of one"),
    pytest.param(media(BOTH) | B | red_hat(2), media(BOTH) | A, [FIRST], set(), id="both lines, and ifcfg of one"),
    pytest.param(media(BOTH) | A, ucast("eth0 10.1.0.1") | B, [FIRST], set(), id="both lines in one file"),
    pytest.param(ucast("eth0 10.1.0.2") | A, media(BOTH) | B, [FIRST], set(), id="both lines in the other file"),
    pytest.param(media("bcast eth0") | A | HOSTS, media("bcast eth0") | B, [FIRST], {"H907"}, id="bcast, names from hosts"),
    pytest.param(media("bcast eth0") | HOSTS, media("bcast eth0"), [FIRST], {"H907"}, id="bcast needs no hostname with hosts"),
    pytest.param(media("udp eth0") | HOSTS, media("bcast eth0"), [FIRST], {"H907"}, id="udp is bcast"),
    pytest.param(media("bcast eth0") | A, media("bcast eth0") | B, [], {"H903"}, id="bcast without anything"),
    pytest.param(
        media("bcast eth0 eth1") | HOSTS | A, media("bcast eth0 eth1") | B, [], {"H903"}, id="two bcast and one name each"
    ),
    pytest.param(
        media("bcast eth0 eth1") | HOSTS | debian(1) | A,
        media("bcast eth0,eth1") | debian(2) | B,
        [FIRST, SECOND],
        set(),
        id="bcast, Debian",
    ),
    pytest.param(
        media("bcast eth0 eth1") | red_hat(1), media("bcast eth0 eth1") | red_hat(2), [FIRST, SECOND], set(), id="bcast, Red Hat"
    ),
    pytest.param(
        media("bcast eth1 eth0") | red_hat(2), media("bcast eth1 eth0") | red_hat(1), [SECOND, FIRST], set(), id="bcast, swapped"
    ),
    pytest.param(
        media("bcast eth0 eth1") | red_hat(1) | HOSTS,
        media("bcast eth0 eth1") | B,
        [],
        {"H903"},
        id="network files of one tree only",
    ),
    pytest.param(
        media("bcast eth1\nucast eth0 10.1.0.2") | A | HOSTS,
        media("ucast eth0 10.1.0.1\nbcast eth1") | B,
        [],
        {"H903"},
        id="the names' addresses are those of another link",
    ),
    pytest.param(
        media("bcast eth1\nucast eth0 10.1.0.2") | A | HOSTS | debian(1),
        media("ucast eth0 10.1.0.1\nbcast eth1") | B | debian(2),
        [SECOND, FIRST],
        set(),
        id="ucast, and bcast with interfaces",
    ),
    pytest.param(
        media("mcast eth0 225.0.0.1 694 1 0") | HOSTS, media("mcast eth0 225.0.0.1 694 1 0"), [FIRST], {"H907"}, id="mcast"
    ),
    pytest.param(
        media("mcast6 eth0 ff12::1 694 1 0") | {"hosts": "fd00::1 web01\n10.1.0.1 web01\nfd00::2 web02\n"},
        media("mcast6 eth0 ff12::1 694 1 0"),
        [("fd00::1", "fd00::2")],
        {"H907"},
        id="mcast6 takes the IPv6 addresses",
    ),
    pytest.param(
        media("bcast eth0") | {"hosts": "fd00::1 web01\n10.1.0.1 web01\n10.1.0.2 web02\nfd00::2 web02\n"},
        media("bcast eth0"),
        [FIRST],
        {"H907"},
        id="bcast takes the IPv4 addresses",
    ),
    pytest.param(
        media("ucast6 eth0 fd00::2") | A, media("ucast6 eth0 fd00:0::1") | B, [("fd00::1", "fd00::2")], set(), id="ucast6"
    ),
    pytest.param(media("ucast6 eth0 fe80::2%eth0") | A, media("ucast6 eth0 fe80::1%eth0") | B, [], {"H905"}, id="link-local"),
    pytest.param(ucast("eth0 127.0.0.1") | A, ucast("eth0 10.1.0.1") | B, [], {"H905"}, id="loopback"),
    pytest.param(
        media("serial /dev/ttyS0\nbaud 19200\nudp eth0") | HOSTS,
        media("serial /dev/ttyS0\nbaud 19200\nudp eth0"),
        [FIRST],
        {"H907"},
        id="serial and udp",
    ),
    pytest.param(
        media("ucast eth0 10.1.0.2\nbcast eth0") | A,
        media("ucast eth0 10.1.0.1\nbcast eth0") | B,
        [FIRST],
        set(),
        id="two media, one device",
    ),
    pytest.param(
        media("ucast eth0 10.1.0.2\nucast6 eth0 fd00::2") | A,
        media("ucast eth0 10.1.0.1\nucast6 eth0 fd00::1") | B,
        [FIRST],
        set(),
        id="both IP versions on one device",
    ),
    pytest.param(
        ucast("eth0 10.1.0.2", "eth1 10.1.0.2") | A,
        ucast("eth0 10.1.0.1", "eth1 10.1.0.1") | B,
        [FIRST],
        {"H910"},
        id="one address, two devices",
    ),
    pytest.param(ucast("eth0 web02") | A | HOSTS, ucast("eth0 WEB01") | B | HOSTS, [FIRST], set(), id="names in ucast"),
    pytest.param(ucast("eth0 web02") | HOSTS, ucast("eth0 web01"), [FIRST], set(), id="names in ucast, no hostname"),
    pytest.param(ucast("eth0 peer") | A, ucast("eth0 10.1.0.1") | B | HOSTS, [], {"H909"}, id="a name that hosts has not"),
    pytest.param(ucast("eth0 10.1.0.2") | A, ucast("eth1 10.1.0.1") | B, [], {"H903"}, id="another device on each node"),
    pytest.param(
        ucast("eth0 10.1.0.2", "eth1 10.2.0.2") | A, ucast("eth0 10.1.0.1") | B, [], {"H903"}, id="a link of one tree alone"
    ),
    pytest.param(ucast("eth0 10.1.0.1") | A | HOSTS, ucast("eth0 10.1.0.2") | B, [], {"H906"}, id="hostnames exchanged"),
    pytest.param(
        media("bcast eth0") | A | HOSTS,
        media("bcast eth0") | B | {"hosts": "10.5.0.1 web01\n10.1.0.2 web02\n"},
        [],
        {"H903"},
        id="two hosts files of two minds",
    ),
    pytest.param(
        media("bcast eth0") | A | {"hosts": "127.0.1.1 web01\n10.1.0.1 web01\n10.1.0.2 web02\n"},
        media("bcast eth0") | B | {"hosts": "10.1.0.1 web01\n127.0.1.1 web02\n"},
        [FIRST],
        {"H907"},
        id="Debian's 127.0.1.1",
    ),
    pytest.param(
        ucast("eth0 10.1.0.2") | A | {"network/interfaces": "iface eth0 inet static\naddress 10.1.0.77\n"},
        ucast("eth0 10.1.0.1") | B,
        [FIRST],
        {"H908"},
        id="the interface has another address",
    ),
    pytest.param(
        media("ucast eth0 10.1.0.2\nmcast eth1 225.0.0.1 700 1 0") | A | red_hat(1),
        media("ucast eth0 10.1.0.1\nbcast eth1") | B | red_hat(2),
        [],
        {"H911"},
        id="ports of different media",
    ),
    pytest.param(
        ucast(*(f"eth{n} 10.{n}.0.2" for n in range(MOST_LINKS + 1))) | A,
        ucast(*(f"eth{n} 10.{n}.0.1" for n in range(MOST_LINKS + 1))) | B,
        [],
        {"H904"},
        id="nine links",
    ),
    pytest.param(
        ucast(*(f"eth{n} 10.{n}.0.2" for n in range(MOST_LINKS))) | A,
        ucast(*(f"eth{n} 10.{n}.0.1" for n in range(MOST_LINKS))) | B,
        [(f"10.{n}.0.1", f"10.{n}.0.2") for n in range(MOST_LINKS)],
        set(),
        id="eight links",
    ),
]


@pytest.mark.parametrize(("one", "other", "links", "said"), TOLD)
def test_links(one: Tree, other: Tree, links: list[tuple[str, str]], said: set[str], tmp_path: Path) -> None:
    outcome = convert(tmp_path, one, other)
    assert codes(outcome.diagnostics) == said, outcome.diagnostics
    assert bool(outcome.value) == bool(links)
    if links:
        assert read(outcome.value).links == links


NAMED = [
    ("node web01.example.com web02.example.com", "web01\n", "web02\n", ["web01.example.com", "web02.example.com"]),
    ("node web01 web02", "web01.example.com\n", "", ["web01", "web02"]),
    (
        "node web.one.example.com web.two.example.com",
        "web.one.example.com\n",
        "web.two.example.com\n",
        ["web.one.example.com", "web.two.example.com"],
    ),
    ("node WEB01 Web02", "WEB01\n", "", ["web01", "web02"]),
]


@pytest.mark.parametrize(("node", "one", "other", "names"), NAMED)
def test_names(node: str, one: str, other: str, names: list[str], tmp_path: Path) -> None:
    base = "auto_failback off\ninitdead 120\n"
    trees = [
        {"ha.d/ha.cf": f"{node}\n{base}ucast eth0 10.1.0.{peer}\n", "haresources": f"{names[0]} 10.9.9.9\n", "hostname": hostname}
        for peer, hostname in ((2, one), (1, other))
    ]
    outcome = convert(tmp_path, *trees)
    assert codes(outcome.diagnostics) == set()
    assert read(outcome.value)[1:3] == (names, [FIRST])


@pytest.mark.parametrize("hostname", ["web\n", "web.three.example.com\n"])
def test_a_short_name_that_fits_both_says_nothing(hostname: str, tmp_path: Path) -> None:
    base = "node web.one.example.com web.two.example.com\nauto_failback off\n"
    trees = [
        {"ha.d/ha.cf": f"{base}ucast eth0 10.1.0.{peer}\n", "haresources": "web.one.example.com 10.9.9.9\n", "hostname": hostname}
        for peer in (2, 1)
    ]
    trees[1].pop("hostname")
    assert codes(convert(tmp_path, *trees).diagnostics) == {"H901"}


PORTS = [
    ("udpport 700\nucast eth0 10.1.0.{0}", ["700"]),
    ("ucast eth0 10.1.0.{0}", ["694"]),
    ("ucast eth0 10.1.0.{0}\nudpport 700\nmcast eth1 225.0.0.1 701 1 0", ["694", "701"]),
    ("udpport 695\nucast eth0 10.1.0.{0}\nbcast eth1", ["695", "695"]),
]


@pytest.mark.parametrize(("lines", "ports"), PORTS)
def test_ports(lines: str, ports: list[str], tmp_path: Path) -> None:
    trees = [media(lines.format(3 - number)) | red_hat(number) for number in (1, 2)]
    assert read(convert(tmp_path, *trees).value).ports == ports


def test_the_other_place_of_a_conflict_is_shown(tmp_path: Path) -> None:
    outcome = convert(tmp_path, ucast("eth0 10.1.0.1") | A | HOSTS, ucast("eth0 10.1.0.2") | B)
    wrong = {str(each.span): [str(label.span) for label in each.labels] for each in outcome.diagnostics if each.code == "H906"}
    assert wrong == {"other/etc/ha.d/ha.cf:4:12": ["one/etc/hosts:3:1"], "one/etc/ha.d/ha.cf:4:12": ["one/etc/hosts:2:1"]}


@pytest.mark.parametrize("device", ["../../../hosts", "..", "/etc/hosts", "eth0/../eth0"])
def test_a_device_is_no_path(device: str, tmp_path: Path) -> None:
    """Nothing outside of network-scripts is read, whatever the interface is called."""
    (tmp_path / "one/etc").mkdir(parents=True)
    outcome = convert(tmp_path, media(f"bcast {device}") | A | red_hat(1), media(f"bcast {device}") | B | red_hat(2))
    assert codes(outcome.diagnostics) == {"H903"}


def test_a_network_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "one/etc/network/interfaces").mkdir(parents=True)
    outcome = convert(tmp_path, ucast("eth0 10.1.0.2") | A, ucast("eth0 10.1.0.1") | B)
    assert outcome.value == b""
    assert any(diagnostic.code == "H004" for diagnostic in outcome.diagnostics)
