"""H601 to H619: what only the files together tell."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H601",
        "warning",
        "resources were not watched, and are now",
        "Heartbeat v1 started and stopped resources and never asked them again; whoever wanted more wrote a program such as "
        "check_primary. This ha.cf starts none, so a dead mysqld stayed dead and nothing moved. The new cluster watches each "
        "resource with check_primary's documented figures, and a failure moves the service.",
    ),
    Code(
        "H602",
        "note",
        "check_primary itself is not in the tree",
        "ha.cf starts it, and the script is not below the root of the tree, so its documented figures are taken for how often, how "
        "many times and how far apart to ask.",
    ),
    Code(
        "H603",
        "note",
        "both nodes are watched now",
        "check_primary was respawned on one node, so that only that node gave up on a failure. Pacemaker's monitors run wherever the "
        "resource does.",
    ),
    Code(
        "H604",
        "error",
        "too many ping nodes for the size of a service",
        "To move for one more ping node, a service must value it above all that keeps it where it is, and the sum of all ping nodes "
        "must stay below a million, which Pacemaker takes for infinity. Here it does not.",
    ),
    Code(
        "H605",
        "warning",
        "no fencing",
        "The old cluster had no STONITH device, so the new one has none: nothing is invented. Without fencing a node that is cut "
        "off may go on writing while its peer takes over (split brain), and a stop that fails blocks its resource until an "
        "administrator comes, where Heartbeat rebooted the node.",
    ),
    Code(
        "H606",
        "warning",
        "lines of one node that share nothing move one by one",
        "Heartbeat moved all lines of a node together: a takeover, a failed start or ipfail meant all of them. As separate "
        "services each moves only for its own reasons. Lines that need each other must share a resource, or be one line.",
    ),
    Code(
        "H607",
        "warning",
        "a tree of a machine that is no node",
        "Heartbeat compares the nodes of ha.cf with what 'uname -n' prints, and does not start where its own name is not among them. "
        "Either the tree is that of another cluster, or the machine was renamed.",
    ),
    Code(
        "H608",
        "warning",
        "DRBD's handler does not find its peer",
        "With 'fencing resource-only' or 'resource-and-stonith' DRBD asks a handler before it is promoted without its peer. "
        "crm-fence-peer.sh of drbd-utils takes the peer's name from drbd.conf and looks for it in the CIB letter by letter. The CIB has "
        "heartbeat's names, which are in small letters; drbd.conf has what 'uname -n' says, perhaps with capital letters or, with DRBD 9, "
        "with a domain. A peer that is not found counts as unreachable.",
    ),
    Code(
        "H610",
        "error",
        "a node that nothing can shoot",
        "With fencing on, Pacemaker takes nothing over from a node before that was shot. Where only one of the two can be, the other's "
        "death would stop the service for good, while Heartbeat took over without fencing on a node that has no device. Often the "
        "other device stands in the other node's ha.cf: give both in one.",
    ),
    Code(
        "H611",
        "note",
        "fencing is on",
        "ha.cf has fencing devices, and so has the new cluster. A failed stop no longer blocks: the node is shot, as Heartbeat's node "
        "rebooted itself. A node is never shot from itself: a device for one node is kept from that node. A device for both nodes "
        "runs on either, and the fencer asks the other node to use it; it lets a node shoot itself only where nobody else can. DRBD "
        "takes part with 'fencing resource-and-stonith' and its handlers, which need Pacemaker to run.",
    ),
)
