"""fstab: a file system of the cluster is mounted by the cluster, and never checked or mounted at boot.

fstab(5): blanks in a field are written as octal escapes; a sixth field that is not 0 makes the boot check the device, which on a
Secondary fails and on a Primary destroys.
"""

from __future__ import annotations

from shlex import quote
from typing import NamedTuple

from ..diagnostics import Diagnostic, warning
from ..source import SourceFile, Span
from . import shell
from .model import Command, Step
from .names import Mount, Names

_ESCAPED = {" ": r"\040", "\t": r"\011", "\n": r"\012", "\\": r"\134"}

# No "!" before a letter: an interactive bash takes it for its history.
_OURS = r"""
  function ours(device, point) {
    sub(/\/+$/, "", point)
    return index(ENVIRON["OURS"], " " device " ") || index(ENVIRON["OURS"], " " point " ")
  }
  /^[ \t]*#/ || NF < 4 || ours($1, $2) == 0 { %s }"""

_CHANGE = (
    _OURS % "print; next"
    + r"""
  {
    kept = "noauto"
    count = split($4, option, ",")
    for (i = 1; i <= count; i++)
      if (option[i] != "auto" && option[i] != "noauto" && option[i] != "defaults") kept = kept "," option[i]
    print $1, $2, $3, kept, (NF < 5 ? 0 : $5), 0
  }
"""
)

_JUDGE = (
    _OURS % "next"
    + r"""
  index("," $4 ",", ",noauto,") == 0 || $6 + 0 != 0 { bad = 1; print }
  END { exit bad }
"""
)


def step(names: Names) -> Step:
    """On both nodes: noauto, and 0 in the sixth field, wherever fstab names what the cluster mounts."""
    table, scratch = "/etc/fstab", f"{shell.WORK}/fstab"
    ours = f"OURS={quote(_listed(names.mounts))}"
    return Step(
        id="fstab",
        where=names.nodes,
        title="Keep the boot away from the data",
        why="The cluster mounts the file systems. A line of fstab that names one gets noauto, and 0 in its sixth field: a file system "
        "check at boot, on a device that the other node writes to, destroys it. Other lines stay as they are.",
        commands=(
            Command(f"[ ! -e {table} ] || {ours} awk '{_CHANGE}' {table} >{scratch}"),
            Command(f"[ ! -e {table} ] || cat {scratch} >{table}"),
        ),
        check=shell.now([f"{{ [ ! -e {table} ] || {ours} awk '{_JUDGE}' {table}; }}"], "No such line is mounted or checked at boot."),
    )


class Change(NamedTuple):
    """A line of a tree's fstab, and what it has to become; `does` is what the boot does with it now."""

    span: Span
    before: str
    after: str
    does: str


def changes(file: SourceFile | None, names: Names) -> tuple[Change, ...]:
    """The lines that would mount or check at boot what the cluster mounts, changed as the step changes them."""
    ours = _listed(names.mounts)
    found = []
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        fields = line.split()
        if file is None or len(fields) < 4 or fields[0].startswith("#"):
            continue
        if f" {fields[0]} " not in ours and f" {fields[1].rstrip('/')} " not in ours:
            continue
        options = fields[3].split(",")
        checks = len(fields) > 5 and fields[5] != "0"
        does = [word for word, so in (("mounts", "noauto" not in options), ("checks", checks)) if so]
        if does:
            kept = ["noauto", *(each for each in options if each not in ("auto", "noauto", "defaults"))]
            after = " ".join([*fields[:3], ",".join(kept), *fields[4:5], *["0"] * (2 - len(fields[4:5]))])
            span = Span(file, number, len(line) - len(line.lstrip()) + 1, len(line.strip()))
            found.append(Change(span, line.strip(), after, " and ".join(does)))
    return tuple(found)


def remark(change: Change) -> Diagnostic:
    help = "give the line 'noauto' and 0 in its sixth field, as the runbook does on both nodes"
    return warning("H950", change.span, f"the boot {change.does} a file system of the cluster", help=help)


def _listed(mounts: tuple[Mount, ...]) -> str:
    """Devices and mount points as fstab writes them, with a blank around each."""
    fields = [_field(text) for mount in mounts for text in (mount.device, mount.directory.rstrip("/"))]
    return f" {' '.join(dict.fromkeys(field for field in fields if field))} "


def _field(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)
