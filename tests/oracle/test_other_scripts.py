"""The scripts that are no wrappers: drbddisk, ldirectord, OCF and the library of the wrappers, as genuine programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ha1to2 import pipeline
from ha1to2.catalogue.scripts import UNCONVERTED

from ..golden.cases import GOLDEN
from .heartbeat_package import RESOURCE_SCRIPTS, tree
from .sandbox import Sandbox, substituted

DRBDDISK = Path("/etc/ha.d/resource.d/drbddisk")
"""Of Debian's package drbd-utils."""
LDIRECTORD = Path("/usr/lib/ocf/resource.d/heartbeat/ldirectord")
"""The agent; the program that it calls is the script of resource.d."""
NOTES = '#!/bin/sh\nprintf "%s\\n" "$*" >>"$RECORD"\n'


@pytest.mark.parametrize(
    ("arguments", "asked"), [(["r0"], "primary r0"), ([], "primary all"), (["all"], "primary all"), (["r0", "r1"], None)]
)
def test_drbddisk(arguments: list[str], asked: str | None) -> None:
    """One resource, or all; with two names it starts nothing (H247)."""
    with Sandbox() as sandbox:
        record = sandbox.writable / "record"
        stand_in = sandbox.script(sandbox.root / "drbdadm", NOTES)
        changes = {'DRBDADM="/sbin/drbdadm"': f'DRBDADM="{stand_in}"'}
        script = sandbox.script(sandbox.root / "drbddisk", substituted(DRBDDISK.read_text(), changes))
        done = sandbox.run([script, *arguments, "start"], {"RECORD": str(record)})
        assert (record.read_text().strip() if record.exists() else None) == asked
        assert (done.returncode == 0) == (asked is not None)


STACKED = """
resource r9 {
    net { protocol A; }
    stacked-on-top-of r0 { device minor 9; address 10.0.0.8:7789; }
    on far { device minor 9; disk /dev/vg0/r9; meta-disk internal; address 10.0.0.9:7789; }
}
"""


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("db1 drbddisk::r0 x", set()),
        ("db1 drbddisk x", {"H439"}),
        ("db1 drbddisk::all x", {"H439"}),
        ("db1 drbddisk::r9 x", {"H439"}),
        ("db1 drbddisk::r0 10.0.0.8/24 drbdupper::r9 x", {"H264"}),
        ("db1 drbddisk::r0 Filesystem::/dev/drbd9::/srv::ext4", {"H254"}),
    ],
)
def test_stacked_resources_are_refused_or_left_alone(line: str, codes: set[str], tmp_path: Path) -> None:
    """A stacked resource is refused where the line needs it; drbdadm without -S leaves it alone, and so do we."""
    etc = tmp_path / "etc"
    (etc / "ha.d").mkdir(parents=True)
    source = GOLDEN / "drbd-only/etc"
    for name in ("ha.d/ha.cf", "ha.d/authkeys"):
        (etc / name).write_bytes((source / name).read_bytes())
    (etc / "drbd.conf").write_text((source / "drbd.conf").read_text() + STACKED)
    (etc / "ha.d/haresources").write_text(f"{line}\n")
    outcome = pipeline.convert(str(etc / "ha.d"))
    assert {each.code for each in outcome.diagnostics if each.severity.value == "error"} == codes
    assert (outcome.value == b"") == bool(codes)
    assert b"drbd_r9" not in outcome.value


def test_drbdadm_leaves_stacked_resources_alone(tmp_path: Path) -> None:
    """`drbdadm primary all` of drbddisk does not promote them, which is why there is drbdupper."""
    path = tmp_path / "drbd.conf"
    path.write_text((GOLDEN / "drbd-only/etc/drbd.conf").read_text() + STACKED)
    done = subprocess.run(
        ["/usr/sbin/drbdadm", "-c", path, "-d", "primary", "all"],
        env={"__DRBD_NODE__": "db1", "PATH": "/usr/sbin:/usr/bin"}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert "primary r0" in done.stdout
    assert "r9" not in done.stdout


@pytest.mark.parametrize("action", ["start", "stop", "status"])
def test_ldirectord(action: str) -> None:
    """The agent calls the program with the file and the action, as ResourceManager did; a relative name it does not find."""
    with Sandbox() as sandbox:
        stand_in = sandbox.script(sandbox.root / "ldirectord", NOTES)
        (sandbox.root / "www.cf").touch()
        for name, found in ((str(sandbox.root / "www.cf"), True), ("www.cf", False)):
            record = sandbox.writable / f"record-{found}"
            environment = {"RECORD": str(record), "OCF_ROOT": "/usr/lib/ocf", "OCF_RESKEY_ldirectord": str(stand_in)}
            done = sandbox.run(
                [LDIRECTORD, "monitor" if action == "status" else action], {**environment, "OCF_RESKEY_configfile": name}
            )
            assert (done.returncode == 0) == found
            asked = record.read_text().splitlines() if found else []
            assert asked[:1] == [f"{name} status"] * found


@pytest.mark.parametrize(("name", "arguments"), [("OCF", ["apache", "web"]), ("hto-mapfuncs", [])])
def test_what_starts_nothing(name: str, arguments: list[str]) -> None:
    """OCF of heartbeat 3.0 looks for agents one directory too deep; the library does nothing by itself."""
    assert name in UNCONVERTED
    with Sandbox() as sandbox:
        done = sandbox.run(["/bin/sh", tree() / RESOURCE_SCRIPTS / name, *arguments, "start"])
        assert done.stdout == b""
        assert (b"usage" in done.stderr) == (name == "OCF")
