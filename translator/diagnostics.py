"""What is found wrong, or worth knowing, in the input: values, never exceptions.

Wording and places are decided where the problem is found; how a diagnostic looks is decided in `render`; why its code exists is
told in `codes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from .source import Span

T = TypeVar("T")


class Severity(Enum):
    ERROR = "error"
    """The input is refused: nothing is written."""
    WARNING = "warning"
    """The output is good, and differs from the old cluster or from good practice in a way that someone must decide about."""
    NOTE = "note"
    """Worth knowing; nothing to decide."""


class Label(NamedTuple):
    """Another place that a diagnostic is about: in a conflict, the other side."""

    span: Span
    message: str


class Diagnostic(NamedTuple):
    """One finding.

    `code` is a key of the code catalogue (`H` and three digits). `span` is None only where no file is to blame (a missing one).
    `help` says what to do.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None


def error(
    code: str,
    span: Span | None,
    message: str,
    *,
    labels: Iterable[Label] = (),
    notes: Iterable[str] = (),
    help: str | None = None,
) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, tuple(labels), tuple(notes), help)


def warning(
    code: str,
    span: Span | None,
    message: str,
    *,
    labels: Iterable[Label] = (),
    notes: Iterable[str] = (),
    help: str | None = None,
) -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, message, span, tuple(labels), tuple(notes), help)


def note(
    code: str,
    span: Span | None,
    message: str,
    *,
    labels: Iterable[Label] = (),
    notes: Iterable[str] = (),
    help: str | None = None,
) -> Diagnostic:
    return Diagnostic(code, Severity.NOTE, message, span, tuple(labels), tuple(notes), help)


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a stage made of its input and what it found on the way. A stage raises nothing for bad input."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


MOST_ALIKE = 50
"""How many findings of one kind are reported: enough to work on, few enough to read."""


def limited(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """`found`, with at most MOST_ALIKE of each code; the last of them says how many more there are."""
    if len(found) <= MOST_ALIKE:
        return tuple(found)
    left: dict[str, int] = {}
    for diagnostic in found:
        left[diagnostic.code] = left.get(diagnostic.code, 0) + 1
    kept: list[Diagnostic] = []
    given: dict[str, int] = {}
    for diagnostic in found:
        number = given[diagnostic.code] = given.get(diagnostic.code, 0) + 1
        if number > MOST_ALIKE:
            continue
        more = left[diagnostic.code] - MOST_ALIKE
        if number == MOST_ALIKE and more > 0:
            diagnostic = diagnostic._replace(notes=(*diagnostic.notes, f"{more} more of this kind are not shown"))
        kept.append(diagnostic)
    return tuple(kept)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line naming the known word that `word` was probably meant to be, or None where nothing is near."""
    from difflib import get_close_matches  # paid only where something is misspelt

    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else None
