"""Diagnostics as text: for people (full, concise) and for programs (JSON). One renderer for each form, no wording of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .diagnostics import Diagnostic, Severity
from .source import Span

Paint = Callable[[str, str], str]
"""Given a text and what it is (`error`, `warning`, `note`, `place`, `help`): the text, coloured or not."""

WIDEST = 160
"""Characters of a source line that are shown; a longer one is cut around the caret."""


def plain(text: str, _kind: str) -> str:
    return text


def _excerpt(span: Span) -> tuple[str, int] | None:
    """The source line as it may be shown, and the column of the caret in it (from 0)."""
    line = span.file.line(span.line)
    if not line:
        return None
    start = 0
    if span.column > WIDEST - 20:
        start = span.column - 40
    shown = harmless(line[start : start + WIDEST].replace("\t", " "))
    column = span.column - 1 - start
    if column > len(shown):
        return shown, len(shown)
    return ("…" + shown[1:] if start else shown), column


def _pointed(span: Span, message: str, kind: str, paint: Paint) -> list[str]:
    number = str(span.line)
    margin = " " * len(number)
    lines: list[str] = []
    found = _excerpt(span)
    if found is None:
        if message:
            lines.append(f"{margin} = {message}")
        return lines
    text, column = found
    carets = "^" * max(1, min(span.length, len(text) - column))
    lines.append(paint(f"{margin} |", "place"))
    lines.append(paint(f"{number} | ", "place") + text)
    lines.append(paint(f"{margin} | ", "place") + " " * column + paint(f"{carets} {message}".rstrip(), kind))
    return lines


def full(diagnostic: Diagnostic, paint: Paint = plain) -> str:
    """Headline, source line with a caret, the other places, notes, help."""
    kind = diagnostic.severity.value
    lines = [paint(f"{_place(diagnostic.span)}{kind}[{diagnostic.code}]", kind) + f": {harmless(diagnostic.message)}"]
    if diagnostic.span is not None:
        lines += _pointed(diagnostic.span, "", kind, paint)
    for label in diagnostic.labels:
        lines.append(paint(f"  ::: {harmless(str(label.span))}", "place"))
        lines += _pointed(label.span, harmless(label.message), "note", paint)
    lines += [f"  = note: {harmless(text)}" for text in diagnostic.notes]
    if diagnostic.help:
        lines.append(paint("  = help", "help") + f": {harmless(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def concise(diagnostic: Diagnostic, paint: Paint = plain) -> str:
    """One line, as compilers print it."""
    kind = diagnostic.severity.value
    return _place(diagnostic.span) + paint(f"{kind}[{diagnostic.code}]", kind) + f": {harmless(diagnostic.message)}"


def _place(span: Span | None) -> str:
    return f"{harmless(str(span))}: " if span is not None else "ha1to2: "


def harmless(text: str) -> str:
    """What a terminal would obey, or could not show, as a dot: words of a file come into messages as they are."""
    return text if text.isprintable() else "".join(character if character.isprintable() else "·" for character in text)


def _clean(text: str) -> str:
    """Undecodable bytes as the replacement character, which JSON can take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _span_json(span: Span) -> dict[str, object]:
    return {"file": _clean(span.file.name), "line": span.line, "column": span.column, "length": span.length}


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """One object for each diagnostic; the keys are always all there."""
    return [
        {
            "code": diagnostic.code,
            "severity": diagnostic.severity.value,
            "message": _clean(diagnostic.message),
            "place": _span_json(diagnostic.span) if diagnostic.span is not None else None,
            "labels": [{**_span_json(label.span), "message": _clean(label.message)} for label in diagnostic.labels],
            "notes": [_clean(text) for text in diagnostic.notes],
            "help": _clean(diagnostic.help) if diagnostic.help else None,
        }
        for diagnostic in diagnostics
    ]


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`, or nothing where there was nothing."""
    counts = [(severity, sum(1 for each in diagnostics if each.severity is severity)) for severity in Severity]
    return ", ".join(f"{count} {severity.value}{'s' if count != 1 else ''}" for severity, count in counts if count)
