"""The command line as a shell sees it: exit codes, streams, files, terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from ha1to2.version import VERSION

from ..golden.cases import GOLDEN, kept

HA1TO2 = Path(sys.executable).with_name("ha1to2")
GOOD = GOLDEN / "vip-first" / "etc/ha.d"
REFUSED = GOLDEN / "refused-for-many-reasons" / "etc/ha.d"
MEMO = (GOLDEN / "memo-web01/etc/ha.d", GOLDEN / "memo-web02/etc/ha.d")
SITE = GOLDEN / "catalogue/etc/ha.d/scripts.ini"
ESCAPE = "\x1b["


def ha1to2(*arguments: object, cwd: Path | None = None, umask: int = -1) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return subprocess.run(
        [sys.executable, HA1TO2, *map(str, arguments)],
        env=environment, capture_output=True, text=True, timeout=60, check=False, cwd=cwd, umask=umask,
    )  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of a good tree that a test may spoil: its ha.d."""
    shutil.copytree(GOOD.parent, tmp_path / "etc")
    return tmp_path / "etc/ha.d"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["convert", GOOD], 0),
        (["convert", REFUSED], 1),
        (["convert", "--strict", GOOD], 1),
        (["convert", GOOD, "more"], 2),
        (["convert", "--nonsense"], 2),
        (["convert", "--diagnostics", "loud", GOOD], 2),
        (["convert", "--format", "json", GOOD], 2),
        (["convert", "--services", "systemd", GOOD], 0),
        (["convert", "--services", "upstart", GOOD], 2),
        (["convert", "--catalogue", "/nonexistent", GOOD], 1),
        (["check", "--catalogue", SITE, *MEMO], 0),
        (["explain", "--catalogue", SITE, GOOD], 0),
        (["corosync", "--catalogue", SITE, *MEMO], 0),
        (["check", GOOD], 0),
        (["check", REFUSED], 1),
        (["check", *MEMO], 0),
        (["check", "--strict", *MEMO], 1),
        (["check", MEMO[0], MEMO[0]], 1),
        (["check", *MEMO, MEMO[0]], 2),
        (["explain", GOOD], 0),
        (["explain", REFUSED], 1),
        (["explain", "--strict", GOOD], 1),
        (["corosync", *MEMO], 0),
        (["corosync", MEMO[0]], 2),
        (["simulate", REFUSED], 1),
        (["codes"], 0),
        (["codes", "H236", "h001"], 0),
        (["codes", "H999"], 2),
        (["nonsense"], 2),
        ([], 2),
        (["--version"], 0),
        (["-h"], 0),
    ],
    ids=lambda value: " ".join(Path(str(each)).parent.parent.name or str(each) for each in value)
    if isinstance(value, list)
    else "",
)
def test_exit_code(arguments: list[object], code: int) -> None:
    done = ha1to2(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code == 1 and arguments[0] != "explain":
        assert done.stdout == ""
    if code == 2:
        assert done.stdout == ""
        assert done.stderr


def test_version_is_one_line_for_people_and_scripts() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert ha1to2("--version").stdout == f"ha1to2, version {VERSION}\n"


def test_results_and_diagnostics_keep_apart() -> None:
    done = ha1to2("convert", GOOD)
    assert done.stdout == kept("vip-first")["cib.xml"].decode()
    assert "warning[H605]" in done.stderr
    assert "warning[H605]" not in done.stdout


def test_strict_says_the_same() -> None:
    assert ha1to2("convert", "--strict", GOOD).stderr == ha1to2("convert", GOOD).stderr


# Output files


def test_output_is_the_same_as_stdout(tmp_path: Path) -> None:
    target = tmp_path / "cib.xml"
    done = ha1to2("convert", GOOD, "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert target.read_bytes() == kept("vip-first")["cib.xml"]
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("arguments", [[REFUSED], ["--strict", GOOD], ["/nonexistent"]], ids=["refused", "strict", "missing"])
def test_refused_leaves_the_file_alone(arguments: list[object], tmp_path: Path) -> None:
    target = tmp_path / "cib.xml"
    target.write_text("precious")
    before = target.stat()
    done = ha1to2("convert", *arguments, "-o", target)
    assert (done.returncode, done.stdout) == (1, "")
    assert target.read_text() == "precious"
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(tmp_path.iterdir()) == [target]


def test_refused_makes_no_file(tmp_path: Path) -> None:
    assert ha1to2("convert", REFUSED, "-o", tmp_path / "cib.xml").returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_permissions_of_a_new_file(umask: int, tmp_path: Path) -> None:
    target = tmp_path / "cib.xml"
    assert ha1to2("convert", GOOD, "-o", target, umask=umask).returncode == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~umask


def test_permissions_of_an_old_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "cib.xml"
    target.write_text("old")
    target.chmod(0o640)
    assert ha1to2("convert", GOOD, "-o", target).returncode == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.xml", tmp_path / "link.xml"
    target.write_text("old")
    link.symlink_to(target)
    assert ha1to2("convert", GOOD, "-o", link).returncode == 0
    assert link.is_symlink()
    assert target.read_bytes() == kept("vip-first")["cib.xml"]


def test_device_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        assert ha1to2("convert", GOOD, "-o", pipe).returncode == 0
        assert reader.communicate(timeout=30)[0] == kept("vip-first")["cib.xml"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("where", ["missing/cib.xml", "file/cib.xml"])
def test_output_that_cannot_be(where: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = ha1to2("convert", GOOD, "-o", tmp_path / where)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_output_directory(tmp_path: Path) -> None:
    done = ha1to2("convert", GOOD, "-o", tmp_path)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_dash_is_stdout(tmp_path: Path) -> None:
    done = ha1to2("convert", GOOD, "-o", "-", cwd=tmp_path)
    assert done.stdout == kept("vip-first")["cib.xml"].decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["convert", "explain"])
def test_full_disk(command: str) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, HA1TO2, command, GOOD], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


@pytest.mark.parametrize("arguments", [["convert", GOOD], ["explain", GOOD], ["codes"], ["--help"], ["explain", "--json", GOOD]])
def test_reader_that_went_away(arguments: list[object]) -> None:
    """`ha1to2 … | head -0`: no traceback."""
    receiving, sending = os.pipe()
    os.close(receiving)
    try:
        done = subprocess.run(
            [sys.executable, HA1TO2, *map(str, arguments)],
            stdout=sending, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(sending)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode in (0, 1)


def test_closed_streams() -> None:
    """Started without stdout or stderr at all (`>&-`)."""
    for closing in ("1>&-", "2>&-", "1>&- 2>&-"):
        done = subprocess.run(
            ["sh", "-c", f'"$0" "$1" convert "$2" {closing}', sys.executable, HA1TO2, GOOD],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, closing


# Files that are none


def codes_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [row["code"] for row in json.loads(done.stderr)]


def convert(directory: Path) -> list[str]:
    done = ha1to2("convert", "--diagnostics", "json", directory)
    assert (done.returncode, done.stdout) == (1, "")
    return codes_of(done)


def test_unknown_directory(tmp_path: Path) -> None:
    assert convert(tmp_path / "nothing") == ["H009"]


def test_a_file_for_the_directory(tree: Path) -> None:
    assert convert(tree / "ha.cf") == ["H009"]


def test_empty_directory(tmp_path: Path) -> None:
    assert convert(tmp_path) == ["H001", "H002"]


@pytest.mark.parametrize("name", ["ha.cf", "haresources", "authkeys", "../drbd.conf", "../my.cnf"])
def test_named_pipe(name: str, tree: Path) -> None:
    (tree / name).unlink()
    os.mkfifo(tree / name)
    assert "H004" in convert(tree)


@pytest.mark.parametrize(
    ("make", "code"),
    [(os.mkfifo, "H004"), (os.mkdir, "H004"), (lambda path: path.symlink_to(path), "H003"), (lambda path: None, "H267")],
    ids=["pipe", "directory", "loop", "nothing"],
)
def test_odd_catalogue(make: Callable[[Path], object], code: str, tmp_path: Path) -> None:
    path = tmp_path / "site.ini"
    make(path)
    done = ha1to2("convert", "--diagnostics", "json", "--catalogue", path, GOOD)
    assert (done.returncode, done.stdout) == (1, "")
    assert code in codes_of(done)


def test_of_one_catalogue_all_is_said_once() -> None:
    done = ha1to2("check", "--diagnostics", "json", "--catalogue", SITE, *MEMO)
    assert codes_of(done).count("H275") == 5


def test_catalogue_changes_what_it_names_alone() -> None:
    plain, changed = ha1to2("convert", GOOD), ha1to2("convert", "--catalogue", SITE, GOOD)
    assert plain.stdout == changed.stdout != ""


@pytest.mark.parametrize("name", ["ha.cf", "haresources", "authkeys", "../drbd.conf", "../my.cnf"])
def test_directory_named_as_a_file(name: str, tree: Path) -> None:
    (tree / name).unlink()
    (tree / name).mkdir()
    assert "H004" in convert(tree)


@pytest.mark.parametrize("name", ["ha.cf", "haresources", "authkeys", "../drbd.conf", "../my.cnf"])
def test_link_to_itself(name: str, tree: Path) -> None:
    (tree / name).unlink()
    (tree / name).symlink_to(Path(name).name)
    assert "H003" in convert(tree)


AS_NOBODY = """
import importlib, os, pkgutil, sys, ha1to2
for module in pkgutil.walk_packages(ha1to2.__path__, "ha1to2."):
    importlib.import_module(module.name)  # the interpreter may lie where nobody has no access
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
from ha1to2.cli import main
main(prog_name="ha1to2")
"""


@pytest.mark.parametrize("name", ["ha.cf", "haresources", "authkeys", "../drbd.conf", "../my.cnf"])
def test_unreadable(name: str) -> None:
    """Where the tests run as root the program becomes nobody before it reads."""
    with tempfile.TemporaryDirectory(prefix="ha1to2-unreadable-") as place:
        os.chmod(place, 0o755)  # pytest's own directories are closed to nobody
        shutil.copytree(GOOD.parent, f"{place}/etc")
        tree = Path(place, "etc/ha.d")
        (tree / name).chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, "convert", "--diagnostics", "json", tree],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "H003" in codes_of(done)


def test_too_large(tree: Path) -> None:
    with (tree / "haresources").open("r+b") as stream:
        stream.truncate(17 * 1024 * 1024)
    assert "H005" in convert(tree)


# Terminals


def on_a_terminal(*arguments: object, env: dict[str, str] | None = None) -> str:
    """Both streams of the program when they are a terminal."""
    main, other = pty.openpty()
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, HA1TO2, *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=other, stderr=other, env={**base, "TERM": "xterm", **(env or {})},
    ) as process:  # fmt: skip
        os.close(other)
        seen = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        process.wait(timeout=60)
    os.close(main)
    return seen.decode()


@pytest.mark.parametrize("command", ["explain", "convert"])
def test_colours_on_a_terminal_alone(command: str) -> None:
    assert ESCAPE in on_a_terminal(command, REFUSED)
    piped = ha1to2(command, REFUSED)
    assert ESCAPE not in piped.stdout + piped.stderr


@pytest.mark.parametrize("command", ["explain", "convert"])
def test_no_color(command: str) -> None:
    plain = on_a_terminal(command, REFUSED, env={"NO_COLOR": "1"})
    assert ESCAPE not in plain
    assert "refused" in plain or "error[" in plain


def test_output_file_has_no_colours(tmp_path: Path) -> None:
    on_a_terminal("explain", GOOD, "-o", tmp_path / "ledger.txt")
    assert (tmp_path / "ledger.txt").read_bytes() == ha1to2("explain", GOOD).stdout.encode()


@pytest.mark.parametrize("command", ["explain", "convert", "check", "codes"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "euc-jp"])
def test_terminals_of_other_encodings(command: str, encoding: str, tree: Path) -> None:
    """An administrator of 2009 has an EUC-JP terminal: what it cannot show is replaced, and nothing breaks."""
    (tree / "haresources").write_bytes("db1 10.0.0.1 見張り::\udcff…\x07\n".encode("utf-8", "surrogateescape"))
    arguments = [command] if command == "codes" else [command, tree]
    done = subprocess.run(
        [sys.executable, HA1TO2, *map(str, arguments)],
        env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if command == "codes" else 1)


def test_escape_sequences_of_a_file_stay_there(tree: Path) -> None:
    """What a file holds cannot drive the terminal of whoever reads the diagnostics."""
    (tree / "haresources").write_text("db1 10.0.0.1 evil\x1b]0;owned\x07::\x1b[2J\n")
    (tree / "ha.cf").write_text("ev\x1b[31mil 1\nnode db\x1b[0m1\n")
    for command in ("convert", "explain", "check"):
        for form in ("full", "concise", "json"):
            done = ha1to2(command, "--diagnostics", form, tree)
            assert "\x1b" not in done.stdout + done.stderr
            assert "\x07" not in done.stdout + done.stderr
