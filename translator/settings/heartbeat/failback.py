"""auto_failback, and its predecessor nice_failback: whether resources return to their preferred node.

S3: all nodes up together, each service starts on its own node: it prefers it. S4: with auto_failback off, what moved stays,
because staying is worth more than the preference; with on and legacy it returns, because staying is worth nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from ...diagnostics import Diagnostic, Label, error, note, warning
from ...source import Word
from .values import Value, quoted

PREFERENCE = 50
"""The score of a service's own node, the first word of its line."""

STICKINESS = 100
"""What staying is worth to each resource that runs, where nothing fails back: more than PREFERENCE, for a group of one too."""


def stickiness(fails_back: bool) -> int:
    """The default of each resource. A group's adds up over its members."""
    return 0 if fails_back else STICKINESS


class Failback(NamedTuple):
    """`word` is what decided, None where it is Heartbeat's default."""

    fails_back: bool
    word: Word | None
    overridden: Word | None
    """The name of the directive that says the same above, and does not count."""
    legacy: bool
    """Whether resources return as they did before there was auto_failback, without anyone being asked: ipfail refuses that."""


def decide(values: dict[str, list[Value]]) -> tuple[Failback, list[Diagnostic]]:
    """The last line decides; lines of the two directives that say different things are refused.

    `nice_failback` is taken as its documentation means it (on: resources stay). Heartbeat 2 and 3 themselves
    (set_nice_failback) do not look at its value: alone it means `auto_failback legacy`, below an auto_failback it means off.
    """
    auto, nice = values.get("auto_failback", []), values.get("nice_failback", [])
    if not auto and not nice:
        return Failback(True, None, None, legacy=True), []
    if not nice:
        return Failback(_returns(auto[-1]), auto[-1].word, None, _legacy(auto[-1])), []
    if not auto:
        returns = not nice[-1].value
        return Failback(returns, nice[-1].word, None, legacy=returns), [_alone(nice[-1])]
    first, last = sorted((auto[-1], nice[-1]), key=lambda value: value.word.span.line)
    returns = _returns(auto[-1])
    if returns == bool(nice[-1].value):
        return Failback(returns, last.word, None, _legacy(auto[-1])), [_contradiction(first, last)]
    return Failback(returns, last.word, first.name, _legacy(auto[-1])), [_obsolete(nice[-1])]


def unset(name: Word | None) -> Diagnostic:
    """The note on a file without either. `name` is where it begins."""
    return note(
        "H133",
        name.span if name is not None else None,
        "there is no 'auto_failback': resources return to their preferred node, as heartbeat's default 'legacy' has it",
        help="write 'auto_failback on' or 'auto_failback off'",
    )


def _returns(value: Value) -> bool:
    return value.value is not False  # legacy fails back, too


def _legacy(value: Value) -> bool:
    return value.value == "legacy"


def _obsolete(value: Value) -> Diagnostic:
    right = "off" if value.value else "on"
    return warning(
        "H130",
        value.name.span,
        "'nice_failback' is obsolete",
        help=f"delete the line: 'auto_failback {right}' says it",
    )


def _alone(value: Value) -> Diagnostic:
    right, does = ("off", "stay where they are") if value.value else ("on", "return")
    return warning(
        "H132",
        value.word.span,
        f"'nice_failback {value.word}' is taken as it is documented: resources {does}",
        notes=("heartbeat 2 and 3 do not look at the value: alone, it means 'auto_failback legacy' to them",),
        help=f"write 'auto_failback {right}', or the opposite where the old cluster is seen to do the opposite",
    )


def _contradiction(first: Value, last: Value) -> Diagnostic:
    return error(
        "H131",
        last.word.span,
        f"'{last.name} {last.word}' contradicts '{first.name} {first.word}'",
        labels=(Label(first.word.span, f"{quoted(first.name)} says the opposite"),),
        help="keep 'auto_failback' alone, with what the cluster is to do",
    )
