"""Words of haresources -> resources, groups and constraints; file systems also as the genuine wrapper gives them to its agent."""

from __future__ import annotations

import pytest
from ha1to2.catalogue.services import Manner
from ha1to2.diagnostics import Diagnostic
from ha1to2.model import Clone, Colocation, Group, Order, Primitive, RuleLocation
from ha1to2.plan.filesystems import primitive as filesystem
from ha1to2.plan.ids import Ids
from ha1to2.tree import ScriptNames
from hypothesis import given, settings
from hypothesis import strategies as st

from ..oracle.wrappers import WrapperRefused, wrapper_environment
from .material import BASE, codes, disks, planned, resource

# File systems


def translated(word: str) -> tuple[dict[str, str] | None, list[str]]:
    found: list[Diagnostic] = []
    made = filesystem(resource(word), Ids(), found)
    return (dict(made.parameters) if made else None), [each.code for each in found]


@pytest.mark.parametrize(
    ("word", "expected", "found"),
    [
        ("Filesystem::/dev/a::/b::ext3", {"device": "/dev/a", "directory": "/b", "fstype": "ext3"}, []),
        ("Filesystem::/dev/a::/b::ext3::noatime,ro",
         {"device": "/dev/a", "directory": "/b", "fstype": "ext3", "options": "noatime,ro"}, []),
        ("Filesystem::LABEL=x::/b::auto", {"device": "LABEL=x", "directory": "/b", "fstype": "auto"}, []),
        ("Filesystem::n:/e::/b::nfs4", {"device": "n:/e", "directory": "/b", "fstype": "nfs4"}, []),
        ("Filesystem::/dev/a::/b", {"device": "/dev/a", "directory": "/b", "fstype": "auto"}, ["H244"]),
        ("Filesystem::/dev/a::/b::ext33", {"device": "/dev/a", "directory": "/b", "fstype": "ext33"}, ["H246"]),
        ("Filesystem", None, ["H242"]),
        ("Filesystem::/dev/a", None, ["H242"]),
        ("Filesystem::/dev/a::/b::ext3::ro::x", None, ["H242"]),
        ("Filesystem::/dev/a::b::ext3", None, ["H243"]),
        ("Filesystem::/dev/a::/b::noatime", None, ["H245"]),
        ("Filesystem::/dev/a::/b::::noatime", None, ["H245"]),
        ("Filesystem::/dev/a::/b::ro,noatime", None, ["H245"]),
        ("Filesystem::/dev/a::/b::defaults::ext3", None, ["H245"]),
    ],
)  # fmt: skip
def test_filesystem(word: str, expected: dict[str, str] | None, found: list[str]) -> None:
    assert translated(word) == (expected, found)


ARGUMENT = st.from_regex(r"[a-z0-9/_.,=-]{1,8}", fullmatch=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(ARGUMENT, max_size=5), st.booleans())
def test_filesystem_as_the_genuine_wrapper(arguments: list[str], plain: bool) -> None:
    if plain and len(arguments) >= 2:
        arguments = [arguments[0], f"/{arguments[1]}", *arguments[2:]]
    word = "::".join(["Filesystem", *arguments])
    ours, found = translated(word)
    if ours is None:
        return
    if "H244" in found:
        # The agent needs a type and has none: what the wrapper leaves out is 'auto' to mount(8).
        assert ours.pop("fstype") == "auto"
    try:
        theirs = wrapper_environment("Filesystem", [str(each) for each in resource(word).arguments])
    except WrapperRefused:
        raise AssertionError(word) from None
    assert ours == {name: value for name, value in theirs.items() if value}


# Units


def ids(text: str, drbd: str | None = None, **more: object) -> list[str]:
    """The group's id and its members'."""
    plan = planned(text, drbd_text=drbd, **more).value  # type: ignore[arg-type]
    return [f"{group.id}: {' '.join(member.id for member in group.members)}" for group in plan.cluster.groups]


def works(group: Group) -> list[Primitive]:
    """The members that do the work of the line: the checks of its addresses stand behind them."""
    return [member for member in group.members if member.agent.type != "vip-check"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 10.0.0.1\n", ["group_vip_10_0_0_1: vip_10_0_0_1 check_10_0_0_1"]),
        ("a 10.0.0.1 mysql\nb 10.0.0.2\n", ["group_vip_10_0_0_1: vip_10_0_0_1 mysql check_10_0_0_1",
                                          "group_vip_10_0_0_2: vip_10_0_0_2 check_10_0_0_2"]),
        ("a 10.0.0.1 10.0.0.2 mysql\n",
            ["group_vip_10_0_0_1: vip_10_0_0_1 vip_10_0_0_2 mysql check_10_0_0_1 check_10_0_0_2"]),
        ("a drbddisk::r0 10.0.0.1 mysql\n", ["group_vip_10_0_0_1: service_drbd_r0 vip_10_0_0_1 mysql check_10_0_0_1"]),
        ("a drbddisk::r0\n", ["group_service_drbd_r0: service_drbd_r0"]),
        ("a drbddisk::r0 Filesystem::/dev/drbd0::/srv/x::ext3\n", ["group_fs_x: service_drbd_r0 fs_x"]),
        ("a Filesystem::/dev/a::/::ext3 Filesystem::/dev/b::/srv/root::ext3\n", ["group_fs_root: fs_root fs_root_2"]),
        ("a httpd::x httpd::y\n", ["group_httpd_x: httpd_x httpd_y"]),
        ("a group_httpd\nb httpd\n", ["group_group_httpd: group_httpd", "group_httpd_2: httpd"]),
        ("a check_primary ping\n", ["group_check_primary_2: check_primary_2 ping"]),
    ],
)  # fmt: skip
def test_groups(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def orders(text: str, *names: str) -> list[str]:
    plan = planned(text, drbd_text=disks(*names)).value
    found = [each for each in plan.cluster.constraints if isinstance(each, Order) and "wait" not in f"{each.first} {each.then}"]
    return [f"{each.first_action} {each.first} < {each.then_action} {each.then}" for each in found]


ANCHORED = ["start service_drbd_r0 < promote drbd_r0-clone"]
"""A line that begins with drbddisk has a member before the promotion."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 10.0.0.1 httpd\n", []),
        ("a drbddisk::r0 httpd\n", [*ANCHORED, "promote drbd_r0-clone < start httpd"]),
        ("a httpd drbddisk::r0\n", ["start httpd < promote drbd_r0-clone"]),
        ("a x drbddisk::r0 y\n", ["start x < promote drbd_r0-clone", "promote drbd_r0-clone < start y"]),
        (
            "a drbddisk::r0 drbddisk::r1 y\n",
            [*ANCHORED, "promote drbd_r0-clone < promote drbd_r1-clone", "promote drbd_r1-clone < start y"],
        ),
        (
            "a drbddisk::r0 x drbddisk::r1 y\n",
            [
                *ANCHORED,
                "promote drbd_r0-clone < start x",
                "start x < promote drbd_r1-clone",
                "promote drbd_r1-clone < start y",
            ],
        ),
        ("a drbddisk::r0\n", ANCHORED),
        (
            "a drbddisk y\n",
            [*ANCHORED, "promote drbd_r0-clone < promote drbd_r1-clone", "promote drbd_r1-clone < start y"],
        ),
        (
            "a drbddisk::all y\n",
            [*ANCHORED, "promote drbd_r0-clone < promote drbd_r1-clone", "promote drbd_r1-clone < start y"],
        ),
        ("a x\nb drbddisk::r1 y\n", ["start service_drbd_r1 < promote drbd_r1-clone", "promote drbd_r1-clone < start y"]),
    ],
)
def test_promotion_has_its_place_in_the_line(text: str, expected: list[str]) -> None:
    assert orders(text, "r0", "r1") == expected


def test_drbd_of_a_service() -> None:
    """One promoted instance and two copies, notified; the group where it is promoted; the gate before the promotion (S9)."""
    plan = planned("a drbddisk::r0 drbddisk::r1 x\n", drbd_text=disks("r0", "r1")).value.cluster
    clones = {clone.id: clone for clone in plan.clones}
    assert [name for name in clones if "drbd" in name] == [
        "drbd_r0-clone", "drbd_wait_r0-clone", "drbd_r1-clone", "drbd_wait_r1-clone",
    ]  # fmt: skip
    meta = dict(clones["drbd_r0-clone"].meta)
    wanted = {"promotable": "true", "promoted-max": "1", "clone-max": "2", "clone-node-max": "1", "notify": "true"}
    assert wanted.items() <= meta.items()
    together = [
        (each.resource, each.role, each.with_resource, each.with_role, each.score)
        for each in plan.constraints
        if isinstance(each, Colocation)
    ]
    assert set(together) == {
        ("group_x", "Started", "drbd_r0-clone", "Promoted", "INFINITY"),
        ("group_x", "Started", "drbd_r1-clone", "Promoted", "INFINITY"),
        ("drbd_r1-clone", "Promoted", "drbd_r0-clone", "Promoted", "INFINITY"),
    }
    gates = {each.resource: each for each in plan.constraints if isinstance(each, RuleLocation) and each.id.endswith("-gate")}
    assert set(gates) == {"drbd_r0-clone", "drbd_r1-clone"}
    for gate in gates.values():
        assert (gate.role, gate.score, gate.boolean_op) == ("Promoted", "-INFINITY", "or")
        assert [(each.attribute, each.operation, each.value) for each in gate.expressions] == [
            ("drbd_wait_r0", "not_defined", None),
            ("drbd_wait_r0", "ne", "1"),
            ("drbd_wait_r1", "not_defined", None),
            ("drbd_wait_r1", "ne", "1"),
        ]


@pytest.mark.parametrize(
    ("text", "drbd", "expected"),
    [
        ("a drbddisk::r0::r1\n", ("r0", "r1"), ["H247"]),
        ("a drbddisk x\n", None, ["H248"]),
        ("a drbddisk::all x\n", None, ["H248"]),
        ("a drbddisk::r9 x\n", ("r0",), ["H249"]),
        ("a drbddisk::r0 x\n", None, []),
        ("a v drbddisk::r0 x\nb w drbddisk x\n", ("r0", "r1"), ["H232", "H253"]),
        ("a IPaddr::10.0.0.1 IPaddr2::10.0.0.1\n", None, ["H253"]),
        ("a 10.0.0.1/24 10.0.0.1/16\n", None, ["H253"]),
        ("a 10.0.0.1/24/eth0\nb httpd IPaddr2::10.0.0.1/24/eth1\n", None, ["H253"]),
        ("a drbddisk::r0 drbddisk::all\n", ("r0",), ["H253"]),
        ("a Filesystem::/dev/a::/srv::ext3 Filesystem::/dev/b::/srv/::ext3\n", None, ["H253"]),
        ("a Filesystem::/dev/drbd0::/srv::ext3 x\n", ("r0",), ["H254"]),
        ("a Filesystem::/dev/drbd0::/srv::ext3 drbddisk::r0\n", ("r0",), ["H254"]),
        ("a drbddisk::r0 Filesystem::/dev/drbd1::/srv::ext3\n", ("r0", "r1"), ["H254"]),
        ("a drbddisk::r0\nb Filesystem::/dev/drbd0::/srv::ext3\n", ("r0",), ["H254"]),
        ("a drbddisk::r0 Filesystem::/dev/drbd/by-res/r0::/srv::ext3\n", ("r0",), []),
        ("a drbddisk::r0 Filesystem::/dev/sda1::/srv::ext3\n", ("r0",), []),
    ],
)
def test_conflicts(text: str, drbd: tuple[str, ...] | None, expected: list[str]) -> None:
    found = planned(text, drbd_text=disks(*drbd) if drbd else None).diagnostics
    assert sorted(codes(found, "H606", "H255", "H256")) == sorted(expected)


# Databases

LINE = "a 10.0.0.1 drbddisk::r0 Filesystem::/dev/drbd0::{directory}::ext3 mysql\n"


@pytest.mark.parametrize(
    ("directory", "my_cnf", "agent", "found"),
    [
        ("/srv", "[mysqld]\ndatadir=/srv/my\nsocket=/srv/my/s\n", "mysql-on-drbd", []),
        ("/srv/", "[mysqld]\ndatadir=/srv\nsocket=/srv/s\n", "mysql-on-drbd", []),
        ("/srv", "[mysqld]\ndatadir=/srv/\nsocket=/srv/s\n", "mysql-on-drbd", []),
        ("/", "[mysqld]\ndatadir=/srv\nsocket=/srv/s\n", "mysql-on-drbd", []),
        ("/srv", "[mysqld]\ndatadir=/srvx/my\nsocket=/srv/s\n", "v1-script", ["H251"]),
        ("/srv", "[mysqld]\ndatadir=/srv/../var\nsocket=/srv/s\n", "v1-script", ["H251"]),
        ("/srv", "[mysqld]\ndatadir=/var/lib/mysql\nsocket=/srv/s\n", "v1-script", ["H251"]),
        ("/srv", "[mysqld]\ndatadir=/srv\nsocket=/run/s\n", "v1-script", ["H252"]),
        ("/srv", "[mysqld]\ndatadir=/srv\n", "v1-script", ["H252"]),
        ("/srv", "[mysqld]\nsocket=/srv/s\n", "v1-script", ["H250"]),
        ("/srv", None, "v1-script", ["H250"]),
        ("/srv", "[mysqld]\ndatadir=/srv\nsocket=/srv/s\ninnodb_data_home_dir=/var/ib\n", "mysql-on-drbd", ["H258"]),
    ],
)
def test_database(directory: str, my_cnf: str | None, agent: str, found: list[str]) -> None:
    outcome = planned(LINE.format(directory=directory), drbd_text=disks("r0"), my_text=my_cnf)
    (group,) = outcome.value.cluster.groups
    assert works(group)[-1].agent.type == agent
    assert codes(outcome.diagnostics) == found


def test_database_parameters() -> None:
    """All from my.cnf and the line; the figures are check_primary's own."""
    outcome = planned(
        LINE.format(directory="/srv"), drbd_text=disks("r0"), my_text="[mysqld]\ndatadir=/srv/my\nsocket=/srv/s\nuser=db\n",
        check_text="#!/bin/sh\nINTERVAL=15\nRETRYCOUNT=4\nRETRYINTERVAL=5\n",
    )  # fmt: skip
    mysql = works(outcome.value.cluster.groups[0])[-1]
    assert dict(mysql.parameters) == {
        "datadir": "/srv/my", "socket": "/srv/s", "config": "/etc/my.cnf", "mount_point": "/srv", "device": "/dev/drbd0",
        "drbd_resource": "r0", "user": "db", "retries": "4", "retry_interval": "5",
    }  # fmt: skip
    monitor = next(each for each in mysql.operations if each.name == "monitor")
    assert monitor.interval == 15
    # Every attempt may take its time before the last one is judged: 5 of them, 4 pauses.
    assert monitor.timeout >= 5 * 10 + 4 * 5


def test_database_on_the_nearest_of_two_mounts() -> None:
    text = "a drbddisk::r0 drbddisk::r1 Filesystem::/dev/drbd0::/srv::ext3 Filesystem::/dev/drbd1::/srv/db::ext3 mysql\n"
    outcome = planned(text, drbd_text=disks("r0", "r1"), my_text="[mysqld]\ndatadir=/srv/db/my\nsocket=/srv/db/s\n")
    parameters = dict(works(outcome.value.cluster.groups[0])[-1].parameters)
    assert (parameters["mount_point"], parameters["drbd_resource"]) == ("/srv/db", "r1")


@pytest.mark.parametrize("text", ["a mysql\n", "a Filesystem::/dev/sda1::/srv::ext3 mysql\n", "a mysql drbddisk::r0\n"])
def test_database_without_drbd_below_it_is_a_service_like_any_other(text: str) -> None:
    outcome = planned(text, drbd_text=disks("r0"), my_text="[mysqld]\ndatadir=/srv\nsocket=/srv/s\n")
    assert {member.agent.type for member in outcome.value.cluster.groups[0].members} <= {"v1-script", "Filesystem"}
    assert codes(outcome.diagnostics) == []


# Scripts


@pytest.mark.parametrize(
    ("word", "parameters"),
    [
        ("httpd", {"script": "httpd"}),
        ("httpd::", {"script": "httpd"}),
        ("tomcat::node1::8080", {"script": "tomcat", "arguments": "node1 8080"}),
        ("x::--a=b::&<>", {"script": "x", "arguments": "--a=b &<>"}),
    ],
)
def test_script(word: str, parameters: dict[str, str]) -> None:
    (group,) = planned(f"a {word}\n").value.cluster.groups
    (member,) = group.members
    assert (str(member.agent), dict(member.parameters)) == ("ocf:ha1to2:v1-script", parameters)


@pytest.mark.parametrize(
    ("word", "scripts", "expected"),
    [
        ("htpd", None, ["H256"]),
        ("httpd", None, []),
        ("zebra", None, []),
        ("MailTo::root", None, []),
        ("htpd", {"httpd"}, ["H255"]),
        ("httpd", {"httpd"}, []),
        ("httpd", set(), ["H255"]),
        ("MailTo::root", {"MailTo"}, []),
    ],
)
def test_names_of_scripts(word: str, scripts: set[str] | None, expected: list[str]) -> None:
    there = ScriptNames(None if scripts is None else frozenset(scripts))
    assert codes(planned(f"a {word}\n", scripts=there).diagnostics) == expected


# The whole plan


def test_every_resource_is_watched() -> None:
    """A member without a recurring monitor is one whose failure nobody sees: IPaddr2 has its check for that.

    MailTo and peer-wait have nothing between start and stop that could fail.
    """
    text = "a 10.0.0.1/24/eth0 drbddisk::r0 Filesystem::/dev/drbd0::/srv::ext3 mysql httpd MailTo::root\n"
    plan = planned(text, drbd_text=disks("r0"), my_text="[mysqld]\ndatadir=/srv\nsocket=/srv/s\n").value.cluster
    primitives: list[Primitive] = [member for group in plan.groups for member in group.members]
    primitives += [clone.primitive for clone in plan.clones]
    unwatched = [each for each in primitives if not any(op.name == "monitor" and op.interval for op in each.operations)]
    assert [str(each.agent) for each in unwatched] == ["ocf:heartbeat:IPaddr2", "ocf:heartbeat:MailTo", "ocf:ha1to2:peer-wait"]
    checks = [dict(each.parameters)["ip"] for each in primitives if each.agent.type == "vip-check"]
    assert checks == [dict(unwatched[0].parameters)["ip"]]
    assert all(isinstance(clone, Clone) for clone in plan.clones)


def test_unwatched_members_are_named() -> None:
    (service,) = planned("a drbddisk::r0\n", drbd_text=disks("r0")).value.behaviour.services
    assert service.unwatched == ("service_drbd_r0",)
    (service,) = planned("a x drbddisk::r0\n", drbd_text=disks("r0")).value.behaviour.services
    assert service.unwatched == ()
    (service,) = planned("a MailTo::root x\n").value.behaviour.services
    assert (service.id, service.unwatched) == ("group_MailTo_root", ("MailTo_root",))


def test_nodes_are_numbered_in_the_order_of_ha_cf() -> None:
    plan = planned("a x\n", conf=BASE.replace("node a b", "node B\nnode A")).value.cluster
    assert [(node.id, node.name) for node in plan.nodes] == [(1, "b"), (2, "a")]


def test_too_many_disks_of_one_service() -> None:
    names = [f"r{number}" for number in range(33)]
    text = "a " + " ".join(f"drbddisk::{name}" for name in names) + " x\n"
    assert codes(planned(text, drbd_text=disks(*names)).diagnostics) == ["H259"]
    text = "a " + " ".join(f"drbddisk::{name}" for name in names[:32]) + " x\n"
    assert codes(planned(text, drbd_text=disks(*names)).diagnostics) == []


@pytest.mark.parametrize(
    ("word", "manner", "agent", "found"),
    [
        ("httpd", Manner.V1_SCRIPT, "ocf:ha1to2:v1-script", []),
        ("httpd", Manner.SYSTEMD, "systemd:httpd", []),
        ("bind9", Manner.SYSTEMD, "systemd:named", []),
        ("bind9", Manner.LSB, "lsb:bind9", []),
        ("bind9", Manner.SERVICE, "service:bind9", []),
        ("samba", Manner.SYSTEMD, "ocf:ha1to2:v1-script", ["H266"]),
        ("samba", Manner.LSB, "lsb:samba", []),
        ("tomcat::node1", Manner.SYSTEMD, "ocf:ha1to2:v1-script", ["H265"]),
        ("tomcat::node1", Manner.LSB, "ocf:ha1to2:v1-script", ["H265"]),
        ("our-daemon", Manner.SYSTEMD, "ocf:ha1to2:v1-script", []),
        ("mysql", Manner.SYSTEMD, "systemd:mysql", []),
        ("apache", Manner.SYSTEMD, "ocf:heartbeat:apache", []),
    ],
)
def test_services(word: str, manner: Manner, agent: str, found: list[str]) -> None:
    outcome = planned(f"a {word}\n", manner=manner)
    (group,) = outcome.value.cluster.groups
    assert [str(each.agent) for each in group.members] == [agent]
    assert any(each.name == "monitor" and each.interval == 30 and each.timeout >= 60 for each in group.members[0].operations) or (
        agent == "ocf:heartbeat:apache"
    )
    assert codes(outcome.diagnostics) == found


def test_a_script_of_resource_d_is_no_service() -> None:
    """Whoever put an httpd of his own there wants it called."""
    there = ScriptNames(frozenset({"httpd"}), frozenset({"httpd", "nginx"}))
    (group,) = planned("a httpd nginx\n", scripts=there, manner=Manner.SYSTEMD).value.cluster.groups
    assert [str(each.agent) for each in group.members] == ["ocf:ha1to2:v1-script", "systemd:nginx"]


def test_mysql_on_drbd_is_no_service() -> None:
    text = "a drbddisk::r0 Filesystem::/dev/drbd0::/srv::ext3 mysql\n"
    server = "[mysqld]\ndatadir=/srv\nsocket=/srv/s\n"
    outcome = planned(text, drbd_text=disks("r0"), my_text=server, manner=Manner.SYSTEMD)
    assert works(outcome.value.cluster.groups[0])[-1].agent.type == "mysql-on-drbd"
