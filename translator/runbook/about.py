"""What has to be known beside the steps: assumptions, names, ports, and when to do what."""

from __future__ import annotations

from collections.abc import Sequence

from .markdown import code
from .model import Item, Listing, PointOfNoReturn, Prose
from .names import Names
from .trees import AtBoot

COROSYNC_PORT = 5405
"""corosync's own for link 0; each further link has the next one (corosync.conf(5), mcastport)."""

BEFORE = (
    "Nothing of this stops or moves anything. Do it days before. Each step has a check: it exits with 0 when the step is done, and "
    "waits for that where it has to. Go on only then."
)
WINDOW = (
    "The steps in their order. Where one fails, do not improvise: go [the way back](#the-way-back), and read the log in peace. Nobody is "
    "served from the stop of the active node until the first check that shows the services again."
)
BACK = (
    "It is open from any step of the window, and stays open while both nodes have Heartbeat and the same version of the database server as "
    "before. It costs an outage, and no write: both clusters work on the same data."
)
SPLIT = (
    "It takes a cut of all links between the nodes, and no fencing. Both nodes serve then, and both write. Afterwards one of them has to "
    "lose what it wrote: decide which, before anything else, and let the cluster on that node stop first. Without fencing this can happen "
    "again at the next cut."
)
MAINTENANCE = (
    "First the node that serves nothing, then the other one: each service moves once. To have it back where it was, "
    "[move it by hand](#moving-by-hand)."
)
MOVING = (
    "hb_standby is `crm_standby --update on` and `crm_standby --lifetime forever --delete`: the first and the last step of a node's "
    "maintenance. (`crm node standby` and `crm node online` do the same with a newer crmsh. Those of 4.4.1 and older take back what has "
    "changed in the cluster while they run: a cluster that a node is joining then forgets what it runs.) hb_takeover is this, for each "
    "service towards its home:"
)
TRIAGE = (
    "Is the address there, is the data sound, does the database answer? Ask in this order. Each check holds on a cluster that is well, with "
    "each service at home."
)
LOST = (
    "A disk that fails under DRBD is detached (`on-io-error detach`), and the service leaves the node. With the old cluster it stayed, and "
    "a person had to move it. These steps are for one node and one DRBD resource; for others, exchange the names."
)
BY_HAND = "The last resort, when the cluster does not start the data and nobody knows why. Everything stands still meanwhile."


def purpose(names: Names) -> tuple[Item, ...]:
    one, other = map(code, names.nodes)
    return (
        Prose(
            f"The move of {one} and {other} from Heartbeat to corosync and Pacemaker, step by step, and what operators do afterwards. It "
            f"was made by ha1to2 from {code(names.trees[0])} and {code(names.trees[1])}. Make it anew when these change."
        ),
        Prose("It assumes:"),
        Listing(
            (
                "Both nodes run Debian 12, or another system that has both sets of packages. "
                "[Others are reinstalled](#when-the-nodes-must-be-reinstalled).",
                f"{code(names.active)} serves when the window opens, and its peer {code(names.standby)} stands by."
                if len(names.homes) < 2
                else f"Each service is at home when the window opens. {code(names.standby)} is stopped first.",
                "The version of DRBD and of the database server stays the same. Change one thing at a time.",
                "You are root, in bash, on a console that does not go over a virtual address.",
                "Commands are for the node that is named above them. `service` and `update-rc.d` do the same with and without systemd.",
            )
        ),
    )


def things(names: Names) -> tuple[Item, ...]:
    rows = [f"{code(text)} is {', '.join(map(code, ids))}" for text, ids in names.became]
    services = [f"{code(service.id)} is at home on {code(service.home)}" for service in names.services]
    return (
        Prose("In haresources, and in the new cluster:"),
        Listing(tuple(rows)),
        Prose("What lives on one node together:"),
        Listing(tuple(services)),
    )


def boot(names: Names, trees: Sequence[AtBoot]) -> tuple[Item, ...]:
    """What may not start or be mounted at boot any more, and what the trees say of it."""
    made: list[Item] = [
        Prose("None of these may start at boot any more, neither from the runlevels nor from systemd:"),
        Listing(tuple(map(code, names.boot))),
    ]
    links = [f"{code(path)} in the etc of {code(tree.tree)}" for tree in trees for path in tree.links]
    if links:
        made += [Prose("In the trees, these start them:"), Listing(tuple(links))]
    else:
        made.append(Prose("The trees have no links that would say which of them do start. The window's first step finds out."))
    if names.mounts:
        tables = [
            f"{code(change.span.file.name)}, line {change.span.line}: {code(change.before)} becomes {code(change.after)}"
            for tree in trees
            for change in tree.changes
        ]
        made.append(Prose("fstab: a line for a file system of the cluster has `noauto`, and 0 in its sixth field, so that no boot checks it."))
        if tables:
            made.append(Listing(tuple(tables)))
    return tuple(made)


def networks(names: Names) -> tuple[Item, ...]:
    links = []
    for number, wire in enumerate(names.wires):
        between = f"between {code(wire.addresses[0])} and {code(wire.addresses[1])}"
        port = wire.port or COROSYNC_PORT + number
        before = f"udp/{wire.port} was Heartbeat's" if wire.port else f"Heartbeat had no port of its own on this {wire.kind} link"
        links.append(f"udp/{port} {between}, link {number} ({code(wire.device)}): corosync. {before}")
    ends = [f"tcp {' and '.join(map(code, disk.endpoints))}: DRBD, {code(disk.name)}, as before" for disk in names.disks if disk.endpoints]
    clients = [
        f"tcp/{names.database_port} of {code(address)}: clients of the database, as before"
        for service in names.services
        if service.databases
        for address in service.addresses
    ]
    pings = ["ICMP echo from both nodes to the ping nodes, as before"] if names.reaches else []
    ssh = ["tcp/22 from your machine to both nodes, for the steps of this document; crmsh uses it between the nodes for some commands"]
    if any(device.secrets for device in names.fences):
        one, other = map(code, names.nodes)
        ssh.append(f"tcp/22, for root, and ICMP echo from {one} to {other}: cibsecret takes the passwords of the fence devices there")
    devices = ["from both nodes to the fence devices, by what each of them speaks (IPMI: udp/623), as before"] if names.fences else []
    return (
        Prose("These must be open, in both directions, before the window. The check after the start of corosync shows whether they are."),
        Listing((*links, *ends, *clients, *pings, *devices, *ssh)),
        Prose("A port of Heartbeat that is not among them can be closed afterwards."),
    )


def afterwards(names: Names) -> tuple[Item, ...]:
    keeps = (
        " Do not remove the heartbeat package: a script of its own is still called by `v1-script`." if names.keeps_heartbeat else ""
    )
    return (
        Prose(
            "Watch `crm_mon -1 -rfA` for some days, and do one [planned maintenance](#planned-maintenance), so that each node has "
            f"served once.{keeps}"
        ),
        PointOfNoReturn(
            "Up to here the way back is open, also after days of writes, because the data is the same for both clusters. It closes when "
            "Heartbeat is removed from a node, and before that, when a newer database server or a newer DRBD has written to the data "
            "(`drbdadm create-md` of DRBD 9 converts its meta-data)."
        ),
    )
