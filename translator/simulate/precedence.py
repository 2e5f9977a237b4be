"""Which step of a transition must wait for which: read from the scheduler's graph, since steps may run in order by chance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .scheduler import bare, parse


class Step(NamedTuple):
    """One operation on one node: `task` is start, stop, promote or demote."""

    resource: str
    task: str
    node: str


class Graph:
    """The waits of one transition graph, as `crm_simulate --save-graph` writes it."""

    def __init__(self, graph: bytes) -> None:
        self.waits: dict[str, list[str]] = {}
        self.ids: dict[Step, str] = {}
        if not graph:
            return
        for synapse in parse(graph).iterfind("synapse"):
            causes = [cause.get("id", "") for cause in synapse.iterfind("inputs/trigger/*")]
            for action in synapse.iterfind("action_set/*"):
                number = action.get("id", "")
                self.waits.setdefault(number, []).extend(causes)
                primitive = action.find("primitive")
                if action.tag == "rsc_op" and primitive is not None:
                    step = Step(bare(primitive.get("id", "")), action.get("operation", ""), action.get("on_node", ""))
                    self.ids[step] = number

    def has(self, step: Step) -> bool:
        return step in self.ids

    def waits_for(self, later: Step, earlier: Step) -> bool:
        """Whether `later` may not begin before `earlier` has ended, by whatever chain of steps."""
        target, seen, pending = self.ids.get(earlier), set(), [self.ids.get(later, "")]
        while pending:
            for cause in self.waits.get(pending.pop(), ()):
                if cause == target:
                    return True
                if cause not in seen:
                    seen.add(cause)
                    pending.append(cause)
        return False


def unordered(graphs: Iterable[bytes], steps: Iterable[Step]) -> list[tuple[Step, Step]]:
    """The neighbours in `steps` that nothing in any of the graphs holds in this order, though they stand in one graph."""
    wanted = list(steps)
    pairs = list(zip(wanted, wanted[1:]))
    found = []
    for graph in map(Graph, graphs):
        for earlier, later in pairs:
            if graph.has(earlier) and graph.has(later) and not graph.waits_for(later, earlier):
                found.append((earlier, later))
    return found
