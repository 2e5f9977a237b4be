"""The command that plays every fault through the scheduler."""

from __future__ import annotations

import shutil
import sys

import click

from ..choices import Choices
from .options import DIRECTORY, judged, planned
from .printing import paint, tell, write


@click.command()
@DIRECTORY
@click.option("--cib", type=click.Path(dir_okay=False), help="Judge this CIB instead: one that was changed by hand.")
@click.option("--json", "as_json", is_flag=True, help="The results as JSON.")
@click.option("--dot", type=click.Path(dir_okay=False), help="Write the graph of resources and constraints here (Graphviz).")
@click.option("--svg", type=click.Path(dir_okay=False), help="Write the same graph here as a picture.")
@planned
@judged
def simulate(
    directory: str, cib: str | None, as_json: bool, dot: str | None, svg: str | None, choices: Choices, form: str, strict: bool
) -> None:
    """Play every fault through Pacemaker's own scheduler, and compare with what the old cluster did.

    Needs crm_simulate (Debian's pacemaker-cli-utils), no root and no cluster. Exit 1 where anything differs.
    """
    from ..pipeline import simulate as run
    from ..simulate import graph, report

    outcome = run(directory, cib, choices)
    diagnostics = outcome.diagnostics
    picture = None
    if outcome.value is not None and svg:
        drawn = graph.as_svg(outcome.value.cib)
        diagnostics = (*diagnostics, *drawn.diagnostics)
        picture = drawn.value
    tell(diagnostics, form, strict)
    assert outcome.value is not None
    if dot:
        write(graph.as_dot(outcome.value.cib).encode(), dot)
    if svg and picture is not None:
        write(picture, svg)
    results = outcome.value.results
    width = shutil.get_terminal_size((report.WIDTH, 24)).columns
    click.echo(report.as_json(results) if as_json else report.as_table(results, paint, width), nl=False)
    if not report.succeeded(results):
        sys.exit(1)
