"""The properties can fail: a CIB that is wrong in one place is found out, on the first clusters that it is wrong for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from lxml import etree

from ..elements import E, drop, every, only
from .conversion import Made, made
from .properties import PROPERTIES, failing
from .seeds import FIXED
from .spec import Kind, Spec

CLUSTERS = 2
"""How many clusters each mistake is tried on."""


class Mistake(NamedTuple):
    """A change of the CIB, the clusters that it matters for, and the property that must notice it."""

    change: Callable[[etree._Element], None]
    fits: Callable[[Spec], bool]
    noticed: str


def without(path: str) -> Callable[[etree._Element], None]:
    """All elements of the path taken out; there must be some."""

    def change(root: etree._Element) -> None:
        found = every(root, path)
        assert found
        for element in found:
            drop(element)

    return change


def setting(path: str, attribute: str, value: str) -> Callable[[etree._Element], None]:
    """An attribute of all elements of the path set; there must be some."""

    def change(root: etree._Element) -> None:
        found = every(root, path)
        assert found
        for element in found:
            element.set(attribute, value)

    return change


def with_meta(path: str, name: str, value: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        for number, element in enumerate(every(root, path)):
            pair = E.nvpair(id=f"wrong-{number}-{name}", name=name, value=value)
            element.insert(0, E("meta_attributes", pair, id=f"wrong-{number}"))

    return change


def other_home(root: etree._Element) -> None:
    """Each line prefers the wrong node."""
    names = [str(node.get("uname")) for node in every(root, "//node")]
    for element in every(root, "//rsc_location[@node]"):
        element.set("node", names[0] if element.get("node") == names[1] else names[1])


def ping_as_taught(root: etree._Element) -> None:
    """The rule of the documentation, which stops what reaches nothing."""
    for rule in every(root, "//rule[@score-attribute]"):
        attribute = str(rule.get("score-attribute"))
        del rule.attrib["score-attribute"]
        rule.attrib.update({"score": "-INFINITY", "boolean-op": "or"})
        name = str(rule.get("id"))
        rule[:] = [
            E.expression(id=f"{name}-not", attribute=attribute, operation="not_defined"),
            E.expression(id=f"{name}-none", attribute=attribute, operation="lt", value="1", type="number"),
        ]


def one_after_the_other(root: etree._Element) -> None:
    """The second group starts behind the first, and so is restarted where that one moves."""
    first, then = [str(group.get("id")) for group in every(root, "//group")[:2]]
    only(root, "//constraints").append(E.rsc_order(id="wrong-order", first=first, then=then))


def standby(root: etree._Element) -> None:
    only(root, "//node[2]").append(
        E.instance_attributes(E.nvpair(id="wrong-standby", name="standby", value="on"), id="wrong-attributes")
    )


def last_moved_out(root: etree._Element) -> None:
    """The last resource of the first group that has two stands alone."""
    group = next(element for element in every(root, "//group") if len(element.findall("primitive")) > 1)
    only(root, "//resources").append(group.findall("primitive")[-1])


def _pinged(spec: Spec) -> bool:
    return any(not target.group for target in spec.pinged)


def _only_group_pinged(spec: Spec) -> bool:
    return any(target.group for target in spec.pinged)


def _on_drbd(spec: Spec) -> bool:
    """Some line has a disk, and something else behind it."""
    return any(
        first.kind is Kind.DISK and then.kind is not Kind.DISK
        for line in spec.lines
        for first, then in zip(line.resources, line.resources[1:])
    )


def _many(spec: Spec) -> bool:
    return all(len(line.resources) > 2 for line in spec.lines)


def _apart(spec: Spec) -> bool:
    """Some line has two neighbours that are no disks: a group orders them."""
    return any(
        Kind.DISK not in (first.kind, then.kind) for line in spec.lines for first, then in zip(line.resources, line.resources[1:])
    )


def _first_fails(spec: Spec) -> bool:
    """What fails in a family without DRBD is its first primitive: that alone is banned then, and takes the others along.

    An address is not it: its check is what notices, and comes second.
    """
    return any(
        failing(spec, number) == family.resources[0] and family.resources[0].kind is not Kind.ADDRESS and len(family.resources) > 1
        for number, family in enumerate(spec.families)
        if all(resource.kind is not Kind.DISK for resource in family.resources)
    )


def _stays(spec: Spec) -> bool:
    return not spec.returns


def _two_that_fail(spec: Spec) -> bool:
    return len(spec.families) > 1 and failing(spec, 0) is not None


def _always(spec: Spec) -> bool:
    return True


_GROUPS = "//rsc_location[rule/expression[starts-with(@attribute, 'ping_')]]"

MISTAKES = {
    "no ping rule": Mistake(without("//rsc_location[rule/@score-attribute]"), _pinged, "S5"),
    "no rule for a ping group": Mistake(without(_GROUPS), _only_group_pinged, "S5"),
    "the ping rule of the documentation": Mistake(ping_as_taught, _pinged, "S5"),
    "a ping node counts for too little": Mistake(setting("//nvpair[@name='multiplier']", "value", "1"), _pinged, "S5"),
    "the other node preferred": Mistake(other_home, _always, "S3"),
    "a node preferred at any cost": Mistake(setting("//rsc_location[@node]", "score", "INFINITY"), _stays, "S4"),
    "no stickiness": Mistake(setting("//nvpair[@name='resource-stickiness']", "value", "0"), _stays, "S4"),
    "stickiness": Mistake(with_meta("//group", "resource-stickiness", "100"), lambda spec: spec.returns, "S4"),
    "no order with DRBD": Mistake(without("//rsc_order[@first-action='promote']"), _on_drbd, "S2"),
    "an order for the start alone": Mistake(setting("//rsc_order[@first-action]", "symmetrical", "false"), _on_drbd, "S2"),
    "groups without order": Mistake(with_meta("//group", "ordered", "false"), _apart, "S2"),
    "groups without colocation": Mistake(with_meta("//group", "collocated", "false"), _first_fails, "S1"),
    "a resource outside its group": Mistake(last_moved_out, _many, "S2"),
    "no colocation with DRBD": Mistake(without("//rsc_colocation"), _on_drbd, "S1"),
    "no ban where something failed": Mistake(without("//rsc_location[contains(@id, '-failed')]"), _many, "S6"),
    "failures forgotten": Mistake(with_meta("//group", "failure-timeout", "10min"), _many, "S6"),
    "an order between lines that share nothing": Mistake(one_after_the_other, _two_that_fail, "S6"),
    "no monitors": Mistake(without("//primitive/operations/op[@name='monitor']"), _many, "S6"),
    "quorum needed": Mistake(without("//nvpair[@name='no-quorum-policy']"), _always, "S7"),
    "a node in standby": Mistake(standby, _always, "S7"),
}


def _clusters(mistake: Mistake) -> Iterator[Made]:
    found = 0
    for seed in FIXED:
        if found < CLUSTERS and mistake.fits(made(seed).spec):
            found += 1
            yield made(seed)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_is_noticed(mistake: Mistake) -> None:
    clusters = list(_clusters(mistake))
    assert len(clusters) == CLUSTERS
    for result in clusters:
        root = etree.fromstring(result.cibs[0])
        mistake.change(root)
        stage = result.stage(etree.tostring(root))
        # S1 judges the states that the others have led to.
        played = PROPERTIES if mistake.noticed == "S1" else (mistake.noticed,)
        found = {name: list(PROPERTIES[name](stage)) for name in played}
        assert found[mistake.noticed], result.spec.seed
