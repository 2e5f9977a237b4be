"""What a runbook does differently where there is fencing: the check of the CIB, and the passwords.

How cibsecret takes a value to the other node, from its source (Pacemaker 2.1.5, tools/cibsecret.in): it pings the node by its name, and
then calls pssh, pdsh or ssh and scp, as root. Debian's pssh has other names, so that it is ssh there.
"""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote

from . import shell
from .markdown import code
from .model import MINUTE, Command, Step
from .names import Fence

SECRETS = "/var/lib/pacemaker/lrm/secrets"
"""Where each node has the values of parameters that are no part of the CIB: cibsecret(8)."""

_PATIENCE = 30 * MINUTE
"""A person has to find the passwords and type them."""


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


def reached(devices: Iterable[Fence], nodes: tuple[str, ...]) -> list[Step]:
    """One step without commands, before the window: cibsecret will get from the first node to the other; none without passwords."""
    if not _asked(devices):
        return []
    one, other = nodes
    ssh = f"ssh -n -o BatchMode=yes -o StrictHostKeyChecking=no {quote(other)} true"
    return [
        Step(
            id="root-ssh",
            where=(one,),
            title=f"root of {one} reaches {other} by ssh",
            why=f"cibsecret will copy the passwords of the fence devices from {code(one)} to {code(other)} in this way. Where ssh asks for "
            f"something here, add root's public key of {code(one)} (`ssh-keygen` makes one) to {code('/root/.ssh/authorized_keys')} on "
            f"{code(other)}. Where root may not log in, type them on both nodes in the window: cibsecret complains of the other node then, "
            "and has written what its own needs.",
            commands=(),
            check=shell.now([f"ping -c 2 -q {quote(other)} >/dev/null", ssh], "The name is known, and ssh asks for nothing."),
        )
    ]


def passwords(devices: Iterable[Fence], nodes: tuple[str, ...]) -> list[Step]:
    """One step without commands: what a person types, and the check that it has arrived; none where there are no passwords."""
    asked = _asked(devices)
    if not asked:
        return []
    asks = tuple([Command(f"cibsecret set {device} {name}") for device, name in asked])
    files = [f"[ -s {SECRETS}/{device}/{name} ]" for device, name in asked]
    return [
        Step(
            id="passwords",
            where=nodes,
            title="Give the fence devices their passwords",
            why=f"They are not in the CIB. On {code(nodes[0])} type {', '.join([code(each.text) for each in asks])}. Each asks for the value, and copies it to the other node by "
            "ssh. Until then no node can be shot, and nothing can be taken over from one that dies.",
            commands=(),
            check=shell.waiting(_PATIENCE, files, "This node has all of them."),
            asks=asks,
        )
    ]


def _asked(devices: Iterable[Fence]) -> list[tuple[str, str]]:
    """Each device and parameter whose value a person has to give."""
    return [(device.id, name) for device in devices for name in device.secrets]
