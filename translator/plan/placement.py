"""Where a service may run: its own node first, and not where one of its resources failed until someone cleans up."""

from __future__ import annotations

from collections.abc import Iterable

from .failback import PREFERENCE
from .model import Constraint, Expression, Group, Operation, Preference, Primitive, RuleLocation, Service


def preferences(services: Iterable[Service]) -> list[Constraint]:
    """S3: each service prefers the node that its line begins with."""
    return [
        Preference(f"{service.id}-home", service.id, service.node, PREFERENCE, None if is_group(service) else "Promoted")
        for service in services
    ]


def is_group(service: Service) -> bool:
    """Whether there is a group to place; else the service is nothing but a promoted role."""
    return not any(service.id == disk.clone for disk in service.replicated)


def bans(groups: Iterable[Group], services: Iterable[Service]) -> list[Constraint]:
    """S6: where any resource of a service failed, nothing of the service starts again before a cleanup.

    migration-threshold bans the failed resource alone. In a group, what stands before it could still start there when the other
    node goes too: addresses without a database. Pacemaker keeps the fail counts as node attributes, one for each operation.
    """
    by_id = {group.id: group for group in groups}
    made: list[Constraint] = []
    for service in services:
        group = by_id.get(service.id)
        if group is None or len(group.members) + len(service.replicated) < 2:
            continue
        expressions = [
            Expression(f"{service.id}-failed-{number}", attribute, "defined")
            for number, attribute in enumerate(_attributes(group.members), 1)
        ]
        made.append(
            RuleLocation(
                f"{service.id}-failed",
                service.id,
                role=None,
                rule_id=f"{service.id}-failed-rule",
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
