"""The formats of `convert` loaded into an empty CIB with the real crmsh and the real pcs, offline."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ha1to2.cib import crmsh as crmsh_format
from ha1to2.cib import pcs as pcs_format
from ha1to2.model import ClusterPlan

_HARMLESS = (
    "Blind faith: not fencing",
    "Defaults do not apply to resources which override",
    "Validation for node existence in the cluster will be skipped",
    "Adding ",
)
"""What both say of any cluster: no fencing, and no cluster that they could ask."""


FORMATS = {"crmsh": crmsh_format.render, "pcs": pcs_format.render}


class Loaded(NamedTuple):
    status: int
    complaints: list[str]
    cib: bytes


@cache
def empty_cib() -> bytes:
    return subprocess.run(["cibadmin", "--empty"], capture_output=True, timeout=60, check=True).stdout


def load(language: str, plan: ClusterPlan, environment: dict[str, str], place: Path) -> Loaded:
    """A plan that the format can hold, loaded."""
    rendering = FORMATS[language](plan)
    assert rendering.unfit == ()
    return {"crmsh": crmsh, "pcs": pcs}[language](rendering.document, environment, place)


def crmsh(document: bytes, environment: dict[str, str], place: Path, cib: bytes | None = None) -> Loaded:
    """Statements, as `crm configure load update` takes them."""
    (place / "cluster.crm").write_bytes(document)
    command = ["crm", "-D", "plain", "configure", "load", "update", "cluster.crm"]
    return _run(command, {**environment, "CIB_file": str(place / "work.xml")}, place, cib)


def pcs(document: bytes, environment: dict[str, str], place: Path, cib: bytes | None = None) -> Loaded:
    """A script, run on a file."""
    (place / "cluster.sh").write_bytes(document)
    return _run(["sh", "cluster.sh", "work.xml"], environment, place, cib)


def _run(command: list[str], environment: dict[str, str], place: Path, cib: bytes | None) -> Loaded:
    work = place / "work.xml"
    work.write_bytes(cib or empty_cib())
    done = subprocess.run(command, env=environment, cwd=place, capture_output=True, text=True, timeout=300, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if not any(each in line for each in _HARMLESS)]
    return Loaded(done.returncode, said, work.read_bytes())
