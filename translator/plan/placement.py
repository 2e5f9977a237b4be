"""Where a service may run: its own node first, and not where one of its resources failed until someone cleans up."""

from __future__ import annotations

from collections.abc import Iterable

from .failback import PREFERENCE
from .model import Constraint, Expression, Group, Operation, Preference, Primitive, RuleLocation, Service


def preferences(services: Iterable[Service]) -> list[Constraint]:
    """S3: each service prefers the node that its line begins with."""
    return [
        Preference(f"{service.id}-home", service.id, service.node, PREFERENCE)
        for service in services
    ]


def bans(groups: Iterable[Group]) -> list[Constraint]:
    """S6: where any resource of a service failed, nothing of the service starts again before a cleanup.

    migration-threshold bans the failed resource alone. In a group, what stands before it could still start there when the other
    node goes too: addresses without a database. Pacemaker keeps the fail counts as node attributes, one for each operation.
    The first member needs no rule: without it, nothing of the group starts.
    """
    made: list[Constraint] = []
    for group in groups:
        if len(group.members) < 2:
            continue
        expressions = [
            Expression(f"{group.id}-failed-{number}", attribute, "defined")
            for number, attribute in enumerate(_attributes(group.members[1:]), 1)
        ]
        made.append(
            RuleLocation(
                f"{group.id}-failed",
                group.id,
                role=None,
                rule_id=f"{group.id}-failed-rule",
                score="-INFINITY",
                score_attribute=None,
                boolean_op="or",
                expressions=tuple(expressions),
            )
        )
    return made


def _attributes(members: Iterable[Primitive]) -> Iterable[str]:
    for member in members:
        for operation in member.operations:
            if _counts(operation):
                yield f"fail-count-{member.id}#{operation.name}_{operation.interval * 1000}"


def _counts(operation: Operation) -> bool:
    """A failed stop blocks by itself, and what is ignored has no consequence."""
    return operation.name in ("start", "monitor") and operation.on_fail != "ignore"
