"""A node that leaves, and one that comes, in the scheduler's graphs: what publishes attributes stands around the services."""

from __future__ import annotations

import pytest
from ha1to2.pipeline import planned
from ha1to2.plan.planner import Plan
from ha1to2.simulate.cluster import Cluster, State
from ha1to2.simulate.precedence import Graph, Step
from ha1to2.simulate.scheduler import program
from ha1to2.simulate.world import World

from .cases import DIRECTORY, GOLDEN, choices, within

CASES = ("memo-web01", "drbd-two-together", "ping-group-and-single", "active-active")


class Staged:
    """A golden case under the scheduler."""

    def __init__(self, case: str) -> None:
        with within(GOLDEN / case):
            plan = planned(DIRECTORY, choices(case)).value
        assert plan is not None
        self.plan: Plan = plan
        self.nodes = [node.name for node in plan.cluster.nodes]
        self.well = World(frozenset(self.nodes))
        self.engine = Cluster(program({}), (GOLDEN / case / "cib.xml").read_bytes(), self.nodes)

    def publishers(self) -> list[str]:
        agents = {clone.primitive.id: clone.primitive.agent.type for clone in self.plan.cluster.clones}
        return [name for name, agent in agents.items() if agent in ("ping", "drbd-wait")]

    def first(self, publisher: str) -> list[tuple[str, str, str]]:
        """What waits for the publisher: a resource, how it comes and how it goes."""
        services = self.plan.behaviour.services
        gates = {disk.attribute: service.replicated[0] for service in services for disk in service.replicated}
        if publisher in gates:
            return [(gates[publisher].primitive, "promote", "demote")]
        return [(group.members[0].id, "start", "stop") for group in self.plan.cluster.groups]


def waits(state: State, later: Step, earlier: Step) -> list[bool]:
    """For each graph that has both: whether the one waits for the other."""
    graphs = [Graph(graph) for graph in state.graphs]
    return [graph.waits_for(later, earlier) for graph in graphs if graph.has(later) and graph.has(earlier)]


@pytest.mark.parametrize("case", CASES)
def test_a_node_that_leaves_keeps_its_attributes_until_its_services_are_gone(case: str) -> None:
    """Else Pacemaker begins its transition anew in the middle of the stops, and DRBD is told everything twice."""
    stage = Staged(case)
    running = stage.engine.after(stage.engine.blank, stage.well)
    seen = 0
    for node in stage.nodes:
        state = stage.engine.after(running, stage.well.leave(node))
        for publisher in stage.publishers():
            for resource, _, goes in stage.first(publisher):
                found = waits(state, Step(publisher, "stop", node), Step(resource, goes, node))
                assert all(found)
                seen += len(found)
    assert seen >= len(stage.publishers())


@pytest.mark.parametrize("case", ["memo-web01", "drbd-two-together", "active-active"])
def test_drbd_does_not_wait_for_its_gate_where_a_node_leaves(case: str) -> None:
    """The gate stops last of all, and the peer promotes nothing before DRBD has stopped."""
    stage = Staged(case)
    running = stage.engine.after(stage.engine.blank, stage.well)
    found = []
    for node in stage.nodes:
        state = stage.engine.after(running, stage.well.leave(node))
        for service in stage.plan.behaviour.services:
            for disk in service.replicated:
                found.append(waits(state, Step(disk.primitive, "stop", node), Step(disk.attribute, "stop", node)))
    assert all(found)  # both stop in each
    assert not any(any(each) for each in found)


@pytest.mark.parametrize("case", ["vip-only", "services-lsb"])
def test_where_both_boot_a_service_waits_until_both_have_pinged(case: str) -> None:
    """Cases without DRBD: with it, the gate holds everything until later."""
    stage = Staged(case)
    state = stage.engine.after(stage.engine.blank, stage.well)
    found = [
        waits(state, Step(resource, comes, at), Step(publisher, "start", node))
        for publisher in stage.publishers()
        for resource, comes, _ in stage.first(publisher)
        for node in stage.nodes
        for at in stage.nodes
    ]
    assert all(all(each) for each in found)
    assert sum(len(each) for each in found) == len(stage.nodes) * len(stage.plan.cluster.groups)


@pytest.mark.parametrize("case", CASES)
def test_a_publisher_that_is_lost_stops_nothing(case: str) -> None:
    """The orders are Optional: neither needs the other."""
    stage = Staged(case)
    running = stage.engine.after(stage.engine.blank, stage.well)
    for node in stage.nodes:
        for publisher in stage.publishers():
            state = stage.engine.after(running, stage.well.fail(node, publisher))
            assert {action.resource for action in state.actions} <= {publisher}
