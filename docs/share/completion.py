"""The shell completion that click brings, as files, so that no shell has to run ha1to2 when it starts."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

NAME = "ha1to2"
VARIABLE = "_HA1TO2_COMPLETE"

# zsh calls a file of its fpath as the function itself, the first time. The scripts of click before 8.1.4 only define it then, and
# the first TAB of each shell would do nothing.
_ZSH_FIRST_CALL = '\n[[ $zsh_eval_context[-1] == loadautofunc ]] && _ha1to2_completion "$@"\n'


def script(command: click.Command, shell: str) -> str:
    """What completes `command`, called ha1to2, in bash, zsh or fish."""
    kind = get_completion_class(shell)
    assert kind is not None
    text = kind(command, {}, NAME, VARIABLE).source().rstrip() + "\n"
    if shell == "zsh" and "loadautofunc" not in text:
        text += _ZSH_FIRST_CALL
    return text
