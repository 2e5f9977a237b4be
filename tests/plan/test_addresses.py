"""The words of IPaddr and IPaddr2 -> parameters of ocf:heartbeat:IPaddr2, also as the genuine wrappers of heartbeat give them."""

from __future__ import annotations

from functools import cache

import pytest
from ha1to2.diagnostics import Diagnostic
from ha1to2.plan.addresses import NETMASKS, is_ipv4, is_ipv6, primitives, read
from ha1to2.plan.figures import Figures
from ha1to2.plan.ids import Ids
from hypothesis import given, settings
from hypothesis import strategies as st

from ..oracle.wrappers import WrapperRefused, wrapper_environment
from .material import resource

FIGURES = Figures(30, 2, 10)


def translated(word: str) -> tuple[dict[str, str] | None, list[str]]:
    """The parameters of IPaddr2, and the codes of what was found; None where the word is refused."""
    found: list[Diagnostic] = []
    read_word = resource(word)
    address = read(read_word, found)
    if address is None:
        return None, [each.code for each in found]
    vip, check = primitives(address, read_word.script, Ids(), FIGURES)
    parameters = dict(vip.parameters)
    # The check looks for the same address in the same place.
    place = {name: value for name, value in parameters.items() if name in ("ip", "cidr_netmask", "nic", "iflabel")}
    assert dict(check.parameters) == {**place, "retries": "2", "retry_interval": "10"}
    return parameters, [each.code for each in found]


GOOD = [
    ("10.0.0.1", {"ip": "10.0.0.1"}, []),
    ("IPaddr::10.0.0.1", {"ip": "10.0.0.1"}, []),
    ("IPaddr2::10.0.0.1", {"ip": "10.0.0.1", "lvs_support": "true"}, []),
    ("10.0.0.1/24", {"ip": "10.0.0.1", "cidr_netmask": "24"}, []),
    ("10.0.0.1/024", {"ip": "10.0.0.1", "cidr_netmask": "24"}, []),
    ("10.0.0.1/255.255.255.0", {"ip": "10.0.0.1", "cidr_netmask": "24"}, []),
    ("10.0.0.1/255.255.255.255", {"ip": "10.0.0.1", "cidr_netmask": "32"}, []),
    ("10.0.0.1/128.0.0.0", {"ip": "10.0.0.1", "cidr_netmask": "1"}, []),
    ("10.0.0.1/24/eth0", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0"}, []),
    ("10.0.0.1/24/eth0:1", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "iflabel": "1"}, []),
    ("10.0.0.1/24/bond0.100:web", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "bond0.100", "iflabel": "web"}, []),
    ("10.0.0.1/24/10.0.0.255", {"ip": "10.0.0.1", "cidr_netmask": "24", "broadcast": "10.0.0.255"}, []),
    ("10.0.0.1/24/eth0/10.0.0.255", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "broadcast": "10.0.0.255"}, []),
    ("10.0.0.1//24///eth0/", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0"}, []),
    ("10.0.0.1/", {"ip": "10.0.0.1"}, []),
    ("10.0.0.1/24/eth0/10.0.0.255/", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "broadcast": "10.0.0.255"}, []),
    ("10.0.0.1/24/eth0/10.0.0.254", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "broadcast": "10.0.0.254"}, ["H241"]),
    ("10.0.0.1/24/eth0/10.0.0.255/x", {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "broadcast": "10.0.0.255"}, ["H240"]),
    ("10.0.0.1/24/10.0.0.255/eth0", {"ip": "10.0.0.1", "cidr_netmask": "24", "broadcast": "10.0.0.255"}, ["H240"]),
    ("IPaddr2::2001:db8:0:0:0:0:0:1/64/eth0",
     {"ip": "2001:db8:0:0:0:0:0:1", "cidr_netmask": "64", "nic": "eth0", "lvs_support": "true"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("word", "expected", "codes"), GOOD)
def test_address(word: str, expected: dict[str, str], codes: list[str]) -> None:
    assert translated(word) == (expected, codes)


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("IPaddr", ["H234"]),
        ("IPaddr::10.0.0.1::24", ["H234"]),
        ("IPaddr::10.0.0.1::24::eth0", ["H234"]),
        ("IPaddr::10.0.0", ["H235"]),
        ("IPaddr::10.0.0.256", ["H235"]),
        ("IPaddr::010.0.0.1", ["H235"]),
        ("IPaddr::10.0.0.1.1", ["H235"]),
        ("IPaddr::db", ["H235"]),
        ("IPaddr::/24/eth0", ["H235"]),
        ("IPaddr::/10.0.0.1", ["H235"]),
        ("IPaddr::///", ["H235"]),
        ("IPaddr::fe80:0:0:0:0:0:0:1%eth0/64", ["H235"]),
        ("IPaddr::１０.0.0.1", ["H235"]),
        ("10.0.0.1/eth0", ["H236"]),
        ("10.0.0.1/eth0/24", ["H236"]),
        ("10.0.0.1/eth0/10.0.0.255", ["H236"]),
        ("10.0.0.1/0", ["H237"]),
        ("10.0.0.1/33", ["H237"]),
        ("10.0.0.1/-1", ["H237"]),
        ("10.0.0.1/255.0.255.0", ["H237"]),
        ("10.0.0.1/0.0.0.0", ["H237"]),
        ("10.0.0.1/0x18", ["H237"]),
        ("10.0.0.1/²", ["H237"]),
        ("IPaddr2::2001:db8:0:0:0:0:0:1/129", ["H237"]),
        ("IPaddr2::2001:db8:0:0:0:0:0:1/255.255.255.0", ["H237"]),
        ("10.0.0.1/24/a-name-of-sixteen", ["H238"]),
        ("10.0.0.1/24/eth0:a-long-label", ["H238"]),
        ("10.0.0.1/24/eth 0".replace(" ", "!"), ["H238"]),
        ("10.0.0.1/24/eth0:", ["H238"]),
        ("10.0.0.1/24/eth0:1:2", ["H238"]),
        ("10.0.0.1/24/0eth", ["H239"]),
        ("10.0.0.1/24/eth0/eth1", ["H239"]),
        ("10.0.0.1/24/eth0/10.0.0.300", ["H239"]),
        ("10.0.0.1/99/!/x", ["H237", "H238", "H239"]),
    ],
)
def test_refused(word: str, codes: list[str]) -> None:
    assert translated(word) == (None, codes)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("IPaddr::10.1.13.10::24::eth0", "IPaddr::10.1.13.10/24/eth0"),
        ("IPaddr2::10.1.13.10/24::eth0", "IPaddr2::10.1.13.10/24/eth0"),
        ("IPv6addr::2001:db8::7/64/eth0", "IPv6addr::2001:db8:0:0:0:0:0:7/64/eth0"),
        ("IPv6addr::2001:db8::7::64::eth0", "IPv6addr::2001:db8:0:0:0:0:0:7/64/eth0"),
        ("IPaddr2::fe80::a:1", "IPaddr2::fe80:0:0:0:0:0:a:1"),
        ("IPaddr", "IPaddr::192.0.2.1/24/eth0"),
        ("IPaddr::web::24", "IPaddr::192.0.2.1/24/eth0"),
        ("IPv6addr", "IPv6addr::2001:db8:0:0:0:0:0:1/64/eth0"),
        ("IPv6addr::web::64", "IPv6addr::2001:db8:0:0:0:0:0:1/64/eth0"),
    ],
)
def test_what_to_write_instead(word: str, meant: str) -> None:
    """It is of the kind that the script takes, the user's own address where there is one, and taken when it is written."""
    found: list[Diagnostic] = []
    assert read(resource(word), found) is None
    assert [each.help for each in found] == [f"write {meant}"]
    assert translated(meant)[1] == []


@pytest.mark.parametrize(
    ("word", "kind"), [("IPaddr::db", "four numbers"), ("IPv6addr::db", "eight groups"), ("IPv6addr::::1", "eight groups")]
)
def test_the_kind_of_address(word: str, kind: str) -> None:
    found: list[Diagnostic] = []
    assert read(resource(word), found) is None
    assert [(each.code, kind in (each.help or "")) for each in found] == [("H235", True)]


def test_netmasks() -> None:
    assert len(NETMASKS) == 32
    assert NETMASKS["255.255.255.252"] == 30
    assert NETMASKS["254.0.0.0"] == 7


@pytest.mark.parametrize(
    ("text", "four", "six"),
    [("0.0.0.0", True, False), ("255.255.255.255", True, False), ("1.2.3", False, False), ("1.2.3.04", False, False),
     ("::1", False, True), ("fe80::1%eth0", False, False), ("1:2:3:4:5:6:7:8", False, True), ("", False, False),
     ("1.2.3.4\n", False, False)],
)  # fmt: skip
def test_kinds(text: str, four: bool, six: bool) -> None:
    assert (is_ipv4(text), is_ipv6(text)) == (four, six)


# The genuine wrappers


@cache
def genuine(script: str, argument: str) -> dict[str, str] | None:
    try:
        return {name: value for name, value in wrapper_environment(script, [argument]).items() if value}
    except WrapperRefused:
        return None


def as_genuine(parameters: dict[str, str]) -> dict[str, str]:
    """Our parameters as the wrapper would have given them: NIC and label in one, and its spelling of lvs_support."""
    given = dict(parameters)
    label = given.pop("iflabel", None)
    if label:
        given["nic"] += f":{label}"
    given["lvs_support"] = "1" if given.get("lvs_support") == "true" else "0"
    return given


def compare(script: str, argument: str) -> None:
    ours, _ = translated(f"{script}::{argument}")
    if ours is None:
        return
    theirs = genuine(script, argument)
    assert theirs is not None
    if theirs.get("cidr_netmask") in NETMASKS:
        theirs = {**theirs, "cidr_netmask": str(NETMASKS[theirs["cidr_netmask"]])}
    if "cidr_netmask" in theirs:
        theirs = {**theirs, "cidr_netmask": theirs["cidr_netmask"].lstrip("0")}
    assert as_genuine(ours) == theirs


@pytest.mark.parametrize("word", [word for word, _, _ in GOOD])
def test_as_the_genuine_wrapper(word: str) -> None:
    read_word = resource(word)
    compare(str(read_word.script), str(read_word.arguments[0]))


FIELD = st.one_of(
    st.sampled_from("24 32 8 255.255.255.0 255.255.0.0 eth0 eth0:1 bond0.5:x 10.0.0.255 10.255.255.255 x".split()),
    st.from_regex(r"[0-9a-z.:]{1,6}", fullmatch=True),
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["IPaddr", "IPaddr2"]),
    st.sampled_from(["10.0.0.1", "192.168.100.200"]),
    st.lists(st.tuples(st.sampled_from(["/", "//", "/"]), FIELD), max_size=4),
    st.sampled_from(["", "", "/"]),
)
def test_any_words_as_the_genuine_wrapper(script: str, ip: str, fields: list[tuple[str, str]], end: str) -> None:
    argument = ip + "".join(slash + field for slash, field in fields) + end
    if "::" not in argument:
        compare(script, argument)
