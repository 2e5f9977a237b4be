"""What is wrong with the groups that the lines of haresources make: their nodes, resources that stand twice, and their keys.

Heartbeat finds a group by its key, the first resource of its line: its script searches all lines for ` KEY ` with egrep. So the
key must be found on its own line and on no other, whatever the place there; and it is a regular expression, which heartbeat also
puts into a shell command as it stands. The lines of a node are searched for in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ...diagnostics import Diagnostic, Label, error, warning
from ...source import SourceFile, Span, Word
from .dots import also_found
from .words import is_address, shown

if TYPE_CHECKING:
    from .nodes import Line, Resource

_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\Z")
_SPECIAL_CHARACTERS = "+(){}|^$&<>;!~\"'`"
_SPECIAL = re.compile(f"[{re.escape(_SPECIAL_CHARACTERS)}]")


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


class Seen:
    """What was read, and what of it has to be looked at again when all is read."""

    __slots__ = ("doubtful", "later", "lines", "pulled_up")

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.doubtful: list[Line] = []
        """The lines on which a resource may stand twice."""
        self.pulled_up: list[Word] = []
        """The words that begin a physical line that is not the first of its line."""
        self.later: set[str] = set()
        """All resources that are not the first of a line, as they are written."""


def in_groups(file: SourceFile, seen: Seen) -> Iterator[Diagnostic]:
    """What shows only when a line, or all of them, are seen as a whole."""
    lines = seen.lines
    for line in seen.doubtful:
        yield from _twice(line[1])
    # Backwards, so that what is kept of the same words is the first.
    nodes: dict[str, Word] = {line[0]: line[0] for line in reversed(lines)}
    keys: dict[str, Word] = {line[1][0][0]: line[1][0][0] for line in reversed(lines)}
    nodes, keys = dict(reversed(nodes.items())), dict(reversed(keys.items()))
    yield from _nodes(nodes)
    for word in seen.pulled_up:
        node = nodes.get(word.lower())
        if node is not None:
            yield warning(
                "H229",
                word.span,
                f"'{shown(word)}' is a resource here: the line before ends with '\\' and goes on",
                labels=[Label(node.span, "here it is a node")],
                help="delete the '\\' before it, if a line of its own is meant",
            )
    if len(keys) < len(lines) or not keys.keys().isdisjoint(seen.later):
        yield from _keys_elsewhere(lines, keys)
    if any(character in file.text for character in _SPECIAL_CHARACTERS):
        yield from _special_keys(keys.values())
    for word, pattern in also_found(keys.values(), seen.later, lines):
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


def _keys_elsewhere(lines: Sequence[Line], keys: Mapping[str, Word]) -> Iterator[Diagnostic]:
    for line in lines:
        own = line[1][0][0]
        first = keys[own]
        if first is not own:
            yield error(
                "H209",
                own.span,
                f"'{shown(own)}' is the first resource of two lines: Heartbeat, which finds a line by it, takes them for one",
                labels=[Label(first.span, "the other line")],
                help="begin one of the lines with another resource, such as its own address",
            )
        for word, _, _ in line[1][1:]:
            if word in keys and word != own:
                yield error(
                    "H210",
                    word.span,
                    f"'{shown(word)}' is the first resource of another line: Heartbeat, which finds that by it, finds this too",
                    labels=[Label(keys[word].span, "the line that it stands for")],
                    help="begin that line with a resource that is on no other line, such as its address",
                )


def _special_keys(keys: Iterable[Word]) -> Iterator[Diagnostic]:
    for key in keys:
        special = _SPECIAL.search(key)
        if special:
            yield error(
                "H212",
                key.span,
                f"'{special[0]}' in the first resource of a line: Heartbeat puts that into a search pattern and a shell command",
                help="begin the line with a resource that holds no such character, such as its address",
            )


def _nodes(nodes: Mapping[str, Word]) -> Iterator[Diagnostic]:
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
