"""Lines of fencing, held against the genuine daemon: which of them it starts with. It needs root."""

from __future__ import annotations

import pytest
from ha1to2.diagnostics import has_errors
from ha1to2.plan.fencing import fencing
from ha1to2.plan.ids import Ids
from ha1to2.settings.heartbeat.settings import interpret
from ha1to2.source import SourceFile
from ha1to2.syntax import ha_cf

from .heartbeat_daemon import Answer, Case, ask
from .test_ha_cf_oracle import BASE

ACCEPTED = [
    "stonith_host * null web01 web02\n",
    "stonith_host * null web01   web02  \n",
    "stonith_host WEB01 null web02\nstonith_host web02 null web01\n",
    "stonith_host web03 baytech\nstonith_host * null web01 web02\n",
    "stonith_host * meatware web01 web02\n",
    "stonith_host * null web01 web02\nstonith_host * meatware web01 web02\n",
    "stonith_host * external/xen0 web01 dom0\nstonith_host * external/xen0 web02 dom0\n",
    "stonith_host * external/drac5 web01 192.0.2.8 root\nstonith_host * external/drac5 web02 192.0.2.9 root\n",
    "stonith_host * external/hmchttp web01 192.0.2.8 user pass\nstonith_host * external/hmchttp web02 192.0.2.8 user pass word\n",
]
"""Both start with them."""

REFUSED = [
    "stonith\n",
    "stonith_host\n",
    "stonith_host *\n",
    "stonith_host * null\n",
    "stonith_host * nosuch web01 web02\n",
    "stonith_host * Null web01 web02\n",
    "stonith_host * external/xen0 web01\n",
    "stonith_host * external/drac5 web01 192.0.2.8\n",
    "stonith_host web01 external/hmchttp web02 192.0.2.8 user\n",
    "stonith null /etc/ha.d/nowhere\n",
]
"""Neither does."""


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    lines = [*ACCEPTED, *REFUSED]
    return dict(zip(lines, ask([Case((BASE + each).encode()) for each in lines])))


def ours(lines: str) -> bool:
    """Whether the lines make devices, or none that heartbeat would heed."""
    made = interpret(ha_cf.parse(SourceFile("ha.cf", BASE + lines)).value, None)
    if has_errors(made.diagnostics):
        return False
    found = fencing(made.value.stonith, made.value.nodes, {}, Ids())
    return bool(found.primitives) and not has_errors(found.diagnostics)


@pytest.mark.parametrize("lines", ACCEPTED)
def test_accepted(answers: dict[str, Answer], lines: str) -> None:
    assert answers[lines].accepted, answers[lines].output
    assert ours(lines)


@pytest.mark.parametrize("lines", REFUSED)
def test_refused(answers: dict[str, Answer], lines: str) -> None:
    assert not answers[lines].accepted, answers[lines].output
    assert not ours(lines)
