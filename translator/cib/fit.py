"""What a format, or Pacemaker itself, cannot hold, found before anything is written: no value is ever lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from ..model import ClusterPlan, Parameters, Primitive

_CONTROL = "[^ -~\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Control characters, which Pacemaker 2.1 itself changes when it writes a CIB (a tab becomes blanks), and what XML forbids."""

_UNESCAPED = r"[^\x00-\x7f].*[&<\"]"
"""Pacemaker 2.1.5 stops escaping a value at the first character beyond ASCII: behind it, these make its CIB unreadable."""


class Unfit(NamedTuple):
    """`value` of `parameter` of the resource or alert `id`; `reason` says of the value why the format cannot hold it."""

    id: str
    parameter: str
    value: str
    reason: str


class Rendering(NamedTuple):
    """A document, or where `unfit` is not empty, none."""

    document: bytes
    unfit: tuple[Unfit, ...] = ()


def values(plan: ClusterPlan) -> Iterator[tuple[str, str, str]]:
    """Id, name and value of everything in a plan that may come from the user as it is; ids, nodes and attributes are plain."""
    for primitive in primitives(plan):
        for parameters in (primitive.parameters, primitive.meta):
            yield from _named(primitive.id, parameters)
    for alert in plan.alerts:
        yield from _named(alert.id, alert.parameters)
        if alert.recipient:
            yield alert.id, "recipient", alert.recipient


def _named(id: str, parameters: Parameters) -> Iterator[tuple[str, str, str]]:
    for name, value in parameters:
        yield id, name, value


def lost(plan: ClusterPlan) -> tuple[Unfit, ...]:
    """The values that Pacemaker does not give back as they were put in, in whatever format they came."""
    judged = ((id, name, value, not_for_pacemaker(value)) for id, name, value in values(plan))
    return tuple(Unfit(id, name, value, reason) for id, name, value, reason in judged if reason)


def primitives(plan: ClusterPlan) -> Iterator[Primitive]:
    """All of them, those of groups first, fence devices last."""
    for group in plan.groups:
        yield from group.members
    for clone in plan.clones:
        yield clone.primitive
    yield from plan.fencing


def not_for_pacemaker(value: str) -> str | None:
    """Why Pacemaker itself does not give this value back as it was put in; None where it does."""
    if value.isascii() and value.isprintable():  # nearly every value; the expressions take 2 ms to compile
        return None
    if re.search(_CONTROL, value):
        return "has a control character"
    if re.search(_UNESCAPED, value):
        return "has one of & < \" behind a letter that is not ASCII, which Pacemaker 2.1 does not escape"
    return None


class Document:
    """The XML rendering, element by element: for what a tool's own language has no words for. It is made when it is asked for."""

    def __init__(self, plan: ClusterPlan) -> None:
        self._plan = plan
        self._elements: dict[str, etree._Element] | None = None

    def __getitem__(self, id: str) -> etree._Element:
        """The primitive, the location constraint or the alert of this id."""
        if self._elements is None:
            from .render import render

            parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.fromstring(render(self._plan), parser)
            self._elements = {str(each.get("id")): each for each in root.iter("primitive", "rsc_location", "alert")}
        return self._elements[id]
