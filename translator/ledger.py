"""S10: no line is lost. Every directive, resource, argument and key line with what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .catalogue.scripts import KNOWN
from .plan.fates import Entry, Fate
from .plan.services import Placed
from .render import Paint, plain


def resource_entries(placed: Iterable[Placed]) -> list[Entry]:
    """The entries of haresources: one for each resource, and one for each of its arguments."""
    entries = []
    for resource, ids in placed:
        script = KNOWN.get(resource.script)
        if not ids:
            entries.append(Entry(resource.text, Fate.REFUSED, (), "see the diagnostics"))
            entries += [Entry(argument, Fate.REFUSED, (), "with its resource") for argument in resource.arguments]
            continue
        reason = script.kind.value if script else "called as v1 called it"
        entries.append(Entry(resource.text, Fate.TRANSLATED, ids, reason))
        names = script.positional if script else ()
        for number, argument in enumerate(resource.arguments):
            name = names[number] if number < len(names) else "arguments"
            entries.append(Entry(argument, Fate.TRANSLATED, ids, name))
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
        lines.append(
            f"{number:>5}  {item:<{item_width}}  {paint(f'{fate.value:<10}', fate.value)}  {targets:<{target_width}}  {reason}".rstrip()
        )
    return "\n".join(lines) + "\n"
