"""What is wrong with a word of haresources, or means something else than it seems to.

Heartbeat checks nothing of this: such a file is taken as it stands, and the cluster fails when it starts or takes over. What
cannot have worked is an error; what works otherwise than it looks is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...diagnostics import Diagnostic, error, warning
from ...source import Word

if TYPE_CHECKING:
    from .nodes import Line, Resource

_SEPARATOR_ALONE = r"::(?:[: \t]|$)|[ \t]::"
_COLON_ALONE = r"[ \t](?![0-9])[^ \t:]*:(?!:)|::/[^ \t:]*:/|:[0-9a-fA-F]{1,4}:"
_COMMA_OUTSIDE = r"[,;](?:[ \t]|$)|[ \t][^ \t:]*[,;]"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LOST_BYTE = re.compile("[\udc80-\udcff]")
_SHELL_PATTERN = re.compile(r"[*?\[]")
_QUOTE = re.compile("[\"'`]")
_COMMA = re.compile("[,;]")
_HEX_GROUPS = re.compile(r"[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){1,6}\Z")
_HEX_TAIL = re.compile(r"[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,6}(?:/|\Z)")
_MOUNT_POINT_BEHIND_COLON = re.compile("(/[^:]*):(/[^:]*)")
_DOT_DIGIT = re.compile(r"\.[0-9]")


def is_address(word: str) -> bool:
    """Whether the script takes the whole word for an address: it begins with a digit and has three more behind dots."""
    return word[:1] in _DIGITS and len(_DOT_DIGIT.findall(word)) >= 3


_DIGITS = frozenset("0123456789")


class Scan(NamedTuple):
    """What a few scans of a file as a whole show, so that most files need no look at each of their words.

    `plain`: it holds only printable ASCII, blanks, tabs and newlines. `trap` tells of a line whether there may be a trap on it,
    and is None where no line has one. It leaves colons in words that begin with a digit alone: labels of addresses have them.
    """

    plain: bool
    trap: Callable[[str], object] | None


def scan(text: str) -> Scan:
    blank = text.replace("\n", " ").replace("\t", " ")
    plain = text.isascii() and blank.isprintable()
    kinds = [] if plain else [r"[^\t -~]"]
    characters = "".join(mark for mark in "\\*?[\"'`" if mark in text)
    if characters:
        kinds.append(f"[{re.escape(characters)}]")
    if "," in text or ";" in text:
        kinds.append(_COMMA_OUTSIDE)
    if text.count(":") != 2 * text.count("::"):
        kinds.append(_COLON_ALONE)
    if text.endswith("::") or ":: " in blank or " ::" in blank or ":::" in blank:
        kinds.append(_SEPARATOR_ALONE)
    if " -" in blank:
        kinds.append(r"[ \t]-")
    return Scan(plain, re.compile("|".join(kinds)).search if kinds else None)


def shown(word: str) -> str:
    """`word` as a message may show it: printable, and not long."""
    cut = word if len(word) <= 80 else word[:77] + "..."
    return cut if cut.isprintable() else "".join(c if c.isprintable() else _escaped(ord(c)) for c in cut)


def _escaped(value: int) -> str:
    if 0xDC80 <= value <= 0xDCFF:
        return f"\\x{value - 0xDC00:02x}"
    return f"\\x{value:02x}" if value < 256 else f"\\u{value:04x}"


def in_words(line: Line) -> Iterator[Diagnostic]:
    """What is suspicious about the words of a line, each by itself and beside its neighbours."""
    yield from in_characters(line.node, last=not line.resources)
    for resource, following in zip(line.resources, (*line.resources[1:], None)):
        yield from in_characters(resource.text, last=following is None)
        yield from _in_script(resource)
        yield from _in_separators(resource, following)


def in_characters(word: Word, *, last: bool) -> Iterator[Diagnostic]:
    """Characters that cannot be meant to stand in `word`, which may be the last of its line."""
    text, span = str(word), word.span
    if not (text.isascii() and text.isprintable()):
        if last and text.endswith("\r"):
            text = text[:-1].rstrip("\\")  # the line ends as in DOS, and what that does to a continuation is told with it
        if _LOST_BYTE.search(text):
            yield error(
                "H203",
                span,
                f"'{shown(text)}' holds bytes that are no UTF-8",
                help="write the word in ASCII, or save the file as UTF-8",
            )
        elif not text.isprintable():
            kind = "a control character" if _CONTROL.search(text) else "an invisible character that is no blank"
            yield error("H202", span, f"'{shown(text)}' holds {kind}", help="delete the word and type it again")
    if _SHELL_PATTERN.search(text):
        yield error(
            "H204",
            span,
            f"'{shown(text)}' is a pattern: the shell replaces it by the files that it fits in heartbeat's directory",
            help="write the name out",
        )
    if last and text.endswith("\\"):
        yield error(
            "H214",
            span,
            "this '\\' does not continue the line: only blanks, or nothing at all, come behind it",
            notes=["Heartbeat takes it for a part of the last word, and the first word of the next line for a node"],
            help="delete the blanks behind it, or the '\\' itself",
        )
    elif "\\" in text:
        yield error(
            "H205", span, f"'{shown(text)}' holds a '\\', which the shell's echo interprets", help="write the word without it"
        )
    quote = _QUOTE.search(text)
    if quote:
        yield warning(
            "H226",
            span,
            f"quotes mean nothing here: {quote[0]} is a part of '{shown(text)}'",
            help="delete them; a word of haresources cannot hold a blank",
        )


def _in_script(resource: Resource) -> Iterator[Diagnostic]:
    """Which script the word means, where that is not what it looks like."""
    text, span = str(resource.text), resource.text.span
    head, separator, rest = text.partition("::")
    if not head or head.startswith("-"):
        yield error(
            "H216",
            span,
            f"'{shown(text)}' names no script",
            help="a resource is SCRIPT::ARGUMENT::ARGUMENT, with no blanks around '::'",
        )
    elif is_address(head):
        if separator:
            given = " ".join(("IPaddr", *resource.arguments))
            yield warning(
                "H228",
                span,
                f"'::' behind a bare address cuts the address off: Heartbeat calls '{shown(given)}'",
                help=f"did you mean 'IPaddr::{shown('/'.join((head, *filter(None, rest.split('::')))))}'?",
            )
    elif is_address(text):
        yield error(
            "H217",
            span,
            f"'{shown(text)}' is an address when Heartbeat asks for the status, but script '{shown(head)}' when it starts",
            notes=["a word that begins with a digit and has three more digits behind dots is taken for an address"],
            help="give the script a name that does not begin with a digit",
        )
    elif ":" in head:
        yield warning(
            "H223",
            span,
            f"a single ':' separates nothing: '{shown(head)}' as a whole is the name of the script",
            help=f"did you mean '{shown(head.replace(':', '::') + separator + rest)}'?",
        )


def _in_separators(resource: Resource, following: Resource | None) -> Iterator[Diagnostic]:
    """What Heartbeat takes the word apart into, where that was hardly meant."""
    text, span, arguments = str(resource.text), resource.text.span, resource.arguments
    head, separator, rest = text.partition("::")
    gaps = head and separator and not is_address(head)
    if gaps and not rest and following is not None:
        meant = f"{head}::{following.text.lstrip(':')}"
        yield warning(
            "H225",
            span,
            f"'{shown(text)}' has no argument: the blank behind '::' makes '{shown(following.text)}' a resource of its own",
            help=f"did you mean '{shown(meant)}'?",
        )
    elif gaps and "" in rest.split("::"):
        yield warning(
            "H221",
            span,
            f"the empty argument vanishes: Heartbeat calls '{shown(' '.join((resource.script, *arguments)))}'",
            help="fill the gap in, or take the '::' away if this is meant",
        )
    comma = _COMMA.search(head) or _COMMA.search(text[-1])
    if comma:
        yield warning(
            "H224",
            span,
            f"'{comma[0]}' separates nothing: it is a part of '{shown(text)}'",
            help="separate resources by blanks, and arguments by '::'",
        )
    for argument in arguments:
        match = _MOUNT_POINT_BEHIND_COLON.match(argument)
        if match:
            yield warning(
                "H223",
                argument.span,
                f"a single ':' separates nothing: '{shown(argument)}' is one argument",
                help=f"did you mean '{shown(match[1])}::{shown(match[2])}'?",
            )
    for first, second in zip(arguments, arguments[1:]):
        if ":" not in head and _HEX_GROUPS.match(first) and _HEX_TAIL.match(second):
            yield warning(
                "H222",
                first.span,
                f"'::' separates arguments, also in an IPv6 address: '{shown(first)}' and '{shown(second)}' are two",
                help="write the address out, with its zeros",
            )
