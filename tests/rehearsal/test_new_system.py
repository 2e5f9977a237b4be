"""A node that gets a new system: what is gone of it, and what stays. Whether it boots, a real rehearsal shows."""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ha1to2.rehearsal.furnishing import STARTS
from ha1to2.rehearsal.machines.node import Node, NodeSpec
from ha1to2.rehearsal.preparation import specs
from ha1to2.rehearsal.results import Generation
from ha1to2.rehearsal.stage import Stage

from .test_blueprint import MEMO, made


@pytest.mark.parametrize("name", ["web01", "web02"])
def test_a_new_system(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the system is empty, DRBD's is the old one. What the administrator has, on web01, stays."""
    script = made(MEMO, tmp_path / "made")
    place = tmp_path / name
    (place / "files/etc/ha.d").mkdir(parents=True)
    for disk in ("system", "disk0"):
        (place / disk).write_text("old")
    (place / STARTS).touch()
    done: list[str] = []

    def run(node: Node, command: str, **_: object) -> Any:
        done.append(command)
        return SimpleNamespace(stdout="")

    def power_off(node: Node) -> None:
        assert (place / "system").exists()
        done.append("off")

    def machine(spec: NodeSpec) -> Node:
        return Node(cast(Any, None), spec, "192.0.2.1", place, cast(Any, None))

    def boot(spec: NodeSpec) -> Node:
        there = {path.relative_to(place / "files").as_posix() for path in (place / "files").rglob("*")}
        assert {"rehearsal/survey.py", "etc/init.d/mysql"} <= there
        assert "etc/ha.d" not in there
        assert not (place / "system").exists()
        done.append("boot")
        return machine(spec)

    monkeypatch.setattr(Node, "run", run)
    monkeypatch.setattr(Node, "power_off", power_off)
    monkeypatch.setattr(Node, "wait_up", lambda node: None)
    bed = SimpleNamespace(place=tmp_path, boot=boot, nodes={name: machine(specs(script)[name])})
    stage = Stage(cast(Any, bed), script, specs(script), Generation.OLD, lambda what, seconds: contextlib.nullcontext())
    stage.reinstall(name)
    assert (place / "disk0").read_text() == "old"
    assert not (place / STARTS).exists()
    kept = [word for word in done if "kept.tar" in word]
    assert (len(kept), done.index("off") < done.index("boot")) == (2 if name == "web01" else 0, True)
    if kept:
        assert done.index(kept[0]) < done.index("off")
        assert done.index(kept[1]) > done.index("boot")
