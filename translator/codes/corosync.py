"""H901 to H919: corosync.conf from both nodes' ha.cf."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H901",
        "error",
        "nothing says whose tree is whose",
        "Each ha.cf names the addresses of the peer, so it matters which tree is which node's. etc/hostname says it (or HOSTNAME in "
        "etc/sysconfig/network), or etc/hosts, where it has the nodes' names with addresses that the trees use. Exchanged, each node "
        "would be given its peer's address: corosync starts nevertheless, hears nobody, and is quorate alone, on both nodes at once.",
    ),
    Code(
        "H902",
        "error",
        "no link between the nodes",
        "corosync needs, for each link, the address of both nodes, and there is no network that both trees name.",
    ),
    Code(
        "H903",
        "error",
        "a link whose addresses are not known",
        "corosync knows its links by the addresses of the nodes, and Heartbeat knew them by interface. A ucast line tells the peer's "
        "address. For bcast and mcast it is looked for in the network configuration of the tree (etc/network/interfaces or "
        "etc/sysconfig/network-scripts/ifcfg-DEVICE), and where one link alone is open, what hosts has for the nodes' names is "
        "taken. A link that only one tree has is refused as well: heartbeats went one way there.",
    ),
    Code("H904", "error", "too many links", "knet takes eight links between two nodes."),
    Code(
        "H905",
        "error",
        "an address that corosync cannot use",
        "corosync drops the zone of a link-local IPv6 address and then sends over the interface whose route stands first, which need "
        "not be the right one. Loopback and multicast addresses are no node's own.",
    ),
    Code(
        "H906",
        "error",
        "an address that belongs to the other node",
        "By the ucast lines the address is one node's, by hosts it is the other's. The trees, their hostname files or their ucast lines "
        "have been exchanged, or hosts is wrong. With such addresses both nodes would run alone, and both would take all services.",
    ),
    Code(
        "H907",
        "warning",
        "addresses taken from hosts",
        "A bcast or mcast line names an interface and no address. The names of the nodes have one in hosts, but it may be that of "
        "another interface: the link would then use another cable than the old one did.",
    ),
    Code(
        "H908",
        "warning",
        "the network configuration has another address",
        "The peer sends its heartbeats to an address that the interface does not get at boot. It may be an alias, or the tree may be "
        "older than the last change of the network.",
    ),
    Code(
        "H909",
        "error",
        "a name that hosts does not have",
        "A ucast line may name the peer. corosync.conf gets its address, so that the cluster comes up without a name server; the name "
        "is looked up in etc/hosts of the two trees and nowhere else.",
    ),
    Code(
        "H910",
        "warning",
        "two links over one address",
        "Heartbeat sent over several interfaces; corosync's links are pairs of addresses. The second link over the same address would "
        "fail together with the first one, so it is no second link.",
    ),
    Code(
        "H911",
        "error",
        "different ports on a link",
        "The media that the two nodes have on this interface share no port: Heartbeat could not hear the peer there.",
    ),
    Code(
        "H912",
        "warning",
        "a deadtime that is short for corosync",
        "corosync uses one link at a time and needs up to 0.6 s to see that it is cut (in the first seconds of a link some 3 s); a node "
        "that is not heard for longer than deadtime is dead. From 4 seconds on a cut link is survived, also right after a start. "
        "Below half a second corosync cannot follow at all: its token takes 30 ms for each retransmission.",
    ),
    Code(
        "H913",
        "warning",
        "a value that corosync.conf cannot hold",
        "corosync takes a brace for the begin of a section wherever it stands, and does not start where the log file cannot be opened. "
        "What is no plain absolute path, or no plain name, is left out.",
    ),
    Code(
        "H914",
        "note",
        "a setting that the nodes had each for itself",
        "One corosync.conf is for both nodes. The value of the tree that is named first is taken.",
    ),
)
