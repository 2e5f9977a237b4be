"""Meta-data: the golden files pin the agents' public surface; both of resource-agents' grammars accept it.

After a wanted change: `OCF_ROOT=ROOT/usr/lib/ocf AGENT meta-data > tests/golden/agents/AGENT.xml`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.install_agents import AGENTS
from lxml import etree

from .harness import SUCCESS, Agents

GOLDEN = Path(__file__).parents[1] / "golden" / "agents"
GRAMMARS = Path("/usr/share/resource-agents")


@pytest.mark.parametrize("agent", AGENTS)
def test_golden(agents: Agents, agent: str) -> None:
    result = agents.call(agent, "meta-data")
    assert (result.code, result.errors) == (SUCCESS, "")
    assert result.output == (GOLDEN / f"{agent}.xml").read_text()


@pytest.mark.parametrize("agent", AGENTS)
def test_grammars(agent: str) -> None:
    document = etree.parse(str(GOLDEN / f"{agent}.xml"))
    for grammar in (etree.DTD(str(GRAMMARS / "ra-api-1.dtd")), etree.RelaxNG(file=str(GRAMMARS / "metadata.rng"))):
        assert grammar.validate(document), grammar.error_log


@pytest.mark.parametrize("agent", AGENTS)
def test_it_is_complete(agent: str) -> None:
    document = etree.parse(str(GOLDEN / f"{agent}.xml"))
    for description in document.iter("longdesc", "shortdesc"):
        assert (description.text or "").strip()
    names = {action.get("name") for action in document.iter("action")}
    wanted = {"meta-data", "validate-all"} | ({"start", "stop", "monitor"} if agent != "check-primary-alert" else set())
    assert wanted <= names


def test_it_is_the_same_in_any_locale(agents: Agents) -> None:
    plain = agents.call("vip-check", "meta-data").output
    agents.environment = {"LC_ALL": "C", "LANG": "tr_TR.ISO-8859-9", "PYTHONIOENCODING": "latin-1"}
    assert agents.call("vip-check", "meta-data").output == plain
