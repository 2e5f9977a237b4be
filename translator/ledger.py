"""S10: no line is lost. Every directive, resource, argument and key line with what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .fates import Entry, Fate
from .model import Preference
from .plan.binding import Placed
from .plan.planner import Plan
from .render import Paint, plain
from .syntax.haresources import Resource


def resource_entries(plan: Plan) -> list[Entry]:
    """The entries of haresources, in the order of the file: each line's node, each resource and each of its arguments."""
    became = {placed.resource.identity: placed for placed in plan.placed}
    homes = {constraint.id for constraint in plan.cluster.constraints if isinstance(constraint, Preference)}
    service_of = {member: service.id for service in plan.behaviour.services for member in service.start_order}
    seen: dict[object, int] = {}
    entries = []
    for line in plan.lines:
        placed = [became.get(resource.identity) for resource in line.resources]
        ids = [each for one in placed if one is not None for each in one.ids]
        home = next((f"{service_of[each]}-home" for each in ids if each in service_of), None)
        if home is not None and home in homes:
            entries.append(Entry(line.node, Fate.TRANSLATED, (home,), "where the line runs when both nodes are up"))
        else:
            entries.append(Entry(line.node, Fate.REFUSED, (), "see the diagnostics"))
        for resource, one in zip(line.resources, placed):
            first = seen.setdefault(resource.identity, line.node.span.line)
            again = f"the same as on line {first}" if first != line.node.span.line else ""
            entries += _resource(resource, one, again)
    return entries


def _resource(resource: Resource, placed: Placed | None, again: str) -> list[Entry]:
    if placed is None or not placed.ids:
        refused = [Entry(resource.text, Fate.REFUSED, (), "see the diagnostics")]
        return refused + [Entry(argument, Fate.REFUSED, (), "with its resource") for argument in resource.arguments]
    entries = [Entry(resource.text, Fate.TRANSLATED, placed.ids, again or placed.kind)]
    for number, argument in enumerate(resource.arguments):
        name = placed.arguments[number] if number < len(placed.arguments) else "arguments"
        entries.append(Entry(argument, Fate.TRANSLATED, placed.ids, again or name))
    return entries


def as_json(entries: Iterable[Entry]) -> str:
    """The ledger as a JSON array, one object a row."""
    rows = [
        {
            "file": entry.item.span.file.name,
            "line": entry.item.span.line,
            "column": entry.item.span.column,
            "item": str(entry.item),
            "fate": entry.fate.value,
            "targets": list(entry.targets),
            "reason": entry.reason,
        }
        for entry in entries
    ]
    return json.dumps(rows, indent=2, ensure_ascii=True) + "\n"


def as_table(entries: Iterable[Entry], paint: Paint = plain) -> str:
    """The ledger for people: a heading for each file, a row for each item, in the order of the file."""
    rows = [
        (
            entry.item.span.file.name,
            str(entry.item.span.line),
            "".join(character if character.isprintable() else "·" for character in entry.item),
            entry.fate,
            ", ".join(entry.targets),
            entry.reason,
        )
        for entry in entries
    ]
    if not rows:
        return ""
    item_width = min(44, max(len(row[2]) for row in rows))
    target_width = min(44, max(len(row[4]) for row in rows))
    lines: list[str] = []
    file = ""
    for name, number, item, fate, targets, reason in rows:
        if name != file:
            lines += ["", name] if lines else [name]
            file = name
        kind = paint(f"{fate.value:<10}", fate.value)
        lines.append(f"{number:>5}  {item:<{item_width}}  {kind}  {targets:<{target_width}}  {reason}".rstrip())
    return "\n".join(lines) + "\n"
