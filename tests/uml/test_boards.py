"""The boards of the nodes: what fence devices ask of them by IPMI, both clusters' own programs among them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from ha1to2.rehearsal.machines import MachineError
from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.boards import Boards, BoardSpec
from ha1to2.rehearsal.machines.image import ready_image
from ha1to2.rehearsal.machines.node import Nic, Node, NodeSpec

from .pair import CACHE

pytestmark = pytest.mark.xdist_group("uml")

IP = "10.9.9.101"
BOARD = BoardSpec("target", IP, 623, "operator", "not-real")
LOGIN = f"-I lan -H {IP} -U operator"
AGENT = f"fence_ipmilan --ip {IP} --username operator --password not-real"
PLUGIN = f"stonith -t external/ipmi hostname=target ipaddr={IP} userid=operator passwd=not-real interface=lan"


class Switched(NamedTuple):
    bed: Bed
    asker: Node
    boards: Boards
    specs: dict[str, NodeSpec]

    def power(self, order: str, password: str = "not-real") -> str:
        return self.asker.run(f"ipmitool {LOGIN} -P {password} power {order} 2>/dev/null", timeout=100, check=False).stdout.strip()


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switched]:
    """Two nodes, of which one has a board."""
    with Bed(tmp_path_factory.mktemp("boards"), ready_image(CACHE)) as bed:
        bed.network("boards")
        bed.ip(f"addr add {IP}/24 dev boards")
        boards = Boards(bed, [BOARD], self_test=2)
        boards.start()
        specs = {name: NodeSpec(name, {"eth0": Nic("boards", f"10.9.9.{n}/24")}) for n, name in enumerate(("asker", "target"), 2)}
        for spec in specs.values():
            bed.boot(spec).wait_up()
        yield Switched(bed, bed.nodes["asker"], boards, specs)


def booted(switched: Switched, before: Node) -> Node:
    """The target that boots in the place of the one before, as soon as there is one."""
    end = time.monotonic() + 20
    while switched.bed.nodes["target"] is before and time.monotonic() < end:
        time.sleep(0.1)
    assert switched.bed.nodes["target"] is not before
    return switched.bed.nodes["target"]


def test_it_switches_nothing_unless_it_is_to_obey(switched: Switched) -> None:
    target = switched.bed.nodes["target"]
    assert switched.power("status") == "Chassis Power is on"
    assert switched.power("off") == ""
    assert target.is_alive


def test_it_switches_its_node(switched: Switched) -> None:
    told: list[str] = []
    switched.boards.obey(switched.specs, told.append)
    before = switched.bed.nodes["target"]
    assert switched.power("status", password="guessed") == ""
    assert switched.power("reset") == "Chassis Power Control: Reset"
    assert not before.is_alive
    assert switched.power("status") == "Chassis Power is on"
    booted(switched, before).wait_up()
    assert switched.power("off") == "Chassis Power Control: Down/Off"
    last = switched.bed.nodes["target"]
    assert not last.is_alive
    assert switched.power("status") == "Chassis Power is off"
    assert switched.power("on") == "Chassis Power Control: Up/On"
    booted(switched, last).wait_up()
    assert told == [f"its board switches target {word}" for word in ("off", "on", "off", "on")]


@pytest.mark.parametrize("command", [f"{PLUGIN} -T reset target", f"{AGENT} --action reboot"])
def test_both_generations_shoot_by_it(switched: Switched, command: str) -> None:
    """Heartbeat's plugin and Pacemaker's agent, with the parameters that the one has in ha.cf and the other in the CIB."""
    switched.boards.obey(switched.specs, lambda text: None)
    for is_on in (True, False):
        before = switched.bed.nodes["target"]
        if not is_on:
            before.kill()
        switched.asker.run(command, timeout=100)
        assert not before.is_alive
        assert booted(switched, before).is_alive


def test_a_node_that_runs_is_booted_by_nobody(switched: Switched) -> None:
    target = switched.bed.nodes["target"]
    assert switched.bed.boot(switched.specs["target"]) is target


def test_a_board_that_does_not_start_is_told(tmp_path: Path) -> None:
    refused = pytest.raises(MachineError, match=r"the board of target does not run: .*Cannot assign requested address")
    with Bed(tmp_path, ready_image(CACHE)) as bed, refused:
        Boards(bed, [BOARD]).start()  # nobody has its address
