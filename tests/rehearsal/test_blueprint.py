"""The machines of a rehearsal, from the trees alone; and the shortened copies of these."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from ha1to2 import reading
from ha1to2.diagnostics import Severity
from ha1to2.rehearsal.blueprint import Blueprint
from ha1to2.rehearsal.preparation import script
from ha1to2.rehearsal.script import Script

PROJECT = Path(__file__).resolve().parents[2]
MEMO = tuple(PROJECT / f"tests/golden/memo-{node}" for node in ("web01", "web02"))
ONE_NIC = tuple(PROJECT / f"tests/rehearsal/trees/one-nic/{node}" for node in ("orion", "lyra"))
FENCED = tuple(PROJECT / f"tests/rehearsal/trees/fenced/{node}" for node in ("north", "south"))

SHORT = """
logfacility local0
keepalive 1
warntime 1500ms
deadtime 2500ms
initdead 5
bcast eth0
auto_failback off
node orion lyra
"""


def made(trees: tuple[Path, ...], place: Path, factor: float = 1) -> Script:
    one, other = [str(tree / "etc/ha.d") for tree in trees]
    outcome = script(one, other, place, factor)
    assert outcome.value, outcome.diagnostics
    return outcome.value


def changed(trees: tuple[Path, ...], place: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Copies of the trees with these files below etc."""
    copies = []
    for number, tree in enumerate(trees):
        copy = place / str(number)
        shutil.copytree(tree, copy)
        for name, text in files.items():
            target = copy / "etc" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        copies.append(copy)
    return tuple(copies)


def nics(blueprint: Blueprint) -> dict[str, list[str]]:
    return {
        machine.name: [f"{nic.name} {nic.address}/{nic.prefix} {' '.join(nic.slaves)}".strip() for nic in machine.nics]
        for machine in blueprint.machines
    }


def test_the_memo(tmp_path: Path) -> None:
    """Chapter 1.4 has the same: bond0 of eth0 and eth1, eth2, and eth3 for DRBD, which no file of Heartbeat's names."""
    blueprint = made(MEMO, tmp_path).blueprint
    assert nics(blueprint) == {
        "web01": ["bond0 10.0.13.2/24 eth0 eth1", "eth2 10.1.13.2/24", "eth3 172.16.13.2/24"],
        "web02": ["bond0 10.0.13.3/24 eth0 eth1", "eth2 10.1.13.3/24", "eth3 172.16.13.3/24"],
    }
    assert blueprint.gateways == (("10.0.254.254", "bond0"), ("10.1.254.254", "eth2"))
    assert blueprint.replication_nics == ("eth3",)
    (service,) = blueprint.services
    assert service.home == "web01"
    assert service.address == ("10.1.13.10", 24, "eth2")
    assert service.mounts == (("/dev/drbd0", "/drbd", "ext3"),)
    assert service.database
    assert service.database.directories == ("/drbd/lib/mysql", "/drbd/lib/innodb/", "/drbd/log/mysql/innLog/")
    assert [machine.backings for machine in blueprint.machines] == [("/dev/VolGroup01/DRBD00",)] * 2


def test_one_nic_for_everything(tmp_path: Path) -> None:
    blueprint = made(ONE_NIC, tmp_path).blueprint
    assert nics(blueprint) == {"orion": ["eth0 192.168.50.2/24"], "lyra": ["eth0 192.168.50.3/24"]}
    assert [service.home for service in blueprint.services] == ["orion", "lyra"]
    assert [service.database is not None for service in blueprint.services] == [True, False]
    assert [(volume.resource, volume.minor) for volume in blueprint.volumes] == [("db", 1), ("www", 2)]
    assert blueprint.machines[0].backings == ("/dev/sda5", "/dev/sda6", "/dev/sda7")
    assert blueprint.scripts == ("apache2",)
    assert blueprint.replication_nics == ()


def test_a_board_for_each_node(tmp_path: Path) -> None:
    blueprint = made(FENCED, tmp_path).blueprint
    assert blueprint.boards == (
        ("north", "192.168.60.102", 623, "eth0", "operator"),
        ("south", "192.168.60.103", 623, "eth0", "operator"),
    )
    assert ("eth0", "192.168.60.254/24") in blueprint.clients


def fenced(place: Path, *changes: tuple[str, str]) -> tuple[Path, ...]:
    """Copies of the trees with fencing, these words of their own ha.cf changed."""
    trees = changed(FENCED, place, {})
    for tree in trees:
        file = tree / "etc/ha.d/ha.cf"
        text = file.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text)
    return trees


def test_a_board_in_a_network_of_its_own(tmp_path: Path) -> None:
    """The nodes reach it by their nearest network, where something has an address by which it can answer."""
    trees = fenced(tmp_path / "trees", ("192.168.60.10", "172.16.99.10"))
    blueprint = made(trees, tmp_path / "made").blueprint
    assert [(board.ip, board.nic) for board in blueprint.boards] == [("172.16.99.102", "eth1"), ("172.16.99.103", "eth1")]
    assert ("eth1", "172.16.60.254/24") in blueprint.clients


@pytest.mark.parametrize(
    "changes",
    [
        [("external/ipmi", "external/riloe"), ("operator not-real lan", "operator not-real 1 2.0 power")],
        [("192.168.60.102", "192.168.60.2")],
        [("192.168.60.102", "192.168.60.11")],
        [("192.168.60.102", "192.168.60.1")],
        [("192.168.60.102", "north-ipmi")],
        [("operator", 'oper"ator')],
        [("operator", "an-operator-of-the-night")],
    ],
)
def test_a_board_that_cannot_be_played(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    one, other = [str(tree / "etc/ha.d") for tree in fenced(tmp_path / "trees", *changes)]
    outcome = script(one, other, tmp_path / "made", 1)
    assert outcome.value is None
    assert [each.code for each in outcome.diagnostics if each.severity is Severity.ERROR] == ["H855"]


_IN_A_FILE = "# the board\n\nsouth 192.168.60.103 623 md5 admin operator s3cret power_cycle\n"


@pytest.mark.parametrize(
    "device",
    [
        "stonith_host north external/ipmi south 192.168.60.103 operator s3cret lan",
        "stonith_host north external/ipmi south 192.168.60.103 operator s3cret",
        "stonith ipmilan /etc/boards.conf\nstonith_host south external/ipmi north 192.168.60.102 operator s3cret lan",
    ],
)
def test_the_users_passwords_go_nowhere(tmp_path: Path, device: str) -> None:
    """Neither those of ha.cf nor those of the files that it names: fence devices and boards have the rehearsal's own."""
    trees = fenced(
        tmp_path / "trees",
        ("not-real", "s3cret"),
        ("stonith_host north external/ipmi south 192.168.60.103 operator s3cret lan", device),
    )
    for tree in trees:
        (tree / "etc/boards.conf").write_text(_IN_A_FILE)
    found = made(trees, tmp_path / "made")
    written = [path.read_bytes() for path in (tmp_path / "made").rglob("*") if path.is_file()]
    assert not any(b"s3cret" in each for each in written)
    for node in found.files:
        given = [path for path in (node / "etc/ha.d/ha.cf", node / "etc/boards.conf") if path.is_file()]
        assert sum(path.read_text().split().count(found.password) for path in given) >= 2
        assert all(path.stat().st_mode & 0o77 == 0 for path in given)


def test_the_order_of_the_trees_is_no_matter(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert made(ONE_NIC, one).blueprint == made(ONE_NIC[::-1], other).blueprint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("network/interfaces", "auto bond0\niface bond0 inet static\n  address 10.0.13.2\n  bond-slaves eth6 eth7\n"),
        ("sysconfig/network-scripts/ifcfg-eth7", "DEVICE=eth7\nMASTER=bond0\nSLAVE=yes\n"),
    ],
)
def test_slaves_of_a_bond_from_the_trees_own_files(tmp_path: Path, name: str, text: str) -> None:
    trees = changed(MEMO, tmp_path / "trees", {name: text})
    (bond, *_) = made(trees, tmp_path / "made").blueprint.machines[0].nics
    assert bond.slaves == (("eth6", "eth7") if "interfaces" in name else ("eth7",))


def test_an_address_without_an_interface(tmp_path: Path) -> None:
    """The agents find the interface by the network; where no link names that network either, one is made for it."""
    lines = "orion 192.168.50.11\nlyra 10.9.9.9/16\n"
    trees = changed(ONE_NIC, tmp_path / "trees", {"ha.d/haresources": lines})
    blueprint = made(trees, tmp_path / "made").blueprint
    assert [service.address.nic for service in blueprint.services] == ["eth0", "eth1"]
    assert nics(blueprint)["lyra"] == ["eth0 192.168.50.3/24", "eth1 10.9.0.2/16"]


def test_addresses_do_not_collide(tmp_path: Path) -> None:
    for trees in (MEMO, ONE_NIC):
        blueprint = made(trees, tmp_path / trees[0].name).blueprint
        used = [nic.address for machine in blueprint.machines for nic in machine.nics]
        used += [address.ip for service in blueprint.services for address in service.addresses]
        used += [gateway.ip for gateway in blueprint.gateways] + [address.partition("/")[0] for _, address in blueprint.clients]
        assert len(set(used)) == len(used)


def test_all_times_are_divided_by_one_factor(tmp_path: Path) -> None:
    whole, third = made(MEMO, tmp_path / "1"), made(MEMO, tmp_path / "3", 3)
    for name in ("deadtime", "initdead", "detection"):
        assert getattr(third.figures, name) == pytest.approx(getattr(whole.figures, name) / 3)
    assert third.figures.initwait == whole.figures.initwait
    settings = [reading.read(str(each.trees[0])).configuration for each in (whole, third)]
    assert settings[0]
    assert settings[1]
    for name in ("keepalive", "warntime", "deadtime", "initdead", "deadping"):
        one, other = (getattr(each.settings, name).ms for each in settings if each)
        assert other == round(one / 3)
    assert b'name="seconds" value="120"' in whole.cib
    assert b'name="seconds" value="40"' in third.cib
    # check_primary's: 30 s, twice 10 s
    assert b'name="monitor" interval="30s"' in whole.cib
    assert b'name="monitor" interval="10s"' in third.cib
    assert b'name="retry_interval" value="3"' in third.cib


def test_what_the_nodes_get(tmp_path: Path) -> None:
    found = made(MEMO, tmp_path)
    first, second = found.files
    assert (first / "etc/ha.d/haresources").read_bytes() == (MEMO[0] / "etc/ha.d/haresources").read_bytes()
    assert (first / "etc/ha.d/authkeys").stat().st_mode & 0o777 == 0o600
    assert (found.renewed / "etc/corosync/authkey").stat().st_mode & 0o777 == 0o400
    assert (found.renewed / "usr/lib/ocf/resource.d/ha1to2/drbd-wait").is_file()
    assert (first / "usr/local/cluster/check_primary").is_file()
    assert not (second / "usr/local/cluster/check_primary").exists()
    assert found.watched == {"web01"}
    assert (first / "usr/lib64/heartbeat/ipfail").is_symlink()
    for files in found.files:
        scripts = [*(files / "etc/init.d").iterdir(), files / "rehearsal/network", files / "rehearsal/boot.sh"]
        for path in scripts:
            subprocess.run(["sh", "-n", str(path)], check=True)


def test_what_a_new_system_has(tmp_path: Path) -> None:
    """The rehearsal's own, and the servers' init scripts; nothing by which a cluster would start or find its data."""
    found = made(MEMO, tmp_path)
    for files, system in zip(found.files, found.systems):
        kept = {path.relative_to(system) for path in system.rglob("*") if not path.is_dir()}
        assert {str(path) for path in kept if path.parts[0] != "rehearsal"} == {"etc/init.d/mysql"}
        assert {(files / path).read_bytes() == (system / path).read_bytes() for path in kept} == {True}
        assert {path.name for path in (files / "rehearsal").iterdir()} == {path.name for path in (system / "rehearsal").iterdir()}


def test_what_dopd_needs(tmp_path: Path) -> None:
    """The handler of DRBD is where drbd.conf says, also where it is written without quotes."""
    for word in ('"/usr/lib/heartbeat/drbd-peer-outdater -t 5"', "/usr/lib/heartbeat/drbd-peer-outdater"):
        conf = (MEMO[0] / "etc/drbd.conf").read_text().replace("net {", f"handlers {{ fence-peer {word}; }}\nnet {{")
        place = tmp_path / str(len(word))
        for files in made(changed(MEMO, place / "trees", {"drbd.conf": conf}), place / "made").files:
            link = files / "usr/lib/heartbeat/drbd-peer-outdater"
            assert str(link.readlink()) == "/usr/libexec/heartbeat/drbd-peer-outdater"


def test_a_refused_tree_is_refused_here_too(tmp_path: Path) -> None:
    trees = changed(MEMO, tmp_path / "trees", {"ha.d/haresources": "web01 drbdisk::\\\n"})
    one, other = [str(tree / "etc/ha.d") for tree in trees]
    outcome = script(one, other, tmp_path / "made", 1)
    assert outcome.value is None
    assert outcome.diagnostics


def test_times_that_cannot_be_shortened_any_more_are_refused(tmp_path: Path) -> None:
    """What the shortened copy is refused for is told as of any tree."""
    trees = changed(ONE_NIC, tmp_path / "trees", {"ha.d/ha.cf": SHORT})
    one, other = [str(tree / "etc/ha.d") for tree in trees]
    outcome = script(one, other, tmp_path / "made", 1000)
    assert outcome.value is None
    assert outcome.diagnostics
    assert all(each.severity is Severity.ERROR for each in outcome.diagnostics)
