"""The commands: each parses its arguments, calls one function, and prints what that returned.

Exit 0: done, perhaps with warnings. 1: the input is refused, and nothing was written. 2: wrong usage.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from io import TextIOWrapper
from typing import Any, NoReturn, TypeVar, cast

import click

from .catalogue.services import Manner
from .choices import Choices
from .diagnostics import Diagnostic, Severity, has_errors
from .version import VERSION

Command = TypeVar("Command", bound=Callable[..., Any])

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


def _paint(text: str, kind: str) -> str:
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, **_COLOURS.get(kind, {}))


def _report(diagnostics: Sequence[Diagnostic], form: str, strict: bool) -> None:
    """Prints all diagnostics to stderr, and leaves with 1 where the input is refused."""
    from . import render

    if form == "json":
        import json

        click.echo(json.dumps(render.as_json(diagnostics), indent=2), err=True)
    else:
        for diagnostic in diagnostics:
            text = render.full(diagnostic, _paint) if form == "full" else render.concise(diagnostic, _paint)
            click.echo(text, err=True)
        if diagnostics:
            click.echo(f"ha1to2: {render.summary(diagnostics)}", err=True)
    if has_errors(diagnostics) or (strict and any(each.severity is Severity.WARNING for each in diagnostics)):
        sys.exit(1)


def _write(data: bytes, output: str | None) -> None:
    if output is None or output == "-":
        if sys.stdout is None:
            _fail("cannot write the result: standard output is closed")
        stream = sys.stdout.buffer
        stream.write(data)
        stream.flush()
        return
    from .output import write

    try:
        write(data, output)
    except OSError as problem:
        _fail(f"cannot write {output}: {problem.strerror}")


def _fail(message: str) -> NoReturn:
    click.echo(f"ha1to2: {message}", err=True)
    sys.exit(1)


def _judged(command: Command) -> Command:
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


def _planned(command: Command) -> Command:
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


class _Commands(click.Group):
    """All commands: whatever the terminal cannot show is replaced, and a full disk is an error like any other."""

    def main(self, *arguments: Any, **options: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().main(*arguments, **options)
        except OSError as problem:
            click.echo(f"ha1to2: {problem.filename or 'cannot write the result'}: {problem.strerror}", err=True)
            # What is left in the buffer would be tried again at the end, and fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            sys.exit(1)


_DIRECTORY = click.argument("directory", default="/etc/ha.d", type=click.Path())
_OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Write to this file instead of to stdout, whole or not at all."
)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="ha1to2")
def main() -> None:
    """Moves a two-node Heartbeat v1 cluster to Pacemaker and corosync, and shows that it behaves the same.

    DIRECTORY is a Heartbeat configuration directory (default /etc/ha.d), or a copy of one in a copied etc.
    """
    # What a command makes lives until it ends, and has no cycles: looking for some took a third of the time of a large conversion.
    gc.disable()


@main.command()
@_DIRECTORY
@_OUTPUT
@click.option(
    "--format",
    "language",
    type=click.Choice(["xml", "crmsh", "pcs"]),
    default="xml",
    show_default=True,
    help="A CIB for 'crm configure load xml replace', statements for 'crm configure load update', or a script of pcs commands.",
)
@_planned
@_judged
def convert(directory: str, output: str | None, language: str, choices: Choices, form: str, strict: bool) -> None:
    """Convert DIRECTORY to the configuration of a Pacemaker cluster."""
    from .pipeline import convert as run

    outcome = run(directory, choices, language)
    _report(outcome.diagnostics, form, strict)
    assert outcome.value is not None
    _write(outcome.value, output)


@main.command()
@click.argument("directories", nargs=-1, type=click.Path(), metavar="[DIRECTORY] [OTHER]")
@_planned
@_judged
def check(directories: tuple[str, ...], choices: Choices, form: str, strict: bool) -> None:
    """Check a configuration, and with OTHER, the other node's tree, also what must agree between the two."""
    from .pipeline import check as run

    if len(directories) > 2:
        raise click.UsageError("a cluster of two nodes has at most two trees")
    _report(run(*(directories or ("/etc/ha.d",)), choices=choices), form, strict)


@main.command()
@_DIRECTORY
@_OUTPUT
@click.option("--json", "as_json", is_flag=True, help="The ledger as JSON.")
@_planned
@_judged
def explain(directory: str, output: str | None, as_json: bool, choices: Choices, form: str, strict: bool) -> None:
    """Print the ledger: what became of each line of DIRECTORY."""
    from . import ledger
    from .pipeline import explain as run

    outcome = run(directory, choices)
    text = ledger.as_json(outcome.value) if as_json else ledger.as_table(outcome.value, _paint)
    if output is None:
        click.echo(text, nl=False)
    else:
        _write(click.unstyle(text).encode("utf-8", "replace"), output)
    _report(outcome.diagnostics, form, strict)


def _known_codes(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """What a shell may complete a code to."""
    from .codes.catalogue import all_codes

    return [code for code in all_codes() if code.startswith(incomplete.upper())]


@main.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...", shell_complete=_known_codes)
def codes(codes: tuple[str, ...]) -> None:
    """Explain diagnostic codes; without any, list them all."""
    from .codes.catalogue import explained, listed

    if not codes:
        click.echo(listed(), nl=False)
        return
    texts = []
    for code in codes:
        text = explained(code.upper())
        if text is None:
            raise click.UsageError(f"there is no code {code}; 'ha1to2 codes' lists them all")
        texts.append(text)
    click.echo("\n".join(texts), nl=False)


@main.command()
@click.argument("directory", type=click.Path())
@click.argument("other", type=click.Path())
@_OUTPUT
@_planned
@_judged
def corosync(directory: str, other: str, output: str | None, choices: Choices, form: str, strict: bool) -> None:
    """Write corosync.conf from the trees of both nodes."""
    from .pipeline import corosync as run

    outcome = run(directory, other, choices)
    _report(outcome.diagnostics, form, strict)
    _write(outcome.value, output)


@main.command()
@click.argument("directory", type=click.Path())
@click.argument("other", type=click.Path())
@_OUTPUT
@click.option("--active", metavar="NODE", help="The node that serves when the window opens, where it is not the resources' own.")
@_judged
def runbook(directory: str, other: str, output: str | None, active: str | None, form: str, strict: bool) -> None:
    """Write the runbook of this migration from the trees of both nodes, as Markdown.

    What to back up, install and disable, each step with its check, the way back, and what operators do afterwards.
    """
    from .pipeline import runbook as run

    outcome = run(directory, other, active)
    _report(outcome.diagnostics, form, strict)
    _write(outcome.value, output)


@main.command()
@_DIRECTORY
@click.option("--cib", type=click.Path(dir_okay=False), help="Judge this CIB instead: one that was changed by hand.")
@click.option("--json", "as_json", is_flag=True, help="The results as JSON.")
@click.option("--dot", type=click.Path(dir_okay=False), help="Write the graph of resources and constraints here (Graphviz).")
@click.option("--svg", type=click.Path(dir_okay=False), help="Write the same graph here as a picture.")
@_planned
@_judged
def simulate(
    directory: str, cib: str | None, as_json: bool, dot: str | None, svg: str | None, choices: Choices, form: str, strict: bool
) -> None:
    """Play every fault through Pacemaker's own scheduler, and compare with what the old cluster did.

    Needs crm_simulate (Debian's pacemaker-cli-utils), no root and no cluster. Exit 1 where anything differs.
    """
    from .pipeline import simulate as run
    from .simulate import graph, report

    outcome = run(directory, cib, choices)
    diagnostics = outcome.diagnostics
    picture = None
    if outcome.value is not None and svg:
        drawn = graph.as_svg(outcome.value.cib)
        diagnostics = (*diagnostics, *drawn.diagnostics)
        picture = drawn.value
    _report(diagnostics, form, strict)
    assert outcome.value is not None
    if dot:
        _write(graph.as_dot(outcome.value.cib).encode(), dot)
    if svg and picture is not None:
        _write(picture, svg)
    results = outcome.value.results
    width = shutil.get_terminal_size((report.WIDTH, 24)).columns
    click.echo(report.as_json(results) if as_json else report.as_table(results, _paint, width), nl=False)
    if not report.succeeded(results):
        sys.exit(1)


@main.command()
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
@_judged
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
    from .rehearsal.console import CannotRehearse, Rehearsed, kept, names_of

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
        _report(outcome.diagnostics, form, strict)
        click.echo(outcome.value, nl=False)
        return
    from .output import takes_files

    for place in (report, os.path.dirname(os.path.abspath(json_file)) if json_file else None):
        if place is not None and (why_not := takes_files(place)):  # said now, and not after an hour
            _fail(f"cannot write the results to {place}: {why_not}")
    try:
        played = rehearsed.play(kept(say, asked) if keep else None)
    except CannotRehearse as problem:
        _fail(str(problem))
    _report(played.diagnostics, form, strict)
    assert played.value is not None
    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(played.value.table(_paint, width), nl=False)
    if json_file:
        _write(played.value.json(), json_file)
    if report:
        for path, data in played.value.report(report):
            _write(data, path)
    sys.exit(played.value.status)


@main.command("install-agents")
@click.option(
    "--root", type=click.Path(file_okay=False), default="/", show_default=True, help="Install below this directory instead."
)
@click.option("--remove", is_flag=True, help="Remove what was installed.")
def install_agents(root: str, remove: bool) -> None:
    """Install the OCF agents under usr/lib/ocf, on each node."""
    from pathlib import Path

    from . import install_agents as agents

    try:
        if remove:
            files = agents.remove(Path(root))
            click.echo(f"removed {len(files)} files below {root}", err=True)
        else:
            installed = agents.install(Path(root))
            click.echo(f"installed {len(installed.files)} files below {root}", err=True)
            if not installed.python:
                click.echo("no python3 was found there: the agents are not byte-compiled, and slower for it", err=True)
    except agents.InstallError as problem:
        _fail(str(problem))
