"""Whatever can be converted has a runbook: each golden tree, with a peer made of it and one link between the two."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ha1to2 import pipeline
from ha1to2.runbook.document import chapters

from ..corosync.trees import ONE, OTHER
from ..golden.cases import CONVERTIBLE, GOLDEN, within
from .test_steps import inner, texts

_LINKS = re.compile(rb"^\s*(?:ucast6?|bcast|mcast6?|serial|baud)\b.*\n", re.MULTILINE)
_NODES = re.compile(rb"^\s*node[\s,]+(.*?)\s*$", re.MULTILINE)


def pair_of(case: str, place: Path) -> None:
    conf = (GOLDEN / case / "etc/ha.d/ha.cf").read_bytes()
    nodes = [word for line in _NODES.findall(conf) for word in re.split(rb"[\s,]+", line)]
    for name, node, peer in (("one", nodes[0], b"2"), ("other", nodes[1], b"1")):
        for part in ("etc", "usr"):
            if (GOLDEN / case / part).is_dir():
                shutil.copytree(GOLDEN / case / part, place / name / part)
        (place / name / "etc/ha.d/ha.cf").write_bytes(b"ucast eth9 10.99.0." + peer + b"\n" + _LINKS.sub(b"", conf))
        (place / name / "etc/hostname").write_bytes(node + b"\n")
        (place / name / "etc/hosts").unlink(missing_ok=True)


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_runbook(case: str, tmp_path: Path) -> None:
    pair_of(case, tmp_path)
    with within(tmp_path):
        made = pipeline.runbook(ONE, OTHER)
        named = pipeline.runbook_names(ONE, OTHER).value
    assert made.value, made.diagnostics
    assert named is not None
    steps = [step for chapter in chapters(named) for step in chapter.steps]
    assert len({step.id for step in steps}) == len(steps)
    script = "\n".join(each for text in texts(steps) for each in (text, inner(text)) if each)
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {service.id for service in named.services} <= set(re.findall(r"[a-z]\w+", made.value.decode()))
