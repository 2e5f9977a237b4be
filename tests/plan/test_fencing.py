"""Fencing: which device shoots whom from where, and that no password leaves its file."""

from __future__ import annotations

import pytest
from ha1to2.catalogue.fencing import SECRET
from ha1to2.diagnostics import Severity
from ha1to2.fates import Fate
from ha1to2.model import Ban, Primitive
from ha1to2.plan.planner import Configuration, Plan, plan
from ha1to2.settings.heartbeat.settings import interpret
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax import authkeys, ha_cf, haresources
from ha1to2.tree import ScriptNames
from hypothesis import given, settings
from hypothesis import strategies as st

from .material import BASE, codes, planned

ONE = "a 10.0.0.10/24/eth0\n"
DISK = "a drbddisk::r0\n"


def fenced(lines: str) -> Plan:
    return planned(ONE, BASE + lines).value


def devices(lines: str) -> dict[str, tuple[str, str]]:
    """By id: whom the device shoots, and the nodes that it is kept from."""
    cluster = fenced(lines).cluster
    bans = [each for each in cluster.constraints if isinstance(each, Ban)]
    return {
        each.id: (dict(each.parameters)["pcmk_host_list"], " ".join([ban.node for ban in bans if ban.resource == each.id]))
        for each in cluster.fencing
    }


def only(lines: str) -> Primitive:
    (device,) = fenced(lines).cluster.fencing
    return device


IPMI_A = "external/ipmi a 10.0.1.1 root sesame lan\n"
IPMI_B = "external/ipmi b 10.0.1.2 root sesame lan\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # One power switch for both: it runs on either node.
        ("stonith_host * baytech 10.0.0.3 operator sesame\n", {"fence_a_b": ("a b", "")}),
        # The device of a node, which finds the outlet by name, shoots the other node.
        (
            "stonith_host a baytech 10.0.0.3 operator sesame\nstonith_host b baytech 10.0.0.4 operator sesame\n",
            {"fence_b": ("b", "b"), "fence_a": ("a", "a")},
        ),
        (
            "stonith_host A rps10 /dev/ttyS1 b 0\nstonith_host b rps10 /dev/ttyS1 a 0\n",
            {"fence_b": ("b", "b"), "fence_a": ("a", "a")},
        ),
        # A board reaches one machine, and is never used by that one.
        (f"stonith_host a {IPMI_B}stonith_host b {IPMI_A}", {"fence_b": ("b", "b"), "fence_a": ("a", "a")}),
        (f"stonith_host * {IPMI_A}stonith_host * {IPMI_B}", {"fence_a": ("a", "a"), "fence_b": ("b", "b")}),
        # The last line that a node follows is its device.
        (
            "stonith_host * baytech 10.0.0.3 operator sesame\nstonith_host * wti_nps 10.0.0.4 sesame\n",
            {"fence_a_b": ("a b", "")},
        ),
        (
            "stonith_host * baytech 10.0.0.3 operator sesame\nstonith_host a wti_nps 10.0.0.4 sesame\n",
            {"fence_a": ("a", "a"), "fence_b": ("b", "b")},
        ),
    ],
)
def test_who_shoots_whom(lines: str, expected: dict[str, tuple[str, str]]) -> None:
    assert devices(lines) == expected


def test_the_later_device_is_the_one() -> None:
    lines = "stonith_host * baytech 10.0.0.3 operator sesame\nstonith_host * wti_nps 10.0.0.4 sesame\n"
    made = planned(ONE, BASE + lines)
    assert [str(each.agent) for each in made.value.cluster.fencing] == ["stonith:wti_nps"]
    assert {"H152", "H148", "H162", "H611"} == set(codes(made.diagnostics))
    fates = [entry.fate for entry in made.value.entries if entry.item == "stonith_host"]
    assert fates == [Fate.DROPPED, Fate.TRANSLATED]


def test_a_device_that_heartbeat_did_not_use_is_said() -> None:
    made = planned(ONE, f"{BASE}stonith_host * {IPMI_A}stonith_host * {IPMI_B}")
    said = [each for each in made.diagnostics if each.code == "H153"]
    assert [each.span and each.span.line for each in said] == [9]
    split = planned(ONE, f"{BASE}stonith_host a {IPMI_B}stonith_host b {IPMI_A}")
    assert "H153" not in codes(split.diagnostics)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (
            "external/ipmi a 10.0.1.1 root sesame lanplus",
            "fence_ipmilan ip=10.0.1.1 username=root lanplus=1 password=",
        ),
        ("external/ipmi a 10.0.1.1 root sesame", "fence_ipmilan ip=10.0.1.1 username=root password="),
        (
            "external/ipmi a 10.0.1.1 1623 root sesame lan",
            "fence_ipmilan ip=10.0.1.1 ipport=1623 username=root lanplus=0 password=",
        ),
        (
            "ipmilan a 10.0.1.1 623 md5 admin root sesame power_cycle",
            "fence_ipmilan ip=10.0.1.1 ipport=623 privlvl=administrator username=root password=",
        ),
        ("external/riloe a 10.0.1.1 admin sesame 1 2.0 power", "fence_ilo ip=10.0.1.1 username=admin password="),
        ("external/ibmrsa-telnet a 10.0.1.1 USERID sesame", "fence_rsa ip=10.0.1.1 username=USERID password="),
        (
            "external/ibmrsa a 10.0.1.1 USERID sesame ibm",
            "external/ibmrsa hostname=a ipaddr=10.0.1.1 userid=USERID type=ibm passwd=",
        ),
        ("external/rackpdu a,c 10.0.0.9 sesame", "external/rackpdu hostlist=a pduip=10.0.0.9 community="),
        ("external/xen0 A:/etc/a.cfg;c dom0", "external/xen0 hostlist=A:/etc/a.cfg dom0=dom0"),
        ("meatware a", "meatware pcmk_reboot_timeout=3600s hostlist=a"),
    ],
)
def test_parameters(parameters: str, expected: str) -> None:
    plan = fenced(f"stonith_host b {parameters}\nstonith_host a {IPMI_B}")
    device = next(each for each in plan.cluster.fencing if each.id == "fence_a")
    given = [(name, value) for name, value in device.parameters if name not in ("pcmk_host_list", "pcmk_host_check")]
    shown = " ".join([device.agent.type, *[f"{name}={value if value != SECRET else ''}" for name, value in given]])
    assert shown == expected


def test_spaces_in_the_last_parameter() -> None:
    assert "fence_a_b" in devices("stonith_host * null a  b\n")
    assert dict(only("stonith_host * baytech 10.0.0.3 operator my sesame is long\n").parameters)["password"] == SECRET
    assert dict(only("stonith_host * rps10 /dev/ttyS1 a 0 b 1\n").parameters)["serial_to_targets"] == "/dev/ttyS1 a 0 b 1"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("stonith_host * baytech 10.0.0.3 sesame\n", "H149"),
        ("stonith_host * null\n", "H149"),
        ("stonith_host * null c d\n", "H149"),
        ("stonith_host * cyclades 10.0.0.3 root 2 3\n", "H149"),
        # A password with a blank is not read as the user and password of a newer version, which has the port before them.
        ("stonith_host * external/ipmi a 10.0.1.1 root my sesame lan\n", "H149"),
        ("stonith_host * external/ipmi a 10.0.1.1 root sesame lam\n", "H149"),
        ("stonith baytech /etc/nowhere\n", "H151"),
        (f"stonith_host a {IPMI_B}", "H610"),
        (f"stonith_host * {IPMI_B}", "H610"),
        (f"stonith_host a {IPMI_A}stonith_host b {IPMI_B}", "H610"),
    ],
)
def test_refused(lines: str, code: str) -> None:
    made = planned(ONE, BASE + lines)
    found = [each for each in made.diagnostics if each.severity is Severity.ERROR]
    assert [each.code for each in found] == [code]
    assert made.value.cluster.fencing == ()
    assert {entry.fate for entry in made.value.entries if entry.item.startswith("stonith")} == {Fate.REFUSED}
    assert "H605" not in [each.code for each in made.diagnostics]


def test_properties() -> None:
    on = fenced("stonith_host * null a b\n")
    assert ("stonith-enabled", "true") in on.cluster.properties
    assert ("stonith-enabled", "false") in fenced("").cluster.properties
    assert ("stonith-enabled", "false") in fenced("stonith_host c null a b\n").cluster.properties


def test_h605_gives_way() -> None:
    said = {each.code for each in planned(ONE, BASE + "stonith_host * null a b\n").diagnostics}
    assert {"H611", "H154"} <= said
    assert "H605" not in said
    assert "H605" in {each.code for each in planned(ONE, BASE + "stonith_host c null a b\n").diagnostics}


@pytest.mark.parametrize("line", ["stonith_host a external/ipmi b 10.0.0.9 admin \x01 lan\n", "stonith_hots * null a b\n"])
def test_h605_does_not_speak_of_a_file_that_was_not_read_whole(line: str) -> None:
    assert "H605" not in {each.code for each in planned(ONE, BASE + line).diagnostics}


def test_drbd_is_told_of_fencing() -> None:
    def notes(lines: str) -> str:
        made = planned(lines, BASE + "stonith_host * null a b\n")
        return " ".join(note for each in made.diagnostics if each.code == "H611" for note in each.notes)

    assert "resource-and-stonith" in notes(DISK)
    assert "resource-and-stonith" not in notes(ONE)


def with_file(text: str) -> Plan:
    """The plan where `stonith` names a file with this text."""
    keys = authkeys.parse(SourceFile("authkeys", "auth 1\n1 sha1 x\n")).value
    made = interpret(ha_cf.parse(SourceFile("ha.cf", f"{BASE}stonith baytech /etc/stonith.conf\n")).value, keys).value
    read = haresources.parse(SourceFile("haresources", ONE)).value
    files = {"/etc/stonith.conf": SourceFile("stonith.conf", text, Secrecy.WHOLE)}
    return plan(Configuration(made, read, None, None, "/etc/my.cnf", None, ScriptNames(), files=files)).value


def test_stonith_reads_the_first_line_of_its_file() -> None:
    (device,) = with_file("# comment\n\n10.0.0.3 operator sesame\n10.0.0.4 x y\n").cluster.fencing
    assert device.parameters[2:] == (("ipaddr", "10.0.0.3"), ("login", "operator"), ("password", SECRET))


@pytest.mark.parametrize("text", ["", "# nothing\n", "10.0.0.3 operator\n", "10.0.0.3 operator \x01\n", "10.0.0.3 x \udcff\n"])
def test_a_file_that_says_nothing(text: str) -> None:
    assert with_file(text).cluster.fencing == ()


WORD = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#,"), min_size=1, max_size=12)
PASSWORD = st.builds("hidden{}hidden".format, WORD)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["baytech 10.0.0.3 op {}", "external/ipmi b 10.0.0.3 op {} lan", "external/rackpdu AUTO 10.0.0.3 {}"]),
    st.lists(PASSWORD, min_size=1, max_size=3),
)
def test_no_password_leaves_its_line(form: str, passwords: list[str]) -> None:
    lines = f"stonith_host * {form.format(' '.join(passwords))}\nstonith_host b {IPMI_A}"
    made = planned(ONE, BASE + lines)
    texts = [f"{each.message} {each.notes} {each.help} {[label.message for label in each.labels]}" for each in made.diagnostics]
    texts.append(repr(made.value.cluster))
    texts += [f"{entry.item} {entry.targets} {entry.reason}" for entry in made.value.entries]
    assert [text for text in texts if "hidden" in text] == []
