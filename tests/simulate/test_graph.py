"""The graph of resources and constraints. That of the memo is pinned."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from ha1to2.simulate import scheduler
from ha1to2.simulate.graph import as_dot, as_svg, quoted
from lxml import etree

from ..elements import only
from .shapes import MEMO, Line, cluster

GOLDEN = Path(__file__).with_name("data") / "memo.dot"


def test_the_graph_of_the_memo() -> None:
    assert as_dot(MEMO) == GOLDEN.read_text()


def test_graphviz_draws_every_resource_and_constraint() -> None:
    cib, _ = cluster([Line("www", "web01", ("ip", "drbd:r0", "fs", "drbd:r1", "logs"))])
    outcome = as_svg(cib)
    assert outcome.diagnostics == ()
    shown = " ".join(cast("Iterator[str]", etree.fromstring(outcome.value).itertext()))
    for name in ("www", "ip", "disk_r0-clone", "gate_r1", "promote, then start", "with Promoted INFINITY", "web01: 100", "pingd"):
        assert name in shown


@pytest.mark.parametrize(
    "text",
    ['"', "\\", "\\n", '\\"', "a\\", "<b>bold</b>", "&lt;", "&amp;lt;", "\\N \\G \\L", "{a|b}", "näme", "-> }", "", "a;b", "// x"],
)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    root = etree.fromstring(MEMO)
    only(root, ".//primitive[@id='mysqld']").set("type", f"[{text}]")
    outcome = as_svg(etree.tostring(root))
    assert outcome.diagnostics == ()
    shown = [node.text for node in etree.fromstring(outcome.value).iter("{http://www.w3.org/2000/svg}text")]
    assert f"ocf:ha1to2:[{text}]" in [line.replace("\xa0", " ") for line in shown if line]


@pytest.mark.parametrize("text", ['a"b', "back\\slash", "line\nbreak", "a\x00b", "ä", "\u202e"])
def test_a_quoted_string_is_one_word_to_graphviz(text: str) -> None:
    source = f"digraph g {{ {quoted(text)} [label=x] }}"
    drawn = subprocess.run(["dot", "-Tplain"], input=source.encode(), capture_output=True, check=True, timeout=60)
    assert [line.split()[0] for line in drawn.stdout.decode().splitlines()] == ["graph", "node", "stop"]


def test_what_is_missing_is_left_out() -> None:
    cib = b"""<cib><configuration><resources><group id="empty"/><primitive id="a" class="lsb" type="x"/></resources><constraints>
      <rsc_order id="o" first="a" then="gone"/><rsc_location id="l" rsc="gone" node="n" score="1"/><rsc_colocation id="c" rsc="a"
      with-rsc="gone" score="1"/><rsc_ticket id="t" rsc="a" ticket="x"/></constraints></configuration></cib>"""
    assert [line for line in as_dot(cib).splitlines() if "gone" in line or "empty" in line] == []
    assert as_dot(b"<cib/>").endswith("}\n")


def test_without_dot_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "SEARCH", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    outcome = as_svg(MEMO)
    assert (outcome.value, outcome.diagnostics[0].code, outcome.diagnostics[0].help) == (b"", "H805", "apt install graphviz")


@pytest.mark.parametrize("cib", [b"", b"<cib", b"\xff"])
def test_what_is_no_xml_is_told(cib: bytes) -> None:
    assert [diagnostic.code for diagnostic in as_svg(cib).diagnostics] == ["H801"]


def test_a_dot_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "dot"
    broken.write_text("#!/bin/sh\ncat > /dev/null; echo no fonts >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (diagnostic,) = as_svg(MEMO).diagnostics
    assert (diagnostic.code, "no fonts" in diagnostic.message) == ("H805", True)
