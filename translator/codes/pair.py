"""H701 to H719: what must agree between the trees of the two nodes."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H701",
        "error",
        "the trees have different nodes",
        "Both nodes of a pair name the same two nodes in ha.cf. A node that only one tree has means that the trees are of different "
        "clusters, or that one copy is old.",
    ),
    Code(
        "H702",
        "warning",
        "the trees name the nodes in different orders",
        "The place of a node in ha.cf becomes its number in corosync.conf and in the CIB. Convert one tree only, or put the nodes in "
        "the same order.",
    ),
    Code(
        "H703",
        "error",
        "haresources differs between the nodes",
        "haresources must be the same on both nodes: each node acts by its own copy. Where they differ, a takeover starts something "
        "else than what ran before, and which of the two is right nobody but you can know.",
    ),
    Code(
        "H704",
        "warning",
        "the authentication keys differ",
        "With different active keys the nodes do not hear each other, and both take all resources. The keys are compared and never "
        "shown. The new cluster does not use them.",
    ),
    Code(
        "H705",
        "error",
        "drbd.conf differs between the nodes",
        "DRBD wants one configuration for both nodes: names, devices, disks, addresses and options. Comments and the order of "
        "options do not matter here.",
    ),
    Code(
        "H706",
        "error",
        "my.cnf differs between the nodes",
        "The data directory moves with the DRBD device, so the server must look for its data, its socket and its logs at the same "
        "place on both nodes.",
    ),
    Code(
        "H707",
        "error",
        "auto_failback differs between the nodes",
        "Whether resources return to their node is a property of the cluster. Heartbeat itself warns that the nodes must agree.",
    ),
    Code(
        "H708",
        "warning",
        "a time differs between the nodes",
        "Each node of the old cluster used its own value. The new cluster has one for both, from the tree that is converted.",
    ),
    Code(
        "H709",
        "warning",
        "a ping node that only one tree has",
        "ipfail compares how many ping nodes the two sides reach. Where they do not ping the same, the comparison means nothing, and "
        "the side with fewer gives everything up.",
    ),
    Code(
        "H710",
        "warning",
        "ipfail on one node only",
        "ipfail moves resources only where it runs on both nodes: each asks the other how many ping nodes it reaches. In the new "
        "cluster both nodes are judged in the same way.",
    ),
    Code(
        "H711",
        "note",
        "a program that only one node starts",
        "The new cluster has one configuration for both nodes. What one tree starts and the other does not is taken from the tree "
        "that is converted: check_primary of the memo's web01, for example.",
    ),
    Code(
        "H712",
        "warning",
        "a link that only one node uses",
        "Heartbeats over this interface go one way only, so that the link is no help when the other one is cut.",
    ),
    Code(
        "H713",
        "error",
        "both nodes send heartbeats to one address",
        "A ucast line names the address of the peer, so that the two nodes name different ones (or each names both). Here one of "
        "them talks to itself, and the file was probably copied over.",
    ),
    Code(
        "H714",
        "error",
        "the nodes use different ports on a link",
        "udpport (or the port of mcast) must be the same on both nodes, else neither hears the other on this link.",
    ),
    Code(
        "H715",
        "error",
        "the same tree twice",
        "The hostname files say that both trees are of one node, so that comparing them proves nothing.",
    ),
)
