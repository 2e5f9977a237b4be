"""Where each page and script belongs below share/, and what is in it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from ha1to2.cli import main
from ha1to2.install_agents import AGENTS, install
from ha1to2.version import VERSION

from . import agents, completion, program

PROGRAM = "man/man1/ha1to2.1"
COMPLETION = {
    "bash": "bash-completion/completions/ha1to2",
    "zsh": "zsh/site-functions/_ha1to2",
    "fish": "fish/vendor_completions.d/ha1to2.fish",
}
"""Where each shell looks for what belongs to a command of this name."""


def agent_page(agent: str) -> str:
    """The place of an agent's page."""
    return f"man/man7/{agents.title(agent)}.7"


def files() -> dict[str, str]:
    """Text by place. Pages and scripts are ASCII."""
    made = {PROGRAM: program.page(main, VERSION, AGENTS)}
    for agent, data in metadata().items():
        made[agent_page(agent)] = agents.page(data, VERSION)
    for shell, place in COMPLETION.items():
        made[place] = completion.script(main, shell)
    return made


def metadata() -> dict[str, bytes]:
    """What each agent prints when it is asked for its meta-data."""
    with tempfile.TemporaryDirectory() as root:
        install(Path(root))
        ocf = Path(root, "usr/lib/ocf")
        return {
            agent: subprocess.run(
                [ocf / "resource.d/ha1to2" / agent, "meta-data"],
                env={"OCF_ROOT": str(ocf)},
                stdout=subprocess.PIPE,
                timeout=60,
                check=True,
            ).stdout
            for agent in AGENTS
        }
