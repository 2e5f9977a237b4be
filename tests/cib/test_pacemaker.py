"""Pacemaker's own tools judge every golden CIB: schemas, crm_verify, crmsh, and the meta-data of its agents."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest
from ha1to2.catalogue.wrappers import WRAPPERS
from ha1to2.simulate import status
from lxml import etree

from ..golden.cases import CONVERTIBLE, GOLDEN
from .agents import Ocf, seconds
from .pacemaker import against_schemas, loaded, resources, schemas, verified

NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def cib(case: str) -> etree._Element:
    return etree.fromstring((GOLDEN / case / "cib.xml").read_bytes())


def agents(case: str) -> list[etree._Element]:
    """The primitives that have meta-data of their own: those of OCF and fence agents."""
    return [each for each in cib(case).iter("primitive") if each.get("class") in ("ocf", "stonith")]


def test_schemas_are_there() -> None:
    assert (3, 7) in schemas()
    assert len(schemas()) >= 3


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_every_schema_from_the_one_it_names(case: str) -> None:
    root = cib(case)
    assert root.get("validate-with") == "pacemaker-3.7"
    assert against_schemas(root) == {}


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_feature_set(case: str) -> None:
    """Fail counts have their present names from 3.0.13 on; Pacemaker 2.1.0 has 3.7.3 and refuses what is newer."""
    version = tuple(int(number) for number in str(cib(case).get("crm_feature_set")).split("."))
    assert (3, 0, 13) <= version <= (3, 7, 3)


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crm_verify_has_nothing_to_say(case: str, tmp_path: Path) -> None:
    root = cib(case)
    if root.find(".//primitive[@class='stonith']") is not None:
        # Of a file with fencing it says that it would shoot the nodes, since nothing was heard of them.
        status.cleared(root, [str(node.get("uname")) for node in root.iter("node")])
        for node in root.iter("node"):
            status.up(root, str(node.get("uname")))
    document = tmp_path / "cib.xml"
    document.write_bytes(etree.tostring(root))
    assert verified(document) == (0, "")


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crmsh_loads_it(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    done = loaded(GOLDEN / case / "cib.xml", crm_environment, tmp_path)
    assert (done.status, done.said) == (0, [])
    assert resources(done.root) == resources(cib(case))


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_ids(case: str) -> None:
    elements = [element for element in cib(case).iter() if element.get("id") is not None and element.tag != "node"]
    ids = [str(element.get("id")) for element in elements]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if not NCNAME.match(each)] == []


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_references(case: str) -> None:
    """Each constraint speaks of resources and nodes that there are; each rule of attributes that somebody sets."""
    root = cib(case)
    known = {element.get("id") for element in root.iter("primitive", "group", "clone")}
    nodes = {element.get("uname") for element in root.iter("node")}
    named = [
        element.get(name)
        for element in root.iter("rsc_order", "rsc_colocation", "rsc_location")
        for name in ("first", "then", "rsc", "with-rsc")
        if element.get(name)
    ]
    assert set(named) <= known
    assert {element.get("node") for element in root.iter("rsc_location") if element.get("node")} <= nodes
    published = {element.get("value") for element in root.iter("nvpair") if element.get("name") in ("attribute", "name")}
    failures = {
        f"fail-count-{primitive.get('id')}#{op.get('name')}_{int(seconds(str(op.get('interval'))) * 1000)}"
        for primitive in root.iter("primitive")
        for op in primitive.iter("op")
    }
    used = {str(element.get("attribute")) for element in root.iter("expression")}
    used |= {str(element.get("score-attribute")) for element in root.iter("rule") if element.get("score-attribute")}
    assert used <= published | failures


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_parameters_are_those_of_the_agents(case: str, ocf: Ocf) -> None:
    for primitive in agents(case):
        declared = ocf.declared(primitive)
        given = [str(pair.get("name")) for pair in primitive.iterfind("instance_attributes/nvpair")]
        assert len(given) == len(set(given)), primitive.get("id")
        assert set(given) <= declared.parameters, primitive.get("id")
        assert declared.required <= set(given), primitive.get("id")


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_timeouts_are_what_the_agents_advise(case: str, ocf: Ocf) -> None:
    for primitive in agents(case):
        declared = ocf.declared(primitive)
        given = {(str(op.get("name")), op.get("role") or ""): seconds(str(op.get("timeout"))) for op in primitive.iter("op")}
        for (action, role), advised in declared.timeouts.items():
            operations = [timeout for (name, at), timeout in given.items() if name == action and role in ("", at)]
            assert all(timeout >= advised for timeout in operations), (primitive.get("id"), action, advised)
            if action in ("start", "stop") or (promotable(primitive) and action in ("promote", "demote", "notify")):
                # Where the CIB says nothing, Pacemaker takes 20 s.
                assert operations or advised <= 20, (primitive.get("id"), action, advised)


def promotable(primitive: etree._Element) -> bool:
    """Whether the agent runs in two roles: db2 could, and does not."""
    return primitive.find("../meta_attributes/nvpair[@name='promotable'][@value='true']") is not None


def test_every_agent_of_ours_is_used_by_some_case() -> None:
    primitives = [primitive for case in CONVERTIBLE if case != "catalogue" for primitive in agents(case)]
    used = {primitive.get("type") for primitive in primitives if primitive.get("class") == "ocf"}
    plain = {"IPaddr2", "Filesystem", "drbd", "ping", "Dummy", "anything"}
    plain |= {"vip-check", "drbd-wait", "mysql-on-drbd", "peer-wait", "v1-script"}
    assert used == plain | {wrapper.profile.agent.type for wrapper in WRAPPERS.values()} | {"Raid1"}
    fencing = {primitive.get("type") for primitive in primitives if primitive.get("class") == "stonith"}
    assert {"fence_ipmilan", "fence_ilo", "fence_rsa", "baytech", "external/libvirt"} <= fencing


def test_no_element_is_empty() -> None:
    """An empty attribute set would be harmless and is noise: the templates leave it out."""
    sets = ("instance_attributes", "meta_attributes", "operations", "rule", "group", "alerts", "cluster_property_set")
    empty = [
        (case, element.tag)
        for case in CONVERTIBLE
        for element in chain(cib(case).iter(*sets))
        if len(element) == 0
    ]
    assert empty == []
