"""The Debian packages: what they are, and that they install, work, and go without a trace."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
from pathlib import Path

import pytest
from ha1to2.install_agents import AGENTS, install
from ha1to2.version import VERSION

from ..golden.cases import GOLDEN
from ..setup import debian_packages
from .conftest import Packages, system
from .system import System

pytestmark = pytest.mark.xdist_group("packages")

PROJECT = Path(__file__).resolve().parents[2]
OCF = "usr/lib/ocf"
STUBS = f"{OCF}/resource.d/ha1to2"
HOME = f"{OCF}/lib/ha1to2"


def field(package: Path, name: str) -> list[str]:
    """The words of a list in a package's control file."""
    asked = ["dpkg-deb", "--field", str(package), name]
    return [each.strip() for each in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split(",")]


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """All files below OCF: mode and content; of byte code the mode alone, since it tells how it is checked against its source."""
    return {
        str(path.relative_to(root)): (path.stat().st_mode, b"" if path.suffix == ".pyc" else path.read_bytes())
        for path in sorted((root / OCF).rglob("*"))
        if path.is_file()
    }


# What they are


def test_the_same_sources_give_the_same_bytes(
    packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    before = os.umask(0o077)
    try:
        again = debian_packages.build(tmp_path)
    finally:
        os.umask(before)
    assert {path.name: path.read_bytes() for path in again} == {path.name: path.read_bytes() for path in packages}


def test_names_carry_the_version(packages: Packages) -> None:
    assert [package.name for package in packages] == [f"ha1to2_{VERSION}_all.deb", f"ha1to2-agents_{VERSION}_all.deb"]


def test_a_node_needs_nothing_but_python(packages: Packages) -> None:
    assert field(packages.agents, "Depends") == ["python3:any (>= 3.6)"]
    assert field(packages.agents, "Recommends") == [""]


def test_the_program_needs_what_a_wheel_needs(packages: Packages) -> None:
    settings = configparser.ConfigParser()
    settings.read(PROJECT / "setup.cfg")
    wanted = [f"python3:any (>= {settings['options']['python_requires'].removeprefix('>=')})"]
    for requirement in settings["options"]["install_requires"].split():
        name, _, version = requirement.partition(">=")
        wanted.append(f"python3-{name} (>= {version})")
    assert field(packages.ha1to2, "Depends") == wanted


def test_what_the_build_needs_is_installed_for_it() -> None:
    control = (PROJECT / "debian/control").read_text()
    asked = re.findall(r"^Build-Depends:\n((?: .*\n)*)", control, re.MULTILINE)[0]
    names = {line.split()[0].rstrip(",") for line in asked.splitlines()}
    listed = {line for line in (PROJECT / "tests/setup/deb.packages").read_text().splitlines() if not line.startswith("#")}
    # these two are provided by packages of other names, and make is what calls it
    assert names - {"debhelper-compat", "dh-sequence-python3", "make"} <= listed
    assert {"debhelper", "dh-python"} <= listed


def test_lintian_finds_nothing(installed: System, packages: Packages) -> None:
    found = installed.run("lintian", "--display-info", "--fail-on=none", *(package.name for package in packages))
    assert found.stdout == ""


# Installed


def test_version(installed: System) -> None:
    assert installed.run("ha1to2", "--version").stdout == f"ha1to2, version {VERSION}\n"


def test_it_converts(installed: System) -> None:
    assert installed.run("ha1to2", "convert", "web01/etc/ha.d").stdout == (GOLDEN / "memo-web01/cib.xml").read_text()


def test_man_finds_and_shows_each_page(installed: System) -> None:
    assert "ha1to2 convert [OPTIONS] [DIRECTORY]" in installed.run("man", "ha1to2").stdout
    for agent in AGENTS:
        assert f"ocf_ha1to2_{agent} - " in installed.run("man", "7", f"ocf_ha1to2_{agent}").stdout


@pytest.mark.parametrize("agent", AGENTS)
def test_agents_run(installed: System, agent: str) -> None:
    shown = installed.run(f"/{STUBS}/{agent}", "meta-data").stdout
    assert shown == (GOLDEN / "agents" / f"{agent}.xml").read_text()


@pytest.mark.parametrize(
    ("shell", "first"),
    [
        (("bash", "--norc", "-i"), ". /usr/share/bash-completion/bash_completion"),
        (("zsh", "-f", "-i"), "autoload -U compinit && compinit -u"),
        (("fish", "-i"), ""),
    ],
    ids=("bash", "zsh", "fish"),
)
def test_shells_complete(installed: System, shell: tuple[str, ...], first: str) -> None:
    # the TAB behind each word that is not whole makes it so: a command, an option, its value, a file
    typed = f"ha1to2 conv\t--diag\tconc\tweb01/etc/ha\t > cib-{shell[0]}.xml"
    shown = installed.type_into(shell, f"{first}\r{typed}\rexit\r")
    assert (installed.root / f"srv/cib-{shell[0]}.xml").read_bytes() == (GOLDEN / "memo-web01/cib.xml").read_bytes(), shown


# The agents, from dpkg and from install-agents


def test_the_package_has_what_install_agents_installs(installed: System, tmp_path: Path) -> None:
    install(tmp_path)
    expected = tree(tmp_path)
    del expected[f"{HOME}/INSTALLED"]
    assert tree(installed.root) == expected
    assert len([name for name in expected if name.endswith(".pyc")]) > 10


def test_the_byte_code_is_used(installed: System) -> None:
    script = f"import sys; sys.path.insert(0, '/{HOME}'); import ha1to2_agents.vip_check"
    said = installed.run("/usr/bin/python3", "-ISBv", "-c", script).stderr.splitlines()
    lines = [line for line in said if "ha1to2_agents" in line and "code object from" in line]
    # where the byte code does not match, the code object is from the source
    assert len(lines) > 3
    assert all(".pyc" in line for line in lines)


@pytest.mark.parametrize(("options", "instead"), [((), "install"), (("--remove",), "purge")])
def test_install_agents_leaves_a_package_alone(installed: System, options: tuple[str, ...], instead: str) -> None:
    before = tree(installed.root)
    done = installed.run("ha1to2", "install-agents", *options, code=1)
    assert done.stderr == (
        f"ha1to2: the agents below / are those of the Debian package ha1to2-agents: use apt {instead} ha1to2-agents\n"
    )
    assert tree(installed.root) == before


def test_install_agents_still_serves_other_roots(installed: System) -> None:
    installed.run("ha1to2", "install-agents", "--root", "/srv/node")
    assert (installed.root / "srv/node" / STUBS / "vip-check").is_file()


# Coming and going


def test_purged_without_a_trace(packages: Packages, tmp_path: Path) -> None:
    machine = system(tmp_path / "root", packages)
    machine.apt("install", "python3-click", "python3-jinja2", "python3-lxml")
    before = machine.files()
    machine.apt("install", f"./{packages.ha1to2.name}")
    # a node that got its agents by hand, from an older version that had one file more, and then as a package
    machine.run("ha1to2", "install-agents")
    stale = machine.root / HOME / "ha1to2_agents/gone.py"
    stale.write_text("GONE = 1\n")
    with (machine.root / HOME / "INSTALLED").open("a") as listed:
        listed.write(f"{HOME}/ha1to2_agents/gone.py\netc/hostname\n{HOME}/../../../../../etc/hostname\n")
    machine.apt("install", f"./{packages.agents.name}")
    assert not stale.exists()
    assert not (machine.root / HOME / "INSTALLED").exists()
    assert (machine.root / "etc/hostname").exists()
    # installed again, as an upgrade is
    whole = tree(machine.root)
    machine.apt("install", "--reinstall", f"./{packages.ha1to2.name}", f"./{packages.agents.name}")
    assert tree(machine.root) == whole
    # each goes without the other
    machine.run("ha1to2", "explain", "web01/etc/ha.d")
    machine.apt("purge", "ha1to2")
    machine.run(f"/{STUBS}/vip-check", "meta-data")
    machine.apt("purge", "ha1to2-agents")
    assert machine.files() == before
    assert list(machine.root.glob("var/lib/dpkg/info/ha1to2*")) == []
    assert machine.run("dpkg-query", "--show", "--showformat=${Package}\n").stdout.count("ha1to2") == 0
