"""A scenario as a picture: when which node took the client's writes, on the old cluster and, on the same axis, on the new one.

For each service a lane for each node, and one for the time without service. The fault is the thick line at 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from lxml import etree

from . import marks, svg
from .comparison import moved, nodes, runs, seconds, serving, shown, times, told, verdict
from .figures import Span, gaps, ratio, stretches, torn
from .results import Compared, Generation, Run, Track

_WIDTH = 960.0
_EDGE = 16.0
_LEFT, _RIGHT = 112.0, _WIDTH - _EDGE
"""Where the lanes begin and end; their names stand left of it."""

_HEAD, _FOOT = 64.0, 44.0
"""Pixels of the title with the legend, and of the axis."""
_LINE = 18.0
"""Pixels of a line of text."""
_LETTERS = int((_WIDTH - 2 * _EDGE) / svg.breadth("n"))
"""Of a line of text from edge to edge."""
_LANE, _BAR = 20.0, 14.0
_BETWEEN_SERVICES, _BETWEEN_RUNS = 6.0, 22.0

_FINEST = 2.0
"""Pixels that a single write takes: it is to be seen in a run of many minutes too."""

_AROUND = 6.0
"""Pixels on each side of the text of a measure."""

_NAMES = {Generation.OLD: "old: Heartbeat with haresources", Generation.NEW: "new: corosync and Pacemaker"}


class _Block(NamedTuple):
    """One run, and what it needs to be drawn. `old` are the old cluster's tracks, with which the new one's are compared."""

    run: Run
    labels: tuple[marks.Label, ...]
    nodes: tuple[str, ...]
    scale: marks.Scale
    old: tuple[Track, ...]

    @property
    def texts(self) -> float:
        """Pixels above the first service."""
        return _LINE * (1 + bool(self.run.problem) + marks.rows(self.labels))

    @property
    def height(self) -> float:
        service = _LINE + (len(self.nodes) + 1) * _LANE + _BETWEEN_SERVICES
        return self.texts + len(self.run.tracks) * service + _BETWEEN_RUNS


def as_svg(compared: Compared, known: Sequence[str] = ()) -> bytes:
    """The picture of a scenario. `known`: the nodes of all scenarios (comparison.nodes), so that each has one colour in all."""
    played = runs(compared)
    named = tuple(dict.fromkeys((*known, *nodes((compared,)))))
    scale = marks.scale(played, _LEFT, _RIGHT)
    old = compared.old.tracks if compared.old else ()
    blocks = [_Block(run, marks.labels(run.marks, scale, _EDGE), named, scale, old) for run in played]
    notes = wrap(f"expected difference: {shown(compared.difference)}" if compared.difference else "", _LETTERS)
    head = _HEAD + len(notes) * _LINE
    title = f"{shown(compared.title)} ({shown(compared.name)})"
    results = (f"Result: {verdict(compared).value}", *(f"{_NAMES[run.generation]}: {shown(told(run))}" for run in played))
    described = "; ".join((*results, *([" ".join(notes)] if notes else [])))
    root = svg.picture(compared.name, title, described, _WIDTH, head + sum(block.height for block in blocks) + _FOOT)
    svg.words(root, _EDGE, 30, svg.cut(title, _WIDTH - 2 * _EDGE, 17), "title")
    for number, text in enumerate(notes):
        svg.words(root, _EDGE, 50 + number * _LINE, text, "quiet")
    _legend(root, named, head - 13)
    top = head
    for block in blocks:
        _draw(svg.put(root, "g", {}), block, top)
        top += block.height
    for tick in scale.ticks:
        svg.words(root, scale.x(tick), top + 4, f"{tick:g}", "small quiet", "middle")
    svg.words(root, (_LEFT + _RIGHT) / 2, top + 24, "seconds from the fault", "small quiet", "middle")
    return svg.bytes_of(root)


def _legend(root: etree._Element, named: Sequence[str], y: float) -> None:
    x = _EDGE
    for index, node in enumerate(named):
        text = f"{shown(node)} acknowledges writes"
        svg.node_box(root, index, x, y - 10, 24, 11)
        svg.words(root, x + 30, y, text, "small quiet")
        x += 30 + svg.breadth(text, 11) + 16
    svg.box(root, "gap", x, y - 8, 24, 6)
    svg.words(root, x + 30, y, "no service", "small quiet")


def _draw(group: etree._Element, block: _Block, top: float) -> None:
    """All of one run, from `top` down: first the lines, then what stands over them."""
    run, bottom = block.run, top + block.height - _BETWEEN_RUNS + 4
    svg.words(group, _EDGE, top + 16, _NAMES[run.generation], "strong")
    word, look = ("as expected", "quiet") if run.succeeded else ("NOT as expected", "bad strong")
    svg.words(group, _RIGHT, top + 16, word, look, "end")
    if run.problem:
        text = f"not played to its end: {shown(run.problem)}"
        svg.words(group, _EDGE, top + _LINE + 14, svg.cut(text, _RIGHT - _EDGE), "bad")
    first = top + _LINE * (1 + bool(run.problem))
    for tick in block.scale.ticks if run.tracks else ():
        svg.line(group, "grid", block.scale.x(tick), top + block.texts + 4, block.scale.x(tick), bottom)
    for label in block.labels:
        svg.line(group, _line(label), label.x, first + label.row * _LINE + 3, label.x, bottom)
    for label in block.labels:
        aside = marks.ASIDE if label.anchor == "start" else -marks.ASIDE
        look = "small strong" if label.is_fault else "small"
        place = (label.x + aside, first + label.row * _LINE + 13)
        placed = svg.backed(group, *place, label.text, look, label.anchor, marks.TEXT)
        if label.text != label.whole:
            svg.put(placed, "title", {}, label.whole)
    y = top + block.texts
    for track in run.tracks:
        _headline(group, block, track, y + 16)
        _lanes(group, block, track, y + _LINE + 4)
        y += _LINE + (len(block.nodes) + 1) * _LANE + _BETWEEN_SERVICES


def _headline(group: etree._Element, block: _Block, track: Track, y: float) -> None:
    """What the service is, and to the right what became of it."""
    without = f"{seconds(track.outage)} without service"
    before = next((each.outage for each in block.old if each[:2] == track[:2] and block.run.generation is Generation.NEW), None)
    compared = ratio(before, track.outage)
    if compared is not None:
        without += f" ({times(compared)} of the old)"
    served = moved(track.before, track.after)
    if track.after != track.expected:
        served += f" (expected: {serving(track.expected)})"
    wrong = track.after != track.expected or (track.lost and not block.run.losing_is_expected)
    result = " · ".join((shown(served), without, f"{track.lost} of {len(track.writes)} writes lost"))
    name = shown(" · ".join(dict.fromkeys(part for part in (track.address, track.service) if part)))
    text = svg.backed(group, _EDGE, y, svg.cut(name, _RIGHT - _EDGE - svg.breadth(result) - 16), "quiet")
    svg.put(text, "title", {}, name)
    svg.backed(group, _RIGHT, y, result, "bad" if wrong else "", "end")


def _lanes(group: etree._Element, block: _Block, track: Track, top: float) -> None:
    """The lanes of a service, the holes, the writes, and the marks once more over them."""
    run, scale, inset = block.run, block.scale, (_LANE - _BAR) / 2
    begin, end = scale.x(run.begin), scale.x(run.end)
    lanes = {node: top + index * _LANE for index, node in enumerate(block.nodes)}
    below = top + len(lanes) * _LANE
    for node, y in lanes.items():
        svg.words(group, _LEFT - 8, y + 14, svg.cut(shown(node), _LEFT - 8 - _EDGE), "", "end")
        svg.box(group, "lane", begin, y + inset, end - begin, _BAR)
    holes = gaps(track.writes, run.end)
    for hole in holes:
        svg.box(group, "gap shade", scale.x(hole.begin), top, scale.x(hole.end) - scale.x(hole.begin), below - top)
    for each in stretches(track.writes):
        if not scale.has(each.begin, each.end):
            continue
        x = scale.x(each.begin)
        tip = f"{shown(each.node)}: {each.writes} writes, {each.begin:.1f} s to {each.end:.1f} s"
        breadth = max(scale.x(each.end) - x, _FINEST)
        svg.node_box(group, block.nodes.index(each.node), min(x, _RIGHT - breadth), lanes[each.node] + inset, breadth, _BAR, tip)
    for label in block.labels:
        svg.line(group, _line(label), label.x, top, label.x, below + _LANE)
    svg.words(group, _LEFT - 8, below + 14, "no service", "quiet", "end")
    measures = [_Measure.of(scale, "gap", hole, "") for hole in holes]
    measures += [_Measure.of(scale, "torn", span, " both write") for span in torn(track.writes) if scale.has(*span)]
    _measured(group, sorted(measures), begin, below + _LANE / 2)


class _Measure(NamedTuple):
    """A measure as in a drawing: from where to where, its look, its text, and what it says where the mouse rests on it."""

    left: float
    right: float
    look: str
    text: str
    tip: str

    @classmethod
    def of(cls, scale: marks.Scale, look: str, span: Span, what: str) -> _Measure:
        text = seconds(span.seconds) + what
        left, right = scale.x(span.begin), scale.x(span.end)
        left = min(left, _RIGHT - _FINEST)
        return cls(left, max(right, left + _FINEST), look, text, f"{text}: {span.begin:.1f} s to {span.end:.1f} s")


def _measured(group: etree._Element, measures: Sequence[_Measure], begin: float, y: float) -> None:
    """Measures in one lane from `begin` on, the texts within them or beside them: where there is room, else only as a tip."""
    ends = [*(measure.left for measure in measures[1:]), _RIGHT + _AROUND]
    taken = begin
    for measure, end in zip(measures, ends):
        left, right, look, text, tip = measure
        svg.box(group, look, left, y - 3, right - left, 6, tip)
        for x in (left, right):
            svg.line(group, "span", x, y - 6, x, y + 6)
        size = svg.breadth(text) + 2 * _AROUND
        if right - left >= size:
            svg.backed(group, (left + right) / 2, y + 4, text, "strong", "middle")
        elif right + size <= end:
            svg.backed(group, right + _AROUND, y + 4, text, "strong")
            right += size
        elif left - size >= taken:
            svg.backed(group, left - _AROUND, y + 4, text, "strong", "end")
        taken = right


def _line(label: marks.Label) -> str:
    return "fault" if label.is_fault else "mark"
