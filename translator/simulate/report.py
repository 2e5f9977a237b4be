"""The results for people, as a table under the rules they are held to, and for programs, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import wrap

from ..render import Paint, plain
from .play import Result

WIDTH = 120
"""Columns of the table where the caller knows no better."""

NARROWEST = 60


def as_table(results: Sequence[Result], paint: Paint = plain, width: int = WIDTH) -> str:
    """One block for each rule, a row for each scenario: verdict, fault, expected, got. `width` is in characters."""
    width = max(width, NARROWEST)
    room = width - len(_MARGIN) - 2 * len(_GAP)
    first, second = room * 2 // 5, room * 3 // 10
    columns = (first, second, room - first - second)
    lines = _row(_MARGIN, ("fault", "expected", "got"), columns)
    for why, group in groupby(results, key=lambda result: result.why):
        lines += ["", *(paint(line, "place") for line in wrap(why, width))]
        for result in group:
            word, kind = ("same", "same") if result.ok else ("DIFFERS", "differs")
            verdict = f"  {paint(word, kind)}{' ' * (len(_MARGIN) - 2 - len(word))}"
            lines += _row(verdict, (result.title, result.expected, result.got), columns)
            lines += [_MARGIN + line for detail in result.details for line in wrap(detail, width - len(_MARGIN))]
    return "\n".join([*lines, "", paint(summary(results), "same" if succeeded(results) else "differs"), ""])


_MARGIN = " " * 11
"""The room of the verdict."""
_GAP = "  "


def _row(verdict: str, cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    """The lines of a row: each cell wrapped to its column, the verdict before the first line."""
    wrapped = [wrap(cell, column) or [""] for cell, column in zip(cells, columns)]
    lines = []
    for number in range(max(map(len, wrapped))):
        parts = [cell[number] if number < len(cell) else "" for cell in wrapped]
        text = _GAP.join(part.ljust(column) for part, column in zip(parts, columns))
        lines.append(f"{_MARGIN if number else verdict}{text}".rstrip())
    return lines


def succeeded(results: Iterable[Result]) -> bool:
    """Whether the new cluster did everywhere what the old one did."""
    return all(result.ok for result in results)


def summary(results: Sequence[Result]) -> str:
    """One line: how many, and which differ."""
    different = [result.name for result in results if not result.ok]
    played = f"{len(results)} scenario{'' if len(results) == 1 else 's'}"
    if not different:
        return f"{played}: the new cluster does what the old one did"
    return f"{played}, {len(different)} differ{'s' if len(different) == 1 else ''}: {', '.join(different)}"


def as_json(results: Sequence[Result]) -> str:
    """`{"scenarios": [...], "total": n, "different": n}`, with each field of a result under its name."""
    rows = [{**result._asdict(), "details": list(result.details)} for result in results]
    different = sum(not result.ok for result in results)
    return json.dumps({"scenarios": rows, "total": len(rows), "different": different}, indent=2, ensure_ascii=False) + "\n"
