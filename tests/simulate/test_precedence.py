"""Waiting, as the scheduler's graph has it."""

from __future__ import annotations

from ha1to2.simulate.precedence import Graph, Step, unordered

A, B, C = (Step(name, "start", "web01") for name in "abc")


def synapse(number: int, step: str, *causes: int) -> str:
    inputs = "".join(f'<trigger><rsc_op id="{cause}"/></trigger>' for cause in causes)
    action = f'<rsc_op id="{number}" operation="start" on_node="web01"><primitive id="{step}"/></rsc_op>'
    return f"<synapse><action_set>{action}</action_set><inputs>{inputs}</inputs></synapse>"


def pseudo(number: int, *causes: int) -> str:
    inputs = "".join(f'<trigger><rsc_op id="{cause}"/></trigger>' for cause in causes)
    return f'<synapse><action_set><pseudo_event id="{number}"/></action_set><inputs>{inputs}</inputs></synapse>'


def graph(*synapses: str) -> bytes:
    return f"<transition_graph>{''.join(synapses)}</transition_graph>".encode()


def test_by_a_chain_of_steps() -> None:
    waits = Graph(graph(synapse(1, "a"), pseudo(2, 1), synapse(3, "b", 2), synapse(4, "c")))
    assert waits.waits_for(B, A)
    assert not waits.waits_for(A, B)
    assert not waits.waits_for(C, A)


def test_a_circle_ends() -> None:
    assert not Graph(graph(synapse(1, "a", 2), synapse(2, "b", 1), synapse(3, "c"))).waits_for(A, C)


def test_neighbours_without_order_are_named() -> None:
    chance = graph(synapse(1, "a"), synapse(2, "b", 1), synapse(3, "c", 1))
    assert unordered([chance], [A, B, C]) == [(B, C)]


def test_steps_of_different_transitions_are_in_order_anyway() -> None:
    assert unordered([graph(synapse(1, "a")), graph(synapse(1, "b")), b""], [A, B]) == []


def test_instances_of_clones_go_by_their_primitive() -> None:
    assert Graph(graph(synapse(1, "a:1"))).has(A)
