"""install and remove -> the tree below the root, byte by byte."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from ha1to2 import install_agents
from ha1to2.install_agents import AGENTS, InstallError, install, remove, sources

STUBS = "usr/lib/ocf/resource.d/ha1to2"
HOME = "usr/lib/ocf/lib/ha1to2"


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(root)): (path.stat().st_mode & 0o7777, path.read_bytes() if path.is_file() else b"")
        for path in sorted(root.rglob("*"))
    }


def test_what_is_installed(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        made = install(tmp_path)
    finally:
        os.umask(old)
    there = tree(tmp_path)
    assert [f"/{name}" for name, (_, data) in there.items() if (tmp_path / name).is_file()] == list(made.files)
    assert made.python == "/usr/bin/python3"
    for agent in AGENTS:
        assert there[f"{STUBS}/{agent}"][0] == 0o755
    assert {mode for name, (mode, _) in there.items() if (tmp_path / name).is_dir()} == {0o755}
    assert {mode for name, (mode, _) in there.items() if name.endswith((".py", ".pyc", "INSTALLED"))} == {0o644}
    assert len([name for name in there if name.endswith(".pyc")]) == len([name for name in there if name.endswith(".py")]) > 10


def test_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    for name in ("one", "two"):
        install(tmp_path / name)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    install(tmp_path / "one")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert not [name for name, (_, data) in tree(tmp_path / "one").items() if str(tmp_path).encode() in data]


def test_the_byte_code_is_used(tmp_path: Path) -> None:
    install(tmp_path)
    script = f"import sys; sys.path.insert(0, {str(tmp_path / HOME)!r}); import ha1to2_agents.vip_check"
    done = subprocess.run(["/usr/bin/python3", "-ISBv", "-c", script], capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if "ha1to2_agents" in line and "code object from" in line]
    # where the byte code does not match, the code object is from the source
    assert len(lines) > 3
    assert all(".pyc" in line for line in lines)


def test_an_edited_source_counts(tmp_path: Path) -> None:
    install(tmp_path)
    edited = tmp_path / HOME / "ha1to2_agents/vip_check.py"
    edited.write_text(edited.read_text().replace('"vip-check"', '"vip-chock"'))
    before = tree(tmp_path)
    environment = {"OCF_ROOT": str(tmp_path / "usr/lib/ocf")}
    done = subprocess.run([tmp_path / STUBS / "vip-check", "usage"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: vip-chock")
    # and no agent writes byte code itself
    assert tree(tmp_path) == before


def test_removal_leaves_what_was_there_before(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/ocf/lib/heartbeat").mkdir(parents=True)
    (tmp_path / "usr/lib/ocf/resource.d/heartbeat").mkdir(parents=True)
    before = tree(tmp_path)
    made = install(tmp_path)
    assert remove(tmp_path) == made.files
    assert tree(tmp_path) == before
    assert remove(tmp_path) == ()


def test_removal_leaves_what_others_put_there(tmp_path: Path) -> None:
    install(tmp_path)
    theirs = [tmp_path / STUBS / "their-agent", tmp_path / HOME / "ha1to2_agents/note"]
    for file in theirs:
        file.write_text("theirs")
    remove(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == sorted(theirs)


def test_removal_believes_no_manifest_that_leads_elsewhere(tmp_path: Path) -> None:
    install(tmp_path)
    victims = [tmp_path / "etc/passwd", tmp_path / "usr/lib/ocf/lib/heartbeat/ocf-shellfuncs"]
    for victim in victims:
        victim.parent.mkdir(parents=True)
        victim.write_text("needed")
    with (tmp_path / HOME / "INSTALLED").open("a") as manifest:
        manifest.write(f"etc/passwd\n/etc/passwd\n{STUBS}/../../../../../etc/passwd\n{HOME}/../heartbeat/ocf-shellfuncs\n{HOME}\n\n")
    remove(tmp_path)
    assert all(victim.exists() for victim in victims)


def test_an_upgrade_takes_away_what_is_no_longer_part_of_it(tmp_path: Path) -> None:
    older = tmp_path / "older"
    subprocess.run(["cp", "-r", str(sources()), str(older)], check=True)
    (older / "lib/ha1to2_agents/gone.py").write_text("GONE = 1\n")
    install(tmp_path / "root", older)
    install(tmp_path / "root")
    install(tmp_path / "fresh")
    assert tree(tmp_path / "root") == tree(tmp_path / "fresh")


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "usr").write_text("a file")
    with pytest.raises(InstallError, match="cannot install below"):
        install(tmp_path)


@pytest.mark.parametrize(("change", "instead"), [(install, "apt install"), (remove, "apt purge")])
def test_what_dpkg_put_there_is_left_alone(change: Callable[[Path], object], instead: str, tmp_path: Path) -> None:
    install(tmp_path)
    listed = tmp_path / "var/lib/dpkg/info/ha1to2-agents.list"
    listed.parent.mkdir(parents=True)
    listed.write_text(f"/.\n/usr\n/{STUBS}\n/{STUBS}/vip-check\n")
    before = tree(tmp_path)
    with pytest.raises(InstallError, match=f"the Debian package ha1to2-agents: use {instead} ha1to2-agents"):
        change(tmp_path)
    assert tree(tmp_path) == before
    # of a package that was removed, dpkg may still list what is no file of it
    listed.write_text("/.\n")
    change(tmp_path)


def test_without_a_python_that_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install_agents, "_interpreters", lambda root: [["/no/such/python"]])
    assert install(tmp_path).python == ""
    done = subprocess.run([tmp_path / STUBS / "vip-check", "usage"], env={"OCF_ROOT": str(tmp_path / "usr/lib/ocf")}, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("link", "command"),
    [(None, ["/usr/bin/python3"]), ("python3.4", ["chroot", "ROOT", "/usr/bin/python3"]), ("OWN", ["/usr/bin/python3"])],
)
def test_whose_python_compiles(tmp_path: Path, link: str | None, command: list[str]) -> None:
    if link:
        (tmp_path / "usr/bin").mkdir(parents=True)
        (tmp_path / "usr/bin/python3").symlink_to(Path("/usr/bin/python3").resolve().name if link == "OWN" else link)
    assert install_agents._interpreters(tmp_path) == [[word.replace("ROOT", str(tmp_path)) for word in command]]
