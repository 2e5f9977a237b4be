"""What is wrong, or means something else than it seems to, in the words and lines of haresources.

Heartbeat checks nothing of these: a file that falls into one of them is taken as it stands, and the cluster fails when it starts, stops or
takes over. What cannot have worked is an error, what works differently from what it looks like a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Label, error, warning
from ..source import SourceFile, Span, Word
from .haresources_lines import Joined

if TYPE_CHECKING:
    from .haresources import Line, Resource

MAX_LINE = 5117
"""Bytes of a physical line without its end: heartbeat's own check of the node names reads 5,118 at a time (its MAXLINE is 5,120)."""

MAX_ALIKE = 50
"""How many findings of one code are reported for a file: enough to work on, few enough to read."""

_PLAIN_MARKS = ("\\", "*", "?", "[", '"', "'", "`", ",", ";", " -", "\t-", ":::", "::::", ":: ", "::\t", "::\n", " ::", "\t::")
_SUSPICIOUS = re.compile(r"""[^\t\ -~] | [\\*?\[\]"'`,;] | [\ \t]- | ::(?:[\ \t:]|$) | [\ \t]:: | (?<!:):(?!:)""", re.X)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_LOST_BYTE = re.compile("[\udc80-\udcff]")
_HOST_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\Z")
_HEX_GROUPS = re.compile(r"(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}\Z")
_HEX_TAIL = re.compile(r"(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4}(?:/|\Z)")
_SHELL_PATTERN = re.compile(r"[*?\[]")
_QUOTE = re.compile("[\"'`]")
_COMMA = re.compile("[,;]")


def scanner(text: str) -> Callable[[str], object] | None:
    """What tells whether a line may hold a trap: None where no line of `text` can, which a few scans of it as a whole show."""
    if (
        text.isascii()
        and text.replace("\n", " ").replace("\t", " ").isprintable()
        and text.count(":") == 2 * text.count("::")
        and not any(mark in text for mark in _PLAIN_MARKS)
        and not text.endswith("::")
    ):
        return None
    return _SUSPICIOUS.search


def shown(word: str) -> str:
    """`word` as a message may show it: printable, and not long."""
    cut = word if len(word) <= 60 else word[:57] + "..."
    return cut if cut.isprintable() else "".join(c if c.isprintable() else _escaped(c) for c in cut)


def _escaped(character: str) -> str:
    value = ord(character)
    if 0xDC80 <= value <= 0xDCFF:
        return f"\\x{value - 0xDC00:02x}"
    return f"\\x{value:02x}" if value < 256 else f"\\u{value:04x}"


def limited(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """`found` in its order, with at most MAX_ALIKE of a code; the last of them says how many more there are."""
    everything = tuple(found)
    if len(everything) <= MAX_ALIKE:
        return everything
    total: dict[str, int] = {}
    for diagnostic in everything:
        total[diagnostic.code] = total.get(diagnostic.code, 0) + 1
    kept: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for diagnostic in everything:
        number = seen[diagnostic.code] = seen.get(diagnostic.code, 0) + 1
        if number < MAX_ALIKE or total[diagnostic.code] == MAX_ALIKE == number:
            kept.append(diagnostic)
        elif number == MAX_ALIKE:
            more = f"{total[diagnostic.code] - MAX_ALIKE} more of this kind in this file are not shown"
            kept.append(_with_note(diagnostic, more))
    return tuple(kept)


def _with_note(diagnostic: Diagnostic, text: str) -> Diagnostic:
    return Diagnostic(
        diagnostic.code,
        diagnostic.severity,
        diagnostic.message,
        diagnostic.span,
        diagnostic.labels,
        (*diagnostic.notes, text),
        diagnostic.help,
    )


def empty(file: SourceFile) -> Diagnostic:
    return error(
        "H201",
        Span(file, 1, 1, 0),
        "there is no resource in this file: nothing to convert",
        help="give the file that the cluster runs with; a cluster with 'crm yes' keeps its resources elsewhere and needs no conversion",
    )


def in_file(file: SourceFile, physical: Sequence[str]) -> Iterator[Diagnostic]:
    """Lines that are too long, and line ends of another system."""
    if len(file.text) > MAX_LINE:
        for number, line in enumerate(physical, 1):
            if len(line) * 4 > MAX_LINE and len(line.encode("utf-8", "surrogateescape")) > MAX_LINE:
                yield error(
                    "H215",
                    Span(file, number, 1, 1),
                    f"this line is longer than {MAX_LINE} bytes: heartbeat takes what comes behind for a line of its own, and does not start",
                    help="break it with '\\' at its end, and a blank before that",
                )
    if "\r" in file.text:
        ends = [number for number, line in enumerate(physical, 1) if line.endswith("\r") and "#" not in line]
        if ends:
            yield error(
                "H206",
                Span(file, ends[0], len(physical[ends[0] - 1]), 1),
                "this line ends as in DOS (CR LF): Heartbeat takes the CR for a part of the last word",
                notes=[f"{len(ends)} lines of the file end so"],
                help=f"remove them: sed -i 's/\\r$//' {file.name}",
            )


def no_resource(node: Word) -> Diagnostic:
    return error(
        "H207",
        node.span,
        f"the node '{shown(node)}' has no resources on this line",
        help="delete the line, or name its resources; where it goes on from the line before, that one must end with '\\' and nothing behind it",
    )


def in_joined_line(file: SourceFile, joined: Joined, line: Line) -> Iterator[Diagnostic]:
    """What the joining of lines did that was hardly meant."""
    text = joined.text
    first = text[: joined.starts[1]] if len(joined.starts) > 1 else text
    if len(joined.starts) > 1 and (not first.strip(" \t") or (" " not in first.lstrip(" \t") and "\t" not in first.lstrip(" \t"))):
        yield error(
            "H220",
            line.node.span,
            f"the node name '{shown(line.node)}' is not wholly on the first line, behind which '\\' stands",
            notes=["heartbeat reads the node names once more by itself, without joining lines, and does not start here"],
            help="put the node name and a blank before the '\\'",
        )
    for start in joined.starts[1:]:
        before, behind = text[start - 1 : start], text[start : start + 1]
        at_separator = text[max(start - 2, 0) : start] == "::" or text.startswith("::", start)
        if before not in ("", " ", "\t") and behind not in ("", " ", "\t", "#") and not at_separator:
            left = text[:start].replace("\t", " ").rsplit(" ", 1)[-1]
            right = text[start:].replace("\t", " ").split(" ", 1)[0]
            yield warning(
                "H227",
                joined.span(file, start, len(right)),
                f"this goes on in the middle of a word: '{shown(left)}' and '{shown(right)}' become '{shown(left + right)}'",
                help="put a blank before the '\\', or at the beginning of this line, if two words are meant",
            )
    hash_mark = text.find("#")
    if hash_mark >= 0:
        yield error(
            "H219",
            joined.span(file, hash_mark, 1),
            "this is no comment: the line before goes on here, and Heartbeat takes '#' and what follows for resources",
            notes=["comments are cut off before lines are joined, and only on the first of them"],
            help="move the comment to a line of its own, before the resources",
        )


def in_words(line: Line) -> Iterator[Diagnostic]:
    """What is suspicious about the words of a line, each by itself and beside its neighbours."""
    for resource, following in zip(line.resources, (*line.resources[1:], None)):
        yield from _in_characters(resource.text, following is None)
        yield from _in_resource(resource, following)
    yield from _in_characters(line.node, not line.resources)


def _in_characters(word: Word, last: bool) -> Iterator[Diagnostic]:
    """Characters that cannot be meant to stand in `word`."""
    text, span = str(word), word.span
    if not (text.isascii() and text.isprintable()):
        bare = text[:-1] if last and text.endswith("\r") else text
        if _LOST_BYTE.search(bare):
            yield error(
                "H203",
                span,
                f"'{shown(text)}' holds bytes that are no UTF-8",
                help="write the word in ASCII, or save the file as UTF-8",
            )
        elif not bare.isprintable():
            kind = "a control character" if _UNPRINTABLE.search(bare) else "an invisible character that is no blank"
            yield error("H202", span, f"'{shown(text)}' holds {kind}", help="type the word again")
    if _SHELL_PATTERN.search(text):
        yield error(
            "H204",
            span,
            f"'{shown(text)}' is a pattern to the shell: what Heartbeat made of it depended on the files of its working directory",
            help="write the name out",
        )
    if text == "\\" or (last and text.endswith("\\")):
        yield error(
            "H214",
            span,
            "this '\\' does not continue the line: nothing comes behind it but blanks or the end of the file",
            notes=["Heartbeat takes it for a part of the last word, and the first word of the next line for a node"],
            help="take the blanks behind it away, or the '\\' itself",
        )
    elif "\\" in text:
        yield error("H205", span, f"'{shown(text)}' holds a '\\', which the shell's echo interprets", help="write the word without it")
    quote = _QUOTE.search(text)
    if quote:
        yield warning(
            "H226",
            span,
            f"quotes mean nothing here: {quote[0]} is a part of '{shown(text)}'",
            help="take them away; a word of haresources cannot hold a blank",
        )


def _in_resource(resource: Resource, following: Resource | None) -> Iterator[Diagnostic]:
    """Separators that Heartbeat takes for something else."""
    text, span, script = str(resource.text), resource.text.span, str(resource.script)
    address = script == "IPaddr" and not text.startswith("IPaddr")
    if not script or script.startswith("-"):
        yield error(
            "H216",
            span,
            f"'{shown(text)}' names no script",
            help="a resource is SCRIPT::ARGUMENT::ARGUMENT, without blanks around '::'",
        )
    head, separator, rest = text.partition("::")
    if text.endswith("::") and following is not None and script and not rest.strip(":"):
        meant = f"{head}::{following.text.lstrip(':')}"
        yield warning(
            "H225",
            span,
            f"'{shown(text)}' has no argument: the blank behind '::' makes '{shown(following.text)}' a resource of its own",
            help=f"did you mean '{shown(meant)}'?",
        )
    elif separator and script and "" in rest.split("::"):
        made = " ".join((script, *resource.arguments))
        yield warning(
            "H221",
            span,
            f"the empty argument of '{shown(text)}' vanishes: Heartbeat calls '{shown(made)}'",
            help="give every argument before the last, or take the '::' away",
        )
    if ":" in head and not address:
        meant = f"{head.replace(':', '::')}{separator}{rest}"
        yield warning(
            "H223",
            span,
            f"'{shown(head)}' as a whole is the name of a script: a single ':' separates nothing",
            help=f"did you mean '{shown(meant)}'?",
        )
    comma = _COMMA.search(head) or (text[-1] in ",;" and re.search("[,;]$", text))
    if comma:
        yield warning(
            "H224",
            span,
            f"'{comma[0]}' separates nothing: it is a part of '{shown(text)}'",
            help="separate resources with blanks and arguments with '::'",
        )
    arguments = resource.arguments
    for first, second in zip(arguments, arguments[1:]):
        if ":" in first and _HEX_GROUPS.match(first) and _HEX_TAIL.match(second):
            yield warning(
                "H222",
                first.span,
                f"'::' separates arguments, also in an IPv6 address: Heartbeat gives '{shown(script)}' '{shown(first)}' and '{shown(second)}'",
                help="write the address out, with its zeros",
            )


def in_lines(lines: Sequence[Line]) -> Iterator[Diagnostic]:
    """What shows only when a line, or all of them, are seen as a whole: node names, and the same resource twice on a line."""
    from .haresources import is_address

    names: dict[str, Word] = {}
    for line in lines:
        names.setdefault(line.node, line.node)
        resources = line.resources
        if len({resource[0] for resource in resources}) < len(resources) or resources[0][1] == "IPaddr":
            yield from _twice(resources)
    for node in names.values():
        if not _HOST_NAME.match(node) or is_address(node):
            yield error(
                "H208",
                node.span,
                f"'{shown(node)}' cannot be a node: the first word of a line is a node name, as `uname -n` prints it",
                help="begin the line with the node; where it goes on from the line before, that one must end with '\\' and nothing behind it",
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
