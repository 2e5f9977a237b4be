"""The genuine resource.d scripts of heartbeat, which hand their arguments on to OCF agents as parameters.

What they make of arguments is asked of them, with a stand-in for the agent that only notes its environment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .heartbeat_package import RESOURCE_SCRIPTS, tree
from .sandbox import SHELLFUNCS, Sandbox, substituted

_FUNCTIONS = "hto-mapfuncs"
_OCF_FUNCTIONS = "/usr/lib/ocf/lib/heartbeat/ocf-shellfuncs"
_OCF_TYPE = re.compile(r"^\s*OCF_TYPE=(\w+)", re.MULTILINE)
_STAND_IN = """#!/bin/sh
printf '%s\\0' "${0##*/}" "$@" >"$RECORD"
env -0 >"$RECORD.environment"
"""


class AgentCall(NamedTuple):
    """The OCF agent that a script called, the action, and the parameters: their names without OCF_RESKEY_."""

    agent: str
    action: str
    parameters: dict[str, str]


class WrapperRefused(Exception):
    """The script called no agent; what it printed instead is the message."""


def wrapper_call(script: str, arguments: Sequence[str], action: str = "start") -> AgentCall:
    """What resource.d/`script` does when it is called with `arguments` and `action`. Raises WrapperRefused."""
    source = tree() / RESOURCE_SCRIPTS
    text = (source / script).read_text()
    with Sandbox() as sandbox:
        place = sandbox.root / "resource.d"
        agents = sandbox.root / "ocf"
        functions = substituted(
            (source / _FUNCTIONS).read_text(),
            {
                ". /etc/ha.d/shellfuncs": f". {SHELLFUNCS}",
                "OCF_RA_DIR=/usr/lib/ocf/resource.d/": f"OCF_RA_DIR={agents}/",
            },
        )
        sandbox.script(place / _FUNCTIONS, functions)
        program = sandbox.script(
            place / script, substituted(text, {f". /etc/ha.d/resource.d//{_FUNCTIONS}": f". {place}/{_FUNCTIONS}"})
        )
        for agent in _OCF_TYPE.findall(text):
            sandbox.script(agents / "heartbeat" / agent, _STAND_IN)
        (agents / "heartbeat" / ".ocf-shellfuncs").symlink_to(_OCF_FUNCTIONS)
        record = sandbox.writable / "record"
        done = sandbox.run([program, *arguments, action], {"RECORD": str(record)})
        if not record.exists():
            raise WrapperRefused(f"exit {done.returncode}: {(done.stdout + done.stderr).decode('utf-8', 'replace')}")
        agent, given = record.read_text().split("\0")[:2]
        environment = (sandbox.writable / "record.environment").read_bytes().decode("utf-8", "surrogateescape")
    pairs = (entry.partition("=") for entry in environment.split("\0") if entry.startswith("OCF_RESKEY_"))
    return AgentCall(agent, given, {name[len("OCF_RESKEY_") :]: value for name, _, value in pairs})


def wrapper_environment(script: str, arguments: Sequence[str], action: str = "start") -> dict[str, str]:
    """The OCF parameters, by their names without OCF_RESKEY_, that resource.d/`script` gives its agent. Raises WrapperRefused."""
    return wrapper_call(script, arguments, action).parameters
