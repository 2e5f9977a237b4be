"""H901 to H919: corosync.conf from both nodes' ha.cf."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H901",
        "warning",
        "nothing says whose tree is whose",
        "Each ha.cf names the addresses of the peer, so it matters which tree is which node's. etc/hostname says it; without it the "
        "first argument is taken for the first node of ha.cf. Had they been exchanged, each node would look for itself at the other's "
        "address, and corosync would not start.",
    ),
    Code(
        "H902",
        "error",
        "no link between the nodes",
        "corosync needs, for each link, the address of both nodes. ucast lines name them; bcast and mcast lines do not, and then the "
        "names of the nodes in etc/hosts are used for one link.",
    ),
    Code(
        "H903",
        "warning",
        "a serial link",
        "knet runs over IP. A serial cable was often the second link that kept a pair from split brain: give the new cluster a "
        "second network instead.",
    ),
    Code(
        "H904",
        "error",
        "a link whose addresses are not known",
        "For this device the two trees do not name one address of each node. Where both files hold the same lines, etc/hosts must say "
        "which address is whose.",
    ),
    Code("H905", "error", "too many links", "knet takes eight links between two nodes."),
    Code(
        "H906",
        "warning",
        "a syslog facility that corosync does not have",
        "corosync logs to daemon or to local0 to local7. Heartbeat took any.",
    ),
)
