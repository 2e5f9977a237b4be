"""What brings a node back that a program of `failfast` put on standby: what H159 says does, and the usual command does not."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from lxml import etree

TREE = Path(__file__).resolve().parent / "programs-own"
PROGRAM = "program_vital"


def simulate(*words: str) -> str:
    return subprocess.run(["crm_simulate", *words], check=True, capture_output=True, text=True, timeout=60).stdout


def on_standby(cib: Path) -> bool:
    return "Node web01: standby (on-fail)" in simulate("-x", str(cib))


def test_a_cleanup_brings_the_node_back_and_the_attribute_does_not(tmp_path: Path) -> None:
    (advised,) = re.findall(r"goes to standby, and '(.+?)' brings it back", (TREE / "diagnostics.txt").read_text())
    assert advised == f"crm resource cleanup {PROGRAM}-clone"
    failed = tmp_path / "failed.xml"
    ran = ("-u", "web01", "-u", "web02", "-i", f"{PROGRAM}:0_start_0@web01=0", "-i", f"{PROGRAM}:0_monitor_10000@web01=7")
    simulate("-x", str(TREE / "cib.xml"), *ran, "-O", str(failed))
    assert on_standby(failed)

    asked = ["crm_attribute", "--node", "web01", "--name", "standby", "--update", "off"]
    subprocess.run(asked, check=True, env={**os.environ, "CIB_file": str(failed)}, timeout=60)
    assert on_standby(failed)

    cib = etree.parse(str(failed))
    for resources in cib.iterfind(".//node_state[@uname='web01']/lrm/lrm_resources"):
        for history in resources.findall("lrm_resource"):  # as crm_resource --cleanup does, for which a cluster has to run
            if str(history.get("id")).startswith(PROGRAM):
                resources.remove(history)
    cib.write(str(failed))
    assert not on_standby(failed)
