"""The commands that read one tree, or both nodes' trees, and print what becomes of them."""

from __future__ import annotations

import click

from ..choices import Choices
from .options import DIRECTORY, OUTPUT, judged, planned
from .printing import paint, tell, write


@click.command()
@DIRECTORY
@OUTPUT
@click.option(
    "--format",
    "language",
    type=click.Choice(["xml", "crmsh", "pcs"]),
    default="xml",
    show_default=True,
    help="A CIB for 'crm configure load xml replace', statements for 'crm configure load update', or a script of pcs commands.",
)
@planned
@judged
def convert(directory: str, output: str | None, language: str, choices: Choices, form: str, strict: bool) -> None:
    """Convert DIRECTORY to the configuration of a Pacemaker cluster."""
    from ..pipeline import convert as run

    outcome = run(directory, choices, language)
    tell(outcome.diagnostics, form, strict)
    assert outcome.value is not None
    write(outcome.value, output)


@click.command()
@click.argument("directories", nargs=-1, type=click.Path(), metavar="[DIRECTORY] [OTHER]")
@planned
@judged
def check(directories: tuple[str, ...], choices: Choices, form: str, strict: bool) -> None:
    """Check a configuration, and with OTHER, the other node's tree, also what must agree between the two."""
    from ..pipeline import check as run

    if len(directories) > 2:
        raise click.UsageError("a cluster of two nodes has at most two trees")
    tell(run(*(directories or ("/etc/ha.d",)), choices=choices), form, strict)


@click.command()
@DIRECTORY
@OUTPUT
@click.option("--json", "as_json", is_flag=True, help="The ledger as JSON.")
@planned
@judged
def explain(directory: str, output: str | None, as_json: bool, choices: Choices, form: str, strict: bool) -> None:
    """Print the ledger: what became of each line of DIRECTORY."""
    from .. import ledger
    from ..pipeline import explain as run

    outcome = run(directory, choices)
    text = ledger.as_json(outcome.value) if as_json else ledger.as_table(outcome.value, paint)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(click.unstyle(text).encode("utf-8", "replace"), output)
    tell(outcome.diagnostics, form, strict)


@click.command()
@click.argument("directory", type=click.Path())
@click.argument("other", type=click.Path())
@OUTPUT
@planned
@judged
def corosync(directory: str, other: str, output: str | None, choices: Choices, form: str, strict: bool) -> None:
    """Write corosync.conf from the trees of both nodes."""
    from ..pipeline import corosync as run

    outcome = run(directory, other, choices)
    tell(outcome.diagnostics, form, strict)
    write(outcome.value, output)


@click.command()
@click.argument("directory", type=click.Path())
@click.argument("other", type=click.Path())
@OUTPUT
@click.option("--active", metavar="NODE", help="The node that serves when the window opens, where it is not the resources' own.")
@planned
@judged
def runbook(
    directory: str, other: str, output: str | None, active: str | None, choices: Choices, form: str, strict: bool
) -> None:
    """Write the runbook of this migration from the trees of both nodes, as Markdown.

    What to back up, install and disable, each step with its check, the way back, and what operators do afterwards.
    """
    from ..pipeline import runbook as run

    outcome = run(directory, other, active, choices)
    tell(outcome.diagnostics, form, strict)
    write(outcome.value, output)
