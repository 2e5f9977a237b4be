"""Both trees of a seed, converted once for all tests that look at them."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ha1to2 import pipeline
from ha1to2.diagnostics import Diagnostic, Severity
from ha1to2.fates import Entry
from ha1to2.plan.planner import Plan

from .generator import cluster, planted
from .reading import Reading
from .spec import Spec
from .stage import Stage


class Made(NamedTuple):
    """What the two trees of a seed became. `cibs` and `ledgers` are of both trees, the first node's first."""

    spec: Spec
    cibs: tuple[bytes, bytes]
    ledgers: tuple[tuple[Entry, ...], tuple[Entry, ...]]
    plan: Plan | None
    corosync: bytes
    diagnostics: tuple[Diagnostic, ...]
    """Of the conversion of either tree, and of both for corosync."""

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity is Severity.ERROR)

    def stage(self, cib: bytes | None = None) -> Stage:
        """The first tree's CIB, or another in its place, under the scheduler."""
        return Stage(cib or self.cibs[0], self.spec, Reading(self.cibs[0], self.ledgers[0]))


@lru_cache(maxsize=512)
def made(seed: int) -> Made:
    """The conversion of a seed's trees."""
    pair = cluster(seed)
    with tempfile.TemporaryDirectory(prefix="ha1to2-cluster-") as place:
        one, other = planted(pair, Path(place))
        converted = pipeline.convert(one), pipeline.convert(other)
        ledgers = pipeline.explain(one), pipeline.explain(other)
        conf = pipeline.corosync(one, other)
        plan = pipeline.planned(one).value
    return Made(
        spec=pair.spec,
        cibs=(converted[0].value, converted[1].value),
        ledgers=(tuple(ledgers[0].value), tuple(ledgers[1].value)),
        plan=plan,
        corosync=conf.value,
        diagnostics=(*converted[0].diagnostics, *converted[1].diagnostics, *conf.diagnostics),
    )
