"""The scripts that hand their arguments on: words -> agent and parameters, also as the genuine scripts of heartbeat give them."""

from __future__ import annotations

import re
from functools import cache

import pytest
from ha1to2.catalogue.scripts import CALLED
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import ADDRESS_NAMES, WRAPPERS
from ha1to2.diagnostics import Diagnostic
from ha1to2.model import Primitive
from ha1to2.plan.addresses import primitives, read
from ha1to2.plan.figures import Figures
from ha1to2.plan.ids import Ids
from ha1to2.plan.wrappers import make
from ha1to2.tree import ScriptNames
from hypothesis import given, settings
from hypothesis import strategies as st

from ..oracle.wrappers import AgentCall, WrapperRefused, wrapper_call
from .material import codes, planned, resource

GENUINE = sorted(set(WRAPPERS) - {"ldirectord"})
"""ldirectord's script is the program: tests/oracle/test_other_scripts.py has it."""


def made(word: str, there: ScriptNames = ScriptNames()) -> tuple[Primitive | None, list[str]]:  # noqa: B008
    found: list[Diagnostic] = []
    read_word = resource(word)
    got = make(read_word, WRAPPERS[read_word.script], there, Ids(), set(), found)
    return (got.primitive if got else None), [each.code for each in found]


@pytest.mark.parametrize(
    ("word", "agent", "parameters", "found"),
    [
        ("AudibleAlarm", "AudibleAlarm", {}, ["H263"]),
        ("AudibleAlarm::db1::db2", "AudibleAlarm", {"nodelist": "db1 db2"}, ["H263"]),
        ("Delay", "Delay", {"mondelay": "0"}, []),
        ("Delay::5", "Delay", {"startdelay": "5", "mondelay": "0"}, []),
        ("Delay::5::2.5", "Delay", {"startdelay": "5", "stopdelay": "2.5", "mondelay": "0"}, []),
        ("ICP::1::/dev/sdb", "ICP", {"driveid": "1", "device": "/dev/sdb"}, ["H263"]),
        ("IPsrcaddr::10.0.0.1", "IPsrcaddr", {"ipaddress": "10.0.0.1"}, []),
        ("LVM::vg0", "LVM-activate", {"vgname": "vg0", "vg_access_mode": "system_id"}, ["H262", "H263"]),
        ("LVM::/dev/vg0", "LVM-activate", {"vgname": "vg0", "vg_access_mode": "system_id"}, ["H262", "H263"]),
        ("LinuxSCSI::0:0:1", "LinuxSCSI", {"scsi": "0:0:1"}, ["H263"]),
        ("LinuxSCSI::0:0:1:2", "LinuxSCSI", {"scsi": "0:0:1:2"}, ["H263"]),
        ("MailTo::root", "MailTo", {"email": "root"}, []),
        ("MailTo::root::Down", "MailTo", {"email": "root", "subject": "Down"}, []),
        ("Raid1::/etc/mdadm.conf::/dev/md0", "mdraid", {"mdadm_conf": "/etc/mdadm.conf", "md_dev": "/dev/md0"}, ["H262", "H263"]),
        ("Raid1::/etc/mdadm.conf::auto", "Raid1", {"raidconf": "/etc/mdadm.conf", "raiddev": "auto"}, ["H263"]),
        ("SendArp::10.0.0.1/eth0", "SendArp", {"ip": "10.0.0.1", "nic": "eth0"}, []),
        ("ServeRAID::1::2", "ServeRAID", {"serveraid": "1", "mergegroup": "2"}, ["H263"]),
        ("WinPopup", "WinPopup", {"hostfile": "hosts"}, ["H263"]),
        ("WinPopup::/etc/hosts.smb", "WinPopup", {"hostfile": "/etc/hosts.smb"}, ["H263"]),
        ("Xinetd::rsync", "Xinetd", {"service": "rsync"}, []),
        ("apache", "apache", {}, []),
        ("apache::/etc/httpd.conf", "apache", {"configfile": "/etc/httpd.conf"}, []),
        ("db2::db2inst1", "db2", {"instance": "db2inst1"}, []),
        ("ids", "ids", {}, []),
        ("ids::/i::s::c", "ids", {"informixdir": "/i", "informixserver": "s", "onconfig": "c"}, []),
        ("ldirectord", "ldirectord", {"configfile": "/etc/ha.d/ldirectord.cf"}, []),
        ("ldirectord::www.cf", "ldirectord", {"configfile": "/etc/ha.d/www.cf"}, []),
        ("ldirectord::/etc/www.cf", "ldirectord", {"configfile": "/etc/www.cf"}, []),
        ("portblock::tcp::80,8000:8080::block", "portblock",
         {"protocol": "tcp", "portno": "80,8000:8080", "action": "block"}, []),
    ],
)  # fmt: skip
def test_made(word: str, agent: str, parameters: dict[str, str], found: list[str]) -> None:
    primitive, said = made(word)
    assert primitive is not None
    assert (str(primitive.agent), dict(primitive.parameters)) == (f"ocf:heartbeat:{agent}", parameters)
    assert said == found


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Delay::1::2::3", "H260"),
        ("Delay::soon", "H261"),
        ("ICP::1", "H260"),
        ("ICP::1::sdb", "H261"),
        ("IPsrcaddr", "H260"),
        ("IPsrcaddr::10.0.0.1/24", "H261"),
        ("IPsrcaddr::２.0.0.1", "H261"),
        ("LVM", "H260"),
        ("LVM::vg0::lv", "H260"),
        ("LVM::/dev/vg0/lv", "H261"),
        ("LinuxSCSI::sda", "H261"),
        ("MailTo", "H260"),
        ("MailTo::a::b::c", "H260"),
        ("Raid1::/dev/md0", "H260"),
        ("Raid1::/etc/mdadm.conf::md0", "H261"),
        ("SendArp::10.0.0.1", "H261"),
        ("SendArp::10.0.0.1/24/eth0", "H261"),
        ("ServeRAID::1::9", "H261"),
        ("WinPopup::a::b", "H260"),
        ("Xinetd", "H260"),
        ("apache::a::b", "H260"),
        ("db2", "H260"),
        ("ids::/i", "H260"),
        ("portblock::tcp::80", "H260"),
        ("portblock::icmp::80::block", "H261"),
        ("portblock::tcp::http::block", "H261"),
        ("portblock::tcp::80::reject", "H261"),
    ],
)
def test_refused(word: str, code: str) -> None:
    assert made(word) == (None, [code])


def test_the_file_where_the_tree_has_it() -> None:
    there = ScriptNames(files=frozenset({"/etc/ha.d/a.cf", "/etc/ha.d/conf/a.cf", "/etc/ha.d/conf/b.cf"}))
    places = [dict(got.parameters)["configfile"] for word in ("a.cf", "b.cf", "c.cf")
              for got in [made(f"ldirectord::{word}", there)[0]] if got]  # fmt: skip
    assert places == ["/etc/ha.d/a.cf", "/etc/ha.d/conf/b.cf", "/etc/ha.d/c.cf"]


@pytest.mark.parametrize(("word", "start", "stop"), [("Delay", 60, 60), ("Delay::300", 360, 60), ("Delay::1::89.5", 61, 150)])
def test_a_delay_has_the_time_that_it_takes(word: str, start: int, stop: int) -> None:
    primitive, _ = made(word)
    assert primitive is not None
    assert {each.name: each.timeout for each in primitive.operations} == {"start": start, "stop": stop}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a LVM::vg0 LVM::/dev/vg0\n", ["H253"]),
        ("a LVM::vg0 LVM::vg1\n", []),
        ("a Raid1::/etc/a::/dev/md0\nb x Raid1::/etc/b::/dev/md0\n", ["H253"]),
        ("a AudibleAlarm\nb AudibleAlarm::b\n", ["H253"]),
        ("a IPsrcaddr::10.0.0.1\nb IPsrcaddr::10.0.0.2\n", ["H253"]),
        ("a WinPopup WinPopup::/etc/h\n", ["H253"]),
        ("a MailTo::a MailTo::b\n", []),
        ("a IPv6addr::1:2:3:4:5:6:7:8 IPaddr2::1:2:3:4:5:6:7:8\n", ["H253"]),
        ("a drbdupper::r0\n", ["H264"]),
        ("a OCF::apache::web\n", ["H264"]),
        ("a hto-mapfuncs\n", ["H264"]),
        ("a WAS::9080\n", ["H276"]),
        ("a Filesystem::/dev/a::/srv::ext4 ldirectord::/srv/l.cf\n", ["H277"]),
        ("a ldirectord::/srv/l.cf\nb x Filesystem::/dev/a::/srv::ext4\n", []),
        ("a Filesystem::/dev/a::/srv::ext4 ldirectord::/srvx/l.cf\n", []),
        ("a Filesystem::/dev/a::/srv::ext4 Raid1::/srv/mdadm.conf::/dev/md0\n", ["H277"]),
        ("a Filesystem::/dev/a::/srv::ext4 Raid1::/srv/mdadm.conf::auto\n", ["H277"]),
        ("a Filesystem::/dev/a::/srv::ext4 ids::/srv/ifx::s::c\n", ["H277"]),
        ("a Filesystem::/dev/a::/srv::ext4 apache::/srv/httpd.conf\n", []),
    ],
)
def test_what_there_is_one_of(text: str, expected: list[str]) -> None:
    assert codes(planned(text).diagnostics, "H262", "H263", "H606") == expected


def test_an_init_script_of_that_name() -> None:
    """Where the tree has both directories, resource.d is the one that heartbeat looks in first."""
    apache = frozenset({"apache"})
    for there, agent in [
        (ScriptNames(apache, apache), "apache"),
        (ScriptNames(None, apache), "apache"),
        (ScriptNames(frozenset(), apache), "v1-script"),
        (ScriptNames(frozenset(), frozenset()), "apache"),
    ]:
        (group,) = planned("a apache\n", scripts=there).value.cluster.groups
        assert group.members[0].agent.type == agent


# The genuine scripts


def as_given(wrapper: Wrapper, parameters: dict[str, str]) -> dict[str, str]:
    """Our parameters by the names of the wrapper, without what only the new agent must be told."""
    names = {new: old for each in wrapper.arguments for new, old in zip(each.parameters, each.given)}
    for substitute in [wrapper.otherwise] if wrapper.otherwise else []:
        names |= {new: old for each in substitute.arguments for new, old in zip(each.parameters, each.given)}
    fixed = dict(wrapper.fixed)
    return {names[name]: value for name, value in parameters.items() if name not in fixed}


@cache
def genuine(script: str, arguments: tuple[str, ...], action: str = "start") -> AgentCall:
    call = wrapper_call(script, arguments, action)
    return call._replace(parameters={name: value.strip() for name, value in call.parameters.items() if value.strip()})


def compare(script: str, arguments: list[str], action: str = "start") -> bool:
    """Whether the words are taken; the parameters are those of the wrapper then, but for what docs/scripts.md tells."""
    wrapper = WRAPPERS[script]
    read_word = resource("::".join([script, *arguments]))
    words = tuple(str(each) for each in read_word.arguments)
    found: list[Diagnostic] = []
    got = make(read_word, wrapper, ScriptNames(), Ids(), set(), found)
    if got is None:
        if "H260" in [each.code for each in found]:
            with pytest.raises(WrapperRefused):
                genuine(script, words, action)
        return False
    call = genuine(script, words, action)
    ours = as_given(wrapper, dict(got.primitive.parameters))
    if script == "LVM":
        # The device directory is left out: dmsetup does not know it.
        ours["volgrpname"] = ("/dev/" if words[0].startswith("/dev/") else "") + ours["volgrpname"]
    assert ours == call.parameters
    assert call.agent == (wrapper.original or wrapper.profile.agent.type)
    return True


@pytest.mark.parametrize("action", ["start", "stop", "status"])
@pytest.mark.parametrize(
    "word",
    "AudibleAlarm AudibleAlarm::db1::db2 Delay Delay::5 Delay::5::2.5 ICP::1::/dev/sdb IPsrcaddr::10.0.0.1 LVM::vg0 "
    "LVM::/dev/vg0 LinuxSCSI::0:0:1 MailTo::root MailTo::root::Down Raid1::/etc/mdadm.conf::/dev/md0 "
    "Raid1::/etc/mdadm.conf::auto SendArp::10.0.0.1/eth0 ServeRAID::1::2 WinPopup "
    "WinPopup::/etc/h Xinetd::rsync apache apache::/etc/httpd.conf db2::db2inst1 ids ids::/i::s::c "
    "portblock::tcp::80::block portblock::udp::1,2:3::unblock".split(),
)
def test_as_the_genuine_script(word: str, action: str) -> None:
    script, *arguments = word.split("::")
    assert compare(script, arguments, action)


def test_every_script_is_compared() -> None:
    """The table above has each, and the package has no other. LVSSyncDaemonSwap was in heartbeat 2.1."""
    from ..oracle.heartbeat_package import RESOURCE_SCRIPTS, tree

    shipped = {path.name for path in (tree() / RESOURCE_SCRIPTS).iterdir()}
    assert shipped == {*GENUINE, *ADDRESS_NAMES, *CALLED, "Filesystem", "OCF", "hto-mapfuncs"} - {"LVSSyncDaemonSwap"}


WORD = st.one_of(
    st.from_regex(r"[A-Za-z0-9/_.][A-Za-z0-9/_.,=:@+-]{0,7}", fullmatch=True).filter(lambda word: ":" not in (word[0], word[-1])),
    st.sampled_from("tcp udp block unblock 80 1 8 10.0.0.1 10.0.0.1/eth0 0:0:1 /dev/sdb /dev/md0 auto vg0 /etc/passwd 1.5".split()),
).filter(lambda word: "::" not in word and "start" not in word)


def fitting(pattern: str) -> st.SearchStrategy[str]:
    """Words of haresources that a pattern of the table takes."""
    words = WORD if pattern == "(.+)" else st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return words.filter(lambda word: word.isprintable() and not re.search(r"::|start|[\s#\\]", word))


@pytest.mark.parametrize("script", GENUINE)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_any_good_words_as_the_genuine_script(script: str, data: st.DataObject) -> None:
    wrapper = WRAPPERS[script]
    count = data.draw(st.sampled_from(wrapper.counts or (0, 1, 3)))
    patterns = [each.pattern for each in wrapper.arguments] * (1 if wrapper.counts else count)
    assert compare(script, [data.draw(fitting(pattern)) for pattern in patterns[:count]])


@pytest.mark.parametrize("script", GENUINE)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_any_words_as_the_genuine_script(script: str, data: st.DataObject) -> None:
    most = max(WRAPPERS[script].counts, default=3) + 1
    compare(script, data.draw(st.lists(WORD, max_size=most)))


SIX = Figures(30, 2, 10)


def compare_six(argument: str) -> bool:
    found: list[Diagnostic] = []
    address = read(resource(f"IPv6addr::{argument}"), found)
    if address is None:
        return False
    vip, _ = primitives(address, "IPv6addr", Ids(), SIX)
    names = {new: old for old, new in ADDRESS_NAMES["IPv6addr"]}
    given = dict(genuine("IPv6addr", (argument,)).parameters)
    if "cidr_netmask" in given:
        given["cidr_netmask"] = str(int(given["cidr_netmask"]))  # the agent read 064 as 64
    assert {names.get(name, name): value for name, value in vip.parameters} == given
    return True


@pytest.mark.parametrize("rest", ["", "/64", "/064", "/64/eth0", "/64/bond0.5", "/", "/64/"])
def test_ipv6addr_as_the_genuine_script(rest: str) -> None:
    assert compare_six("2001:db8:0:0:0:0:0:7" + rest)


@pytest.mark.parametrize(
    ("argument", "code"),
    [("10.0.0.1/24", "H235"), ("1:2:3:4:5:6:7:8//64", "H237"), ("1:2:3:4:5:6:7:8/64/0eth", "H238"),
     ("1:2:3:4:5:6:7:8/64/eth0:1", "H238"), ("1:2:3:4:5:6:7:8/eth0", "H236")],
)  # fmt: skip
def test_ipv6addr_refused(argument: str, code: str) -> None:
    found: list[Diagnostic] = []
    assert read(resource(f"IPv6addr::{argument}"), found) is None
    assert [each.code for each in found] == [code]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.from_regex(r"/?[0-9a-z:.]{1,6}", fullmatch=True), max_size=4), st.sampled_from(["", "/"]))
def test_any_ipv6addr_as_the_genuine_script(fields: list[str], end: str) -> None:
    argument = "/".join(["2001:db8:0:0:0:0:0:7", *fields]) + end
    if "::" not in argument:
        compare_six(argument)
