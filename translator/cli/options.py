"""Arguments and options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from ..catalogue.services import Manner
from ..choices import Choices

Command = TypeVar("Command", bound=Callable[..., Any])

DIRECTORY = click.argument("directory", default="/etc/ha.d", type=click.Path())
OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Write to this file instead of to stdout, whole or not at all."
)


def judged(command: Command) -> Command:
    """The options of every command that reads a configuration."""
    command = click.option(
        "--diagnostics",
        "form",
        type=click.Choice(["full", "concise", "json"]),
        default="full",
        show_default=True,
        help="How errors and warnings are printed (to stderr).",
    )(command)
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def planned(command: Command) -> Command:
    """The options of every command that plans the new cluster: it gets them as `choices`."""

    @wraps(command)
    def chosen(services: str, catalogue: str | None, **arguments: Any) -> Any:
        return command(choices=Choices(Manner(services), catalogue), **arguments)

    catalogue = click.option(
        "--catalogue",
        type=click.Path(),
        metavar="FILE",
        help="What your own scripts become: sections '[SCRIPT]' with 'agent = ocf:PROVIDER:TYPE' or 'systemd:UNIT', and more "
        "(docs/scripts.md). An entry goes before the built-in one of that name.",
    )
    return click.option(
        "--services",
        type=click.Choice([manner.value for manner in Manner]),
        default=Manner.V1_SCRIPT.value,
        show_default=True,
        help="How services such as httpd or nginx run. v1-script calls the script as Heartbeat did and judges it by what its "
        "status prints, so that nothing changes. lsb has Pacemaker call it, which goes by its exit codes; systemd takes the unit "
        "instead, and service what each node has.",
    )(catalogue(cast(Command, chosen)))
