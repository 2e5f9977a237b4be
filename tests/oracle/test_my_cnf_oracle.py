"""Our reading of my.cnf against MySQL's own: my_print_defaults and the server of Debian's MariaDB packages."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from ha1to2.diagnostics import has_errors
from ha1to2.settings.mysql import SAFE, SERVER
from ha1to2.source import SourceFile, Span
from ha1to2.syntax import my_cnf
from hypothesis import given, settings
from hypothesis import strategies as st

GROUPS = ("mysqld", "server", "client")


def reader(pattern: str, span: Span) -> tuple[SourceFile, ...]:
    base = Path("/") if pattern.startswith("/") else Path(span.file.name).parent
    found = sorted(base.glob(pattern.lstrip("/")))
    return tuple(SourceFile.from_bytes(str(path), path.read_bytes()) for path in found if path.is_file())


def printed(path: Path, groups: Sequence[str] = GROUPS) -> str | None:
    """What my_print_defaults prints, or None where it gives up."""
    command = ["my_print_defaults", f"--defaults-file={path}", *groups]
    ran = subprocess.run(command, capture_output=True, timeout=30, check=False)
    if ran.returncode != 0:
        return None
    return ran.stdout.decode("utf-8", "surrogateescape")


def ours(path: Path, groups: Sequence[str] = GROUPS) -> str | None:
    """The same of our reading."""
    outcome = my_cnf.parse(SourceFile.from_bytes(str(path), path.read_bytes()), reader)
    if has_errors(outcome.diagnostics):
        return None
    wanted = [option for option in outcome.value.options if option.group.lower() in groups]
    return "".join(f"--{one.name}\n" if one.value is None else f"--{one.name}={one.value}\n" for one in wanted)


TABLE = {
    "memo": "[client]\nsocket = /drbd/lib/mysql/mysql.sock\n\n[mysqld]\ndatadir = /drbd/lib/mysql\ninnodb_data_home_dir = /drbd/\n",
    "case of groups": "[MySQLd]\ndatadir=/x\n",
    "blank behind the group": "[mysqld ]\ndatadir=/x\n",
    "blank before the group": "[ mysqld]\ndatadir=/x\n",
    "text behind the group": "[mysqld] # x\ndatadir=/x\n",
    "option on the group's line": "[mysqld] datadir=/x\nport=1\n",
    "groups twice": "[mysqld]\na=1\n[client]\nb=2\n[mysqld]\na=3\n",
    "comments": "# a\n;b\n[mysqld]\n  # c\n  ; d\ne=1 # f\ng=2#h\ni=3 ; j\n",
    "quotes": "[mysqld]\na=\"x # y\" # c\nb='x # y'\nc=\"it's # q\"\nd=it's # open\n",
    "odd quotes": "[mysqld]\ne=\"a\"b\nf='x\"\ng=\"x\" \"y\"\nh=\"\ni=\"\"\n",
    "escapes": '[mysqld]\na=x\\sy\nb="a\\tb\\\\n\\q"\nc=\\\nd=x\\\\\ne="\\""\nf=a\\"b # c\n',
    "empty values": "[mysqld]\na=\nb =\nc\nd= \n",
    "equals signs": "[mysqld]\na=b=c\n=d\ne==f\n",
    "blanks": "  [mysqld]\n\t a \t=\t b c \t\nd e = f\n",
    "crlf": "[mysqld]\r\na=b\r\nc\r\n",
    "form feeds": "[mysqld]\n\x0ba=\x0cb\x0b\n",
    "dashes": "[mysqld]\n--a=b\n-c\nloose-a_b=1\n",
    "no newline at the end": "[mysqld]\na=b",
    "empty group": "[]\na=b\n[mysqld]\nc\n",
    "unknown directive": "!foo bar\n[mysqld]\na\n! \n",
    "missing include": "!include none.cnf\n[mysqld]\na=1\n",
    "nothing": "",
    "option before a group": "a=b\n[mysqld]\nc\n",
    "group without end": "[mysqld\na=b\n",
    "byte order mark": "\ufeff[mysqld]\na=b\n",
    "include of nothing": "[mysqld]\n!include \n",
    "includedir of nothing": "[mysqld]\n!includedir\n",
}


@pytest.mark.parametrize("name", TABLE)
def test_same_options(tmp_path: Path, name: str) -> None:
    path = tmp_path / "my.cnf"
    path.write_text(TABLE[name], newline="")
    assert ours(path) == printed(path)


def test_includes(tmp_path: Path) -> None:
    path = tmp_path / "my.cnf"
    extra = tmp_path / "conf.d"
    extra.mkdir()
    (extra / "b.cnf").write_text("[mysqld]\nb=2\n")
    (extra / "B.cnf").write_text("[mysqld]\nb=1\n!include ../one.cnf\n")
    (extra / "a.b.cnf").write_text("[mysqld]\nb=3\n")
    (extra / "z.CNF").write_text("[mysqld]\nb=4\n")
    (extra / "README").write_text("no options\n")
    (tmp_path / "one.cnf").write_text("[mysqld]\none=1\n")
    path.write_text(
        f"[mysqld]\na=1\n!include {tmp_path}/one.cnf\nc=1\n!  includedir\t{extra}/ \nd=1\n!includedir {extra}\n!includefoo x\n"
    )
    (extra / "B.cnf").write_text(f"[mysqld]\nb=1\n!include {tmp_path}/one.cnf\n")
    assert ours(path) == printed(path)


def test_an_include_in_a_last_line_without_end_loses_a_character(tmp_path: Path) -> None:
    path = tmp_path / "my.cnf"
    (tmp_path / "one.cnf").write_text("[mysqld]\none=1\n")
    (tmp_path / "one.cn").write_text("[mysqld]\nother=1\n")
    path.write_text(f"!include {tmp_path}/one.cnf")
    assert ours(path) == printed(path) == "--other=1\n"


def test_a_file_that_includes_itself_sets_what_it_sets(tmp_path: Path) -> None:
    path = tmp_path / "my.cnf"
    path.write_text(f"[mysqld]\na=1\n!include {path}\nb=2\na=3\n")
    theirs, mine = (dict(line.split("=") for line in (text or "").splitlines()) for text in (printed(path), ours(path)))
    assert mine == theirs == {"--a": "3", "--b": "2"}


def test_the_server_reads_these_groups(tmp_path: Path) -> None:
    """And mysqld_safe asks for those of SAFE; what it does with them is in its script."""
    path = tmp_path / "my.cnf"
    path.write_text("".join(f"[{group}]\nport={number}\n" for number, group in enumerate((*SERVER, *SAFE, "client", "mysql"), 1)))
    command = ["mariadbd", f"--defaults-file={path}", "--print-defaults"]
    ran = subprocess.run(command, capture_output=True, timeout=30, check=True, text=True)
    assert [word for word in ran.stdout.split() if word.startswith("--port")] == [
        f"--port={number}" for number in range(1, len(SERVER) + 1)
    ]


@pytest.mark.parametrize("name", ["datadir", "loose-datadir", "loose_datadir"])
def test_the_server_takes_loose_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "my.cnf"
    path.write_text(f"[mysqld]\ndatadir=/first\n{name}=/second\n")
    command = ["mariadbd", f"--defaults-file={path}", "--help", "--verbose"]
    ran = subprocess.run(command, capture_output=True, timeout=30, check=False, text=True)
    conf = my_cnf.parse(SourceFile(str(path), path.read_text()), reader).value
    theirs = next(line.split()[1] for line in ran.stdout.splitlines() if line.startswith("datadir "))
    assert conf.option(SERVER, "datadir") == theirs.rstrip("/") == "/second"


LINE = st.one_of(
    st.text("ab=#\"'\\ ;[]!-_/.\t", max_size=20),
    st.builds("[{}]{}".format, st.sampled_from(["mysqld", "server", "x", "MYSQLD", "mysqld "]), st.sampled_from(["", " ", "#x"])),
    st.builds("a{}={}".format, st.text("ab_- ", min_size=1, max_size=6), st.text("ab #'\"\\ns", max_size=16)),
).filter(lambda line: not line.lstrip().startswith("="))
"""Not an option without a name behind a blank: there MariaDB reads in front of its own buffer."""


@settings(max_examples=150, deadline=None)
@given(st.lists(LINE, max_size=12).map(lambda lines: "[mysqld]\n" + "\n".join(lines) + "\n"))
def test_generated_files_read_the_same(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("my") / "my.cnf"
    path.write_text(text, newline="")
    assert ours(path) == printed(path)
