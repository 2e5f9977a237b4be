"""What commands print and write: diagnostics, results, and why there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from ..diagnostics import Diagnostic, Severity, has_errors

_COLOURS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "note": {"fg": "cyan"},
    "place": {"fg": "blue"},
    "help": {"fg": "green"},
    "translated": {"fg": "green"},
    "replaced": {"fg": "cyan"},
    "dropped": {"fg": "yellow"},
    "refused": {"fg": "red"},
    "same": {"fg": "green"},
    "differs": {"fg": "red", "bold": True},
}


def paint(text: str, kind: str) -> str:
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, **_COLOURS.get(kind, {}))


def tell(diagnostics: Sequence[Diagnostic], form: str, strict: bool) -> None:
    """Prints all diagnostics to stderr, and leaves with 1 where the input is refused."""
    from .. import render

    if form == "json":
        import json

        click.echo(json.dumps(render.as_json(diagnostics), indent=2), err=True)
    else:
        for diagnostic in diagnostics:
            text = render.full(diagnostic, paint) if form == "full" else render.concise(diagnostic, paint)
            click.echo(text, err=True)
        if diagnostics:
            click.echo(f"ha1to2: {render.summary(diagnostics)}", err=True)
    if has_errors(diagnostics) or (strict and any(each.severity is Severity.WARNING for each in diagnostics)):
        sys.exit(1)


def write(data: bytes, output: str | None) -> None:
    if output is None or output == "-":
        if sys.stdout is None:
            fail("cannot write the result: standard output is closed")
        stream = sys.stdout.buffer
        stream.write(data)
        stream.flush()
        return
    from ..output import write

    try:
        write(data, output)
    except OSError as problem:
        fail(f"cannot write {output}: {problem.strerror}")


def fail(message: str) -> NoReturn:
    click.echo(f"ha1to2: {message}", err=True)
    sys.exit(1)
