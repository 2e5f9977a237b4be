"""Machines that fail before anything is measured: tried again, and told. The real ones are in test_real."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ha1to2.rehearsal import rehearse
from ha1to2.rehearsal.machines import MachineError
from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.image import Image
from ha1to2.rehearsal.machines.node import Node, NodeSpec
from ha1to2.rehearsal.preparation import Disks
from ha1to2.rehearsal.results import Generation

from .test_blueprint import MEMO, made


class Told:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def said(self, text: str) -> None:
        self.words.append(text)


def rehearsing(place: Path, bed: Any, told: Told) -> rehearse.Rehearsing:
    wanted = rehearse.Wanted((), place / "disks", place / "logs")
    image = Image(place, None)
    return rehearse.Rehearsing(cast(Bed, bed), image, made(MEMO, place / "made"), wanted, cast(Any, told), Generation.OLD)


@pytest.mark.parametrize(
    ("failures", "ended"), [(0, False), (1, False), (rehearse.BUILDS - 1, False), (rehearse.BUILDS, False), (1, True)]
)
def test_build(failures: int, ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[str] = []
    nodes = {name: SimpleNamespace(kill=lambda name=name: killed.append(name)) for name in ("web01", "web02")}
    bed = SimpleNamespace(place=tmp_path, nodes=nodes, gone=threading.Event())
    found: list[list[str]] = []

    def build(disks: Disks, said: object) -> None:
        places = [tmp_path / name / "disk0" for name in nodes]
        found.append([path.parent.name for path in places if path.exists()])
        for path in places:
            path.parent.mkdir(exist_ok=True)
            path.touch()
        if len(found) <= failures:
            if ended:
                bed.gone.set()
            raise MachineError("web02 did not come up")

    monkeypatch.setattr(Disks, "build", build)
    told = Told()
    tried = rehearsing(tmp_path, bed, told)
    if failures == rehearse.BUILDS or ended:
        with pytest.raises(MachineError):
            tried.build()
    else:
        tried.build()
    again = 0 if ended else min(failures, rehearse.BUILDS - 1)
    assert found == [[]] * (1 + again)  # nothing of a try is left to the next
    assert killed == ["web01", "web02"] * again
    assert told.words[1:] == ["web02 did not come up\nonce more, from the beginning"] * again


@pytest.mark.parametrize("problem", [ConnectionRefusedError(111, "refused"), ValueError("no JSON"), TimeoutError("too late")])
def test_a_node_that_does_not_answer(problem: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = Node(cast(Any, None), NodeSpec("web01", {}), "192.0.2.1", tmp_path, cast(Any, None))

    def ask(command: str, timeout: float) -> None:
        raise problem

    monkeypatch.setattr(node, "_ask", ask)
    with pytest.raises(MachineError, match=r"^web01 does not answer \(.*\): true$"):
        node.run("true")


class FakeStage:
    """A cluster that comes to rest, or does not."""

    names = ("web01", "web02")

    def __init__(self) -> None:
        self.done: list[str] = []
        self.clients = {"group": SimpleNamespace(start=lambda: self.done.append("start"), stop=lambda: self.done.append("stop"))}

    def boot_both(self) -> None:
        self.done.append("boot")

    def kill(self, name: str) -> None:
        self.done.append(f"kill {name}")

    def note(self, text: str) -> None:
        self.done.append(text)


def test_a_cluster_that_does_not_come_to_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is begun anew, on fresh disks and with clients that know of no write; both tries are told."""
    told, first, second = Told(), FakeStage(), FakeStage()
    tried = rehearsing(tmp_path, SimpleNamespace(place=tmp_path, nodes={}), told)
    monkeypatch.setattr(tried, "_fresh", lambda boots: second)
    again: Any = tried._again(cast(Any, first), Generation.NEW, "after 400 s still not so")
    assert again is second
    assert first.done == ["stop", "kill web01", "kill web02"]
    assert second.done == ["after 400 s still not so: both nodes were booted once more", "start", "boot"]
    assert told.words == ["old: after 400 s still not so; once more"]
