"""The plan's values as rows for the templates: which of their fields are values, and which are shape."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Ban, Clone, Colocation, Constraint, Expression, Group, Operation, Order, Preference, Primitive, RuleLocation
from .stamp import Stamp

# The names of agents, operations and parameters, roles, scores and times are ours and repeat; ids, references and parameter
# values are the user's.


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


def primitive(stamp: Stamp, primitive: Primitive, indent: int) -> str:
    names = tuple([name for name, _ in primitive.parameters])
    shape = (primitive.agent, names, primitive.operations, primitive.meta)
    values = [primitive.id, *[value for _, value in primitive.parameters]]

    def context(slots: list[str]) -> dict[str, object]:
        return {
            "id": slots[0],
            "agent": primitive.agent,
            "parameters": list(zip(names, slots[1:])),
            "operations": [_row(operation) for operation in primitive.operations],
            "meta": primitive.meta,
        }

    return stamp("primitive.xml.j2", shape, indent, values, context)


def group(stamp: Stamp, group: Group, indent: int) -> str:
    # The members are finished text, and may be many: they are put between the two lines of the group.
    opening, closing = stamp("group.xml.j2", (), indent, [group.id], lambda slots: {"id": slots[0]}).split("\n")
    return "\n".join([opening, *[primitive(stamp, member, indent + 2) for member in group.members], closing])


def clone(stamp: Stamp, clone: Clone, indent: int) -> str:
    def context(slots: list[str]) -> dict[str, object]:
        return {"id": slots[0], "meta": clone.meta}

    *opening, closing = stamp("clone.xml.j2", clone.meta, indent, [clone.id], context).split("\n")
    return "\n".join([*opening, primitive(stamp, clone.primitive, indent + 2), closing])


def constraint(stamp: Stamp, row: Constraint, indent: int) -> str:
    if isinstance(row, RuleLocation):
        return _rule_location(stamp, row, indent)
    if isinstance(row, (Preference, Ban)):
        return _flat(stamp, "preference.xml.j2", row, ("id", "resource", "node"), indent)
    if isinstance(row, Order):
        return _flat(stamp, "order.xml.j2", row, ("id", "first", "then"), indent)
    return _flat(stamp, "colocation.xml.j2", row, ("id", "resource", "with_resource"), indent)


def _flat(stamp: Stamp, template: str, row: Order | Colocation | Preference | Ban, names: tuple[str, ...], indent: int) -> str:
    values = [getattr(row, name) for name in names]
    shape = tuple([value for name, value in zip(row._fields, row) if name not in names])
    return stamp(template, shape, indent, values, lambda slots: {**row._asdict(), **dict(zip(names, slots))})


def _rule_location(stamp: Stamp, row: RuleLocation, indent: int) -> str:
    # What joins the expressions is not written where there is nothing to join: neither crmsh nor pcs can write it there.
    joined = row.boolean_op if len(row.expressions) > 1 else None
    shape = (row.role, row.score, row.score_attribute, joined)
    fields = {**row._asdict(), "boolean_op": joined}
    names = ("id", "resource", "rule_id")
    values = [row.id, row.resource, row.rule_id]
    text = stamp("rule_location.xml.j2", shape, indent, values, lambda slots: {**fields, **dict(zip(names, slots))})
    opening, rule, *closing = text.split("\n")
    expressions = row.expressions
    # A rule may have an expression for every resource of the file, and a shape cannot have as many values.
    parts = [expressions[start : start + _TOGETHER] for start in range(0, len(expressions), _TOGETHER)]
    return "\n".join([opening, rule, *[_expressions(stamp, part, indent + 4) for part in parts], *closing])


_TOGETHER = 100
"""Expressions that make one shape."""


def _expressions(stamp: Stamp, expressions: tuple[Expression, ...], indent: int) -> str:
    ids, attributes, *same = zip(*expressions)

    def context(slots: list[str]) -> dict[str, object]:
        rows = zip(expressions, slots, slots[len(expressions) :])
        return {"expressions": [each._replace(id=name, attribute=attribute) for each, name, attribute in rows]}

    return stamp("expressions.xml.j2", tuple(same), indent, ids + attributes, context)
