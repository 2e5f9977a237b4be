"""A runbook of a pair with fencing: what it installs besides, how it tries the CIB, and who gives the passwords."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shlex import quote

import pytest
from ha1to2.runbook import window
from ha1to2.runbook.fences import verified
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


def test_passwords_are_given_when_the_services_run_again(tmp_path: Path) -> None:
    named = names(tmp_path, FENCED)
    assert named.fences == tuple([Fence(f"fence_{node}", ("password",)) for node in ("web02", "web01")])
    order = ids(named)
    assert order.index("serve-web01") < order.index("passwords") < order.index("whole")
    (step,) = [step for step in window.steps(named) if step.id == "passwords"]
    assert all(f"cibsecret set {fence.id} password" in step.why for fence in named.fences)


def test_without_fencing_there_is_nothing_of_it(tmp_path: Path) -> None:
    named = names(tmp_path, MEMO)
    assert named.fences == ()
    assert "passwords" not in ids(named)
    assert "passwords" not in ids(names(tmp_path, FENCED)._replace(fences=(SWITCH,)))
