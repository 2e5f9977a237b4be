"""ha1to2(1): the frame in ha1to2.1.in, filled with what `--help` says of each command."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

import click

from . import agents, roff

FRAME = Path(__file__).with_name("ha1to2.1.in")
_PLACE = re.compile(r"@([A-Z]+)@")


def page(group: click.Group, version: str, names_of_agents: Sequence[str]) -> str:
    """The whole page. A command or option that is hidden stays so."""
    context = click.Context(group, info_name="ha1to2", **group.context_settings)
    parts = {
        "VERSION": roff.escaped(version),
        "DESCRIPTION": roff.prose(_help(group)),
        "OPTIONS": _options(group, context),
        "COMMANDS": "".join(_command(group, name, context) for name in group.list_commands(context)),
        "AGENTS": "".join(f".BR {roff.escaped(agents.title(name))} (7),\n" for name in names_of_agents),
    }
    # a part is whole lines, and so is its place in the frame
    return _PLACE.sub(lambda found: parts[found[1]].removesuffix("\n"), FRAME.read_text(encoding="ascii"))


def _command(group: click.Group, name: str, parent: click.Context) -> str:
    command = group.get_command(parent, name)
    assert command is not None
    if command.hidden:
        return ""
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    return roff.subsection(usage) + roff.prose(_help(command)) + _options(command, context)


def _options(command: click.Command, context: click.Context) -> str:
    """The options that a command declares itself; -h, which each has, is among those of the program."""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    own_help = command.get_help_option(context)
    if context.parent is None and own_help is not None:
        options.append(own_help)
    records = [option.get_help_record(context) for option in options]
    return "".join(roff.tagged(_names(record[0]), record[1]) for record in records if record)


def _names(shown: str) -> str:
    """`-o, --output FILE` with what is typed in bold, and what is filled in in italics."""
    words = []
    for word in shown.split(" "):
        name = word.rstrip(",")
        marked = roff.bold(name) if name.startswith("-") else roff.italic(name)
        words.append(marked + word[len(name) :])
    return " ".join(words)


def _help(command: click.Command) -> str:
    """The help as `roff.prose` takes it: a paragraph that click is told not to wrap (by \\b) is indented instead."""
    text, _, _ = inspect.cleandoc(command.help or "").partition("\f")
    blocks = text.split("\n\n")
    return "\n\n".join(textwrap.indent(block[2:], "  ") if block.startswith("\b\n") else block for block in blocks)
