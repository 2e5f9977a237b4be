"""The directives that have one value: each argument judged by the shape that the catalogue gives it, as Heartbeat judges it.

Heartbeat applies each argument in turn, and each line in turn: where a directive has one value, the last one counts, and a bad
one anywhere keeps it from starting.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Union

from ...catalogue.directives import Repeat, Row, Shape
from ...diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, warning
from ...source import Word
from ...syntax.ha_cf import Directive

Plain = Union[int, bool, str]


class Value(NamedTuple):
    """The value that a line sets: milliseconds for times, a bool or one of the words that stand in for it, a number, a text."""

    value: Plain
    word: Word
    name: Word


LONGEST_TIME = 2**31 - 1
"""Milliseconds, some 24 days: Pacemaker's and corosync's times are no longer."""

_TIME = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)[0-9.]*(.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(s|sec|secs|second|seconds|m|min|mins|minute|minutes)\Z", re.IGNORECASE)
_TRUE = frozenset(("true", "on", "yes", "y", "1"))
_FALSE = frozenset(("false", "off", "no", "n", "0"))
_SHOWN = 60

SHAPES = frozenset((Shape.TIME, Shape.BOOLEAN, Shape.INTEGER, Shape.CHOICE, Shape.TEXT, Shape.PAIR))
"""The shapes that `read` knows."""


def quoted(text: str) -> str:
    """`text` as messages show it: in quotes, and no more of it than a line of a terminal holds."""
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]}…'"


def milliseconds(text: str) -> int | None:
    """The time that `text` means, rounded as `cl_get_msec` rounds it, or None where it is none or is absurdly long."""
    matched = _TIME.match(text)
    if not matched:
        return None
    unit = matched[2].lower()
    if unit.startswith("ms"):
        scale = 1.0
    elif unit.startswith("us"):
        scale = 0.001
    elif unit:
        return None
    else:
        scale = 1000.0
    time = float(matched[1]) * scale
    return int(time + 0.5) if time <= LONGEST_TIME else None


def read(directive: Directive, row: Row) -> Outcome[Value | None]:
    """What one line sets: the last of its arguments, or None where it sets nothing."""
    if not directive.arguments:
        return Outcome(None, (ignored(directive),))
    diagnostics: list[Diagnostic] = []
    value: Value | None = None
    for word in directive.arguments:
        plain, found = _argument(word, row)
        diagnostics += found
        if plain is not None:
            value = Value(plain, word, directive.name)
    if len(directive.arguments) > 1 and row.repeat is not Repeat.ADDS:
        diagnostics.append(_second(directive, row))
    return Outcome(value, tuple(diagnostics))


def ignored(directive: Directive) -> Diagnostic:
    """The warning of a line that has a name alone, where heartbeat goes through its arguments one by one."""
    return warning(
        "H106",
        directive.name.span,
        f"'{directive.name}' has no value, and heartbeat ignores the line",
        help="write a value behind it, or delete the line (ha.cf(5))",
    )


def repeated(values: list[Value], row: Row) -> list[Diagnostic]:
    """What there is to say of a directive that sets its value on several lines."""
    found = []
    for earlier, later in zip(values, values[1:]):
        if row.repeat is Repeat.ONCE:
            found.append(_refused_twice(later.name, earlier.name))
        elif row.repeat is Repeat.LAST:
            found.append(
                warning(
                    "H109",
                    later.name.span,
                    f"'{row.name}' is set again: the last line counts",
                    labels=(Label(earlier.name.span, "set here before"),),
                    help="delete the line that does not count",
                )
            )
    return found


def _refused_twice(later: Word, earlier: Word) -> Diagnostic:
    return error(
        "H110",
        later.span,
        f"heartbeat does not start where '{later}' stands twice",
        labels=(Label(earlier.span, "the first"),),
        help="delete one of the two",
    )


def _second(directive: Directive, row: Row) -> Diagnostic:
    last = directive.arguments[-1]
    if row.repeat is Repeat.ONCE:
        return _refused_twice(last, directive.arguments[0])
    return warning(
        "H108",
        last.span,
        f"'{row.name}' has several values: the last one counts",
        labels=(Label(directive.arguments[0].span, "the first"),),
        help="write one value; a comment begins with '#'",
    )


def _argument(word: Word, row: Row) -> tuple[Plain | None, list[Diagnostic]]:
    """The value of one argument, and what is wrong with it."""
    if row.shape is Shape.TIME:
        return _time(word, row)
    if row.shape is Shape.BOOLEAN:
        return _boolean(word, row)
    if row.shape is Shape.INTEGER:
        return _integer(word, row)
    if row.shape is Shape.CHOICE:
        return _choice(word, row)
    if row.shape is Shape.PAIR and word.startswith("="):
        return None, [error("H115", word.span, f"{quoted(word)} has no name in front of '='", help="write NAME=VALUE")]
    return str(word), []


def _time(word: Word, row: Row) -> tuple[int | None, list[Diagnostic]]:
    time = milliseconds(word)
    if time is not None and time >= row.least:
        return time, []
    help = "write seconds, as '2' or '0.5', or milliseconds, as '2000ms'"
    matched = _SECONDS.match(word)
    if matched:
        seconds = float(matched[1]) * (60 if matched[2][0] in "mM" else 1)
        help = f"write '{seconds:g}' (seconds) or '{seconds * 1000:.0f}ms'"
    message = f"{quoted(word)} is not a time" if time is None else f"'{row.name}' cannot be {quoted(word)}"
    return None, [error("H111", word.span, message, help=help)]


def _boolean(word: Word, row: Row) -> tuple[Plain | None, list[Diagnostic]]:
    small = word.lower()
    if small in _TRUE or small in _FALSE:
        return small in _TRUE, []
    if small in row.values:
        return small, []
    choices = ", ".join(("on", "off", *row.values))
    help = did_you_mean(small, (*_TRUE, *_FALSE, *row.values)) or f"write one of: {choices}"
    return None, [error("H112", word.span, f"{quoted(word)} is neither on nor off", help=help)]


def _integer(word: Word, row: Row) -> tuple[int | None, list[Diagnostic]]:
    matched = _NUMBER.match(word)
    number = int(matched[0]) if matched else 0  # atoi
    if not row.least <= number <= row.most:
        help = f"write a number from {row.least} to {row.most}"
        return None, [error("H113", word.span, f"{quoted(word)} is no number that '{row.name}' takes", help=help)]
    if not matched or matched.end() < len(word):
        message = f"heartbeat reads {quoted(word)} as {number}"
        return number, [warning("H114", word.span, message, help=f"write '{number}', and put a blank before a comment")]
    return number, []


def _choice(word: Word, row: Row) -> tuple[str | None, list[Diagnostic]]:
    # autojoin alone is compared without regard to case (set_autojoin).
    small = word.lower() if row.name == "autojoin" else str(word)
    if small in row.values:
        return small, []
    help = None if word.isdigit() else did_you_mean(word, row.values)
    help = help or "write one of: " + ", ".join(row.values)
    return None, [error("H115", word.span, f"'{row.name}' cannot be {quoted(word)}", help=help)]
