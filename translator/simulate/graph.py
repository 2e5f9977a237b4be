"""The resources and constraints of a CIB as a graph, in Graphviz's language and as SVG.

Solid arrows are orders, dashed lines are colocations, dotted lines lead from a location rule or preference to what it places.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from lxml import etree

from ..diagnostics import Outcome, error
from .inventory import inventory
from .scheduler import SEARCH, ProgramMissing, parse, program

_TIMEOUT = 60.0
"""Seconds that `dot` may take; the memo's cluster takes 0.1."""


def as_dot(cib: bytes) -> str:
    """The graph of `cib` in Graphviz's language. Same bytes, same graph. Raises lxml's XMLSyntaxError for what is no XML."""
    root = parse(cib)
    lines = [
        "digraph cluster {",
        "  graph [compound=true, fontname=sans, rankdir=LR]",
        "  node [fontname=sans, fontsize=10, shape=box, style=rounded]",
        "  edge [fontname=sans, fontsize=9]",
    ]
    anchors: dict[str, tuple[str, str]] = {}
    resources = root.find("configuration/resources")
    for element in resources if resources is not None else ():
        lines += _resource(element, anchors, "  ")
    known = inventory(root)
    publishers = {each.attribute: each.resource for each in known.pingers}
    publishers.update({each.attribute: each.resource for each in known.gates})
    constraints = root.find("configuration/constraints")
    for element in constraints if constraints is not None else ():
        lines += _constraint(element, anchors, publishers)
    return "\n".join([*lines, "}", ""])


def as_svg(cib: bytes) -> Outcome[bytes]:
    """The graph drawn by Graphviz's program `dot`; empty, and an error, where that is not there or fails."""
    help = "apt install graphviz"
    try:
        source = as_dot(cib).encode()
    except (etree.XMLSyntaxError, ValueError) as problem:
        return Outcome(b"", (error("H801", None, f"the CIB is no XML: {problem}", help="write it with 'ha1to2 convert'"),))
    try:
        done = subprocess.run(
            [program(os.environ, "dot"), "-Tsvg"],
            input=source,
            capture_output=True,
            env={"LC_ALL": "C", "PATH": SEARCH},
            timeout=_TIMEOUT,
            check=False,
        )
    except ProgramMissing:
        return Outcome(b"", (error("H805", None, "Graphviz's program dot is not installed", help=help),))
    except (OSError, subprocess.TimeoutExpired) as problem:
        return Outcome(b"", (error("H805", None, f"dot does not draw this graph: {problem}", help="use --dot"),))
    if done.returncode != 0:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        message = f"dot does not draw this graph: {why[0] if why else done.returncode}"
        return Outcome(b"", (error("H805", None, message, help="use --dot"),))
    return Outcome(done.stdout)


def quoted(text: str) -> str:
    """A quoted string of Graphviz's language that is `text` and nothing else: no escape sequence, no record, no HTML."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(*lines: str) -> str:
    """Lines of text as a label, in which Graphviz would take `&lt;` for a character."""
    return '"' + "\\n".join(quoted(line.replace("&", "&amp;"))[1:-1] for line in lines if line) + '"'


def _resource(element: etree._Element, anchors: dict[str, tuple[str, str]], indent: str) -> Iterator[str]:
    """The lines of a primitive, or of what contains primitives: a box around them.

    `anchors` learns, for each id, the first node in it and the last: where arrows to it end, and from it begin.
    """
    name = element.get("id", "")
    if element.tag == "primitive":
        agent = ":".join(part for part in (element.get("class"), element.get("provider"), element.get("type")) if part)
        anchors[name] = (name, name)
        yield f"{indent}{quoted(name)} [label={_label(name, agent)}]"
        return
    inside = [child for child in element if child.tag in ("primitive", "group", "clone", "master")]
    if not inside:
        return
    promotable = element.find("meta_attributes/nvpair[@name='promotable'][@value='true']") is not None
    kind = "promotable clone" if promotable else str(element.tag)
    yield f"{indent}subgraph {quoted('cluster_' + name)} {{"
    yield f"{indent}  label={_label(name, kind)}; fontsize=10; style={'dashed' if element.tag == 'clone' else 'solid'}"
    for child in inside:
        yield from _resource(child, anchors, indent + "  ")
    members = [child.get("id", "") for child in inside]
    if element.tag == "group":
        for first, then in zip(members, members[1:]):
            yield f"{indent}  {quoted(first)} -> {quoted(then)}"
    yield f"{indent}}}"
    if members[0] in anchors and members[-1] in anchors:
        anchors[name] = (anchors[members[0]][0], anchors[members[-1]][1])


def _constraint(
    element: etree._Element, anchors: dict[str, tuple[str, str]], publishers: dict[str, str]
) -> Iterator[str]:
    """The lines of one constraint. `publishers`: which resource publishes a node attribute that rules compare."""
    if element.tag == "rsc_order":
        first, then = element.get("first", ""), element.get("then", "")
        action = element.get("first-action", "start")
        told = f"{action}, then {element.get('then-action', action)}"
        yield from _edge(first, then, anchors, f"label={_label(told)}")
    elif element.tag == "rsc_colocation":
        role = element.get("with-rsc-role")
        told = f"with {role} {element.get('score', '')}" if role else f"with {element.get('score', '')}"
        style = "style=dashed, arrowhead=none, constraint=false"
        yield from _edge(element.get("rsc", ""), element.get("with-rsc", ""), anchors, f"{style}, label={_label(told)}")
    elif element.tag == "rsc_location" and element.get("rsc") in anchors:
        name = element.get("id", "")
        rule = element.find("rule")
        told = _rule(rule) if rule is not None else f"{element.get('node', '')}: {element.get('score', '')}"
        role = (rule.get("role") if rule is not None else None) or element.get("role")
        yield f"  {quoted(name)} [shape=note, style=solid, label={_label(*([role] if role else []), *told.splitlines())}]"
        anchors[name] = (name, name)
        yield from _edge(name, element.get("rsc", ""), anchors, "style=dotted, arrowhead=none")
        for attribute in dict.fromkeys(each.get("attribute", "") for each in element.iterfind("rule/expression")):
            if attribute in publishers:
                yield from _edge(publishers[attribute], name, anchors, f"style=dotted, label={_label(attribute)}")


_SHOWN = 4
"""How many expressions of a rule are written out."""


def _rule(rule: etree._Element) -> str:
    """The rule in words: what it is worth, and where it holds."""
    worth = rule.get("score") or f"value of {rule.get('score-attribute', '')}"
    expressions = [
        " ".join(part for part in (each.get("attribute"), each.get("operation"), each.get("value")) if part)
        for each in rule.iterfind("expression")
    ]
    if len(expressions) > _SHOWN:
        expressions[_SHOWN - 1 :] = [f"{len(expressions) - _SHOWN + 1} more"]
    return f"{worth} where\n" + f"\n{rule.get('boolean-op', 'and')} ".join(expressions)


def _edge(tail: str, head: str, anchors: dict[str, tuple[str, str]], attributes: str) -> Iterator[str]:
    """An arrow between two resources; at the border of the box where one is a group or clone."""
    if tail not in anchors or head not in anchors:
        return
    start, end = anchors[tail][1], anchors[head][0]
    sides = (("ltail", tail, start), ("lhead", head, end))
    borders = [f"{key}={quoted('cluster_' + name)}" for key, name, node in sides if name != node]
    yield f"  {quoted(start)} -> {quoted(end)} [{', '.join([attributes, *borders])}]"
