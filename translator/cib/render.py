"""ClusterPlan to the bytes of a CIB: rows into the templates, whose shapes lxml judges."""

from __future__ import annotations

from ..model import ClusterPlan
from . import rows
from .order import by_kind
from .stamp import InvalidCib, Stamp

SCHEMA = "pacemaker-3.7"
"""The oldest schema that knows the role names Promoted and Unpromoted: Pacemaker 2.1.0 has it, and every later one still does."""

FEATURE_SET = "3.7.0"
"""At least 3.0.13, below which the scheduler ignores every fail count, and not above what Pacemaker 2.1.0 accepts."""


def render(plan: ClusterPlan) -> bytes:
    """The CIB of a plan, as Pacemaker's `cibadmin --replace` and crmsh's `load xml replace` take it.

    The same plan gives the same bytes: nothing but the plan goes in.
    """
    _verify_ids(plan)
    stamp = Stamp()
    return stamp.frame(
        "cib.xml.j2",
        {"schema": SCHEMA, "feature_set": FEATURE_SET, "plan": plan},
        groups=[rows.group(stamp, group, 6) for group in plan.groups],
        clones=[rows.clone(stamp, clone, 6) for clone in plan.clones],
        fencing=[rows.primitive(stamp, device, 6) for device in plan.fencing],
        constraints=[rows.constraint(stamp, constraint, 6) for constraint in by_kind(plan.constraints)],
    ).encode()


def _verify_ids(plan: ClusterPlan) -> None:
    """Raises InvalidCib where two resources of the plan have one id."""
    ids = [member.id for group in plan.groups for member in group.members]
    ids += [group.id for group in plan.groups]
    ids += [device.id for device in plan.fencing]
    ids += [name for clone in plan.clones for name in (clone.id, clone.primitive.id)]
    if len(set(ids)) < len(ids):
        raise InvalidCib(f"{len(ids)} resources have {len(set(ids))} ids")
