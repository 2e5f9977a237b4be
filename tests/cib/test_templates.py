"""The compiled templates are those of the .j2 files, and their runtime does what jinja2 does."""

from __future__ import annotations

from typing import Any

import pytest
from ha1to2.cib import rows
from ha1to2.cib.stamp import InvalidCib, Stamp
from ha1to2.model import Agent, Clone, Expression, Group, Operation, Order, Preference, Primitive, RuleLocation
from ha1to2.templates.compiled import TEMPLATES
from ha1to2.templates.runtime import Undefined, render

from ..setup import compile_templates

HOSTILE = "a\"b'c<d>&e{{f}}"
OPERATIONS = (Operation("start", 0, 20), Operation("monitor", 10, 20, role="Promoted", on_fail="ignore", depth=10))
PRIMITIVE: dict[str, Any] = {"id": "p", "parameters": [], "operations": [], "meta": ()}


def test_compiled_today() -> None:
    assert compile_templates.COMPILED.read_text() == compile_templates.compiled(), "run: make templates"


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("group.xml.j2", {"id": HOSTILE}),
        ("clone.xml.j2", {"id": "c", "meta": [("name", HOSTILE), ("n", "v")]}),
        ("clone.xml.j2", {"id": "c", "meta": []}),
        ("order.xml.j2", Order("o", "a", "start", HOSTILE, "stop")._asdict()),
        ("expressions.xml.j2", {"expressions": [Expression("e", "a", "defined"), Expression("f", "b", "gt", HOSTILE, "number")]}),
        ("primitive.xml.j2", {**PRIMITIVE, "agent": Agent("ocf", "x", "y"), "parameters": [("a", HOSTILE)]}),
        ("primitive.xml.j2", {**PRIMITIVE, "agent": Agent("lsb", "", "y"), "meta": [("m", "1")]}),
        ("preference.xml.j2", Preference("p", "r", HOSTILE, 50)._asdict()),
    ],
)
def test_as_jinja2_renders_it(template: str, values: dict[str, Any]) -> None:
    assert render(TEMPLATES[template], values) == compile_templates.environment().get_template(template).render(values)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_is_missing_is_an_error(name: str) -> None:
    with pytest.raises(Undefined):
        render(TEMPLATES[name], {})


@pytest.mark.parametrize("value", ["\x00", "a\x1fb", "\ud800", "\ufffe", "<\x07>"])
def test_what_xml_forbids_is_never_written(value: str) -> None:
    with pytest.raises(InvalidCib):
        rows.group(Stamp(), Group(value, ()), 0)


@pytest.mark.parametrize("value", [HOSTILE, "\u00e9\u4e2d", "\ue000\ue001", "%s %(x)s {0}", "\U0001f600"])
def test_values_stay_values(value: str) -> None:
    from lxml import etree

    primitive = Primitive(value, Agent("ocf", "p", "t"), (("one", value), ("two", "\ue000")), OPERATIONS, (("m", "1"),))
    text = rows.clone(Stamp(), Clone(value, primitive, (("a", "b"),)), 2)
    clone = etree.fromstring(text)
    assert clone.get("id") == value
    assert [each.get("value") for each in clone.iterfind("primitive/instance_attributes/nvpair")] == [value, "\ue000"]


@pytest.mark.parametrize("fixed", ["\ue000", "\ue0000\ue000", "<\ue0001\ue000&\"", "\\ue000"])
def test_what_is_the_same_in_every_row_may_look_like_a_slot(fixed: str) -> None:
    from lxml import etree

    stamp = Stamp()
    for value in ("a", "<b>"):
        primitive = Primitive("p", Agent("ocf", "p", "t"), (("one", value),), (), (("description", fixed),))
        found = etree.fromstring(rows.primitive(stamp, primitive, 4))
        assert [each.get("value") for each in found.iter("nvpair")] == [value, fixed]


def test_rows_of_one_shape_are_told_apart() -> None:
    stamp = Stamp()
    first, second = (rows.constraint(stamp, Preference(f"p{n}", f"r{n}", f"n{n}", 50), 0) for n in (1, 2))
    assert second == first.replace("p1", "p2").replace("r1", "r2").replace("n1", "n2")


@pytest.mark.parametrize("count", [1, 2, 99, 100, 101, 250])
def test_a_rule_of_any_length(count: int) -> None:
    from lxml import etree

    expressions = tuple(Expression(f"e{n}", f"a{n}", *("defined",) if n % 3 else ("ne", "1")) for n in range(count))
    row = RuleLocation("r", "x", None, "rule", "-INFINITY", None, "or", expressions)
    found = etree.fromstring(rows.constraint(Stamp(), row, 0)).findall("rule/expression")
    assert [each.get("id") for each in found] == [f"e{n}" for n in range(count)]
    assert [each.get("value") for each in found] == [None if n % 3 else "1" for n in range(count)]
