"""The commands: each parses its arguments, calls one function, and prints what that returned.

Exit 0: done, perhaps with warnings. 1: the input is refused, and nothing was written. 2: wrong usage.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from typing import Any

import click

from ..version import VERSION
from .agents import install_agents
from .codes import codes
from .conversion import check, convert, corosync, explain, runbook
from .rehearse import rehearse
from .simulate import simulate


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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="ha1to2")
def main() -> None:
    """Moves a two-node Heartbeat v1 cluster to Pacemaker and corosync, and shows that it behaves the same.

    DIRECTORY is a Heartbeat configuration directory (default /etc/ha.d), or a copy of one in a copied etc.
    """
    # What a command makes lives until it ends, and has no cycles: looking for some took a third of the time of a large conversion.
    gc.disable()


for _command in (convert, check, explain, codes, corosync, runbook, simulate, rehearse, install_agents):
    main.add_command(_command)
