"""Lines of haresources -> what lives together and the order in which it starts (S1, S2)."""

from __future__ import annotations

from itertools import permutations

import pytest
from ha1to2.diagnostics import has_errors
from ha1to2.plan.units import correct, units
from ha1to2.source import SourceFile, Span, Word
from hypothesis import given, settings
from hypothesis import strategies as st

from .material import lines

NODES = [Word(name, Span(SourceFile("ha.cf", f"node {name}\n"), 1, 6, 1)) for name in ("a", "b")]


def made(text: str) -> list[tuple[str, str]]:
    """The units as `node`, `resources with blanks between them`."""
    return [(str(unit.node), " ".join(each.text for each in unit.resources)) for unit in units(lines(text), NODES).value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a x y z\n", [("a", "x y z")]),
        ("a x\nb y\n", [("a", "x"), ("b", "y")]),
        ("a x\na y\n", [("a", "x"), ("a", "y")]),
        # two addresses, one database: the memo's two lines
        ("a v1 d f m\na v2 d f m\n", [("a", "v1 v2 d f m")]),
        # what stands first in the file comes first where the lines leave it open
        ("a v1 m\na v2 m w\n", [("a", "v1 v2 m w")]),
        ("a m v1\na m v2\n", [("a", "m v1 v2")]),
        ("a x m\na m y\n", [("a", "x m y")]),
        ("a m y\na x m\n", [("a", "x m y")]),
        # a chain of lines that share pairwise, and one between that does not
        ("a x y\nb k\na y z\na z w\n", [("a", "x y z w"), ("b", "k")]),
        ("a x y\na y z\na x z\n", [("a", "x y z")]),
        ("a p s\na q t\na s t\n", [("a", "p s q t")]),
        # the same script with other arguments is another resource
        ("a x::1\nb x::2\n", [("a", "x::1"), ("b", "x::2")]),
        # a bare address is IPaddr's
        ("a 10.0.0.1 m\na k IPaddr::10.0.0.1\n", [("a", "k 10.0.0.1 m")]),
        # empty arguments vanish
        ("a x::1::::2 m\na k x::1::2\n", [("a", "k x::1::::2 m")]),
        ("A x\n", [("a", "x")]),
    ],
)
def test_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert made(text) == expected
    assert units(lines(text), NODES).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "code", "place", "others"),
    [
        ("a x\nc y\n", "H231", (2, 1), []),
        ("a x m\nb y m\n", "H232", (2, 1), [(1, 1), (1, 5), (2, 5)]),
        # bound by a third line: the label names what that one shares
        ("a x m\na n m\nb y n\n", "H232", (3, 1), [(1, 1), (2, 3), (3, 5)]),
        ("a v x y\na w y x\n", "H233", (2, 7), [(1, 7)]),
    ],
)
def test_refused(text: str, code: str, place: tuple[int, int], others: list[tuple[int, int]]) -> None:
    """The other place of a conflict is always named."""
    (found,) = [each for each in units(lines(text), NODES).diagnostics if each.severity.value == "error"]
    assert found.code == code
    assert found.span is not None
    assert (found.span.line, found.span.column) == place
    labels = [(label.span.line, label.span.column) for label in found.labels if label.span.file.name == "haresources"]
    assert labels == others


def test_long_circle_is_named_in_part() -> None:
    text = "".join(f"a v{n} x::{n} x::{n + 1}\n" for n in range(100)) + "a w x::100 x::0\n"
    (found,) = units(lines(text), NODES).diagnostics
    assert found.code == "H233"
    assert 1 <= len(found.labels) <= 8


def test_resources_of_a_refused_unit_are_kept_for_judgement() -> None:
    (unit,) = units(lines("a x m\nb y m\n"), NODES).value
    assert unit.refused
    assert [str(each.text) for each in unit.resources] == ["x", "m", "y"]


@pytest.mark.parametrize(("written", "expected", "code"), [("drbdisk::r0", "drbddisk", "H230"), ("drbddisk::r0", "drbddisk", None)])
def test_correct(written: str, expected: str, code: str | None) -> None:
    class Read:
        def __init__(self, text: str) -> None:
            self.lines = lines(text)

    outcome = correct(Read(f"a v {written}\n"))  # type: ignore[arg-type]
    corrected = outcome.value[0].resources[1]
    assert (str(corrected.script), corrected.arguments) == (expected, ("r0",))
    assert [each.code for each in outcome.diagnostics] == ([code] if code else [])


# Against the definition, by brute force

FILES = st.lists(st.lists(st.sampled_from("uvwxyz"), min_size=1, max_size=4, unique=True), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(FILES, st.booleans())
def test_merging_is_what_the_rules_say(orders: list[list[str]], two_nodes: bool) -> None:
    """Every unit has every line's order in it, or there is none that has; lines are together if and only if they share."""
    nodes = ["b" if two_nodes and number % 3 == 2 else "a" for number in range(len(orders))]
    text = "".join(f"{node} {' '.join(order)}\n" for node, order in zip(nodes, orders))
    outcome = units(lines(text), NODES)
    classes = _together(orders)
    assert len(outcome.value) == len(classes)
    for unit, members in zip(outcome.value, classes):
        names = [str(each.text) for each in unit.resources]
        assert sorted(names) == sorted({name for number in members for name in orders[number]})
        one_node = len({nodes[number] for number in members}) == 1
        possible = one_node and any(
            all(_in_order(order, candidate) for order in (orders[number] for number in members))
            for candidate in permutations(names)
        )
        assert unit.refused != possible
        if possible:
            assert all(_in_order(orders[number], names) for number in members)
    assert has_errors(outcome.diagnostics) == any(unit.refused for unit in outcome.value)


def _in_order(order: list[str], of: tuple[str, ...] | list[str]) -> bool:
    places = [of.index(name) for name in order]
    return places == sorted(places)


def _together(orders: list[list[str]]) -> list[list[int]]:
    classes: list[list[int]] = []
    for number, order in enumerate(orders):
        sharing = [each for each in classes if any(set(orders[other]) & set(order) for other in each)]
        classes = [each for each in classes if each not in sharing]
        classes.append(sorted({number, *(other for each in sharing for other in each)}))
    return sorted(classes)
