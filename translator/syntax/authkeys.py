"""authkeys, read as Heartbeat reads it: which of the keys signs, and by which method.

The rules are those of `parse_authfile` in heartbeat's auth.c, with sscanf's freedom: `auth1` is `auth 1`, `1crc` is `1 crc`,
what follows the last word that is asked for does not count, and `auth` must stand above the key that it names. `#` is a comment
only as the first character: elsewhere it is part of a key.

No key is in any word, message or place that is made here. The spans point at the file, which shows nothing of itself
(`Secrecy.WHOLE`).
"""

from __future__ import annotations

import re
from typing import NamedTuple, Union

from ..diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, has_errors, warning
from ..source import SourceFile, Span, Word

METHODS = {"crc": False, "md5": True, "sha1": True}
"""The methods that heartbeat ships (plugins/HBauth), and whether each needs a key."""

MOST_KEYS = 16
"""Numbers run from 0 to one less (MAXAUTH)."""

_BLANKS = " \t\f\v\r"
_AUTH = re.compile(r"auth[ \t\f\v\r]*([+-]?[0-9]{1,9})")
_KEY = re.compile(r"([+-]?[0-9]{1,9})[ \t\f\v\r]*([^ \t\f\v\r]+)(?:[ \t\f\v\r]+([^ \t\f\v\r]+))?")


class AuthKey(NamedTuple):
    """One key line. `line` is its number and method, such as `1 sha1`, without the key."""

    number: int
    method: str
    line: Word
    secret: str
    """Only to be compared with the other node's; empty for crc."""

    def __repr__(self) -> str:
        return f"AuthKey({self.line!r})"


Made = Union[AuthKey, Word, Diagnostic]
"""What one line became: a key, an `auth` line, or an error."""


class AuthKeys(NamedTuple):
    """All lines that were understood, in their order; `active` is the key that signs, None where there is none."""

    file: SourceFile
    auths: tuple[Word, ...]
    """The `auth N` lines, as `auth N`."""
    keys: tuple[AuthKey, ...]
    active: AuthKey | None


def parse(file: SourceFile) -> Outcome[AuthKeys]:
    """The keys of `file`, and what keeps heartbeat from starting with it."""
    binary = _binary(file)
    if binary is not None:
        return Outcome(AuthKeys(file, (), (), None), (binary,))
    diagnostics: list[Diagnostic] = []
    auths: list[Word] = []
    keys: list[AuthKey] = []
    last: dict[int, AuthKey] = {}
    wanted = -1
    signing = -1
    for number, line in enumerate(file.text.split("\n"), 1):
        start = len(line) - len(line.lstrip(" \t\f\r"))
        whole = Span(file, number, start + 1, len(line.rstrip(_BLANKS)) - start)
        if whole.length <= 0 or line[start] == "#":
            continue
        made = _auth(line, whole) if line[start] == "a" else _key(line, whole)
        if isinstance(made, Diagnostic):
            diagnostics.append(made)
        elif isinstance(made, Word):
            diagnostics += _second_auth(made, auths)
            auths.append(made)
            wanted = int(made.split()[1])
        else:
            diagnostics += _second_key(made, last)
            keys.append(made)
            last[made.number] = made
            if made.number == wanted:
                signing = wanted
    active = last.get(signing)
    if not has_errors(diagnostics):
        diagnostics += _verdict(file, auths, last, active)
    return Outcome(AuthKeys(file, tuple(auths), tuple(keys), active), tuple(diagnostics))


def _binary(file: SourceFile) -> Diagnostic | None:
    found = file.text.find("\0")
    if found < 0:
        return None
    number = file.text.count("\n", 0, found) + 1
    return error(
        "H301",
        Span(file, number, found - file.text.rfind("\n", 0, found), 1),
        "this is not a text file",
        help="restore authkeys from a backup, or write a new one: 'auth 1' and '1 sha1 KEY'",
    )


def _auth(line: str, whole: Span) -> Made:
    matched = _AUTH.match(line, whole.column - 1)
    number = int(matched[1]) if matched else -1
    if matched and 0 <= number < MOST_KEYS:
        return Word(f"auth {number}", whole._replace(length=matched.end() - whole.column + 1))
    return error(
        "H302",
        whole,
        f"'auth' needs the number of a key, 0 to {MOST_KEYS - 1}",
        help="write 'auth 1', and the key as '1 sha1 KEY'",
    )


def _key(line: str, whole: Span) -> Made:
    matched = _KEY.match(line, whole.column - 1)
    if not matched:
        return error("H303", whole, "this is neither 'auth N' nor 'N method key'", help="write a line such as '1 sha1 KEY'")
    number, method, secret = int(matched[1]), matched[2], matched[3] or ""
    place = whole._replace(length=matched.end(2) - whole.column + 1)
    if not 0 <= number < MOST_KEYS:
        return error(
            "H304", place, f"the number of a key is 0 to {MOST_KEYS - 1}", help="number the keys from 1, as in '1 sha1 KEY'"
        )
    if method not in METHODS:
        # The word is not shown: where the method was forgotten, it is the key.
        return error(
            "H305",
            place,
            f"key {number} has a method that heartbeat does not know",
            help=did_you_mean(method, METHODS) or "the methods are crc, md5 and sha1, in small letters: write '1 sha1 KEY'",
        )
    if METHODS[method] and not secret:
        return error("H306", place, f"{method} needs a key", help=f"write '{number} {method} KEY'")
    if secret and not METHODS[method]:
        return error(
            "H307",
            place,
            f"{method} takes no key",
            notes=("a '#' behind the beginning of a line is no comment here, it is the key",),
            help=f"write '{number} {method}' and nothing behind it, or '{number} sha1 KEY'",
        )
    return AuthKey(number, method, Word(f"{number} {method}", place), secret)


def _second_auth(auth: Word, earlier: list[Word]) -> list[Diagnostic]:
    if not earlier:
        return []
    return [
        warning(
            "H310",
            auth.span,
            "'auth' is given again: the last one whose key follows counts",
            labels=(Label(earlier[-1].span, "given here before"),),
            help="keep one 'auth' line, as the first line",
        )
    ]


def _second_key(key: AuthKey, last: dict[int, AuthKey]) -> list[Diagnostic]:
    earlier = last.get(key.number)
    if earlier is None:
        return []
    return [
        warning(
            "H311",
            key.line.span,
            f"key {key.number} is given again: the last line counts",
            labels=(Label(earlier.line.span, "given here before"),),
            help="delete the line that does not count",
        )
    ]


def _verdict(file: SourceFile, auths: list[Word], last: dict[int, AuthKey], active: AuthKey | None) -> list[Diagnostic]:
    """What is wrong with the file as a whole, where each line of it is right."""
    if not auths:
        return [error("H308", Span(file, 1, 1, 0), "there is no 'auth' line", help="write 'auth 1' above the line of key 1")]
    if active is None:
        number = int(auths[-1].split()[1])
        late = last.get(number)
        if late is None:
            return [
                error("H309", auths[-1].span, f"there is no key {number}", help=f"write '{number} sha1 KEY' below this line")
            ]
        return [
            error(
                "H312",
                auths[-1].span,
                f"'auth {number}' stands below its key, where heartbeat does not find it",
                labels=(Label(late.line.span, "the key"),),
                help=f"move 'auth {number}' above the keys",
            )
        ]
    if active.method == "crc":
        return [
            warning(
                "H313",
                active.line.span,
                "crc protects against nothing but a bad cable: whoever reaches the heartbeat network can take the cluster over",
                help="nothing to do in the old cluster: the new one signs and encrypts with a key of its own (corosync-keygen)",
            )
        ]
    return []
