"""Split brain: both nodes have written, and the data of one of them has to go."""

from __future__ import annotations

from shlex import quote

from . import running, shell
from .model import MINUTE, Command, Step
from .names import Disk, Names
from .operate import resynchronised


def split_brain(names: Names, survivor: str, victim: str) -> tuple[Step, ...]:
    """Throws away what `victim` wrote since the split, and makes the pair whole with the data of `survivor`.

    The cluster on the victim is stopped first, with commands that need no connection: whatever the links do meanwhile, only the
    survivor serves.
    """
    return (
        _look(names),
        Step(
            id=f"stop-victim-{victim}",
            where=(victim,),
            title=f"Stop the cluster on {victim}",
            why=f"{victim} is the node whose data is given up; where its data is the better one, exchange the names in this chapter. What "
            f"it alone has written since the split is lost: copy it now, if you need it.",
            commands=(running.STOP_PACEMAKER, running.STOP_COROSYNC),
            check=shell.waiting(
                2 * MINUTE,
                [shell.not_running("pacemakerd"), shell.not_running("corosync"), *shell.nothing_served(names)],
                f"{victim} serves nothing, and no cluster runs there.",
            ),
        ),
        Step(
            id=f"survivor-serves-{survivor}",
            where=(survivor,),
            title=f"{survivor} serves alone",
            why="If it does not, look at `crm_mon -1 -rf` there, and clean up what has failed. Repair the network before you go on.",
            commands=(),
            check=shell.waiting(running.SERVING, shell.all_served(names.services), "Everything is served."),
        ),
        Step(
            id=f"discard-{victim}",
            where=(victim,),
            title=f"Discard the data of {victim}",
            why="This is the syntax of DRBD 8.4 and 9. With DRBD 8.3 it is `drbdadm -- --discard-my-data connect NAME`.",
            commands=tuple(Command(text) for disk in names.disks for text in _discard(disk)),
            check=shell.waiting(
                MINUTE,
                [f'[ "$(drbdadm cstate {quote(disk.name)} | sort -u)" != StandAlone ]' for disk in names.disks],
                f"{victim} waits for its peer, or is connected already.",
            ),
        ),
        Step(
            id=f"reconnect-{survivor}",
            where=(survivor,),
            title=f"Connect {survivor} again",
            why="A node that is StandAlone has given up waiting, and has to be told. One in WFConnection waits and needs nothing.",
            commands=tuple(Command(f"{_alone(disk, '!=')} || drbdadm connect {quote(disk.name)}") for disk in names.disks),
            check=shell.waiting(
                2 * MINUTE,
                [f'drbdadm cstate {quote(disk.name)} | grep -qE "^(Connected|SyncSource|PausedSyncS)"' for disk in names.disks],
                "Connected, and the source of what is copied.",
            ),
        ),
        resynchronised(f"split-resync-{victim}", victim, names.disks),
        Step(
            id=f"rejoin-{victim}",
            where=(victim,),
            title=f"Start the cluster on {victim}",
            why="Only now: a node whose data is not whole has no business in it.",
            commands=(running.START_COROSYNC, running.START_PACEMAKER),
            check=shell.waiting(5 * MINUTE, running.at_rest(names), "The cluster is whole."),
        ),
    )


def _look(names: Names) -> Step:
    apart = " || ".join(f"! {{ {shell.connected(disk)}; }}" for disk in names.disks)
    return Step(
        id="split-look",
        where=names.nodes,
        title="See what there is",
        why="StandAlone on one node or on both, and often Primary on both: that is a split brain. Two nodes in WFConnection that reach each "
        "other again connect by themselves. Then decide, with the application's people, whose data is the better one.",
        commands=tuple(
            Command(f"drbdadm {asked} {quote(disk.name)}") for disk in names.disks for asked in ("cstate", "role", "dstate")
        ),
        check=shell.now([f"{{ {apart}; }}"], "DRBD is not connected."),
    )


def _discard(disk: Disk) -> list[str]:
    name = quote(disk.name)
    return [
        f"drbdadm adjust {name}",
        f"drbdadm secondary {name}",
        f"{_alone(disk, '=')} || drbdadm disconnect {name}",
        f"drbdadm connect --discard-my-data {name}",
    ]


def _alone(disk: Disk, operator: str) -> str:
    return f'[ "$(drbdadm cstate {quote(disk.name)} | sort -u)" {operator} StandAlone ]'
