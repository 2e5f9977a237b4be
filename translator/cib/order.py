"""The order in which all renderings write constraints: by their kind, and those of a kind as the plan has them."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Ban, Colocation, Constraint, Order, Preference, RuleLocation

_KINDS: dict[type, int] = {Order: 0, Colocation: 1, Preference: 2, Ban: 3, RuleLocation: 4}


def by_kind(constraints: Iterable[Constraint]) -> list[Constraint]:
    """`constraints`, sorted; what a cluster does with them depends on no order."""
    return sorted(constraints, key=lambda constraint: _KINDS[type(constraint)])
