"""The document: what it says for three pairs, that it is CommonMark whatever the names are, and that it is all of the steps."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ha1to2.catalogue.services import Manner
from ha1to2.choices import Choices
from ha1to2.diagnostics import Severity, has_errors
from ha1to2.runbook.document import chapters, render
from ha1to2.runbook.markdown import block, code
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .pairs import GOLDEN, MEMO, PAIRS, VIP_ONLY, document, names

HA1TO2 = str(Path(sys.executable).with_name("ha1to2"))
PARSER = MarkdownIt("commonmark")


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


@pytest.mark.parametrize("pair", PAIRS)
def test_golden(pair: str, tmp_path: Path) -> None:
    made = document(tmp_path, PAIRS[pair])
    assert made.value.decode() == (GOLDEN / f"{pair}.md").read_text(), "if it is meant: python -m tests.golden.regenerate"


@pytest.mark.parametrize("pair", PAIRS)
def test_contents_lead_to_every_chapter(pair: str) -> None:
    tokens = PARSER.parse((GOLDEN / f"{pair}.md").read_text())
    titles = [after.content for token, after in zip(tokens, tokens[1:]) if token.type == "heading_open" and token.tag == "h2"]
    slugs = ["-".join(title.lower().split()) for title in titles]
    targets = [str(token.attrGet("href")) for token in inline(tokens) if token.type == "link_open"]
    assert len(set(slugs)) == len(slugs) >= 10
    assert targets[: len(slugs)] == [f"#{slug}" for slug in slugs]
    assert set(targets) == {f"#{slug}" for slug in slugs}


@pytest.mark.parametrize("pair", PAIRS)
def test_every_command_stands_in_a_block_as_it_is(pair: str, tmp_path: Path) -> None:
    named = names(tmp_path, PAIRS[pair])
    steps = [step for chapter in chapters(named) for step in chapter.steps]
    tokens = PARSER.parse(render(named))
    expected = [
        text
        for step in steps
        for text in (*[each.text for each in step.commands], step.check.text, *[each.text for each in step.way_back])
    ]
    assert [token.content.rstrip("\n") for token in tokens if token.type == "fence"] == expected
    assert {token.info for token in tokens if token.type == "fence"} == {"sh"}
    headings = [after.content for token, after in zip(tokens, tokens[1:]) if token.tag == "h3" and token.nesting == 1]
    assert headings == [f"{number}. {step.title}" for number, step in enumerate(steps, 1)]


@pytest.mark.parametrize("pair", PAIRS)
def test_no_markup_by_accident(pair: str) -> None:
    """What is no code comes from us: no HTML, no heading that a name made, no image, no reference that leads nowhere."""
    tokens = PARSER.parse((GOLDEN / f"{pair}.md").read_text())
    kinds = {token.type for token in [*tokens, *inline(tokens)]}
    assert not kinds & {"html_block", "html_inline", "image", "code_block", "hardbreak"}
    assert not re.search(r"\n\n\n", (GOLDEN / f"{pair}.md").read_text())


@pytest.mark.parametrize("pair", PAIRS)
def test_no_secret(pair: str, tmp_path: Path) -> None:
    secret = "[client]\npassword = opensesame\n"
    one, other = ({**tree, "my.cnf": tree.get("my.cnf", "") + secret} for tree in PAIRS[pair])
    text = document(tmp_path, (one, other)).value.decode()
    assert text
    secrets = {word for tree in PAIRS[pair] for word in tree["ha.d/authkeys"].split() if len(word) > 6}
    assert not [secret for secret in (*secrets, "opensesame") if secret in text]


def test_same_bytes_twice(tmp_path: Path) -> None:
    assert document(tmp_path, MEMO).value == document(tmp_path, MEMO).value


def test_everything_of_the_pair_is_named(tmp_path: Path) -> None:
    text = document(tmp_path, MEMO).value.decode()
    for name in (
        "web01", "web02", "group_vip_10_1_13_10", "vip_10_0_13_10", "drbd_wait_r0", "fs_drbd", "/drbd",
        "/drbd/lib/mysql/mysql.sock", "udp/694", "172.16.13.2:7788", "tcp/3306", "usr/local/cluster/check_primary",
    ):  # fmt: skip
        assert name in text


def test_refused_trees_give_nothing(tmp_path: Path) -> None:
    one, other = MEMO
    made = document(tmp_path, (one, {**other, "ha.d/haresources": "web01 10.1.13.10\n"}))
    assert made.value == b""
    assert has_errors(made.diagnostics)
    call = [sys.executable, HA1TO2, "runbook", "one/etc/ha.d", "other/etc/ha.d"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error[H703]" in done.stderr


def test_command_writes_what_the_pipeline_makes(tmp_path: Path) -> None:
    expected = document(tmp_path, MEMO).value
    call = [sys.executable, HA1TO2, "runbook", "one/etc/ha.d", "other/etc/ha.d"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout == expected
    subprocess.run([*call, "-o", "runbook.md"], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert (tmp_path / "runbook.md").read_bytes() == expected
    assert subprocess.run([*call, "--strict"], cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode == 1


def test_active_is_the_node_that_serves(tmp_path: Path) -> None:
    assert names(tmp_path, MEMO).stop_order == ("web02", "web01")
    assert names(tmp_path, MEMO, "WEB02").stop_order == ("web01", "web02")
    made = document(tmp_path, MEMO, "web03")
    assert made.value == b""
    assert [each.code for each in made.diagnostics if each.severity is Severity.ERROR] == ["H951"]


def test_what_was_chosen_is_chosen_again(tmp_path: Path) -> None:
    """The commands of the runbook make the CIB that was asked for, and what that starts leaves the boot sequence."""
    (tmp_path / "my scripts.ini").write_text("[squid]\nagent = systemd:squid5\n")
    chosen = Choices(Manner.SYSTEMD, "my scripts.ini")
    made = document(tmp_path, VIP_ONLY, choices=chosen).value.decode()
    for command in ("check", "convert", "corosync"):
        assert f"ha1to2 {command} --services systemd --catalogue 'my scripts.ini' " in made
    assert {"squid", "squid5"} <= set(names(tmp_path, VIP_ONLY, choices=chosen).boot)
    call = [sys.executable, HA1TO2, "runbook", *chosen.words, "one/etc/ha.d", "other/etc/ha.d"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert done.stdout.decode() == made


def test_fstab_of_a_tree_is_told(tmp_path: Path) -> None:
    one, other = MEMO
    table = "# fstab\n/dev/sda1 / ext3 defaults 1 1\n  /dev/drbd0\t/drbd ext3 defaults,noatime 1 2\n"
    made = document(tmp_path, ({**one, "fstab": table}, other))
    (found,) = [each for each in made.diagnostics if each.code == "H950"]
    assert str(found.span) == "one/etc/fstab:3:3"
    text = made.value.decode()
    assert "becomes `/dev/drbd0 /drbd ext3 noauto,noatime 1 0`" in text


def test_links_of_the_trees_are_told(tmp_path: Path) -> None:
    one, other = MEMO
    links = {"rc3.d/S70drbd": "", "rc.d/rc3.d/S75heartbeat": "", "rc3.d/S10network": "", "rc3.d/K70drbd-wait": ""}
    wants = {"systemd/system/multi-user.target.wants/mariadb.service": ""}
    text = document(tmp_path, ({**one, **links}, {**other, **wants})).value.decode()
    told = re.findall(r"^- `(\S+)` in the etc of `(\S+)`$", text, re.MULTILINE)
    assert told == [
        ("rc3.d/S70drbd", "one/etc/ha.d"),
        ("rc.d/rc3.d/S75heartbeat", "one/etc/ha.d"),
        ("systemd/system/multi-user.target.wants/mariadb.service", "other/etc/ha.d"),
    ]


@given(st.text(max_size=12, alphabet=st.sampled_from("`*_[]()<>&\\|#!~ ab1\n\t-")))
def test_a_code_span_holds_any_text(text: str) -> None:
    spans = [token for token in inline(PARSER.parse(f"x {code(text)} y")) if token.type == "code_inline"]
    (span,) = spans
    shown = "".join(character if character.isprintable() else "·" for character in text)
    assert span.content.strip(" ") == shown.strip(" ")


@given(st.text(max_size=30, alphabet=st.sampled_from("`~ab \n")))
def test_a_block_holds_any_text(text: str) -> None:
    (fence,) = PARSER.parse(block(text))
    assert fence.content == f"{text}\n"


@pytest.mark.parametrize("pair", PAIRS)
def test_ids_are_unique(pair: str, tmp_path: Path) -> None:
    ids = [step.id for chapter in chapters(names(tmp_path, PAIRS[pair])) for step in chapter.steps]
    assert len(set(ids)) == len(ids)
