"""Pacemaker's own judges of a CIB: its schemas, crm_verify, and crmsh, which loads it offline."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

SCHEMAS = Path("/usr/share/pacemaker")


@cache
def schemas() -> dict[tuple[int, ...], etree.RelaxNG]:
    """pacemaker-X.Y.rng by version, from 3.7 on."""
    found = {}
    for path in SCHEMAS.glob("pacemaker-[0-9]*.rng"):
        version = tuple(int(number) for number in path.stem.partition("-")[2].split("."))
        if version >= (3, 7):
            found[version] = etree.RelaxNG(etree.parse(path))
    return found


def against_schemas(root: etree._Element) -> dict[tuple[int, ...], str]:
    """What each schema that does not take the CIB says of it. `root` is left naming another schema than before."""
    refused = {}
    for version, schema in sorted(schemas().items()):
        root.set("validate-with", "pacemaker-" + ".".join(map(str, version)))
        if not schema.validate(root):
            refused[version] = str(schema.error_log)
    return refused


def verified(cib: Path) -> tuple[int, str]:
    """crm_verify's exit and all that it says."""
    done = subprocess.run(["crm_verify", "-V", "-x", cib], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


class Loaded(NamedTuple):
    """crmsh's exit, what it said besides what it always says, and the CIB that it wrote."""

    status: int
    said: list[str]
    root: etree._Element


def loaded(cib: Path, environment: Mapping[str, str], place: Path) -> Loaded:
    """`crm configure load xml replace` of the CIB into an empty one in the directory `place`."""
    work = place / "work.xml"
    work.write_bytes(subprocess.run(["cibadmin", "--empty"], capture_output=True, timeout=60, check=True).stdout)
    done = subprocess.run(
        ["crm", "-D", "plain", "configure", "load", "xml", "replace", cib],
        env={**environment, "CIB_file": str(work)},
        cwd=place, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = [line for line in (done.stdout + done.stderr).splitlines() if "Blind faith: not fencing" not in line]
    return Loaded(done.returncode, said, etree.fromstring(work.read_bytes()))


def resources(root: etree._Element) -> set[tuple[str, str | None]]:
    """Everything with an id that means something, to tell two CIBs apart."""
    wanted = ("primitive", "group", "clone", "rsc_order", "rsc_colocation", "rsc_location", "alert", "node", "nvpair", "op")
    return {(str(element.tag), element.get("id")) for element in root.iter(*wanted)}
