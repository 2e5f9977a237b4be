"""ClusterPlan to a shell script of pcs commands (pcs 0.11), which change a copy of the CIB and put it in place when all succeeded.

pcs gives ids of its own to attributes, operations, expressions and resource defaults. All that has an id in the plan keeps it.
It writes the roles as they stand here into a CIB whose schema knows them (3.7), and as Master and Slave into an older one.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from ..model import (
    Alert,
    Ban,
    Clone,
    ClusterPlan,
    Colocation,
    Constraint,
    Group,
    Node,
    Operation,
    Order,
    Parameters,
    Preference,
    Primitive,
    RuleLocation,
)
from .fit import Document, Rendering, Unfit, not_for_pacemaker, values
from .order import by_kind

_HEAD = """\
#!/bin/sh
# Made by ha1to2, for pcs 0.11 and the agents of ha1to2, which must be installed here.
#
#   sh SCRIPT         changes the configuration of the running cluster
#   sh SCRIPT FILE    changes the CIB in FILE, and asks no cluster
#
# The commands change a copy. It is put in place, as a whole, when all of them have succeeded; where one fails, nothing is changed.

set -eu
export LC_ALL=C.UTF-8 PATH="$PATH:/usr/sbin"
# pcs would take it for the CIB, whatever stands behind -f.
unset CIB_file
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cib=$work/cib.xml
if [ $# -gt 0 ]; then
    cp -- "$1" "$cib"
else
    pcs cluster cib "$work/before.xml"
    cp "$work/before.xml" "$cib"
fi

# pcs has no command for this; a running cluster knows its nodes already.
node() {
    CIB_file=$cib cibadmin --query --xpath "//node[@uname='$2']" >/dev/null 2>&1 && return
    CIB_file=$cib cibadmin --create --scope nodes --xml-text "<node id='$1' uname='$2'/>" && return
    echo "another node of this cluster has the id $1: does corosync.conf give it to $2?" >&2
    exit 1
}
"""

_TAIL = """\
if [ $# -gt 0 ]; then
    new=$(mktemp -- "$1.XXXXXX")
    cp -p -- "$1" "$new"
    cat "$cib" >"$new"
    mv -- "$new" "$1"
else
    pcs cluster cib-push "$cib" diff-against="$work/before.xml"
fi
"""


def render(plan: ClusterPlan) -> Rendering:
    """The script, in UTF-8, for any POSIX shell."""
    unfit = tuple(_unfit(plan))
    if unfit:
        return Rendering(b"", unfit)
    document = Document(plan)
    parts = [
        [_node(node) for node in plan.nodes],
        *[list(_primitive(device, [])) for device in plan.fencing],
        *[_group(group) for group in plan.groups],
        *[_clone(clone) for clone in plan.clones],
        [_constraint(constraint) for constraint in by_kind(plan.constraints)],
        [
            _pcs(["property", "set"], *_each(plan.properties)),
            _pcs(["resource", "defaults", "update"], *_each(plan.resource_defaults)),
        ],
        *[list(_alert(alert, document)) for alert in plan.alerts],
    ]
    text = "\n".join([_HEAD, *["".join([f"{command}\n" for command in part]) for part in parts if part], _TAIL])
    return Rendering(text.encode())


def _unfit(plan: ClusterPlan) -> Iterator[Unfit]:
    for id, name, value in values(plan):
        reason = not_for_pacemaker(value) if value else "is empty, which pcs refuses"
        if reason is not None:
            yield Unfit(id, name, value, reason)


def _pcs(*parts: Sequence[str]) -> str:
    """One command on the copy, quoted for the shell; each part begins a line."""
    lines = [" ".join([shlex.quote(word) for word in part]) for part in parts if part]
    return " \\\n    ".join(['pcs -f "$cib" ' + lines[0], *lines[1:]])


def _pairs(parameters: Parameters) -> list[str]:
    return [f"{name}={value}" for name, value in parameters]


def _each(parameters: Parameters) -> list[list[str]]:
    return [[pair] for pair in _pairs(parameters)]


def _node(node: Node) -> str:
    return shlex.join(["node", str(node.id), node.name])


def _group(group: Group) -> list[str]:
    return [command for member in group.members for command in _primitive(member, ["--group", group.id])]


def _clone(clone: Clone) -> list[str]:
    # The word alone says promotable=true.
    kind = "promotable" if ("promotable", "true") in clone.meta else "clone"
    options = [pair for pair in _pairs(clone.meta) if (kind, pair) != ("promotable", "promotable=true")]
    return list(_primitive(clone.primitive, [kind, clone.id, *options]))


def _primitive(primitive: Primitive, place: list[str]) -> Iterator[str]:
    """`place` is what makes it part of a group or a clone."""
    agent = primitive.agent
    # Fence devices have a command of their own, which knows their class.
    fencing = agent.standard == "stonith"
    operations = [_operation(operation) for operation in primitive.operations]
    yield _pcs(
        ["stonith" if fencing else "resource", "create", primitive.id, agent.type if fencing else str(agent)],
        _pairs(primitive.parameters),
        *[["op", *words] if number == 0 else words for number, words in enumerate(operations)],
        ["meta", *_pairs(primitive.meta)] if primitive.meta else [],
        [*place, "--no-default-ops"],
    )
    if not any(operation.name == "monitor" for operation in primitive.operations):
        # pcs gives each resource a monitor, also where none is asked for.
        yield _pcs(["resource", "op", "remove", primitive.id, "monitor"])


def _operation(operation: Operation) -> list[str]:
    words = [operation.name, f"interval={operation.interval}s", f"timeout={operation.timeout}s"]
    if operation.role:
        words.append(f"role={operation.role}")
    if operation.on_fail:
        words.append(f"on-fail={operation.on_fail}")
    if operation.depth:
        words.append(f"OCF_CHECK_LEVEL={operation.depth}")
    return words


def _constraint(row: Constraint) -> str:
    if isinstance(row, Order):
        first, then = [row.first_action, row.first], [row.then_action, row.then]
        kind = [f"kind={row.kind}"] if row.kind else []
        one_way = [] if row.symmetrical else ["symmetrical=false"]
        return _pcs(["constraint", "order", *first, "then", *then, *kind, *one_way, f"id={row.id}"])
    if isinstance(row, Colocation):
        both = [row.role, row.resource, "with", row.with_role, row.with_resource]
        return _pcs(["constraint", "colocation", "add", *both, row.score, f"id={row.id}"])
    if isinstance(row, (Preference, Ban)):
        return _pcs(["constraint", "location", "add", row.id, row.resource, row.node, str(row.score)])
    return _rule_location(row)


def _rule_location(row: RuleLocation) -> str:
    options = [f"id={row.rule_id}", f"constraint-id={row.id}"]
    if row.role:
        options.append(f"role={row.role}")
    options.append(f"score-attribute={row.score_attribute}" if row.score_attribute else f"score={row.score}")
    expressions = []
    for number, each in enumerate(row.expressions):
        joined = [row.boolean_op] if number else []
        if each.value is None:
            expressions.append([*joined, each.operation, each.attribute])
        else:
            typed = [each.type] if each.type else []
            expressions.append([*joined, each.attribute, each.operation, *typed, each.value])
    return _pcs(["constraint", "location", row.resource, "rule", *options], *expressions)


def _alert(alert: Alert, document: Document) -> Iterator[str]:
    options = ["options", *_pairs(alert.parameters)] if alert.parameters else []
    yield _pcs(["alert", "create", f"id={alert.id}", f"path={alert.path}"], options)
    # pcs has no command for what an alert is called for, and looks for a recipient with an XPath that an apostrophe breaks.
    rest = ["select"]
    if "'" in alert.recipient:
        rest.append("recipient")
    elif alert.recipient:
        recipient = [f"value={alert.recipient}", f"id={alert.id}-recipient"]
        yield _pcs(["alert", "recipient", "add", alert.id, *recipient])
    added = etree.Element("alert", id=alert.id)
    added.extend([deepcopy(child) for child in document[alert.id] if child.tag in rest])
    text = shlex.quote(etree.tostring(added, encoding="ascii").decode())
    yield f'CIB_file="$cib" cibadmin --modify --scope alerts --xml-text {text}'
