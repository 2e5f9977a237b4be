"""The command that plays faults on both clusters for real."""

from __future__ import annotations

import os
import shutil
import sys

import click

from .options import judged
from .printing import fail, paint, tell, write


@click.command()
@click.argument("directory", type=click.Path())
@click.argument("other", type=click.Path())
@click.option("--list", "listed", is_flag=True, help="List the scenarios that make sense for this cluster, and play none.")
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME", help="Play this scenario alone; may be given again.")
@click.option("--old", is_flag=True, help="Only Heartbeat.")
@click.option("--new", is_flag=True, help="Only corosync and Pacemaker.")
@click.option(
    "--hurry",
    type=click.FloatRange(1, 10),
    default=1,
    show_default=True,
    metavar="FACTOR",
    help="Divide the times of both clusters (deadtime, check_primary's, …) by this.",
)
@click.option("--json", "json_file", type=click.Path(dir_okay=False), metavar="FILE", help="Write the results to FILE as JSON.")
@click.option(
    "--report", type=click.Path(file_okay=False), metavar="DIR", help="Write rehearsal.md and a timeline of each scenario to DIR."
)
@click.option("--keep", is_flag=True, help="Keep the nodes of the last run at the end, with a shell into them.")
@click.option(
    "--logs",
    type=click.Path(file_okay=False),
    default="rehearsal-logs",
    show_default=True,
    help="Where the nodes' logs go when a scenario fails.",
)
@click.option("--cache", type=click.Path(file_okay=False), help="Where the nodes' image is kept.  [default: ~/.cache/ha1to2]")
@judged
def rehearse(
    directory: str,
    other: str,
    listed: bool,
    scenarios: tuple[str, ...],
    old: bool,
    new: bool,
    hurry: float,
    json_file: str | None,
    report: str | None,
    keep: bool,
    logs: str,
    cache: str | None,
    form: str,
    strict: bool,
) -> None:
    """Play real faults on the old cluster and on the new one, in user-mode Linux with real DRBD, and compare.

    DIRECTORY and OTHER are the two nodes' trees. Both generations run with the given configuration: the genuine Heartbeat, and
    corosync and Pacemaker with what ha1to2 makes of it. A client writes all the time. Needs root and a Debian machine; brings in
    what else it needs. Exit 1 where anything differs. Ctrl-C ends it, and tells what was seen till then.
    """
    from ..rehearsal.console import CannotRehearse, Rehearsed, kept, names_of

    known = names_of()
    for name in scenarios:
        if name not in known:
            raise click.BadParameter(f"there is no scenario '{name}'; --list shows them", param_hint="'--scenario'")
    if keep and not sys.stdin.isatty():
        raise click.UsageError("--keep gives a shell, and standard input is no terminal")

    def say(text: str) -> None:
        click.echo(text, nl=False, err=True)

    def asked(text: str, default: str) -> str:
        try:
            return str(click.prompt(text, default=default, err=True))
        except click.Abort:  # Ctrl-D
            return default

    rehearsed = Rehearsed(directory, other, scenarios, old, new, hurry, logs, cache, sys.stderr.isatty(), say)
    if listed:
        outcome = rehearsed.listed()
        tell(outcome.diagnostics, form, strict)
        click.echo(outcome.value, nl=False)
        return
    from ..output import takes_files

    for place in (report, os.path.dirname(os.path.abspath(json_file)) if json_file else None):
        if place is not None and (why_not := takes_files(place)):  # said now, and not after an hour
            fail(f"cannot write the results to {place}: {why_not}")
    try:
        played = rehearsed.play(kept(say, asked) if keep else None)
    except CannotRehearse as problem:
        fail(str(problem))
    tell(played.diagnostics, form, strict)
    assert played.value is not None
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(played.value.table(paint, width), nl=False)
    if json_file:
        write(played.value.json(), json_file)
    if report:
        for path, data in played.value.report(report):
            write(data, path)
    sys.exit(played.value.status)
