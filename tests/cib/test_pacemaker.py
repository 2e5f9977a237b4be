"""Pacemaker's own tools judge every golden CIB: schemas, crm_verify, crmsh, and the meta-data of its agents."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from ha1to2.catalogue.wrappers import WRAPPERS
from lxml import etree

from ..golden.cases import CONVERTIBLE, GOLDEN
from .agents import Ocf, seconds

SCHEMAS = Path("/usr/share/pacemaker")
NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


def cib(case: str) -> etree._Element:
    return etree.fromstring((GOLDEN / case / "cib.xml").read_bytes())


def agents(case: str) -> list[etree._Element]:
    """The primitives that an OCF agent runs: only these have meta-data."""
    return [each for each in cib(case).iter("primitive") if each.get("class") == "ocf"]


@cache
def schemas() -> dict[tuple[int, ...], etree.RelaxNG]:
    """pacemaker-X.Y.rng by version, from 3.7 on."""
    found = {}
    for path in SCHEMAS.glob("pacemaker-[0-9]*.rng"):
        version = tuple(int(number) for number in path.stem.partition("-")[2].split("."))
        if version >= (3, 7):
            found[version] = etree.RelaxNG(etree.parse(path))
    return found


def test_schemas_are_there() -> None:
    assert (3, 7) in schemas()
    assert len(schemas()) >= 3


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_every_schema_from_the_one_it_names(case: str) -> None:
    root = cib(case)
    assert root.get("validate-with") == "pacemaker-3.7"
    for version, schema in sorted(schemas().items()):
        root.set("validate-with", "pacemaker-" + ".".join(map(str, version)))
        assert schema.validate(root), (version, schema.error_log)


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_feature_set(case: str) -> None:
    """Fail counts have their present names from 3.0.13 on; Pacemaker 2.1.0 has 3.7.3 and refuses what is newer."""
    version = tuple(int(number) for number in str(cib(case).get("crm_feature_set")).split("."))
    assert (3, 0, 13) <= version <= (3, 7, 3)


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crm_verify_has_nothing_to_say(case: str) -> None:
    done = subprocess.run(
        ["crm_verify", "-V", "-x", GOLDEN / case / "cib.xml"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crmsh_loads_it(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    work = tmp_path / "work.xml"
    work.write_bytes(subprocess.run(["cibadmin", "--empty"], capture_output=True, timeout=60, check=True).stdout)
    done = subprocess.run(
        ["crm", "-D", "plain", "configure", "load", "xml", "replace", GOLDEN / case / "cib.xml"],
        env={**crm_environment, "CIB_file": str(work)},
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = [line for line in (done.stdout + done.stderr).splitlines() if "Blind faith: not fencing" not in line]
    assert (done.returncode, said) == (0, [])
    assert resources(etree.fromstring(work.read_bytes())) == resources(cib(case))


def resources(root: etree._Element) -> set[tuple[str, str | None]]:
    wanted = ("primitive", "group", "clone", "rsc_order", "rsc_colocation", "rsc_location", "alert", "node", "nvpair", "op")
    return {(str(element.tag), element.get("id")) for element in root.iter(*wanted)}


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
        declared = ocf.declared(str(primitive.get("provider")), str(primitive.get("type")))
        given = [str(pair.get("name")) for pair in primitive.iterfind("instance_attributes/nvpair")]
        assert len(given) == len(set(given)), primitive.get("id")
        assert set(given) <= declared.parameters, primitive.get("id")
        assert declared.required <= set(given), primitive.get("id")


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_timeouts_are_what_the_agents_advise(case: str, ocf: Ocf) -> None:
    for primitive in agents(case):
        declared = ocf.declared(str(primitive.get("provider")), str(primitive.get("type")))
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
    used = {primitive.get("type") for case in CONVERTIBLE if case != "catalogue" for primitive in agents(case)}
    ours = {"IPaddr2", "Filesystem", "drbd", "ping", "Dummy", "vip-check", "drbd-wait", "mysql-on-drbd", "v1-script"}
    assert used == ours | {wrapper.profile.agent.type for wrapper in WRAPPERS.values()} | {"Raid1"}


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
