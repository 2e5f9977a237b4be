"""What operators do with the new cluster: planned maintenance, moving by hand, cleaning up after a failure, replacing a disk."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from . import running, shell
from .model import MINUTE, Command, Step
from .names import Disk, Names, Service

RESYNC = 60 * MINUTE
"""As long as a check waits for DRBD. A whole disk takes longer: then the check is called again."""


def to_standby(node: str) -> str:
    """The command that puts a node on standby.

    Not `crm node standby`, nor `crm node online`: up to 4.4.1, which Debian 12 has, crmsh reads the CIB twice for them and sends the
    difference, which takes back whatever happened in between (crmsh's pull request 1201). A cluster whose other node had just joined
    forgot all that ran, and had no DC any more.
    """
    return f"crm_standby --node {node} --update on"


def to_online(node: str) -> str:
    """The command that takes a node back from standby.

    Without a lifetime the script deletes two attributes and exits with 0 whatever came of that (2.1.5), as where Pacemaker does not
    run yet.
    """
    return f"crm_standby --node {node} --lifetime forever --delete"


def maintenance(names: Names, node: str) -> tuple[Step, ...]:
    """Takes one node out of the cluster, and back into it; what it serves moves to its peer, and stays there."""
    return (
        _standby(names, node),
        Step(
            id=f"down-{node}",
            where=(node,),
            title=f"Stop the cluster on {node}",
            why="Pacemaker first, corosync second.",
            commands=(running.STOP_PACEMAKER, running.STOP_COROSYNC),
            check=shell.waiting(
                MINUTE, [shell.not_running("pacemakerd"), shell.not_running("corosync")], f"Nothing of the cluster runs on {node}."
            ),
        ),
        Step(
            id=f"up-{node}",
            where=(node,),
            title=f"Update {node}, reboot it, and start the cluster there",
            why="Do your work first, and reboot the node where that is needed. After a reboot both services run already, and the "
            "commands do nothing.",
            commands=(running.START_COROSYNC, running.START_PACEMAKER),
            check=shell.waiting(3 * MINUTE, [*running.sees_both(), shell.both_online()], "Both nodes are online, over every link."),
        ),
        _online(names, node),
    )


def shoot(names: Names, node: str) -> tuple[Step, ...]:
    """The fence device of a node that serves nothing is tried; none where there is no fencing."""
    if not names.fences:
        return ()
    peer = other(names, node)
    return (
        Step(
            id=f"shoot-{node}",
            where=(peer,),
            title=f"Let {peer} reboot {node} by its fence device",
            why=f"A device that does not work is found now, and not when {node} has died and {peer} may take nothing over. {node} serves "
            "nothing at this moment: it loses its power, boots, and joins.",
            commands=(Command(f"stonith_admin --reboot {node}", 5 * MINUTE),),
            check=shell.waiting(RESYNC, running.at_rest(names), f"{node} is back, and the cluster is whole."),
        ),
    )


def move_away(names: Names, node: str) -> tuple[Step, ...]:
    """hb_standby: the node gives up all that it serves."""
    return (_standby(names, node), _online(names, node))


def move_here(names: Names, node: str, services: Sequence[Service] | None = None) -> tuple[Step, ...]:
    """hb_takeover: the node takes the services, all where none are given.

    The constraints that move them are taken away again, once they are there.
    """
    moved = names.services if services is None else services
    return (
        Step(
            id=f"take-{node}",
            where=(node,),
            title=f"Move {', '.join(service.id for service in moved)} to {node}",
            why="As hb_takeover did. The constraint that does it would hold the service there for good, so the next step takes it away.",
            commands=tuple(
                Command(f"{shell.runs_on(service, node)} || crm resource move {quote(service.id)} {node}") for service in moved
            ),
            check=shell.waiting(running.SERVING, shell.all_served(moved), f"It is served by {node}."),
        ),
        Step(
            id=f"release-{node}",
            where=(node,),
            title="Take the constraints away",
            why="Services stay where they are: staying is worth more than going home."
            if not names.fails_back
            else "This cluster fails back (auto_failback): without the constraint, services return to their own nodes.",
            commands=tuple(Command(f"crm resource clear {quote(service.id)}") for service in moved),
            check=shell.now(['! cibadmin --query --scope constraints | grep "id=.cli-"'], "No such constraint is left."),
        ),
    )


def _standby(names: Names, node: str) -> Step:
    peer = other(names, node)
    return Step(
        id=f"standby-{node}",
        where=(peer,),
        title=f"Put {node} on standby",
        why=f"What {node} serves moves to {peer} now: that is a short outage, and none where {peer} serves already.",
        commands=(Command(to_standby(node)),),
        check=shell.waiting(running.STOPPING, shell.all_served(names.services), f"Everything is served by {peer}."),
        way_back=(Command(to_online(node)),),
    )


def _online(names: Names, node: str) -> Step:
    stays = "Nothing moves by itself." if not names.fails_back else "Services whose home it is return (auto_failback)."
    return Step(
        id=f"online-{node}",
        where=(node,),
        title=f"Put {node} online again",
        why=names.drbd(f"DRBD comes up there and catches up; until it has, the gate keeps {node} from serving. ") + stays,
        commands=(Command(to_online(node)),),
        check=shell.waiting(RESYNC, running.at_rest(names), "The cluster is whole: both nodes could serve."),
    )


def cleanup(names: Names, resource: str, node: str) -> tuple[Step, ...]:
    """After the cause of a failure has been found: `node` may serve again. `resource` is a member of a service."""
    return (
        Step(
            id=f"cleanup-{resource}",
            where=(node,),
            title=f"Clean up after a failure of {resource}",
            why="First find out why it failed. Until this command, the node gets nothing back of the service: that is what Heartbeat did, "
            "too.",
            commands=(Command(f"crm resource cleanup {quote(resource)}"),),
            check=shell.waiting(MINUTE, [shell.no_failures()], "No failure is left."),
        ),
    )


def replace_disk(names: Names, node: str, disk: Disk) -> tuple[Step, ...]:
    """A disk below DRBD was lost on `node` (on-io-error detach): the service has moved, and DRBD there is Diskless."""
    name = quote(disk.name)
    mine = [service for service in names.services if disk in service.disks]
    return (
        Step(
            id=f"diskless-{node}-{disk.primitive}",
            where=(node,),
            title=f"See that {node} has lost its disk, and its peer serves",
            why="DRBD goes on without the disk, over the network; the gate is shut, so that a service leaves a node that lost its disk.",
            commands=(),
            check=shell.now(
                [f"drbdadm dstate {name} | grep -q '^Diskless/UpToDate'", shell.attribute(node, disk.attribute, "-eq", 0)],
                "Diskless here, UpToDate at the peer, and the gate is 0.",
            ),
        ),
        Step(
            id=f"new-disk-{node}-{disk.primitive}",
            where=(node,),
            title=f"Give {node} its new disk",
            why="Replace it first, with a device of the same name and at least the same size. All of it is copied from the peer.",
            commands=(
                Command(f"drbdadm create-md --force {name}", 10 * MINUTE),
                Command(f"drbdadm attach {name}"),
            ),
            check=shell.waiting(
                MINUTE, [f"drbdadm cstate {name} | grep -qE '^(SyncTarget|Connected)'".replace("'", '"')], "The copy has begun."
            ),
        ),
        resynchronised(f"new-disk-resync-{node}", node, [disk]),
        Step(
            id=f"still-{node}-{disk.primitive}",
            where=(other(names, node),),
            title="The service is where it was",
            why="A new disk moves nothing.",
            commands=(),
            check=shell.now(shell.all_served(mine), "The peer serves."),
        ),
    )


def resynchronised(id: str, node: str, disks: Sequence[Disk]) -> Step:
    """Waits for DRBD; the commands show how far it is."""
    return Step(
        id=id,
        where=(node,),
        title="Wait for DRBD",
        why="The percentage and the time that is left are in /proc/drbd (DRBD 9: `drbdadm status`), and the gate logs them. A whole disk "
        "takes hours: call the check again then.",
        commands=(Command("cat /proc/drbd"),),
        check=shell.waiting(RESYNC, shell.replicating(disks), "DRBD is Connected and UpToDate/UpToDate."),
    )


def other(names: Names, node: str) -> str:
    return names.nodes[1] if node == names.nodes[0] else names.nodes[0]
