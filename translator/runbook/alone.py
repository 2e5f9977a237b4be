"""The window of a pair that is reinstalled: a new cluster of one node, beside an old node that it must not shoot."""

from __future__ import annotations

from shlex import quote

from ..plan import boot
from . import fences, lvm, outdate, running, saving, shell
from .model import MINUTE, Command, Step
from .names import Names


def leave(names: Names) -> tuple[Step, ...]:
    """The standby leaves the old cluster; the other node goes on with it."""
    leaving, staying = names.stop_order
    fenced = (
        f" Until {leaving} is back, do not start Heartbeat anew on {staying}: a node that hears no peer for {names.initdead} seconds "
        "after its start shoots it."
        if names.fences
        else ""
    )
    conditions = shell.all_served(names.services)
    return (
        Step(
            id=f"leave-{leaving}",
            where=(leaving,),
            title=f"Take {leaving} out of the old cluster",
            why=f"What it serves moves to {staying}.{names.drbd(' DRBD is taken down in order.')} From here on there is no standby.",
            commands=(running.STOP_HEARTBEAT, *[Command(f"drbdadm down {quote(disk.name)}") for disk in names.disks]),
            check=shell.patiently(
                2 * MINUTE, [shell.not_running("heartbeat"), *shell.nothing_served(names)], f"Nothing is left on {leaving}."
            ),
            way_back=(
                *[Command(f"drbdadm up {quote(disk.name)}") for disk in names.disks],
                running.START_HEARTBEAT,
            ),
        ),
        Step(
            id=f"goes-on-{staying}",
            where=(staying,),
            title=f"{staying} serves alone, with the old cluster",
            why=f"{names.drbd('The only good copy of the data is here now. ')}Go on only when its check holds.{fenced}",
            commands=(),
            check=shell.patiently(
                running.SERVING,
                [*conditions, *[f"drbdadm dstate {quote(disk.name)} | grep -q ^UpToDate" for disk in names.disks]],
                f"All that can be seen of the services is on {staying}{names.drbd(', and its data is UpToDate')}.",
            ),
        ),
    )


def last_dump(names: Names) -> tuple[Step, ...]:
    """For a database server of another version, from the node that serves: nobody writes from here on."""
    made = []
    for step, database in zip(saving.dumps(names), names.databases):
        client = f"mysql --socket={quote(database.socket)}"
        made.append(
            step._replace(
                id=f"last-{step.id}",
                where=(names.active,),
                title=f"Where the database server becomes another version: dump {database.id} once more",
                why="What is written after the dump would be lost, so the server takes no writes from here on. Stop the applications, too: "
                "accounts with SUPER may still write. Where the version stays, leave this step and the next one out.",
                commands=(Command(f'{client} --execute="SET GLOBAL read_only = ON"'), *step.commands),
                way_back=(Command(f'{client} --execute="SET GLOBAL read_only = OFF"'),),
            )
        )
    return tuple(made)


def stop_old(names: Names) -> tuple[Step, ...]:
    """The old cluster ends on its last node, which keeps the data as it is then."""
    node = names.active
    steps = [
        Step(
            id=f"stop-old-{node}",
            where=(node,),
            title=f"Stop Heartbeat on {node}: the outage begins",
            why="Go on only when its check holds: no address, no mount, no Primary, no process.",
            commands=(running.STOP_HEARTBEAT,),
            check=shell.patiently(
                2 * MINUTE,
                [shell.not_running("heartbeat"), *shell.nothing_served(names), *shell.replicating(names.disks)],
                f"Nothing is left on {node}{names.drbd(', and its peer has all of its data')}.",
            ),
            way_back=(running.START_HEARTBEAT,),
            outage=True,
        ),
    ]
    if names.disks:
        steps.append(
            Step(
                id=f"cut-{node}",
                where=(node,),
                title=f"Cut {node} off from DRBD",
                why=f"Its disk keeps what it has now: that is the way back. It stays cut off there, too: Heartbeat makes it Primary as it "
                f"is, and what {names.standby} has written meanwhile is given up. Do not connect the two to try.",
                commands=tuple(Command(f"drbdadm disconnect {quote(disk.name)}") for disk in names.disks),
                check=shell.patiently(
                    MINUTE,
                    [
                        condition
                        for disk in names.disks
                        for condition in (
                            f'[ "$(drbdadm cstate {quote(disk.name)} | sort -u)" = StandAlone ]',
                            f"drbdadm dstate {quote(disk.name)} | grep -q ^UpToDate",
                        )
                    ],
                    "It is StandAlone, and its data is UpToDate.",
                ),
                outage=True,
            )
        )
    return tuple(steps)


def start_new(names: Names) -> tuple[Step, ...]:
    """The new cluster on its first node, from nothing to serving."""
    node = names.standby
    return (
        Step(
            id=f"corosync-{node}",
            where=(node,),
            title=f"Start corosync on {node} alone",
            why="It hears no peer, and goes on alone.",
            commands=(running.START_COROSYNC,),
            check=shell.waiting(
                2 * MINUTE, ['corosync-quorumtool -s 2>/dev/null | grep -q "^Quorate: *Yes"'], "One node, and it has quorum."
            ),
            way_back=(running.STOP_COROSYNC,),
            outage=True,
        ),
        Step(
            id=f"pacemaker-{node}",
            where=(node,),
            title=f"Start Pacemaker on {node} alone",
            why="It has no resources yet, and starts nothing.",
            commands=(running.START_PACEMAKER,),
            check=shell.waiting(
                3 * MINUTE,
                [f'crm_mon -1 --output-as=xml 2>/dev/null | grep -q "<node name=.{shell.escaped(node)}. .*online=.true."'],
                f"{node} is online.",
            ),
            way_back=(running.STOP_PACEMAKER, *[Command(f"drbdadm down {quote(disk.name)}") for disk in names.disks]),
            outage=True,
        ),
        *lvm.owned(names, node),
        _load(names, node),
        *_release(names, node),
        Step(
            id=f"serves-alone-{node}",
            where=(node,),
            title=f"{node} serves, with the new cluster: the outage ends",
            why="Try the services with a client, too. Nothing of the old node is lost yet.",
            commands=(),
            check=shell.waiting(running.SERVING, shell.all_served(names.services), "Everything is served."),
        ),
    )


def _load(names: Names, node: str) -> Step:
    cib, alone = f"{shell.WORK}/cib.xml", f"{shell.WORK}/alone.xml"
    held = " The database waits for the next step." if names.databases else ""
    fenced = (
        f" Fencing is off: Pacemaker shoots a node that it has never seen, and {names.active} is one, with its system half installed."
        if names.fences
        else ""
    )
    return Step(
        id=f"load-{node}",
        where=(node,),
        title="Load the CIB, without fencing" if names.fences else "Load the CIB",
        why=f"From here on Pacemaker starts what it can on {node}, without waiting for a peer.{fenced}{held}",
        commands=(
            Command(fences.without(cib, alone)),
            *[
                Command(f"CIB_file={alone} crm_resource --resource {quote(each.id)} --meta --set-parameter {_HOLD} --parameter-value Stopped")
                for each in names.databases
            ],
            Command(f"CIB_file={alone} {_patience(0)}"),
            Command(f"crm configure load xml replace {alone}", 5 * MINUTE),
        ),
        check=shell.now(
            [
                *[f'cibadmin --query --scope resources | grep -q "id=.{service.id}."' for service in names.services],
                fences.is_set("false"),
            ],
            "The resources are in the CIB, and nobody is shot.",
        ),
        way_back=(Command("cibadmin --erase --force"),),
        outage=True,
    )


_HOLD = "target-role"


def _patience(seconds: int) -> str:
    """How long a node that is alone waits for its peer, from now on."""
    return f"crm_resource --resource {boot.NAME} --set-parameter seconds --parameter-value {seconds}"


def _release(names: Names, node: str) -> list[Step]:
    if not names.databases:
        return []
    return [
        Step(
            id=f"release-data-{node}",
            where=(node,),
            title="Let the database start",
            why="A server of the same version takes the files as they are. They belong to the number that its user had on the old system: "
            "where it has another one now, `chown -R mysql: DIRECTORY` first. For a server of another version move them aside first, make new ones "
            "(`mariadb-install-db --user=mysql --datadir=DIRECTORY`), let it start, and load your own databases from the dump, each with "
            "`mysql --one-database NAME`; the dump's own database `mysql` is the old server's: make the accounts anew.",
            commands=tuple(
                Command(f"crm_resource --resource {quote(each.id)} --meta --delete-parameter {_HOLD}") for each in names.databases
            ),
            check=shell.waiting(running.SERVING, [shell.answers(each) for each in names.databases], "The database answers."),
            outage=True,
        )
    ]


def join(names: Names) -> tuple[Step, ...]:
    """The second new node comes to the first, and then fencing is on again."""
    node = names.active
    joined = Step(
        id=f"join-{node}",
        where=(node,),
        title=f"Start corosync and Pacemaker on {node}",
        why="It joins, and takes nothing over."
        if not names.fails_back
        else "It joins; services whose home it is return (auto_failback), and are not served while they move.",
        commands=(running.START_COROSYNC, running.START_PACEMAKER),
        check=shell.waiting(
            5 * MINUTE,
            [*running.sees_both(), shell.both_online(), *shell.replicating(names.disks)],
            f"Both nodes are online, over every link{names.drbd(', and DRBD is UpToDate/UpToDate')}.",
        ),
    )
    waits = Step(
        id="waits-again",
        where=(names.standby,),
        title="Let a node that boots alone wait for its peer",
        why="As long as Heartbeat waited (initdead). Nothing that runs is touched.",
        commands=(Command(_patience(names.initdead)),),
        check=shell.now(
            [f'[ "$(crm_resource --resource {boot.NAME} --get-parameter seconds --quiet)" = {names.initdead} ]'], "It is told so."
        ),
    )
    typed = [step._replace(id=f"{step.id}-{node}") for step in fences.passwords(names.fences, names.nodes)]
    return (joined, *_returned(names, node), waits, *outdate.let_in(names, node), *typed, *_fenced(names))


def _returned(names: Names, node: str) -> list[Step]:
    """What is at home on the node has come back, where that is so: all else looks whole before it begins to move."""
    if not names.fails_back or not names.served_by(node):
        return []
    return [
        Step(
            id=f"returns-{node}",
            where=(node,),
            title=f"{node} serves again what is at home there",
            why="All else looks whole before the move begins: go on only when this check holds.",
            commands=(),
            check=running.serving_check(names, node),
        )
    ]


def _fenced(names: Names) -> list[Step]:
    if not names.fences:
        return []
    return [
        Step(
            id="fencing-on",
            where=names.nodes[:1],
            title="Turn fencing on again",
            why="Now both nodes have been seen, and neither is shot for having been away.",
            commands=(
                *[Command(f"crm resource cleanup {quote(device.id)}") for device in names.fences],
                Command("crm configure property stonith-enabled=true"),
            ),
            check=shell.waiting(
                5 * MINUTE, [fences.is_set("true"), *running.at_rest(names)], "Fencing is on, the cluster is whole, and nothing has failed."
            ),
        )
    ]
