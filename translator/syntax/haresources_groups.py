"""What is wrong with the groups that the lines of haresources make: their nodes, resources that stand twice, and their keys.

Heartbeat finds a group by its key, the first resource of its line: its script searches all lines for ` KEY ` with egrep. So the
key must be found on its own line and on no other, whatever the place there; and it is a regular expression, which heartbeat also
puts into a shell command as it stands. The lines of a node are searched for in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Label, error, warning
from ..source import SourceFile, Span, Word
from .haresources_dots import also_found
from .haresources_words import is_address, shown

if TYPE_CHECKING:
    from .haresources import Line, Resource

_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\Z")
_SPECIAL = re.compile(r"[+(){}|^$&<>;!~\"'`]")


def empty(file: SourceFile) -> Diagnostic:
    return error(
        "H201",
        Span(file, 1, 1, 0),
        "there is no resource in this file: nothing to convert",
        help="give the haresources that the cluster runs with; with 'crm yes' in ha.cf the resources are elsewhere",
    )


def no_resource(node: Word) -> Diagnostic:
    return error(
        "H207",
        node.span,
        f"'{shown(node)}' stands alone: a line is a node and its resources",
        help="delete the line, or give it resources; if it belongs to the line before, end that with '\\' and nothing behind",
    )


def in_groups(lines: Sequence[Line], pulled_up: Sequence[Word]) -> Iterator[Diagnostic]:
    """What shows only when a line, or all of them, are seen as a whole. `pulled_up` are the words that begin continued lines."""
    nodes: dict[str, Word] = {}
    keys: dict[str, Word] = {}
    for node, resources in lines:
        nodes.setdefault(node, node)
        scripts = [script for _, script, _ in resources]
        if len(set(scripts)) < len(scripts):
            yield from _twice(resources)
        key = resources[0][0]
        first = keys.setdefault(key, key)
        if first is not key:
            yield _same_key(key, first)
    yield from _nodes(nodes)
    for word in pulled_up:
        node_name = nodes.get(word.lower())
        if node_name is not None:
            yield warning(
                "H229",
                word.span,
                f"'{shown(word)}' is a resource here: the line before ends with '\\' and goes on",
                labels=[Label(node_name.span, "here it is a node")],
                help="delete the '\\' before it, if a line of its own is meant",
            )
    for line in lines:
        for resource in line[1][1:]:
            if resource[0] in keys and keys[resource[0]] is not line[1][0][0] and resource[0] != line[1][0][0]:
                yield _key_elsewhere(resource[0], keys[resource[0]])
    for key in keys.values():
        special = _SPECIAL.search(key)
        if special:
            yield error(
                "H212",
                key.span,
                f"'{special[0]}' in the first resource of a line: Heartbeat puts that into a search pattern and a shell command",
                help="begin the line with a resource that holds no such character, such as its address",
            )
    for word, pattern in also_found(keys.values(), lines):
        yield error(
            "H213",
            word.span,
            f"Heartbeat finds this too when it looks for '{shown(pattern)}', whose dots stand for any character",
            labels=[Label(pattern.span, "the first resource of its line")],
            help="begin that line with a resource that differs in more than its dots",
        )


def _twice(resources: Sequence[Resource]) -> Iterator[Diagnostic]:
    seen: dict[object, Word] = {}
    for resource in resources:
        first = seen.setdefault(resource.identity, resource.text)
        if first is not resource.text:
            yield error(
                "H211",
                resource.text.span,
                f"'{shown(resource.text)}' is on this line twice: it cannot start at two places",
                labels=[Label(first.span, "the first place")],
                help="delete one of them",
            )


def _same_key(key: Word, first: Word) -> Diagnostic:
    return error(
        "H209",
        key.span,
        f"'{shown(key)}' is the first resource of two lines: Heartbeat, which finds a line by it, takes them for one",
        labels=[Label(first.span, "the other line")],
        help="begin one of the lines with another resource, such as its own address",
    )


def _key_elsewhere(word: Word, key: Word) -> Diagnostic:
    return error(
        "H210",
        word.span,
        f"'{shown(word)}' is the first resource of another line: Heartbeat, which finds that line by it, finds this one too",
        labels=[Label(key.span, "the line that it stands for")],
        help="begin that line with a resource that is on no other line, such as its address",
    )


def _nodes(nodes: dict[str, Word]) -> Iterator[Diagnostic]:
    for node in nodes.values():
        if node.isprintable() and (not _HOST_NAME.match(node) or is_address(node)):
            yield error(
                "H208",
                node.span,
                f"'{shown(node)}' cannot be a node: a line begins with the name that `uname -n` prints",
                help="begin the line with a node; if it belongs to the line before, end that with '\\' and nothing behind",
            )
    # A pair has two; a file with more dotted names is refused for its nodes anyway.
    for dotted in [node for node in nodes.values() if "." in node][:8]:
        pattern = re.compile(dotted.replace(".", "[^\n]") + r"\Z") if _HOST_NAME.match(dotted) else None
        for node in nodes.values():
            if pattern and node is not dotted and pattern.match(node):
                yield error(
                    "H218",
                    node.span,
                    f"Heartbeat takes the lines of '{shown(node)}' for those of '{shown(dotted)}' too: a dot is any character",
                    labels=[Label(dotted.span, "the other node")],
                    help="give the nodes names that differ in more than their dots, here and in ha.cf",
                )
