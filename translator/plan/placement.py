"""Where a service may run: its own node first, and not where one of its resources failed until someone cleans up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ..model import Constraint, Expression, Group, Operation, Preference, RuleLocation, Service
from ..settings.heartbeat.failback import PREFERENCE


def preferences(services: Iterable[Service]) -> list[Constraint]:
    """S3: each service prefers the node that its line begins with."""
    return [
        Preference(f"{service.id}-home", service.id, service.node, PREFERENCE)
        for service in services
    ]


def bans(groups: Iterable[Group], services: Iterable[Service]) -> list[Constraint]:
    """S6: where any resource of a service failed, nothing of the service starts again before a cleanup.

    migration-threshold bans the failed resource alone. In a group, what stands before it could still start there when the other
    node goes too: addresses without a database. Pacemaker keeps the fail counts as node attributes, one for each operation.
    """
    made: list[Constraint] = []
    for group, service in zip(groups, services):
        # The whole group is where its DRBD resources are promoted, and these are promoted together: to ban one is to ban all.
        # Without DRBD the first member needs no rule: where that cannot run, nothing of its group does.
        banned, role = (service.replicated[0].clone, "Promoted") if service.replicated else (group.id, None)
        members = group.members if service.replicated else group.members[1:]
        attributes = [f"fail-count-{member.id}{end}" for member in members for end in _counted(member.operations)]
        if attributes:
            name = f"{group.id}-failed"
            expressions = tuple(
                [Expression(f"{name}-{number}", attribute, "defined") for number, attribute in enumerate(attributes, 1)]
            )
            made.append(RuleLocation(name, banned, role, f"{name}-rule", "-INFINITY", None, "or", expressions))
    return made


@lru_cache(maxsize=64)
def _counted(operations: tuple[Operation, ...]) -> tuple[str, ...]:
    """How Pacemaker's names for the fail counts of these operations end."""
    return tuple([f"#{each.name}_{each.interval * 1000}" for each in operations if _counts(each)])


def _counts(operation: Operation) -> bool:
    """A failed stop blocks by itself, and what is ignored has no consequence."""
    return operation.name in ("start", "monitor") and operation.on_fail != "ignore"
