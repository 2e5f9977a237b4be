"""The manual page of the genuine package names no directive that the catalogue does not have."""

from __future__ import annotations

import gzip
import re

from ..catalogue.test_directives import MANUAL
from .heartbeat_package import tree


def test_each_paragraph_of_the_manual_is_a_directive() -> None:
    text = gzip.decompress((tree() / "usr/share/man/man5/ha.cf.5.gz").read_bytes()).decode()
    paragraphs = set(re.findall(r"^\.PP\n\\fB([a-z0-9_]+)\\fR", text, re.MULTILINE))
    assert len(paragraphs) > 40
    assert paragraphs == set(MANUAL.split())
