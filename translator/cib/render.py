"""ClusterPlan to the bytes of a CIB: rows into the template, the text through lxml's parser."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree

from ..model import ClusterPlan, Colocation, Order, Preference, RuleLocation
from ..templates import DIRECTORY
from . import rows
from .stamp import Stamp

SCHEMA = "pacemaker-3.7"
"""The oldest schema that knows the role names Promoted and Unpromoted: Pacemaker 2.1.0 has it, and every later one still does."""

FEATURE_SET = "3.7.0"
"""At least 3.0.13, below which the scheduler ignores every fail count, and not above what Pacemaker 2.1.0 accepts."""


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(DIRECTORY),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


class InvalidCib(Exception):
    """What was rendered is no well-formed CIB: a defect of ha1to2, never of its input."""


def render(plan: ClusterPlan) -> bytes:
    """The CIB of a plan, as Pacemaker's `cibadmin --replace` and crmsh's `load xml replace` take it.

    The same plan gives the same bytes: nothing but the plan goes in.
    """
    stamp = Stamp(_environment())
    kinds = (Order, Colocation, Preference, RuleLocation)
    ordered = sorted(plan.constraints, key=lambda constraint: kinds.index(type(constraint)))
    document = stamp.frame(
        "cib.xml.j2",
        {"schema": SCHEMA, "feature_set": FEATURE_SET, "plan": plan},
        groups=[rows.group(stamp, group, 6) for group in plan.groups],
        clones=[rows.clone(stamp, clone, 6) for clone in plan.clones],
        constraints=[rows.constraint(stamp, constraint, 6) for constraint in ordered],
    ).encode()
    verify(document, plan)
    return document


class _NoTree:
    """A parser target that keeps nothing: the tree of a large CIB would cost more than all the rest of a conversion."""

    def close(self) -> None:
        pass


def verify(document: bytes, plan: ClusterPlan) -> None:
    """Raises InvalidCib unless `document` is well-formed and no two resources of the plan have one id."""
    target: Any = _NoTree()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        etree.fromstring(document, parser)
    except etree.XMLSyntaxError as problem:
        raise InvalidCib(str(problem)) from problem
    ids = [member.id for group in plan.groups for member in group.members]
    ids += [group.id for group in plan.groups]
    ids += [name for clone in plan.clones for name in (clone.id, clone.primitive.id)]
    if len(set(ids)) < len(ids):
        raise InvalidCib(f"{len(ids)} resources have {len(set(ids))} ids")
