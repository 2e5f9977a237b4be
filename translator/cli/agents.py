"""The command that installs the agents."""

from __future__ import annotations

import click

from .printing import fail


@click.command("install-agents")
@click.option(
    "--root", type=click.Path(file_okay=False), default="/", show_default=True, help="Install below this directory instead."
)
@click.option("--remove", is_flag=True, help="Remove what was installed.")
def install_agents(root: str, remove: bool) -> None:
    """Install the OCF agents under usr/lib/ocf, on each node."""
    from pathlib import Path

    from .. import install_agents as agents

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
        fail(str(problem))
