"""Lines of haresources to units: the lines that share a resource live together, and merge their orders.

S1: a resource that stands on several lines is one resource, so its lines are one unit, on one node. S2: each line starts from
left to right; a unit starts in an order that has all of its lines in it, or is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ..catalogue.scripts import MISSPELT
from ..diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, warning
from ..source import Word
from ..syntax.haresources import HaResources, Line, Resource

_STEPS = 8
"""Places of a long circle that are shown."""


class Unit(NamedTuple):
    """What lives and moves together: `resources` each once, in the order in which they start."""

    node: Word
    resources: tuple[Resource, ...]
    refused: bool = False
    """It has no one node or no one order: its resources are judged one by one, and nothing is made of them."""


def correct(haresources: HaResources) -> Outcome[tuple[Line, ...]]:
    """The lines, with script names that can only be misspelt put right."""
    diagnostics: list[Diagnostic] = []
    lines = []
    for line in haresources.lines:
        if any(resource.script in MISSPELT for resource in line.resources):
            line = line._replace(resources=tuple([_corrected(resource, diagnostics) for resource in line.resources]))
        lines.append(line)
    return Outcome(tuple(lines), tuple(diagnostics))


def _corrected(resource: Resource, diagnostics: list[Diagnostic]) -> Resource:
    right = MISSPELT.get(resource.script)
    if right is None:
        return resource
    diagnostics.append(
        warning(
            "H230",
            resource.script.span,
            f"there is no script '{resource.script}': taken for '{right}'",
            notes=("Heartbeat could not have started this line: 'Cannot locate resource script'",),
            help=f"write '{right}'",
        )
    )
    return resource._replace(script=resource.script.map(lambda _: right))


def units(lines: Sequence[Line], nodes: Iterable[Word]) -> Outcome[tuple[Unit, ...]]:
    """The units, in the order of their first lines. `nodes` are the nodes of ha.cf, in lower case."""
    diagnostics: list[Diagnostic] = []
    known = list(nodes)
    _check_nodes(lines, known, diagnostics)
    made = [_unit(members, diagnostics) for members in _sharing(lines)]
    return Outcome(tuple(made), tuple(diagnostics))


def _check_nodes(lines: Iterable[Line], nodes: list[Word], diagnostics: list[Diagnostic]) -> None:
    known = set(nodes)
    pair = nodes[:2]  # a cluster has no more; where ha.cf names more, that is refused by itself
    for line in lines:
        if nodes and line.node not in known:
            diagnostics.append(
                error(
                    "H231",
                    line.node.span,
                    f"'{line.node}' is no node of ha.cf",
                    labels=[Label(node.span, "a node of the cluster") for node in pair],
                    notes=("Heartbeat would never have started this line",),
                    help=did_you_mean(line.node, pair) or f"begin the line with {' or '.join(pair)}",
                )
            )


def _sharing(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped by the resources that they share, directly or through other lines; in the order of the first line of each."""
    leader = list(range(len(lines)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, line in enumerate(lines):
        for resource in line.resources:
            first = seen.setdefault(resource.identity, number)
            if first != number:
                one, other = sorted((find(first), find(number)))
                leader[other] = one
    groups: dict[int, list[Line]] = {}
    for number, line in enumerate(lines):
        groups.setdefault(find(number), []).append(line)
    return list(groups.values())


def _unit(lines: list[Line], diagnostics: list[Diagnostic]) -> Unit:
    node = lines[0].node
    for line in lines[1:]:
        if line.node != node:
            _two_nodes(lines[0], line, lines, diagnostics)
            return _refused(lines)
    if len(lines) == 1:
        return Unit(node, _once(lines[0].resources))
    resources = _merged(lines, diagnostics)
    return Unit(node, resources) if resources is not None else _refused(lines)


def _refused(lines: list[Line]) -> Unit:
    """All resources in the order of the file, so that what else is wrong with them is told in the same run."""
    return Unit(lines[0].node, _once(tuple([resource for line in lines for resource in line.resources])), refused=True)


def _once(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Each resource once. One that stands twice on a line has been refused when it was read."""
    different: dict[object, Resource] = {}
    for resource in resources:
        different.setdefault(resource.identity, resource)
    return resources if len(different) == len(resources) else tuple(different.values())


def _two_nodes(one: Line, other: Line, lines: list[Line], diagnostics: list[Diagnostic]) -> None:
    # The two lines may share nothing with each other and be bound by a third: name a resource that each of them shares.
    here = {resource.identity for line in lines if line is not other for resource in line.resources}
    shared = next(resource for resource in other.resources if resource.identity in here)
    elsewhere = next(
        resource
        for line in lines
        if line is not other
        for resource in line.resources
        if resource.identity == shared.identity
    )
    diagnostics.append(
        error(
            "H232",
            other.node.span,
            f"'{shared.text}' cannot prefer two nodes: '{other.node}' here, '{one.node}' on line {one.node.span.line}",
            labels=[
                Label(one.node.span, "the other preferred node"),
                Label(elsewhere.text.span, "the same resource"),
                Label(shared.text.span, "and here"),
            ],
            help="let the lines that share a resource begin with one node, or give each its own resource",
        )
    )


def _merged(lines: list[Line], diagnostics: list[Diagnostic]) -> tuple[Resource, ...] | None:
    """One order that has all of the lines' orders in it; where they leave it open, what stands first in the file comes first."""
    rank: dict[object, int] = {}
    resources: list[Resource] = []
    followers: list[dict[int, tuple[Resource, Resource]]] = []
    for line in lines:
        before: tuple[int, Resource] | None = None
        for resource in _once(line.resources):
            number = rank.setdefault(resource.identity, len(resources))
            if number == len(resources):
                resources.append(resource)
                followers.append({})
            if before is not None:
                followers[before[0]].setdefault(number, (before[1], resource))
            before = number, resource
    waits = [0] * len(resources)
    for each in followers:
        for number in each:
            waits[number] += 1
    ready = [number for number, count in enumerate(waits) if not count]
    heapify(ready)
    order: list[int] = []
    while ready:
        number = heappop(ready)
        order.append(number)
        for follower in followers[number]:
            waits[follower] -= 1
            if not waits[follower]:
                heappush(ready, follower)
    if len(order) < len(resources):
        _contradiction(followers, {number for number, count in enumerate(waits) if count}, diagnostics)
        return None
    return tuple([resources[number] for number in order])


def _contradiction(
    followers: list[dict[int, tuple[Resource, Resource]]], stuck: set[int], diagnostics: list[Diagnostic]
) -> None:
    """Names a circle of 'a before b' among the stuck resources, each with the place that says so."""
    # Every stuck resource waits for a stuck one, so going backwards must come round.
    leaders = {follower: number for number in stuck for follower in followers[number] if follower in stuck}
    number = min(stuck)
    walked: dict[int, int] = {}
    while number not in walked:
        walked[number] = len(walked)
        number = leaders[number]
    circle = [each for each, step in walked.items() if step >= walked[number]]
    steps = [followers[leaders[each]][each] for each in circle]
    first, then = steps[0]
    others = [
        Label(after.text.span, f"'{after.text}' after '{before.text}'") for before, after in steps[1 : 1 + _STEPS]
    ]
    diagnostics.append(
        error(
            "H233",
            then.text.span,
            f"lines that share resources contradict each other: here '{then.text}' starts after '{first.text}'",
            labels=others,
            notes=("lines that share a resource run on one node, so that one order must hold for all of them",),
            help="write the shared resources in the same order on each line",
        )
    )
