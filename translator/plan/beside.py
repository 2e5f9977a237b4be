"""What ha.cf has beside the resources: fencing devices, and the programs that heartbeat kept running."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..diagnostics import Diagnostic
from ..fates import Became
from ..model import Clone, Constraint, Primitive
from ..settings.heartbeat.settings import Settings
from ..source import SourceFile
from .fencing import fencing
from .ids import Ids
from .pingd import pingd
from .programs import programs


class Beside(NamedTuple):
    """`fates` are by the line in ha.cf; `constraints` are those of the devices."""

    devices: tuple[Primitive, ...]
    clones: tuple[Clone, ...]
    constraints: tuple[Constraint, ...]
    fates: Mapping[int, Became]
    diagnostics: tuple[Diagnostic, ...]


def beside(settings: Settings, files: Mapping[str, SourceFile], ids: Ids) -> Beside:
    """All of it. `files` are those of the tree that ha.cf names, by their paths."""
    whole = len(settings.stonith) == len(settings.fencing)
    shooting = fencing(settings.stonith, settings.nodes, files, ids, whole=whole)
    counting = pingd(settings.respawns, settings.pings, ids, ipfail=bool(settings.ipfail and settings.pings))
    own = programs(settings.respawns, files, ids, fences=bool(shooting.primitives))
    return Beside(
        shooting.primitives,
        (*counting.clones, *own.clones),
        shooting.constraints,
        {**shooting.fates, **counting.fates, **own.fates},
        (*shooting.diagnostics, *counting.diagnostics, *own.diagnostics),
    )
