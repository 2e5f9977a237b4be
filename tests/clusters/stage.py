"""A generated cluster under Pacemaker's scheduler: faults go in, where each family of lines is comes out."""

from __future__ import annotations

import os

from ha1to2.simulate.cluster import Cluster, State
from ha1to2.simulate.precedence import Graph, Step
from ha1to2.simulate.scheduler import program
from ha1to2.simulate.world import World

from .reading import Reading
from .spec import Family, Spec

PIECES = "in pieces"


class Stage:
    """States are simulated once, however many properties ask for them."""

    def __init__(self, cib: bytes, spec: Spec, reading: Reading) -> None:
        self.spec = spec
        self.reading = reading
        self.work = {family: reading.family(family) for family in spec.families}
        self.cluster = Cluster(program(os.environ), cib, spec.nodes)
        self.well = World(frozenset(spec.nodes))
        self.states: dict[tuple[World, ...], State] = {(): self.cluster.blank}

    def after(self, *worlds: World) -> State:
        """The cluster at rest in the last of the worlds, after all of them."""
        if worlds not in self.states:
            self.states[worlds] = self.cluster.after(self.after(*worlds[:-1]), worlds[-1])
        return self.states[worlds]

    def where(self, family: Family, state: State) -> str | None:
        """The node that all of the family works on; None where nothing of it does, PIECES where that is no one node."""
        places = {state.promoted(name) if action == "promote" else state.nodes(name) for name, action in self.work[family]}
        if places == {()}:
            return None
        nodes = places.pop()
        return nodes[0] if len(nodes) == 1 and not places else PIECES

    def places(self, *worlds: World) -> dict[Family, str | None]:
        """Where each family is after the worlds."""
        state = self.after(*worlds)
        return {family: self.where(family, state) for family in self.spec.families}

    def touched(self, family: Family, *worlds: World) -> bool:
        """Whether anything of the family was started or stopped, promoted or demoted, in the last of the worlds."""
        tasks = {"start": ("start", "stop"), "promote": ("promote", "demote")}
        mine = {(name, task) for name, action in self.work[family] for task in tasks[action]}
        return any((action.resource, action.task) in mine for action in self.after(*worlds).actions)


def out_of_order(state: State, steps: list[tuple[str, str, str]]) -> list[str]:
    """What is wrong with the order of the steps (resource, task, node), of which each must wait for the one before it."""
    graphs = [Graph(graph) for graph in state.graphs]
    found = []
    times: list[int] = []
    for step in steps:
        turns = [number for number, graph in enumerate(graphs) if graph.has(Step(*step))]
        if len(turns) != 1:
            found.append(f"{' '.join(step)} is done {len(turns)} times")
        times.append(turns[0] if turns else -1)
    for earlier, later, before, after in zip(steps, steps[1:], times, times[1:]):
        if -1 in (before, after) or before < after:
            continue
        if before > after or not graphs[after].waits_for(Step(*later), Step(*earlier)):
            found.append(f"{' '.join(later)} does not wait for {' '.join(earlier)}")
    return found
