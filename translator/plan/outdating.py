"""DRBD's fence-peer handler, and whether it finds the peer among Pacemaker's nodes.

crm-fence-peer.sh and crm-fence-peer.9.sh of drbd-utils get the peer's name from drbd.conf (`DRBD_PEER` of drbdadm 8,
`DRBD_NODE_ID_n` of 9) and look for `uname="NAME"` in the CIB letter by letter (`_check_peer_node_reachable`). Nothing else depends
on capital letters: the name of the own node, which is that of `uname -n`, is not looked for, and Pacemaker compares the constraint
that the handler writes without regard to case (`compare_attr_expr_vals`), as it does its nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..diagnostics import Diagnostic, Label, warning
from ..settings.drbd.model import DrbdResource
from ..settings.heartbeat.values import quoted
from ..source import Word


def strangers(resources: Iterable[DrbdResource], nodes: Sequence[Word]) -> list[Diagnostic]:
    """A warning for each node that drbd.conf calls otherwise than the CIB does, where DRBD asks its handler before it is promoted.

    `nodes` are those of the CIB.
    """
    called: dict[str, list[Word]] = {}
    for resource in resources:
        hosts = [(node, resource.host(node)) for node in nodes] if resource.fences else []
        for node, host in hosts:
            if host is not None and host.names != (node,):
                called.setdefault(str(node), []).extend(name for name in host.names if name != node)
    return [_stranger(node, called[node]) for node in nodes if node in called]


def _stranger(node: Word, names: Sequence[Word]) -> Diagnostic:
    first, *others = names
    notes = [
        "crm-fence-peer looks for the name in drbd.conf letter by letter, and heartbeat's names are in small letters",
        "a peer that it does not find counts as gone: a node whose data is only Consistent is not promoted although the peer is "
        "there, and with fencing the handler waits 90 s, as long as a promotion may take",
    ]
    if first.lower() != node:
        notes.append("with DRBD 9 its constraint then fits no node, and DRBD is promoted nowhere")
    return warning(
        "H608",
        first.span,
        f"DRBD's handler will look for the node {quoted(first)}, which the new cluster calls '{node}'",
        labels=(Label(node.span, "the node's name"), *[Label(name.span, "here too") for name in others]),
        notes=notes,
        help=f"in the window write 'on {node}' into drbd.conf on both nodes, and name the machine so as well: "
        f"'hostnamectl set-hostname {node}', as drbdadm of DRBD 8 wants its own name there letter by letter",
    )
