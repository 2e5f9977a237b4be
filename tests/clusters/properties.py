"""S1 to S7 of the contract, each as a property of a generated cluster: what it is held against is what its administrator wanted.

A property plays its own faults, and returns what contradicts it, one sentence each. None of them asks the converter, or its
simulation, what it expects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Optional

from ha1to2.simulate.world import World

from .spec import Family, Resource, Spec
from .stage import PIECES, Stage, out_of_order

Places = dict[Family, Optional[str]]


def _differences(stage: Stage, told: str, wanted: Places, *worlds: World) -> Iterator[str]:
    """Families that are not where they are wanted after the worlds, or were stopped on the way though they had only to stay."""
    before, after = stage.places(*worlds[:-1]), stage.places(*worlds)
    for family, node in wanted.items():
        if after[family] != node:
            yield f"{told}: the line of {family.name} is {after[family] or 'nowhere'}, and not {node or 'nowhere'}"
        elif before[family] == node and stage.touched(family, *worlds):
            yield f"{told}: the line of {family.name} is restarted on {node}"


def _everything(stage: Stage, node: str | None) -> Places:
    return dict.fromkeys(stage.spec.families, node)


def _home(stage: Stage) -> Places:
    return {family: family.home for family in stage.spec.families}


def grouping(stage: Stage) -> Iterator[str]:
    """S1: lines that share a resource live on one node, all of them; and nothing ever runs twice, whatever was played."""
    for worlds, state in list(stage.states.items()):
        if not state.settled:
            yield f"after {len(worlds)} steps the cluster never comes to rest"
        yield from state.violations
        for family in stage.spec.families:
            if stage.where(family, state) == PIECES:
                yield f"after {len(worlds)} steps the line of {family.name} is in pieces"


def order(stage: Stage) -> Iterator[str]:
    """S2: each line starts from left to right and stops from right to left, DRBD's promotion in its place; then what only looks."""
    up = stage.after(stage.well)
    down = stage.after(stage.well, World(stage.well.online, standby=stage.well.online))
    opposite = {"start": "stop", "promote": "demote"}
    for line in stage.spec.lines:
        line_up = [step for resource in line.resources for step in stage.reading.work(resource)]
        work = sorted(line_up, key=lambda step: step[0] in stage.reading.watching)
        starts = [(name, task, line.node) for name, task in work]
        yield from out_of_order(up, starts)
        yield from out_of_order(down, [(name, opposite[task], node) for name, task, node in reversed(starts)])


def homes(stage: Stage) -> Iterator[str]:
    """S3: all nodes up together: each line starts on the node that it begins with."""
    yield from _differences(stage, "both nodes start", _home(stage), stage.well)


def failback(stage: Stage) -> Iterator[str]:
    """S4: with auto_failback off what moved stays, whatever comes back; with on and legacy it returns."""
    for node in stage.spec.nodes:
        moved = _everything(stage, stage.spec.peer(node))
        after = _home(stage) if stage.spec.returns else moved
        yield from _differences(stage, f"{node} comes back", after, stage.well, stage.well.lose(node), stage.well)


def ping(stage: Stage) -> Iterator[str]:
    """S5: with ipfail, resources move only to the node that reaches strictly more ping nodes; one dead for both moves nothing."""
    spec, well, home = stage.spec, stage.well, _home(stage)
    one, other = spec.nodes
    for target in spec.targets:
        for node in spec.nodes:
            cut = well.cut(node, target.addresses)
            wanted = _everything(stage, spec.peer(node)) if target in spec.pinged else home
            yield from _differences(stage, f"{node} does not reach {target.name}", wanted, well, cut)
        dead = well.cut(one, target.addresses).cut(other, target.addresses)
        yield from _differences(stage, f"{target.name} is dead", home, well, dead)
        if len(target.addresses) > 1:
            part = well.cut(one, target.addresses[:-1])
            yield from _differences(stage, f"{one} reaches only some of {target.name}", home, well, part)
    if not spec.pinged:
        return
    first, *rest = spec.pinged
    cut = well.cut(one, first.addresses)
    returned = home if spec.returns else _everything(stage, other)
    yield from _differences(stage, f"{one} reaches {first.name} again", returned, well, cut, well)
    if rest:
        even = cut.cut(other, rest[0].addresses)
        yield from _differences(stage, "each node lacks one ping node", home, well, even)
        worse = even.cut(other, first.addresses)
        yield from _differences(stage, f"{other} lacks one more", _everything(stage, one), well, worse)


def failing(spec: Spec, number: int) -> Resource | None:
    """Which resource of a family fails, by the seed."""
    candidates = [resource for resource in spec.families[number].resources if resource.fails]
    return candidates[(spec.seed + number) % len(candidates)] if candidates else None


def failures(stage: Stage) -> Iterator[str]:
    """S6: a failed resource moves its whole family and no other; the failed node gets nothing of it before a cleanup."""
    spec, well = stage.spec, stage.well
    for number, family in enumerate(spec.families):
        home, peer = family.home, spec.peer(family.home)
        resource = failing(spec, number)
        if resource is None:
            continue
        name = stage.reading.work(resource)[0][0]
        failed = well.fail(home, name)
        moved = {**_home(stage), family: peer}
        yield from _differences(stage, f"{resource.text} fails", moved, well, failed)
        alone = failed.lose(peer).wait()
        barred = {**_everything(stage, home), family: None}
        yield from _differences(stage, f"{resource.text} failed, and {peer} dies a day later", barred, well, failed, alone)
        clean = alone.clean_up(home, name)
        yield from _differences(stage, f"{resource.text} is cleaned up", _everything(stage, home), well, failed, alone, clean)


def survival(stage: Stage) -> Iterator[str]:
    """S7: a dead node is taken over without quorum, and a node alone at boot starts by itself."""
    for node in stage.spec.nodes:
        peer = stage.spec.peer(node)
        yield from _differences(stage, f"{node} dies", _everything(stage, peer), stage.well, stage.well.lose(node))
        yield from _differences(stage, f"{node} starts alone", _everything(stage, node), World(frozenset({node})))


PROPERTIES: dict[str, Callable[[Stage], Iterator[str]]] = {
    "S2": order,
    "S3": homes,
    "S4": failback,
    "S5": ping,
    "S6": failures,
    "S7": survival,
    "S1": grouping,
}
"""S1 comes last: it judges all states that the others led to."""
