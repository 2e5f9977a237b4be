"""crm_simulate as a function: what reaches it, what it leaves, and what becomes of its failures."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from ha1to2.simulate import scheduler
from ha1to2.simulate.play import play
from ha1to2.simulate.scheduler import Action, ProgramMissing, SchedulerFailed, bare, program, run

from .shapes import MEMO, MEMO_BEHAVIOUR, NODES

NOW = 1_000_000_000


def script(directory: Path, text: str) -> str:
    path = directory / "crm_simulate"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_it_is_found_without_sbin_on_the_path() -> None:
    assert program({"PATH": "/nowhere"}) == program({}) == program({"PATH": ":relative:."})


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ProgramMissing, match="no_such_program"):
        program({}, "no_such_program")


def test_nothing_of_the_environment_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIB_file", "/somewhere/else.xml")
    monkeypatch.setenv("PCMK_debug", "yes")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    told = tmp_path / "environment"
    with pytest.raises(SchedulerFailed):
        run(script(tmp_path, f"env > {told}"), MEMO, now=NOW)
    names = {line.partition("=")[0]: line.partition("=")[2] for line in told.read_text().splitlines()}
    assert "CIB_file" not in names
    assert not [name for name in names if name.startswith("PCMK")]
    assert names["LC_ALL"] == "C"


def test_it_ignores_a_live_cib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIB_file", "/nonexistent/cib.xml")
    (result,) = play(MEMO, NODES, MEMO_BEHAVIOUR, only=["boot-together"]).value
    assert result.ok


def test_it_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run(program({}), MEMO, now=NOW)
    with pytest.raises(SchedulerFailed):
        run(program({}), b"junk", now=NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo something is wrong >&2; exit 78", "something is wrong"),
        ("exit 65", "crm_simulate ended with 65"),
        ("exit 0", "crm_simulate ended with 0"),
        ("kill -SEGV $$", "crm_simulate ended with -11"),
        (
            'for a; do case $a in --save-*) echo "<x/>" > "${a#*=}";; esac; done; echo "<pacemaker-result/>"',
            "crm_simulate printed no status",
        ),
        ('for a; do case $a in --save-*) echo "<x/>" > "${a#*=}";; esac; done; echo junk', "crm_simulate printed no XML"),
    ],
)
def test_what_goes_wrong_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SchedulerFailed, match=message):
        run(script(tmp_path, text), MEMO, now=NOW)


def test_what_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "TIMEOUT", 0.2)
    with pytest.raises(SchedulerFailed, match="did not end within"):
        run(script(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60"), MEMO, now=NOW)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_same_run_twice_does_the_same() -> None:
    first, second = (run(program({}), MEMO, now=NOW) for _ in range(2))
    assert (first.actions, first.instances) == (second.actions, second.instances) == ((), ())


def test_instances_of_clones_go_by_their_primitive() -> None:
    assert (bare("data:1"), bare("data")) == ("data", "data")
    assert Action("data", "start", "web01", 0).resource == bare("data:0")


ENTITIES = b"".join(b"<!ENTITY a%d '%s'>" % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 12))
LAUGHS = b"<!DOCTYPE cib [<!ENTITY a0 'ha'>%s]>" % ENTITIES


@pytest.mark.parametrize(
    ("cib", "code"),
    [
        (LAUGHS + b"<cib id='&a11;'><configuration><resources/></configuration></cib>", "H801"),
        (b"", "H801"),
        (b"\xff\xfe junk", "H801"),
        (b"<cib", "H801"),
        (b"<haresources/>", "H801"),
        (b"<cib><configuration/></cib>", "H801"),
        (b'<cib validate-with="pacemaker-3.7"><configuration><resources><bad/></resources></configuration></cib>', "H803"),
        (MEMO.replace(b'crm_feature_set="3.7.0"', b'crm_feature_set="99.0.0"'), "H803"),
        (MEMO.replace(b'rsc="www" node', b'rsc="gone" nod'), "H803"),
    ],
    ids=range(9),
)
def test_what_is_no_cib_is_refused(cib: bytes, code: str) -> None:
    outcome = play(cib, NODES, MEMO_BEHAVIOUR)
    assert outcome.value == ()
    assert [d.code for d in outcome.diagnostics if d.severity.value == "error"] == [code]


def test_without_crm_simulate_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "SEARCH", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    (diagnostic,) = play(MEMO, NODES, MEMO_BEHAVIOUR).diagnostics
    assert (diagnostic.code, diagnostic.help) == ("H802", "apt install pacemaker-cli-utils")


def test_a_resource_that_the_cib_lacks_is_named() -> None:
    outcome = play(MEMO.replace(b'"fs"', b'"filesystem"'), NODES, MEMO_BEHAVIOUR, only=["boot-together"])
    assert [(d.code, d.severity.value, "'fs'" in d.message) for d in outcome.diagnostics] == [("H804", "warning", True)]
    assert not outcome.value[0].ok
