"""Generated clusters: every conversion is verified, loaded and simulated, and held against what its administrator wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ha1to2.fates import Fate
from ha1to2.render import concise
from ha1to2.simulate.play import play
from ha1to2.simulate.scenarios import scenarios
from lxml import etree

from ..cib.pacemaker import against_schemas, loaded, resources, verified
from ..corosync.trees import read
from .conversion import made
from .generator import cluster, planted
from .properties import PROPERTIES
from .seeds import SEEDS, THOROUGH

every_cluster = pytest.mark.parametrize("seed", SEEDS)

HA1TO2 = Path(sys.executable).with_name("ha1to2")

SOME = 12
"""Scenarios of a cluster that are played where not all are: the hundred together play each kind some times."""


@every_cluster
def test_is_accepted(seed: int) -> None:
    """Nothing is refused, and the two trees become one cluster."""
    result = made(seed)
    assert [concise(each) for each in result.errors] == []
    assert result.cibs[0]
    assert result.cibs[0] == result.cibs[1]


@every_cluster
def test_command(seed: int, tmp_path: Path) -> None:
    """A process of its own, with hashes of its own, writes the same bytes and ends with 0."""
    one, _ = planted(cluster(seed), tmp_path)
    done = subprocess.run(
        [sys.executable, HA1TO2, "convert", one],
        env={**os.environ, "PYTHONHASHSEED": str(seed % 2**32)}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout == made(seed).cibs[0]


@every_cluster
def test_is_verified_and_loaded(seed: int, crm_environment: dict[str, str], tmp_path: Path) -> None:
    """By each schema, by crm_verify, and by crmsh, which asks the agents for their parameters."""
    file = tmp_path / "cib.xml"
    file.write_bytes(made(seed).cibs[0])
    root = etree.fromstring(file.read_bytes())
    assert verified(file) == (0, "")
    done = loaded(file, crm_environment, tmp_path)
    assert (done.status, done.said) == (0, [])
    assert resources(done.root) == resources(root)
    assert against_schemas(root) == {}


@every_cluster
def test_is_simulated(seed: int) -> None:
    """The product's own simulation finds no difference."""
    result = made(seed)
    assert result.plan is not None
    names = [each.name for each in scenarios(result.plan.behaviour, result.spec.nodes)]
    step = 1 if THOROUGH else max(1, len(names) // SOME)
    outcome = play(result.cibs[0], result.spec.nodes, result.plan.behaviour, only=names[seed % step :: step])
    assert outcome.diagnostics == ()
    assert outcome.value
    assert [(each.title, each.expected, each.got) for each in outcome.value if not each.ok] == []


@every_cluster
def test_properties(seed: int) -> None:
    """S1 to S7, from what the generator knows that it wrote."""
    stage = made(seed).stage()
    wrong = {name: found for name, holds in PROPERTIES.items() for found in [list(holds(stage))] if found}
    assert wrong == {}


@every_cluster
def test_what_differs_is_told(seed: int) -> None:
    """S11: where lines of one node move one by one now, and where ipfail works that never did."""
    result = made(seed)
    homes = [family.home for family in result.spec.families]
    told = {each.code for each in result.diagnostics}
    assert ("H606" in told) is (len(set(homes)) < len(homes))
    assert ("H169" in told) is result.spec.ended


@every_cluster
def test_each_word_has_one_fate(seed: int) -> None:
    """S10: each directive, each line's node, each resource and each of its arguments is in the ledger of its tree once."""
    pair, result = cluster(seed), made(seed)
    wanted = sorted(
        word
        for line in pair.spec.lines
        for word in (line.node, *(word for each in line.resources for word in (each.text, *_arguments(each.text))))
    )
    for entries in result.ledgers:
        assert [entry for entry in entries if entry.fate is Fate.REFUSED] == []
        words = [entry for entry in entries if entry.item.span.file.name.endswith("/haresources")]
        assert sorted(str(entry.item) for entry in words) == wanted
        directives = [entry for entry in entries if entry.item.span.file.name.endswith("/ha.cf")]
        assert len(directives) == pair.directives


def _arguments(text: str) -> list[str]:
    """The arguments as they stand in a word; a bare address is its own argument."""
    head, *arguments = text.split("::")
    return arguments or ([head] if head[0].isdigit() else [])


@every_cluster
def test_corosync(seed: int) -> None:
    """corosync.conf names both nodes, and each link with the addresses that the nodes have there."""
    result = made(seed)
    conf = read(result.corosync)
    assert conf.names == list(result.spec.nodes)
    assert sorted(conf.links) == sorted(link.addresses for link in result.spec.links)
