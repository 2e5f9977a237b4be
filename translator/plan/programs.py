"""The user's own programs that heartbeat kept running: clones of ocf:heartbeat:anything.

Heartbeat gives the line to a shell, as the user that it names, and starts the program again whenever it ends
(start_a_child_client() and ManagedChildDied() in heartbeat.c): at once, but not after the exit code 100, and not once it has ended
more than ten times in a row within 30 seconds of its start. `anything` knows neither exception. Nothing else depends on the clone,
so that its failures move nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..catalogue.agents import PROGRAM
from ..diagnostics import Diagnostic, note, warning
from ..fates import Became, Fate
from ..model import Clone, Operation, Primitive
from ..settings.heartbeat.respawns import Respawn
from ..settings.heartbeat.values import quoted
from ..source import SourceFile, masked
from .ids import Ids
from .ping import META

_INTERVAL, _TIMEOUT = 10, 20
"""Seconds, as the agent's meta-data advises."""

_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.""")
_OPERATOR = re.compile(r"""[;&|<>()"'\\]""")
_BLANKS = re.compile(r"\s\s|\t")
_PASSWORD = re.compile(r"(?:^|\s)-p[^\s-]")
"""As mysql's clients take it."""

_HEARTBEAT = re.compile(
    r"\b(hb_standby|hb_takeover|cl_status)\b|\b(heartbeat) +-[a-z]|(?:/init\.d/|\bservice +)(heartbeat)\b"
)
"""What a program calls that is gone with heartbeat."""


class Programs(NamedTuple):
    """`fates` are by the line in ha.cf."""

    clones: tuple[Clone, ...]
    fates: Mapping[int, Became]
    diagnostics: tuple[Diagnostic, ...]


def programs(respawns: Sequence[Respawn], files: Mapping[str, SourceFile], ids: Ids, *, fences: bool) -> Programs:
    """The clones of all own programs. `files` are those of the tree, by the paths that ha.cf has."""
    clones: list[Clone] = []
    fates: dict[int, Became] = {}
    diagnostics: list[Diagnostic] = []
    for respawn in respawns:
        if not respawn.own:
            continue
        line = respawn.directive.span.line
        reason = _unfit(respawn)
        if reason:
            fates[line] = Became(Fate.DROPPED, (), f"nothing starts it: {reason}")
            diagnostics.append(_left_out(respawn, reason))
        else:
            clone = _clone(respawn, ids, fences=fences)
            clones.append(clone)
            fates[line] = Became(Fate.TRANSLATED, (clone.id,), "Pacemaker keeps it running on both nodes")
            diagnostics.append(_cloned(respawn, clone, fences=fences))
        called = _calls(files.get(str(respawn.path)))
        if called:
            diagnostics.append(_calling(respawn, called))
    return Programs(tuple(clones), fates, tuple(diagnostics))


def _unfit(respawn: Respawn) -> str:
    """Why the command line cannot stand in a CIB, or cannot be given to `anything`; empty where it can."""
    command = respawn.command
    if masked(command) != command or _PASSWORD.search(command):
        return "its arguments hold what looks like a password"
    if any(_BLANKS.search(text) for text in _QUOTED.findall(command)):
        # The agent evaluates the line without quoting it, which makes one blank of several.
        return "an argument holds several blanks in a row"
    if _OPERATOR.search(_QUOTED.sub("", f"{respawn.path} {command}")):
        return "its line is more than a program and its arguments"
    return ""


def _clone(respawn: Respawn, ids: Ids, *, fences: bool) -> Clone:
    name = ids.new("program", respawn.program)
    parameters = [("binfile", str(respawn.path))]
    if respawn.arguments:
        # The agent puts the text between double quotes, and a second shell reads it as heartbeat's did.
        parameters.append(("cmdline_options", re.sub(r'(["$`\\])', r"\\\1", respawn.command)))
    # The agent gives the directory of the file to the user: it must have one of its own.
    parameters += [("user", str(respawn.user)), ("pidfile", f"/run/ha1to2/{name}/pid")]
    return Clone(f"{name}-clone", Primitive(name, PROGRAM.agent, tuple(parameters), _operations(respawn, fences=fences)), META)


def _operations(respawn: Respawn, *, fences: bool) -> tuple[Operation, ...]:
    on_fail = None
    if respawn.directive == "failfast":
        on_fail = "fence" if fences else "standby"
    return (*PROGRAM.operations, Operation("monitor", _INTERVAL, _TIMEOUT, on_fail=on_fail))


def _cloned(respawn: Respawn, clone: Clone, *, fences: bool) -> Diagnostic:
    path = quoted(respawn.path)
    again = "started again where it ended, also after the exit code 100"
    if respawn.directive == "failfast":
        again = "gives its node up where it ended, with whatever exit code"
    notes = [f"it is asked for every {_INTERVAL} s, and {again}"]
    if respawn.user != "root":
        notes.append(f"it is started by 'su - {respawn.user}', which needs a login shell and has none of heartbeat's environment")
    if respawn.directive == "failfast":
        then = "is shot" if fences else f"goes to standby, and 'crm resource cleanup {clone.id}' brings it back"
        return warning(
            "H159",
            respawn.path.span,
            f"{path} is {clone.id} now: where it ends, its node {then}",
            notes=("Heartbeat rebooted the node at once", *notes),
            help="put the program on both nodes, at the same path",
        )
    return note(
        "H156",
        respawn.path.span,
        f"{path} is {clone.id} now, which runs on both nodes and moves nothing",
        notes=notes,
        help="put the program on both nodes, at the same path; one that ends on purpose is better a systemd service",
    )


def _left_out(respawn: Respawn, reason: str) -> Diagnostic:
    return warning(
        "H157",
        respawn.path.span,
        f"{quoted(respawn.path)} is not started by the new cluster: {reason}",
        help="put the whole command into a script (mode 700 where it holds a password), respawn that, and convert again",
    )


def _calls(file: SourceFile | None) -> tuple[str, ...]:
    """The commands of heartbeat that a program calls, each once."""
    if file is None:
        return ()
    return tuple(dict.fromkeys(next(filter(None, found.groups())) for found in _HEARTBEAT.finditer(file.text)))


def _calling(respawn: Respawn, called: Sequence[str]) -> Diagnostic:
    return warning(
        "H158",
        respawn.path.span,
        f"{quoted(respawn.path)} calls {', '.join(called)}, which is gone",
        help="'crm_standby' is hb_standby, 'crm resource move' is hb_takeover, 'crm_mon -1' tells what cl_status did; "
        "'heartbeat -k' is 'systemctl stop pacemaker'",
    )
