"""What a runbook does differently where there is fencing: packages, the check of the CIB, passwords."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote

from . import shell
from .markdown import code
from .model import MINUTE, Step
from .names import Fence

SECRETS = "/var/lib/pacemaker/lrm/secrets"
"""Where each node has the values of parameters that are no part of the CIB: cibsecret(8)."""

_PATIENCE = 30 * MINUTE
"""A person has to find the passwords and type them."""


def packages(devices: Iterable[Fence]) -> list[str]:
    """What to install besides, each once, sorted."""
    return sorted({device.package for device in devices})


def verified(cib: str, devices: Iterable[Fence]) -> list[str]:
    """The conditions that Pacemaker takes the CIB in a file.

    A file has seen no node. With fencing on, crm_verify warns that it would shoot them all, and warnings are a failure to it.
    """
    if not list(devices):
        return [f"crm_verify --xml-file {cib}"]
    return [without(cib, f"{cib}.off"), f"crm_verify --xml-file {cib}.off"]


def without(cib: str, made: str) -> str:
    """The command that makes a CIB without fencing of one in a file."""
    off = 's/\\(name="stonith-enabled" value="\\)true/\\1false/'
    return f"sed {quote(off)} {cib} >{made}"


def is_set(value: str) -> str:
    """The condition that fencing is on (`true`) or off (`false`) in the running cluster."""
    return f'[ "$(crm_attribute --type crm_config --name stonith-enabled --query --quiet)" = {value} ]'


def passwords(devices: Iterable[Fence], nodes: tuple[str, ...]) -> list[Step]:
    """One step without commands: what a person types, and the check that it has arrived; none where there are no passwords."""
    asked = [(device.id, name) for device in devices for name in device.secrets]
    if not asked:
        return []
    typed = ", ".join([code(f"cibsecret set {device} {name}") for device, name in asked])
    files = [f"[ -s {SECRETS}/{device}/{name} ]" for device, name in asked]
    return [
        Step(
            id="passwords",
            where=nodes,
            title="Give the fence devices their passwords",
            why=f"They are not in the CIB. On one node type {typed}. Each asks for the value, and copies it to the other node by ssh. Until "
            "then no node can be shot, and nothing can be taken over from one that dies.",
            commands=(),
            check=shell.waiting(_PATIENCE, files, "This node has all of them."),
        )
    ]
