"""The formats of `convert` loaded into an empty CIB with the real crmsh and the real pcs, offline."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path


@cache
def empty_cib() -> bytes:
    return subprocess.run(["cibadmin", "--empty"], capture_output=True, timeout=60, check=True).stdout


def run(command: list[str], environment: dict[str, str], place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, cwd=place, capture_output=True, text=True, timeout=300, check=False
    )


def crmsh(document: bytes, environment: dict[str, str], place: Path) -> tuple[subprocess.CompletedProcess[str], bytes]:
    """What crm said, and the CIB afterwards."""
    (place / "cluster.crm").write_bytes(document)
    (place / "work.xml").write_bytes(empty_cib())
    command = ["crm", "-D", "plain", "configure", "load", "update", "cluster.crm"]
    done = run(command, {**environment, "CIB_file": str(place / "work.xml")}, place)
    return done, (place / "work.xml").read_bytes()


def pcs(document: bytes, environment: dict[str, str], place: Path) -> tuple[subprocess.CompletedProcess[str], bytes]:
    """What the script said, and the CIB afterwards."""
    (place / "cluster.sh").write_bytes(document)
    (place / "work.xml").write_bytes(empty_cib())
    done = run(["sh", "cluster.sh", "work.xml"], environment, place)
    return done, (place / "work.xml").read_bytes()
