"""Volume groups that get a system ID: where the steps stand, and their commands on stand-ins that behave as LVM 2.03.16 did."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ha1to2.runbook import back, lvm, prepare, triage, window
from ha1to2.runbook.model import Step
from ha1to2.runbook.names import Names

from .conftest import Run
from .pairs import MEMO, VOLUME_GROUP, names

LVM = r"""#!/bin/bash
# The group's system ID is in $STATE/group, the host's in $STATE/host, as lvm.conf would make it.
host=$(cat "$STATE/host") group=$(cat "$STATE/group")
case ${0##*/} in
lvm) echo "  system ID: $host" ;;
vgs) echo "  $group   " ;;
pvscan) ;;
vgchange)
  while [ $# -gt 0 ]
  do case $1 in
    --config) extra=${2#*\[\"} extra=${extra%\"\]}; shift ;;
    --systemid) new=$2 change=1; shift ;;
    -y) yes=1 ;;
    -ay) activate=1 ;;
  esac; shift; done
  [ -z "$group" ] || [ "$group" = "$host" ] || { [ -n "$change" ] && [ "$extra" = "$group" ]; } || exit 5
  [ -z "$change" ] || [ "$new" != "$group" ] || exit 5
  [ -z "$change" ] || [ -n "$yes" ] || exit 5
  [ -z "$change" ] || echo "$new" >"$STATE/group"
  [ -z "$activate" ] || touch "$STATE/active" ;;
esac
"""


@pytest.fixture
def pair(tmp_path: Path) -> Names:
    return names(tmp_path / "pair", VOLUME_GROUP)


class Machine:
    def __init__(self, place: Path, host: str, group: str) -> None:
        self.place = place
        place.mkdir()
        for program in ("lvm", "vgs", "pvscan", "vgchange"):
            (place / program).write_text(LVM)
            (place / program).chmod(0o755)
        (place / "host").write_text(host)
        (place / "group").write_text(group)

    def run(self, text: str) -> int:
        environment = {"PATH": f"{self.place}:{os.environ['PATH']}", "STATE": str(self.place)}
        return subprocess.run(["bash", "-c", text], env=environment, check=False, timeout=60).returncode

    @property
    def group(self) -> str:
        return (self.place / "group").read_text().strip()


def of_groups(steps: tuple[Step, ...] | list[Step], id: str) -> str:
    """The command of a step that is about the group."""
    (step,) = [each for each in steps if each.id == id]
    (text,) = [command.text for command in step.commands if "--systemid" in command.text]
    return text


@pytest.mark.parametrize("before", ["", "db1", "db2"])
def test_taken_used_by_hand_and_given_back(before: str, pair: Names, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine", "db1", before)
    assert machine.run(of_groups(window.steps(pair), "lvm-own-db1")) == 0
    assert machine.group == "db1"
    (machine.place / "group").write_text(before)
    begun, _ = lvm.by_hand(pair.services[0])
    assert [machine.run(command.text) for command in begun] == [0, 0]
    assert (machine.place / "active").exists()
    (machine.place / "group").write_text(before)
    assert machine.run(of_groups(back.way_back(pair), "back-lvm")) == 0
    assert machine.group == ""


def test_a_node_without_a_system_id_owns_nothing(pair: Names, tmp_path: Path) -> None:
    """LVM-activate would refuse to start there: the step fails, and not the cluster."""
    assert Machine(tmp_path / "machine", "", "").run(of_groups(window.steps(pair), "lvm-own-db1")) != 0


CONFIGURATIONS = {
    '# global\nglobal {\n\t# system_id_source = "none"\n\tumask = 077\n}\n': '# global\nglobal {\n\tsystem_id_source = "uname"\n'
    '\t# system_id_source = "none"\n\tumask = 077\n}\n',
    'global{\n system_id_source="none"\n}\n': 'global{\n\tsystem_id_source = "uname"\n}\n',
    "devices {\n}\n": 'devices {\n}\nglobal {\n\tsystem_id_source = "uname"\n}\n',
}


@pytest.mark.parametrize("text", CONFIGURATIONS)
def test_lvm_conf(text: str, pair: Names, machine: Path, on: Run) -> None:
    """LVM is asked what it makes of the file: a stand-in that takes the setting from it."""
    programs = machine / "bin"
    (programs / "lvm").write_text(
        "#!/bin/sh\n! grep -q '^[[:space:]]*system_id_source *= *\"uname\"' /etc/lvm/lvm.conf || echo '  system ID: db1'\n"
    )
    (programs / "lvmconfig").write_text("#!/bin/sh\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    conf = machine / "etc/lvm/lvm.conf"
    conf.parent.mkdir()
    conf.write_text(text)
    (step,) = lvm.identity(pair)
    assert on(step.check.text).returncode != 0
    for _ in range(2):  # the second time changes nothing
        for command in step.commands:
            assert on(command.text).returncode == 0
        assert conf.read_text() == CONFIGURATIONS[text]
    assert on(step.check.text).returncode == 0


def ids(steps: tuple[Step, ...]) -> list[str]:
    return [step.id for step in steps]


def test_at_the_right_moment(pair: Names) -> None:
    """Owned when the old cluster has ended and before the new one starts anything; anybody's before the old one starts."""
    assert pair.volume_groups == ("vg_r0",)
    assert "lvm-identity" in ids(prepare.steps(pair))
    order = ids(window.steps(pair))
    assert order.index("gone") < order.index("lvm-own-db1") < order.index("corosync") < order.index("load")
    order = ids(back.way_back(pair))
    assert order.index("back-drbd") < order.index("back-lvm") < order.index("back-heartbeat")


def test_on_a_primary_alone(pair: Names) -> None:
    for step in (*lvm.owned(pair, "db1"), *lvm.released(pair)):
        assert step.commands[0].text == "drbdadm primary r0"
        assert "drbdadm secondary r0" in step.commands[-1].text
        assert step.where == ("db1",)
    (mount,) = [step for step in triage.by_hand(pair, "db1") if step.id == "hand-mount-db1"]
    texts = [command.text for command in mount.commands]
    words = ("primary", "--systemid", "-ay", "mount -o", "-an", "secondary")
    places = [next(number for number, text in enumerate(texts) if word in text) for word in words]
    assert places == sorted(places)


def test_without_groups_there_is_nothing_of_it(tmp_path: Path) -> None:
    pair = names(tmp_path, MEMO)
    steps = (*prepare.steps(pair), *window.steps(pair), *back.way_back(pair), *triage.by_hand(pair, "web01"))
    assert not [step.id for step in steps if "lvm" in step.id or "vgchange" in str(step.commands)]


def test_on_a_shared_disk_drbd_is_left_alone(pair: Names) -> None:
    bare = pair._replace(services=tuple(service._replace(disks=()) for service in pair.services))
    assert "drbdadm" not in str([step.commands for step in (*lvm.owned(bare, "db1"), *lvm.released(bare))])
