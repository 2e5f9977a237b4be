"""The results for people at a terminal, as a table, and for programs, as JSON. document.py has them for a file of documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from signal import Signals
from textwrap import wrap
from typing import Optional

from ..render import Paint, plain
from .comparison import Pair, Verdict, faults, moved, pairs, runs, seconds, shown, times, verdict
from .figures import gaps, stretches
from .goals import Goal, goals
from .results import Compared, Rehearsal, Run, Track

WIDTH = 120
"""Columns of the table where the caller knows no better."""

NARROWEST = 72

PAINTS = {
    Verdict.SAME: ("same", "same"),
    Verdict.ALONE: ("as meant", "same"),
    Verdict.EXPECTED_DIFFERENCE: ("explained", "note"),
    Verdict.DIFFERS: ("DIFFERS", "differs"),
    Verdict.FAILS: ("FAILS", "differs"),
}
"""The word of the table for each verdict, and what it is to Paint."""

_STANDINGS = {"met": ("met", "same"), "missed": ("MISSED", "differs"), "not measured": ("-", "note")}

_MARGIN = " " * 12
"""The room of the verdict and of a goal's standing."""
_GAP = _INDENT = "  "
_HEADER = (("", ""), ("who", "serves"), ("writes", "lost"), ("without", "service"), ("other node", "commits"))
_HEADINGS = (("expected", "", "", "", ""), *zip(*_HEADER))


def as_table(rehearsal: Rehearsal, paint: Paint = plain, width: int = WIDTH) -> str:
    """A block for each scenario: the verdict, a row for what is expected of, what was seen on, each cluster, and what is wrong.

    Then the goals. `width` is in characters.
    """
    width = max(width, NARROWEST)
    blocks = [(each, [(pair, tuple(_rows(pair))) for pair in pairs(each)]) for each in rehearsal.compared]
    columns = _columns([row for _, tables in blocks for _, rows in tables for row in rows], width)
    lines = [_row(tuple(cell[number] for cell in _HEADER), columns)[0] for number in range(2)]
    for compared, tables in blocks:
        word, kind = PAINTS[verdict(compared)]
        lines += ["", *_headed(word, kind, f"{compared.name}: {compared.title}", paint, width)]
        for pair, rows in tables:
            lines += [_MARGIN + paint(line, "place") for line in _wrapped(pair.name, width) if len(tables) > 1]
            first, *others = _wrapped(pair.expected, width - columns[0] - len(_GAP))
            lines += [f"{_MARGIN}{'expected'.ljust(columns[0])}{_GAP}{first}".rstrip()]
            lines += [_MARGIN + " " * columns[0] + _GAP + line for line in others]
            lines += [line for row in rows for line in _row(row, columns)]
        lines += _noted(compared, paint, width)
    lines += ["", *(line for goal in goals(rehearsal) for line in _goal(goal, paint, width))]
    last = [paint(line, "same" if rehearsal.succeeded else "differs") for line in wrap(summary(rehearsal), width)]
    return "\n".join([*lines, "", *last, ""])


def _rows(pair: Pair) -> Iterator[tuple[str, ...]]:
    """The cells of one service: old, new, and the new cluster's times over the old one's."""
    for side, track in pair.sides:
        lost = f"{track.lost} of {len(track.writes)}"
        yield side, moved(track.before, track.after), lost, seconds(track.outage), seconds(track.takeover)
    if len(pair.sides) > 1:
        yield "new/old", "", "", times(pair.outage_ratio), times(pair.takeover_ratio)


def _columns(rows: Sequence[Sequence[str]], width: int) -> tuple[int, ...]:
    """As wide as their cells; the words of who serves take what is left where that is less."""
    label, words, *numbers = (max(len(cell) for cell in column) for column in zip(*_HEADINGS, *rows))
    return (label, min(words, width - len(_MARGIN) - label - sum(numbers) - len(_GAP) * (1 + len(numbers))), *numbers)


def _row(cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    """The lines of a row: words to the left and wrapped to their column, numbers to the right."""
    label, words, *numbers = cells
    first, *others = wrap(shown(words), columns[1], break_on_hyphens=False) or [""]
    cuts = [label.ljust(columns[0]), first.ljust(columns[1]), *(cell.rjust(column) for cell, column in zip(numbers, columns[2:]))]
    return [(_MARGIN + _GAP.join(cuts)).rstrip(), *(_MARGIN + " " * columns[0] + _GAP + line for line in others)]


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text right of the margin, with room for one more indentation."""
    return wrap(shown(text), width - len(_MARGIN) - len(_INDENT), break_on_hyphens=False) or [""]


def _headed(word: str, kind: str, text: str, paint: Paint, width: int) -> list[str]:
    first, *others = _wrapped(text, width)
    return [f"  {paint(word, kind)}{' ' * (len(_MARGIN) - 2 - len(word))}{first}", *(_MARGIN + line for line in others)]


def _noted(compared: Compared, paint: Paint, width: int) -> list[str]:
    """Why a scenario is to end differently, and everything that is wrong with it."""
    notes = [(f"expected difference: {compared.difference}", "note")] if compared.difference else []
    notes += [(fault, "differs") for fault in faults(compared)]
    return [_MARGIN + paint(line, kind) for text, kind in notes for line in _wrapped(text, width)]


def _goal(goal: Goal, paint: Paint, width: int) -> list[str]:
    word, kind = _STANDINGS[goal.standing]
    lines = _headed(word, kind, goal.headline, paint, width)
    return lines + [_MARGIN + _INDENT + line for detail in goal.details for line in _wrapped(detail, width)]


def summary(rehearsal: Rehearsal) -> str:
    """One line: how many scenarios, and which of them failed."""
    end = f"; ended by {Signals(rehearsal.ended).name} before all was played" if rehearsal.ended else ""
    return _summary(rehearsal) + end


def _summary(rehearsal: Rehearsal) -> str:
    failed = [each.name for each in rehearsal.compared if not each.succeeded]
    count = len(rehearsal.compared)
    played = f"{count} scenario{'' if count == 1 else 's'}"
    both = any(len(runs(each)) > 1 for each in rehearsal.compared)
    if not failed:
        return f"{played}: {'the new cluster does what the old one did' if both else 'all as expected'}"
    return f"{played}, {len(failed)} failed: {shown(', '.join(failed))}"


def as_json(rehearsal: Rehearsal) -> str:
    """One object: `cluster`, `hurry`, `stand_ins`, `versions`, `ended`, `at_once`, `succeeded`, `goals` and `scenarios`.

    A goal: `goal`, `standing` (met, missed, not measured), `kept`, `of`, `missed`, `apart`. A scenario: `name`, `title`, `memo`
    (whether it is a fault of the memo's own table), `verdict`, `succeeded`, `same`, `difference`, `faults`, `ratios` (for each
    service that both have: `service`, `address`, `outage`, `takeover`), and `old` and `new`, each a run or null. A run: the fields
    of results.Run and `succeeded`; its tracks hold for `writes` their number, and then `stretches` (when which node took writes,
    and how many) and `gaps` (when nobody did). Times are seconds from the fault, to the millisecond. Keys are always all there.
    """
    told = {
        "cluster": list(rehearsal.cluster),
        "hurry": rehearsal.hurry,
        "stand_ins": list(rehearsal.stand_ins),
        "versions": list(rehearsal.versions),
        "ended": rehearsal.ended,
        "at_once": rehearsal.at_once,
        "succeeded": rehearsal.succeeded,
        "goals": [_goal_json(goal) for goal in goals(rehearsal)],
        "scenarios": [_scenario_json(each) for each in rehearsal.compared],
    }
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    # What a node answered need not be text: undecodable bytes as the replacement character, as in diagnostics.
    return text.encode("utf-8", "replace").decode("utf-8")


def _goal_json(goal: Goal) -> dict[str, object]:
    lists = {"missed": list(goal.missed), "apart": list(goal.apart)}
    return {"goal": goal.text, "standing": goal.standing, "kept": goal.kept, "of": goal.of, **lists}


def _scenario_json(compared: Compared) -> dict[str, object]:
    ratios = [
        {
            "service": pair.service,
            "address": pair.address,
            "outage": _exact(pair.outage_ratio),
            "takeover": _exact(pair.takeover_ratio),
        }
        for pair in pairs(compared)
        if len(pair.sides) > 1
    ]
    return {
        "name": compared.name,
        "title": compared.title,
        "memo": compared.memo,
        "verdict": verdict(compared).value,
        "succeeded": compared.succeeded,
        "same": compared.same,
        "difference": compared.difference,
        "faults": list(faults(compared)),
        "ratios": ratios,
        "old": _run_json(compared.old) if compared.old else None,
        "new": _run_json(compared.new) if compared.new else None,
    }


def _run_json(run: Run) -> dict[str, object]:
    return {
        "generation": run.generation.value,
        "succeeded": run.succeeded,
        "problem": run.problem,
        "begin": _exact(run.begin),
        "end": _exact(run.end),
        "losing_is_expected": run.losing_is_expected,
        "marks": [{"at": _exact(mark.at), "text": mark.text} for mark in run.marks],
        "checks": [check._asdict() for check in run.checks],
        "tracks": [_track_json(track, run.end) for track in run.tracks],
    }


def _track_json(track: Track, end: float) -> dict[str, object]:
    return {
        **{name: getattr(track, name) for name in ("service", "address", "before", "after", "expected")},
        "writes": len(track.writes),
        "lost": track.lost,
        "outage": _exact(track.outage),
        "takeover": _exact(track.takeover),
        "stretches": [
            {"node": each.node, "begin": _exact(each.begin), "end": _exact(each.end), "writes": each.writes}
            for each in stretches(track.writes)
        ],
        "gaps": [{"begin": _exact(gap.begin), "end": _exact(gap.end)} for gap in gaps(track.writes, end)],
    }


def _exact(time: Optional[float]) -> Optional[float]:
    """To the thousandth: more is noise, and would make the bytes depend on the order of a sum."""
    return None if time is None else round(time, 3)
