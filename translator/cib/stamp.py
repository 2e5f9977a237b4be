"""Primitives as XML: the template is filled once for each shape, and stamped out for every resource of that shape.

A configuration of thousands of lines has a handful of shapes (agent, parameter names, operations, meta attributes). Filling
the template for each resource anew took four fifths of the time of a conversion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from jinja2 import Template
from markupsafe import Markup, escape

from ..plan.model import Operation, Primitive

_SLOT = re.compile("([\ue000-\uf8ff])")
"""Private-use characters stand for the id and the values while a shape is filled; they never stand in a shape's own text."""


class _OperationRow(NamedTuple):
    suffix: str
    name: str
    interval: int
    timeout: int
    role: str | None
    on_fail: str | None
    depth: int


def _row(operation: Operation) -> _OperationRow:
    suffix = operation.name
    if operation.role:
        suffix += f"-{operation.role}"
    if operation.interval:
        suffix += f"-{operation.interval}s"
    return _OperationRow(suffix, *operation)


class Stamp:
    """Renders primitives with one template."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._shapes: dict[object, tuple[list[str], list[int]]] = {}

    def primitives(self, members: Iterable[Primitive], indent: int) -> Markup:
        """The members one after the other, each line behind `indent` blanks."""
        return Markup("\n".join([self._primitive(member, indent) for member in members]))

    def _primitive(self, primitive: Primitive, indent: int) -> str:
        names = tuple([name for name, _ in primitive.parameters])
        key = (primitive.agent, names, primitive.operations, primitive.meta, indent)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = self._shape(primitive, names, indent)
        text, slots = shape
        values = [str(escape(primitive.id))]
        values += [str(escape(str(value))) for _, value in primitive.parameters]
        pieces = text[:]
        pieces[1::2] = [values[slot] for slot in slots]
        return "".join(pieces)

    def _shape(self, primitive: Primitive, names: tuple[str, ...], indent: int) -> tuple[list[str], list[int]]:
        text = self._template.render(
            id="\ue000",
            agent=primitive.agent,
            parameters=[(name, chr(0xE001 + number)) for number, name in enumerate(names)],
            operations=[_row(operation) for operation in primitive.operations],
            meta=primitive.meta,
        )
        margin = " " * indent
        pieces = _SLOT.split("\n".join(margin + line for line in text.strip("\n").split("\n")))
        return pieces, [ord(slot) - 0xE000 for slot in pieces[1::2]]
