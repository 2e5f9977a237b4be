"""What crmsh and pcs make of their formats is the CIB of the XML format."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from ha1to2 import pipeline

from ..golden.cases import CONVERTIBLE, DIRECTORY, GOLDEN, within
from . import loading
from .canonical import configuration


def converted(case: str, language: str) -> bytes:
    with within(GOLDEN / case):
        return pipeline.convert(DIRECTORY, language).value


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crmsh(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    done, cib = loading.crmsh(converted(case, "crmsh"), crm_environment, tmp_path)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "Blind faith: not fencing" not in line]
    assert (done.returncode, said) == (0, [])
    assert configuration(cib) == configuration((GOLDEN / case / "cib.xml").read_bytes())


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_pcs(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    done, cib = loading.pcs(converted(case, "pcs"), crm_environment, tmp_path)
    assert done.returncode == 0, done.stderr
    assert configuration(cib) == configuration((GOLDEN / case / "cib.xml").read_bytes())
