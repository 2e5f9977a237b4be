"""Looking for what is wrong: is the address there, is the data sound, does the database answer. Nothing here changes anything."""

from __future__ import annotations

from shlex import quote

from . import back, lvm, operate, running, shell
from .model import MINUTE, Command, Step
from .names import Names


def triage(names: Names) -> tuple[Step, ...]:
    """The checks hold on a cluster that is well, with every service at home; where one does not, there the search begins."""
    made = [_cluster(names)]
    for node in names.homes:
        made += [_addresses(names, node), _resources(names, node)]
    if names.disks:
        made.append(_disks(names))
    return tuple(made)


def _cluster(names: Names) -> Step:
    return Step(
        id="ask-cluster",
        where=names.nodes[:1],
        title="Ask the cluster",
        why="Which nodes are online, what runs where, what has failed (fail counts), and the attributes: gates and ping nodes. A node that "
        "has a fail count for a service gets nothing of it. Where crm_mon gets no connection, Pacemaker is down on that node: after a fatal "
        "error it stays down, and so may corosync. /var/log/pacemaker/pacemaker.log has the reason; then start again what is down: "
        f"`{running.START_COROSYNC.text}`, then `{running.START_PACEMAKER.text}`.",
        commands=(Command("crm_mon -1 -rfA"), Command("corosync-quorumtool -s")),
        check=shell.now([shell.both_online(), shell.no_failures()], "Both nodes are online, and nothing has failed."),
    )


def _addresses(names: Names, node: str) -> Step:
    mine = [address for service in names.served_by(node) for address in service.addresses]
    return Step(
        id=f"ask-addresses-{node}",
        where=(node,),
        title=f"Are the virtual addresses on {node}?",
        why="Each on one node alone. On the other node the same commands print nothing.",
        commands=tuple(Command(f"ip -o address show to {quote(address)}") for address in mine),
        check=shell.now([shell.held(address) for address in mine], "They are held."),
    )


def _resources(names: Names, node: str) -> Step:
    services = names.served_by(node)
    members = [member for service in services for member in service.members]
    return Step(
        id=f"ask-resources-{node}",
        where=(node,),
        title=f"Ask each resource on {node} now",
        why="The agents' own answer, with their reasons, without waiting for the next monitor.",
        commands=tuple(Command(f"crm_resource --resource {quote(member)} --force-check", 2 * MINUTE) for member in members),
        check=shell.now(shell.all_served(services), "All of it is there."),
    )


def _disks(names: Names) -> Step:
    return Step(
        id="ask-drbd",
        where=names.nodes,
        title="Is the data sound?",
        why="Diskless: a disk is lost. StandAlone: a split brain. WFConnection: the peer or the replication network is away. SyncTarget: the "
        "copy is under way, and the gate keeps this node from serving.",
        commands=tuple(
            Command(f"drbdadm {asked} {quote(disk.name)}") for disk in names.disks for asked in ("role", "cstate", "dstate")
        ),
        check=shell.now(shell.replicating(names.disks), "Connected and UpToDate/UpToDate."),
    )


def by_hand(names: Names, node: str) -> tuple[Step, ...]:
    """The last resort: all stopped, the data mounted by hand on `node`, read-only, and given back. Only for services with DRBD."""
    stopped = [shell.not_running("pacemakerd"), shell.not_running("corosync"), *shell.nothing_served(names)]
    disks = [quote(disk.name) for disk in names.disks]
    scratch = "/run/ha1to2-look"
    owned = ", and a volume group has to have the system ID of the node" if names.volume_groups else ""
    looks: list[Command] = []
    for service in names.services:
        if service.disks:
            begun, ended = lvm.by_hand(service)
            mounts = [
                Command(f"mount -o ro {quote(mount.device)} {scratch} && ls -l {scratch} && umount {scratch}", 5 * MINUTE)
                for mount in service.mounts
            ]
            looks += [*begun, *mounts, *ended]
    return (
        back.quiet(names, "hand-quiet"),
        Step(
            id="hand-stop",
            where=names.nodes,
            title="Stop the cluster on both nodes",
            why="Nothing may take the data while you look at it.",
            commands=(running.STOP_PACEMAKER, running.STOP_COROSYNC),
            check=shell.waiting(2 * MINUTE, stopped, "Nothing runs."),
            outage=True,
        ),
        Step(
            id="hand-drbd",
            where=names.nodes,
            title="Bring DRBD up by hand",
            why="Pacemaker took it down when it stopped. Both nodes, so that they can agree whose data is newer.",
            commands=tuple(Command(f"drbdadm adjust {name}") for name in disks),
            check=shell.waiting(
                MINUTE, [f"drbdadm dstate {name} | grep -q ^UpToDate" for name in disks], "The data here is UpToDate."
            ),
            outage=True,
        ),
        Step(
            id=f"hand-mount-{node}",
            where=(node,),
            title=f"Mount the data on {node}, and look",
            why=f"Read-only. A device has to be Primary to be mounted{owned}.",
            commands=(
                *[Command(f"drbdadm primary {name}") for name in disks],
                Command(f"mkdir -p {scratch}"),
                *looks,
                *[Command(f"drbdadm secondary {name}") for name in disks],
            ),
            check=shell.now(shell.nothing_served(names), "It could be mounted, and is given back."),
            outage=True,
        ),
        Step(
            id="hand-start",
            where=names.nodes,
            title="Start the cluster again",
            why="On both nodes, and all resources with it.",
            commands=(running.START_COROSYNC, running.START_PACEMAKER),
            check=shell.waiting(3 * MINUTE, [*running.sees_both(), shell.both_online()], "Both nodes are online."),
            outage=True,
        ),
        Step(
            id="hand-release",
            where=names.nodes[:1],
            title="Let the resources start",
            why="The property that stopped them is taken away.",
            commands=(Command("crm configure property stop-all-resources=false"),),
            check=shell.waiting(operate.RESYNC, running.at_rest(names), "The cluster is whole."),
        ),
    )
