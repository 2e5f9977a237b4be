"""Manual pages and shell completion: what they say, that roff takes them as they are meant, and that they complete.

After a wanted change of an agent or of a page's form: `make man`, and copy the page of vip-check to tests/golden/agents.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from ha1to2.cli import main
from ha1to2.install_agents import AGENTS
from ha1to2.version import VERSION
from hypothesis import example, given, settings
from hypothesis import strategies as st

from docs.share import agents, completion, files, program, roff

from ..golden.cases import GOLDEN

MADE = files.files()
PAGES = [name for name in MADE if name.startswith("man/")]


def shown(page: str) -> str:
    """A page as a wide terminal shows it; roff has nothing to complain of."""
    command = ["groff", "-man", "-ww", "-Tutf8", "-rLL=2000n", "-P-cbou"]
    done = subprocess.run(command, input=page, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    return done.stdout


def words(text: str) -> str:
    return " ".join(text.split())


def body(made: str) -> str:
    """What a terminal shows of pieces of a page."""
    page = roff.heading("title", 1, "source", "manual") + roff.section("BODY") + made
    return shown(page).partition("BODY\n")[2].rpartition("source")[0].rstrip() + "\n"


# roff


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(codec="latin-1", exclude_categories=("C", "Z")) | st.just(" "), min_size=1).map(words).filter(len))
@example(".TH is no request")
@example("'tis no request")
@example("\\fBnot bold\\fR, \\n[.l] and \\&")
@example("--option 'value' \"quoted\" `x` a^b ~user C:\\dir")
@example("..")
@example("\\")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    made = [roff.prose(text), roff.prose(f"  {text}"), roff.subsection(text), roff.tagged(roff.bold(text), text)]
    assert words(body("".join(made))) == " ".join([text] * 5)


def test_paragraphs_and_examples() -> None:
    text = "one\ntwo\n\n  $ as it\n    stands\n\nthree"
    assert body(roff.prose(text)) == "       one two\n\n           $ as it\n             stands\n\n       three\n"
    assert body(roff.tagged("tag", text)) == (
        "       tag    one two\n\n              $ as it\n                stands\n\n              three\n"
    )


# The pages


def test_each_page_is_made_once() -> None:
    expected = ["man/man1/ha1to2.1", *(f"man/man7/ocf_ha1to2_{agent}.7" for agent in AGENTS)]
    assert expected == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_roff_and_man_take_each_page(name: str, tmp_path: Path) -> None:
    page = tmp_path / Path(name).name
    page.write_text(MADE[name], encoding="ascii")
    shown(MADE[name])
    man = ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"}
    done = subprocess.run(man, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    # what apropos and whatis read
    lexgrog = subprocess.run(["lexgrog", str(page)], capture_output=True, text=True, timeout=60, check=True)
    assert re.fullmatch(rf'{page}: "{page.stem} - .{{20,}}"\n', lexgrog.stdout)


def test_the_page_of_an_agent() -> None:
    name = files.agent_page("vip-check")
    assert MADE[name] == (GOLDEN / "agents" / Path(name).name).read_text()


@pytest.mark.parametrize("agent", AGENTS)
def test_the_page_has_all_that_the_metadata_has(agent: str) -> None:
    page = words(shown(MADE[files.agent_page(agent)]))
    root = ElementTree.parse(GOLDEN / "agents" / f"{agent}.xml").getroot()
    for text in [*root.iter("longdesc"), root.find("shortdesc")]:
        assert text is not None
        assert words(text.text or "") in page
    for each in [*root.iter("parameter"), *root.iter("action")]:
        assert f" {each.attrib['name']} " in page
    for content in root.iter("content"):
        assert content.get("default") is None or f'default "{content.get("default")}"' in page


def test_no_agent_can_break_its_page() -> None:
    metadata = b"""<resource-agent name=".x'y"><longdesc>.so /etc/passwd

'ig
</longdesc><shortdesc>a \\- b</shortdesc><parameters><parameter name="-p" unique="1" required="1"><longdesc>\\c</longdesc>
<content type="string" default="&quot;&#233;"/></parameter></parameters><actions><action name="start" timeout="5s"/></actions>
</resource-agent>"""
    page = words(shown(agents.page(metadata, "1")))
    assert ".so /etc/passwd 'ig" in page
    assert '-p \\c (unique, required, string, default ""é")' in page
    assert "primitive .x'y ocf:ha1to2:.x'y \\ params \\ -p=... \\ op start timeout=5s" in page


def test_the_page_has_every_command_and_option() -> None:
    page = words(shown(MADE[files.PROGRAM]))
    context = click.Context(main, info_name="ha1to2", **main.context_settings)
    for name, command in main.commands.items():
        assert f" ha1to2 {name} [OPTIONS]" in page
        assert words(command.help or "") in page
        for option in command.params:
            if isinstance(option, click.Option):
                assert words(" ".join(option.get_help_record(context) or ())) in page
    assert "--version Show the version and exit. -h, --help Show this message and exit." in page
    assert f"ha1to2 {VERSION}" in page
    for agent in AGENTS:
        assert f"ocf_ha1to2_{agent}(7)" in page


def test_a_new_command_is_in_the_page_and_a_hidden_one_is_not() -> None:
    group = click.Group("ha1to2", help="All.")
    option = click.Option(["-x", "--ex"], metavar=".Y", help="'Z'")
    new = click.Command("new", help="Does it.\n\n\b\nas it\n  stands\n\nMore.\fNot this.", params=[option])
    for command in (new, click.Command("secret", help="Hidden.", hidden=True)):
        group.add_command(command)
    page = shown(program.page(group, "9", ("an-agent",)))
    assert "   ha1to2 new [OPTIONS]\n       Does it.\n\n           as it\n             stands\n\n       More.\n" in page
    assert "-x, --ex .Y 'Z'" in words(page)
    for absent in ("secret", "Hidden", "Not this"):
        assert absent not in page


def test_the_examples_run(tmp_path: Path) -> None:
    section = MADE[files.PROGRAM].partition(".SH EXAMPLES\n")[2].partition(".SH")[0]
    commands = [line.replace("\\-", "-") for line in section.splitlines() if line.startswith("ha1to2 ")]
    assert len(commands) > 5
    for node in ("web01", "web02"):
        (tmp_path / node).symlink_to(GOLDEN / f"memo-{node}")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin"}
    for command in commands:
        subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)


# Completion: here with the click of the tests. The packages are tried in interactive shells, with Debian's.


def completed(line: str, tmp_path: Path) -> list[str]:
    """What bash offers for the last word of `line` once it has read the script."""
    script = tmp_path / "ha1to2.bash"
    script.write_text(MADE[files.COMPLETION["bash"]])
    typed = line.split(" ")
    code = (
        f'. {script}; compopt() {{ echo compopt "$@"; }}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
        '_ha1to2_completion ha1to2; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    asked = ["bash", "--norc", "-c", code, "bash", *typed]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ha1to2 ch", ["check"]),
        ("ha1to2 ", sorted(main.commands)),
        ("ha1to2 convert --st", ["--strict"]),
        ("ha1to2 convert --diagnostics ", ["full", "concise", "json"]),
        ("ha1to2 convert /etc/h", ["compopt -o default", ""]),
        ("ha1to2 codes h60", [f"H60{digit}" for digit in range(1, 9)]),
        ("ha1to2 codes H601 H602 H60", [f"H60{digit}" for digit in range(1, 9)]),
        ("ha1to2 codes X", [""]),
    ],
)
def test_what_is_offered(line: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(line, tmp_path) == offered


@pytest.mark.parametrize("shell", files.COMPLETION)
def test_a_shell_can_read_its_script(shell: str) -> None:
    script = MADE[files.COMPLETION[shell]]
    assert completion.VARIABLE in script
    assert script.count("loadautofunc") == (1 if shell == "zsh" else 0)
