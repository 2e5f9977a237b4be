"""What the real crmsh and pcs make of their formats is the CIB of the XML format.

crmsh takes a second for a cluster and loads every golden case. pcs takes half a second for each of some thirty commands: a plan
that has everything the model can say stands for the other cases, beside the memo's.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from ha1to2 import pipeline
from ha1to2.cib import crmsh, pcs
from ha1to2.cib.render import render
from ha1to2.model import Alert, ClusterPlan, Group, Node, Primitive
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from ..codes import examples
from ..golden.cases import CONVERTIBLE, DIRECTORY, GOLDEN, choices, within
from . import loading
from .agents import PARAMETERS
from .canonical import configuration
from .plans import ANY, EVERYTHING, SMALL, WATCHED

WITH_PCS = ("memo-web01",)


def converted(case: str, language: str) -> bytes:
    with within(GOLDEN / case):
        return pipeline.convert(DIRECTORY, choices(case), language).value


@pytest.mark.parametrize("case", CONVERTIBLE)
def test_crmsh(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    loaded = loading.crmsh(converted(case, "crmsh"), crm_environment, tmp_path)
    assert (loaded.status, loaded.complaints) == (0, [])
    assert configuration(loaded.cib) == configuration((GOLDEN / case / "cib.xml").read_bytes())


@pytest.mark.parametrize("case", WITH_PCS)
def test_pcs(case: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    loaded = loading.pcs(converted(case, "pcs"), crm_environment, tmp_path)
    assert (loaded.status, loaded.complaints) == (0, [])
    assert configuration(loaded.cib) == configuration((GOLDEN / case / "cib.xml").read_bytes())


RESERVED = ("params", "meta", "op", "operations", "rule", "to", "group", "primitive", "xml", "set", "then", "with", "start")
"""Words of the two languages, which a script of haresources may be called as well."""

NAMED = SMALL._replace(groups=tuple(Group(f"group_{name}", (Primitive(name, ANY, (), WATCHED),)) for name in RESERVED))


@pytest.mark.parametrize("plan", [SMALL, EVERYTHING, NAMED], ids=["small", "everything", "reserved words"])
@pytest.mark.parametrize("language", ["crmsh", "pcs"])
def test_plan(plan: ClusterPlan, language: str, crm_environment: dict[str, str], tmp_path: Path) -> None:
    loaded = loading.load(language, plan, crm_environment, tmp_path)
    assert loaded.status == 0, loaded.complaints
    assert configuration(loaded.cib) == configuration(render(plan))


# Values: whatever they are, they arrive as they are, or the format says that it cannot hold them

PIECES = (" ", "  ", "'", '"', "\\", '\\"', "\\\\", "#", "$HOME", "$(id)", "`id`", "=", ":", ";", "&", "&amp;", "|", "<", ">",
          "(", ")", "{", "}", "[", "]", "*", "?", "!", "~", "%s", "@", ",", "-", "--force", "a", "op", "é", "e\u0301", "中",
          "\U0001f600", "\u2028", "\xa0", "\x85", "\ue000", "\t", "\n", "\x7f")  # fmt: skip
VALUES = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.text(max_size=8))
LISTS = st.lists(VALUES, min_size=PARAMETERS, max_size=PARAMETERS)
FEW = settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))


def with_values(values: list[str]) -> ClusterPlan:
    """A plan that has them as the parameters of a primitive and of an alert, some more in places that hold one."""
    parameters = tuple((f"p{number}", value) for number, value in enumerate(values))
    primitive = Primitive("a", ANY, parameters, WATCHED, (("description", values[0]),) if values else ())
    recipient = values[-1] if values else ""
    return SMALL._replace(
        groups=(Group("group_a", (primitive,)),), alerts=(Alert("told", "/bin/told", parameters[:5] or (("p", "1"),), recipient),)
    )


@pytest.mark.parametrize("language", ["crmsh", "pcs"])
@FEW
@given(values=LISTS)
@example(values=["'\"#$\\x", "a  b", " ", "é", "\\n", "=", "{a}", "&amp;", "&é", "éé'>", "<a b='\"'/>"])
@example(values=["'\"#$\\x", "é  中'"])
def test_values(language: str, values: list[str], crm_environment: dict[str, str]) -> None:
    refused = {each.value for each in loading.FORMATS[language](with_values(values)).unfit}
    plan = with_values([value for value in values if value not in refused])
    with tempfile.TemporaryDirectory() as place:
        loaded = loading.load(language, plan, crm_environment, Path(place))
    assert loaded.status == 0, loaded.complaints
    assert configuration(loaded.cib) == configuration(render(plan))


@pytest.mark.parametrize(
    ("language", "value"),
    [
        *[("crmsh", value) for value in ("a\\", 'a\\"b', "é\\", "a\tb", "é&amp;", "é<")],
        *[("pcs", value) for value in ("", "a\x7f", 'é"')],
    ],
)
def test_what_is_refused_would_be_lost(
    language: str, value: str, crm_environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = SMALL._replace(groups=(Group("group_a", (Primitive("a", ANY, (("p0", value),), WATCHED),)),))
    refused = loading.FORMATS[language](plan)
    assert refused.document == b""
    assert [each[:3] for each in refused.unfit] == [("a", "p0", value)]
    monkeypatch.setattr(crmsh, "_unfit", lambda _: ())
    monkeypatch.setattr(pcs, "_unfit", lambda _: ())
    loaded = loading.load(language, plan, crm_environment, tmp_path)
    assert loaded.status != 0 or value.encode() not in values_of(loaded.cib)


def values_of(cib: bytes) -> list[bytes]:
    """Of all attributes, also where the CIB is no XML any more."""
    parsed = etree.fromstring(cib, etree.XMLParser(recover=True))
    return [str(pair.get("value")).encode() for pair in parsed.iter("nvpair")]


# The script of pcs commands: all or nothing

PRESENT = Primitive("already_there", ANY, (), WATCHED)


def test_shellcheck_finds_nothing() -> None:
    """SC1010 is of pcs's own word "then", which is no keyword where it stands."""
    done = subprocess.run(
        ["shellcheck", "--exclude=SC1010", "-"], input=pcs.render(EVERYTHING).document, capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")


def test_what_is_there_stays(crm_environment: dict[str, str], tmp_path: Path) -> None:
    before = render(SMALL._replace(groups=(Group("group_b", (PRESENT,)),)))
    for load, language in ((loading.crmsh, "crmsh"), (loading.pcs, "pcs")):
        loaded = load(loading.FORMATS[language](SMALL).document, crm_environment, tmp_path, before)
        assert loaded.status == 0, loaded.complaints
        assert b'<group id="group_b">' in loaded.cib
        assert b'<group id="group_a">' in loaded.cib


def test_one_command_fails_and_nothing_is_changed(crm_environment: dict[str, str], tmp_path: Path) -> None:
    """The last group has the id of a resource that is there already."""
    before = render(SMALL._replace(groups=(Group("group_b", (PRESENT,)),)))
    plan = SMALL._replace(groups=(*SMALL.groups, Group("group_c", (PRESENT,))))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = {**crm_environment, "TMPDIR": str(temporary)}
    loaded = loading.pcs(pcs.render(plan).document, environment, tmp_path, before)
    assert loaded.status == 1
    assert any("already_there" in line for line in loaded.complaints)
    assert loaded.cib == before
    assert list(temporary.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cluster.sh", "temporary", "work.xml"]


def test_a_node_of_another_id_is_refused(crm_environment: dict[str, str], tmp_path: Path) -> None:
    before = render(SMALL._replace(nodes=(Node(1, "web02"), Node(2, "web01")))).replace(b"web02", b"other")
    loaded = loading.pcs(pcs.render(SMALL).document, crm_environment, tmp_path, before)
    assert loaded.status == 1
    assert "another node of this cluster has the id 2: does corosync.conf give it to web02?" in loaded.complaints
    assert loaded.cib == before


def live(environment: dict[str, str], place: Path) -> dict[str, str]:
    """In which pcs has a running cluster: what is pushed to it is kept. It shows its own CIB, and notes what it is asked."""
    program = place / "bin/pcs"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f'echo "$*" >>{place}/asked\n'
        'case "$1 $2" in\n'
        f'"cluster cib") cp {place}/running.xml "$3" ;;\n'
        f'"cluster cib-push") cmp "${{4#diff-against=}}" {place}/running.xml && cp "$3" {place}/running.xml ;;\n'
        f'*) PATH=${{PATH#*:}} exec pcs "$@" ;;\n'
        "esac\n"
    )
    program.chmod(0o755)
    return {**environment, "PATH": f"{program.parent}:{environment['PATH']}"}


@pytest.mark.parametrize("fails", [False, True])
def test_a_running_cluster_is_changed_once_or_not_at_all(
    fails: bool, crm_environment: dict[str, str], tmp_path: Path
) -> None:
    group = Group("group_b", (PRESENT, *([PRESENT] if fails else [])))
    plan = SMALL._replace(groups=(*SMALL.groups, group))
    (tmp_path / "cluster.sh").write_bytes(pcs.render(plan).document)
    (tmp_path / "running.xml").write_bytes(loading.empty_cib())
    (tmp_path / "another.xml").write_bytes(loading.empty_cib())
    environment = {**live(crm_environment, tmp_path), "CIB_file": str(tmp_path / "another.xml")}
    done = subprocess.run(
        ["sh", "cluster.sh"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    asked = (tmp_path / "asked").read_text().splitlines()
    pushed = [line for line in asked if line.startswith("cluster cib-push ")]
    running = (tmp_path / "running.xml").read_bytes()
    assert (tmp_path / "another.xml").read_bytes() == loading.empty_cib()
    assert asked[0].startswith("cluster cib ")
    if fails:
        assert (done.returncode, pushed, running) == (1, [], loading.empty_cib())
    else:
        assert (done.returncode, pushed) == (0, asked[-1:]), done.stderr
        assert configuration(running) == configuration(render(plan))


@pytest.mark.parametrize("language", ["xml", "crmsh", "pcs"])
def test_what_pacemaker_would_lose_is_refused_in_every_format(language: str, tmp_path: Path) -> None:
    examples.build("H821", tmp_path)
    (tmp_path / "etc/my.cnf").write_text("[mysqld]\ndatadir = /drbd/mysql\nsocket = /drbd/é&/sock\n")
    with within(tmp_path):
        outcome = pipeline.convert(DIRECTORY, language=language)
    assert outcome.value == b""
    assert "Pacemaker cannot hold '/drbd/é&/sock', socket of mysql" in "\n".join(each.message for each in outcome.diagnostics)
