"""The results as a page of documentation, in the Markdown of CommonMark with the tables of GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Optional
from urllib.parse import quote

from .comparison import Pair, Verdict, faults, moved, pairs, runs, shown, times, told, verdict
from .figures import PAUSE
from .goals import Goal, goals
from .report import summary
from .results import Check, Compared, Rehearsal, Run
from .svg import slug

_WORDS = {
    Verdict.SAME: "same",
    Verdict.ALONE: "as expected",
    Verdict.EXPECTED_DIFFERENCE: "[differs, as expected](#differences)",
    Verdict.DIFFERS: "[**differs**](#differences)",
    Verdict.FAILS: "[**fails**](#what-failed)",
}

_MEMO = "*memo*"

_INTRODUCTION = f"""\
# The rehearsal: both clusters under the same faults

This page is written by `make rehearse`, which also repeats it. Two nodes in user-mode Linux come up twice: as the old cluster,
the genuine Heartbeat with the given files, and as the new one, corosync and Pacemaker with what `ha1to2` made of these files.
Nothing is imitated but the machines and their wires: DRBD, file systems, addresses and daemons are the genuine ones. A client
commits through each virtual address all the time and notes every write that was acknowledged. Each fault is inflicted on both
clusters, and times are counted from it.

Seconds without service are the sum of all times of more than {PAUSE:g} s in which no write came through, from the fault to the end
of the run. A write is lost that was acknowledged and is not there in the end. Seconds to the first commit on the other node are
there where another node took over. A ratio below 1 says that the new cluster was faster. Scenarios marked {_MEMO} are the faults
whose outcome on the old cluster the memo of the pair sets down: there the old cluster's answer is the contract.
"""

_COLUMNS = (
    "scenario",
    "expected",
    "old",
    "new",
    "acknowledged writes lost, old / new",
    "seconds without service, old / new",
    "ratio new/old",
    "seconds to the first commit on the other node, old / new",
    "ratio new/old",
    "result",
)


def as_markdown(rehearsal: Rehearsal, pictures: Mapping[str, str]) -> str:
    """The page. `pictures`: for the name of a scenario the path of its timeline, as seen from the page; one without has none."""
    parts = [
        _INTRODUCTION,
        _played(rehearsal),
        f"## Result\n\n{text(summary(rehearsal))}.\n",
        "\n".join(line for goal in goals(rehearsal) for line in _goal(goal)) + "\n",
        _table(_COLUMNS, (row for compared in rehearsal.compared for row in _rows(compared))),
        _differences(rehearsal),
        _failures(rehearsal),
        "## The scenarios\n",
        *(_scenario(compared, pictures.get(compared.name)) for compared in rehearsal.compared),
    ]
    return "\n".join(parts)


def text(words: str) -> str:
    """Words as Markdown that shows just these: no markup, no HTML, no end of a table's cell."""
    return re.sub(r"([\\`*_\[\]<>|~&#$])", r"\\\1", shown(words))


def _played(rehearsal: Rehearsal) -> str:
    hurry = (
        f"all times of both clusters shortened by the same factor {rehearsal.hurry:g}; seconds are as measured"
        if rehearsal.hurry != 1
        else "those of the given configuration"
    )
    generations = {run.generation.value for each in rehearsal.compared for run in runs(each)}
    facts = (
        ("cluster", ", ".join(map(text, rehearsal.cluster))),
        ("played", f"the {min(generations)} cluster alone, so nothing is compared" if len(generations) == 1 else ""),
        ("turns", "" if rehearsal.at_once else "the clusters played each scenario in turn, so that each node had a processor"),
        ("times", hurry),
        ("programs", ", ".join(map(text, rehearsal.versions))),
        ("not available, played by a script that only notes that it runs", ", ".join(map(text, rehearsal.stand_ins))),
    )
    return "".join(f"- {name}: {value}\n" for name, value in facts if value)


def _goal(goal: Goal) -> Iterator[str]:
    standing = f"**{goal.standing}**" if goal.standing == "missed" else goal.standing
    yield f"- {standing}: {text(goal.headline)}"
    for detail in goal.details:
        yield f"  - {text(detail)}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Cells are Markdown already."""
    named = tuple(heads)
    lines = (named, ("---",) * len(named), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _rows(compared: Compared) -> Iterator[tuple[str, ...]]:
    found = pairs(compared)
    name = _link(compared) + (f", {_MEMO}" if compared.memo else "")
    result = _WORDS[verdict(compared)]
    for pair in found:
        service = f"{name}<br>{text(pair.address or pair.service)}" if len(found) > 1 else name
        yield service, text(pair.expected), *_cells(pair), result
    if not found:
        yield (name, *["-"] * (len(_COLUMNS) - 2), result)


def _cells(pair: Pair) -> tuple[str, ...]:
    both = (pair.old, pair.new)
    served = tuple(text(moved(track.before, track.after)) if track else "-" for track in both)
    losses = " / ".join(f"{track.lost} of {len(track.writes)}" if track else "-" for track in both)
    outages = " / ".join(_tenths(track.outage if track else None) for track in both)
    takeovers = " / ".join(_tenths(track.takeover if track else None) for track in both)
    return (*served, losses, outages, times(pair.outage_ratio), takeovers, times(pair.takeover_ratio))


def _tenths(time: Optional[float]) -> str:
    return "-" if time is None else f"{time:.1f}"


def _differences(rehearsal: Rehearsal) -> str:
    lines = []
    both = [each for each in rehearsal.compared if len(runs(each)) == 2]
    for each in both:
        if each.difference:
            lines.append(f"- {_link(each)}: {text(each.difference)}" + (". Here both ended alike." if each.same else ""))
        elif any(run.problem for run in runs(each)):
            lines.append(f"- {_link(each)}: not known, a run was not played to its end")
        elif not each.same:
            lines.append(f"- {_link(each)}: **not explained**")
    none = "In every scenario the same nodes serve in the end." if both else "Not known: no scenario was played on both clusters."
    return "\n".join(["## Differences\n", *(lines or [none]), ""])


def _failures(rehearsal: Rehearsal) -> str:
    lines = [f"- {_link(each)}: {text(fault)}" for each in rehearsal.compared for fault in faults(each)]
    return "\n".join(["## What failed\n", *(lines or ["Nothing: each check of each scenario held."]), ""])


def _scenario(compared: Compared, picture: Optional[str]) -> str:
    played = runs(compared)
    parts = [f'<a id="{_anchor(compared)}"></a>\n\n### {text(compared.title)} ({text(compared.name)})\n']
    if compared.memo:
        parts.append("A fault of the memo: the new cluster is to answer it as the old one does.\n")
    if compared.difference:
        parts.append(f"Expected difference: {text(compared.difference)}\n")
    if picture:
        parts.append(f"![Timeline: {text(compared.title)}]({quote(picture)})\n")
    parts.append("".join(f"- {run.generation.value}: {text(told(run))}\n" for run in played))
    marks = [((f"{mark.at:.1f}", text(mark.text)), run) for run in played for mark in run.marks]
    if marks:
        parts.append(_table(("second", "what was done", "cluster"), _together(marks)))
    checks = [((text(check.expected), text(check.seen), _held(check)), run) for run in played for check in run.checks]
    if checks:
        parts.append(_table(("check", "seen", "held", "cluster"), _together(checks)))
    return "\n".join(parts)


def _held(check: Check) -> str:
    return "yes" if check.held else "**no**"


def _together(rows: Iterable[tuple[tuple[str, ...], Run]]) -> Iterator[tuple[str, ...]]:
    """Each row once, with the cluster or clusters that it is about."""
    found: dict[tuple[str, ...], list[str]] = {}
    for cells, run in rows:
        sides = found.setdefault(cells, [])
        sides += [run.generation.value] if run.generation.value not in sides else []
    return ((*cells, ", ".join(sides)) for cells, sides in found.items())


def _link(compared: Compared) -> str:
    return f"[{text(compared.title)}](#{_anchor(compared)})"


def _anchor(compared: Compared) -> str:
    """A name of our own: what a heading's is made of differs between those who show Markdown."""
    return f"scenario-{slug(compared.name)}"
