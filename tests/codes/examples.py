"""The smallest input for each diagnostic code, and what ha1to2 says to it: one text file for each code.

`CODE.txt` holds the files that differ from those of `base.txt`, each under a line `-- PATH --`, then what is printed of this code
under `-- said --`. A command other than `convert etc/ha.d` stands under `-- command --`, where PATHs may begin with `one/` and
`other/`, the trees of two nodes. Behind a PATH may stand:

    : escaped       backslashes escape as in Python (a last one takes the line end away), and @{40 text#} is 40 times the text,
                    with the number in the place of `#`
    : missing       the file is not there
    : executable, : link to itself, : fifo, : 17 MiB

`$PWD` in the command is the directory of all this.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CODES = Path(__file__).resolve().parent
HA1TO2 = Path(sys.executable).with_name("ha1to2")
FILES = tuple(sorted(path.stem for path in CODES.glob("H[0-9][0-9][0-9].txt")))

_MARK = re.compile(rb"^-- (.+?) --\n", re.MULTILINE)
_REPEAT = re.compile(rb"@\{(\d+) ([^}]*)\}")
_SAID = "said"

def parts(path: Path) -> dict[str, bytes]:
    """The parts of an example by the words between the marks."""
    _, *rest = _MARK.split(path.read_bytes())
    return {name.decode(): content for name, content in zip(rest[::2], rest[1::2])}


def _escaped(content: bytes) -> bytes:
    def repeated(match: re.Match[bytes]) -> bytes:
        return b"".join(match[2].replace(b"#", b"%d" % number) for number in range(int(match[1])))

    return _REPEAT.sub(repeated, content.decode("unicode_escape").encode("latin-1"))


def _put(place: Path, name: str, content: bytes) -> None:
    path, _, how = name.partition(": ")
    target = place / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    if how == "fifo":
        os.mkfifo(target)
    elif how == "link to itself":
        target.symlink_to(target.name)
    elif how != "missing":
        target.write_bytes(_escaped(content) if how == "escaped" else content)
        if how == "executable":
            target.chmod(0o755)
        elif how == "17 MiB":
            os.truncate(target, 17 * 1024 * 1024)


def build(code: str, place: Path) -> list[str]:
    """Makes the tree of an example below `place`, and returns the command: its assignments of the environment come first."""
    example = parts(CODES / f"{code}.txt")
    trees = ("one/", "other/") if any(name.startswith("one/") for name in example) else ("",)
    for tree in trees:
        for name, content in parts(CODES / "base.txt").items():
            _put(place, tree + name, content)
    for name, content in example.items():
        if name not in ("command", _SAID):
            _put(place, name, content)
    return example.get("command", b"convert etc/ha.d").decode().replace("$PWD", str(place)).split()


def run(code: str, place: Path) -> subprocess.CompletedProcess[str]:
    """ha1to2 on the example: the real program."""
    words = build(code, place)
    environment = dict(os.environ)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    return subprocess.run(
        [sys.executable, HA1TO2, *words],
        cwd=place, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def about(code: str, stderr: str) -> str:
    """The diagnostics of this code, whole, out of all that is said."""
    return "".join(_diagnostics(code, stderr))


def _diagnostics(code: str, stderr: str) -> Iterator[str]:
    for paragraph in stderr.split("\n\n"):
        if re.match(rf"\S.*(?:error|warning|note)\[{code}\]: ", paragraph):
            yield paragraph.rstrip("\n") + "\n"


def regenerate() -> None:
    import tempfile

    for code in FILES:
        with tempfile.TemporaryDirectory() as name:
            said = about(code, run(code, Path(name)).stderr)
        kept, _, _ = (CODES / f"{code}.txt").read_bytes().partition(f"-- {_SAID} --\n".encode())
        (CODES / f"{code}.txt").write_bytes(kept + f"-- {_SAID} --\n{said}".encode())
