"""ClusterPlan to what `crm configure load update` reads, and `crm configure show` prints: crmsh's own language.

crmsh gives ids of its own to attributes, operations, expressions and recipients. All that has an id in the plan keeps it.
It writes the roles as they stand here into a CIB whose schema knows them (3.7), and as Master and Slave into an older one.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from ..model import (
    Alert,
    Ban,
    Clone,
    ClusterPlan,
    Colocation,
    Constraint,
    Expression,
    Group,
    Operation,
    Order,
    Parameters,
    Preference,
    Primitive,
    RuleLocation,
)
from .fit import Document, Rendering, Unfit, not_for_pacemaker, values
from .order import by_kind

_BARE = re.compile(r"[\w@%+=:,./#$-]+\Z", re.ASCII).match
"""What needs no quotes: crmsh splits a statement with python's shlex, to which neither # nor $ means anything."""

_SECTIONS = ("params", "meta")
"""Words that end the members of a group, also where a member is called so."""


def render(plan: ClusterPlan) -> Rendering:
    """The statements, in ASCII. A comment would end up in the CIB, so there is none."""
    unfit = tuple(_unfit(plan))
    if unfit:
        return Rendering(b"", unfit)
    return Rendering("".join([f"{statement}\n" for statement in _statements(plan)]).encode("ascii"))


def _unfit(plan: ClusterPlan) -> Iterator[Unfit]:
    for id, name, value in values(plan):
        reason = not_for_pacemaker(value)
        if reason is None and not _survives(value):
            reason = "has a backslash before a quotation mark or at the end, on which crmsh fails"
        if reason is not None:
            yield Unfit(id, name, value, reason)


def _survives(value: str) -> bool:
    """Whether crmsh can read what it would print: it tries that with every object of a CIB, also of one loaded as XML.

    crmsh 4.4 escapes quotation marks and no backslashes, and gives up the whole load where its own text does not parse.
    """
    if "\\" not in value:
        return True
    printed = value.replace('"', '\\"')
    try:
        shlex.split(f'"{printed}"')
    except ValueError:
        return False
    return True


def _statements(plan: ClusterPlan) -> Iterator[str]:
    document = Document(plan)
    for node in plan.nodes:
        yield _statement(["node", f"{node.id}:", node.name])
    for device in plan.fencing:
        yield _primitive(device, document)
    for group in plan.groups:
        for member in group.members:
            yield _primitive(member, document)
        yield _group(group)
    for clone in plan.clones:
        yield _primitive(clone.primitive, document)
        yield _clone(clone)
    for constraint in by_kind(plan.constraints):
        yield _constraint(constraint, document)
    yield _statement(["property", "cib-bootstrap-options:"], *_each(plan.properties))
    yield _statement(["rsc_defaults", "rsc-options:"], *_each(plan.resource_defaults))
    for alert in plan.alerts:
        yield _alert(alert, document)


def _statement(*parts: Sequence[str]) -> str:
    """The words of a statement, quoted; each part begins a line."""
    return " \\\n\t".join([" ".join([_word(word) for word in part]) for part in parts if part])


def _word(word: str) -> str:
    if _BARE(word):
        return word
    name, mark, value = word.partition("=")
    return f"{name}={shlex.quote(value)}" if mark and _BARE(name) else shlex.quote(word)


def _xml(element: etree._Element) -> str:
    """The element itself, which crmsh takes as a statement too, on one line, with blanks that are not to be folded escaped."""
    text = etree.tostring(element, encoding="ascii").decode()
    return "xml " + re.sub(" (?= )", "&#32;", text)


def _pairs(parameters: Parameters) -> list[str]:
    return [f"{name}={value}" for name, value in parameters]


def _each(parameters: Parameters) -> list[list[str]]:
    return [[pair] for pair in _pairs(parameters)]


def _named(name: str, parameters: Parameters) -> list[str]:
    return [name, *_pairs(parameters)] if parameters else []


def _primitive(primitive: Primitive, document: Document) -> str:
    # crmsh writes &#233; into a CIB for an é that stands in a statement, but not for one in XML.
    if not all(value.isascii() for _, value in (*primitive.parameters, *primitive.meta)):
        return _xml(document[primitive.id])
    return _statement(
        ["primitive", primitive.id, str(primitive.agent)],
        _named("params", primitive.parameters),
        _named("meta", primitive.meta),
        *[_operation(each) for each in primitive.operations],
    )


def _operation(operation: Operation) -> list[str]:
    words = ["op", operation.name, f"interval={operation.interval}s", f"timeout={operation.timeout}s"]
    if operation.role:
        words.append(f"role={operation.role}")
    if operation.on_fail:
        words.append(f"on-fail={operation.on_fail}")
    if operation.depth:
        words.append(f"OCF_CHECK_LEVEL={operation.depth}")
    return words


def _group(group: Group) -> str:
    members = [member.id for member in group.members]
    if set(_SECTIONS).isdisjoint(each.lower() for each in members):
        return _statement(["group", group.id, *members])
    # crmsh makes a crmsh-ref of each member that a statement names.
    element = etree.Element("group", id=group.id)
    for member in members:
        etree.SubElement(element, "crmsh-ref", id=member)
    return _xml(element)


def _clone(clone: Clone) -> str:
    return _statement(["clone", clone.id, clone.primitive.id], _named("meta", clone.meta))


def _constraint(row: Constraint, document: Document) -> str:
    if isinstance(row, Order):
        kind = [f"{row.kind}:"] if row.kind else []
        one_way = [] if row.symmetrical else ["symmetrical=false"]
        return _statement(["order", row.id, *kind, f"{row.first}:{row.first_action}", f"{row.then}:{row.then_action}", *one_way])
    if isinstance(row, Colocation):
        both = (f"{row.resource}:{row.role}", f"{row.with_resource}:{row.with_role}")
        return _statement(["colocation", row.id, f"{row.score}:", *both])
    if isinstance(row, (Preference, Ban)):
        return _statement(["location", row.id, row.resource, f"{row.score}:", row.node])
    return _rule_location(row, document)


def _rule_location(row: RuleLocation, document: Document) -> str:
    if row.boolean_op == "and" and len(row.expressions) > 1:
        # Of the two words that join expressions, crmsh puts only "or" into a CIB.
        return _xml(document[row.id])
    rule = ["rule", f"$id={row.rule_id}"]
    if row.role:
        rule.append(f"$role={row.role}")
    rule.append(f"{row.score_attribute or row.score}:")
    return _statement(["location", row.id, row.resource], rule, *_expressions(row.expressions, row.boolean_op))


def _expressions(expressions: Iterable[Expression], joint: str) -> Iterator[list[str]]:
    for number, each in enumerate(expressions):
        joined = [joint] if number else []
        if each.value is None:
            yield [*joined, each.operation, each.attribute]
        else:
            comparison = f"{each.type}:{each.operation}" if each.type else each.operation
            yield [*joined, each.attribute, comparison, each.value]


def _alert(alert: Alert, document: Document) -> str:
    if not all(value.isascii() for value in (alert.recipient, *[value for _, value in alert.parameters])):
        return _xml(document[alert.id])
    return _statement(
        ["alert", alert.id, alert.path],
        _named("attributes", alert.parameters),
        ["select", "nodes", "resources"],
        ["to", "{", alert.recipient, "}"] if alert.recipient else [],
    )
