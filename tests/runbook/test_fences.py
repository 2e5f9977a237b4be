"""A runbook of a pair with fencing: what it installs besides, how it tries the CIB, and who gives the passwords."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from shlex import quote

import pytest
from ha1to2.runbook import about, prepare, window
from ha1to2.runbook.fences import verified
from ha1to2.runbook.model import Listing
from ha1to2.runbook.names import Fence, Names
from ha1to2.runbook.shell import joined

from ..golden.cases import GOLDEN
from .pairs import FENCED, MEMO, names

BOARD = Fence("fence_a", ("password",))
SWITCH = Fence("fence_b", ())


def verify(case: str, place: Path, *, spoilt: bool = False) -> int:
    """The exit code of the conditions on the CIB of a golden case."""
    cib = place / "try.xml"
    text = (GOLDEN / case / "cib.xml").read_text()
    cib.write_text(text.replace("<rsc_location ", '<rsc_location rsc="nothing" ', 1) if spoilt else text)
    command = joined(verified(quote(str(cib)), [BOARD] if case.startswith("fence") else []))
    done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return done.returncode


@pytest.mark.parametrize("case", ["fence-for-each", "fence-for-both", "memo-web01"])
def test_a_good_cib_passes(case: str, tmp_path: Path) -> None:
    assert verify(case, tmp_path) == 0
    assert verify(case, tmp_path, spoilt=True) != 0


def ids(named: Names) -> list[str]:
    return [step.id for step in window.steps(named)]


def ids_before(named: Names) -> list[str]:
    return [step.id for step in prepare.steps(named)]


def test_passwords_are_given_when_the_services_run_again(tmp_path: Path) -> None:
    named = names(tmp_path, FENCED)
    assert named.fences == tuple([Fence(f"fence_{node}", ("password",)) for node in ("web02", "web01")])
    order = ids(named)
    assert order.index("serve-web01") < order.index("passwords") < order.index("whole")
    (step,) = [step for step in window.steps(named) if step.id == "passwords"]
    assert all(f"cibsecret set {fence.id} password" in step.why for fence in named.fences)


FOUND = """
ping() { [ "$*" = "-c 2 -q web02" ] && ! grep -q ping "$REFUSED"; }
ssh() { [ "${*: -2}" = "web02 true" ] && ! grep -q ssh "$REFUSED"; }
"""
"""In the place of the programs: whether the node answers to its name, and lets root in."""


@pytest.mark.parametrize(("refused", "good"), [("", True), ("ssh", False), ("ping", False)])
def test_ssh_is_tried_before_the_window(refused: str, good: bool, tmp_path: Path) -> None:
    named = names(tmp_path, FENCED)
    (step,) = [step for step in prepare.steps(named) if step.id == "root-ssh"]
    assert step.where == ("web01",)
    assert ids_before(named).index("install") < ids_before(named).index("root-ssh")
    (tmp_path / "refused").write_text(refused)
    environment = {"REFUSED": str(tmp_path / "refused"), "PATH": "/usr/bin:/bin"}
    call = ["bash", "-c", FOUND + step.check.text]
    assert (subprocess.run(call, env=environment, timeout=60, check=False).returncode == 0) == good


def test_ssh_is_called_as_cibsecret_does(tmp_path: Path) -> None:
    (step,) = [step for step in prepare.steps(names(tmp_path, FENCED)) if step.id == "root-ssh"]
    source = Path("/usr/sbin/cibsecret").read_text()
    (options,) = re.findall(r'^SSH_OPTS="(.*)"$', source, re.MULTILINE)
    assert f"{options} web02 " in step.check.text
    assert 'ping -c 2 -q "$GLP_NODE"' in source
    assert "ping -c 2 -q web02 " in step.check.text


def test_ssh_between_the_nodes_is_among_the_ports(tmp_path: Path) -> None:
    def told(named: Names) -> list[str]:
        return [text for item in about.networks(named) if isinstance(item, Listing) for text in item.items if "cibsecret" in text]

    (text,) = told(names(tmp_path / "fenced", FENCED))
    assert text.startswith("tcp/22, for root, and ICMP echo from `web01` to `web02`")
    assert told(names(tmp_path / "memo", MEMO)) == []


def test_without_fencing_there_is_nothing_of_it(tmp_path: Path) -> None:
    named = names(tmp_path, MEMO)
    assert named.fences == ()
    for each in (named, names(tmp_path, FENCED)._replace(fences=(SWITCH,))):
        assert "passwords" not in ids(each)
        assert "root-ssh" not in ids_before(each)


def test_what_is_written_before_a_shot_is_on_the_disk(tmp_path: Path) -> None:
    """A rehearsed migration lost the links of the runlevel: the node was shot a second after they were made."""
    order = ids(names(tmp_path, FENCED))
    assert order[-2:] == ["into-boot", "shoot-web02"]
    (boot,) = [step for step in window.steps(names(tmp_path, FENCED)) if step.id == "into-boot"]
    assert boot.commands[-1].text == "sync"
