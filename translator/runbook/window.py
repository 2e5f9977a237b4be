"""The maintenance window: from the old cluster to the new one."""

from __future__ import annotations

import re
from shlex import quote

from . import fences, lvm, operate, outdate, prepare, running, saving, shell
from .markdown import code
from .model import MINUTE, Command, Step
from .names import Names

_BOOT = f"{shell.BACKUP}/boot"


def steps(names: Names) -> tuple[Step, ...]:
    """In their order. The outage is the steps that say so."""
    return (
        _out_of_boot(names),
        _stop_standby(names),
        _alone(names),
        _stop_active(names),
        _gone(names),
        *outdate.to_pacemaker(names),
        *lvm.owned(names, names.active),
        _corosync(names),
        _pacemaker(names),
        _load(names),
        *_serve(names),
        *fences.passwords(names.fences, names.nodes),
        _whole(names),
        *_tables(names),
        _into_boot(names),
        *([] if names.served_by(names.standby) else operate.shoot(names, names.standby)),
    )


def _out_of_boot(names: Names) -> Step:
    return Step(
        id="out-of-boot",
        where=names.nodes,
        title="Take the old cluster out of the boot sequence",
        why="Pacemaker starts DRBD and the services, and nothing else may. A node that reboots from here on comes up with neither "
        "cluster, and waits for you: that is safe, while two clusters at once are not. What did start at boot is noted for the way back.",
        commands=(
            Command(f": >>{_BOOT}"),
            Command(
                shell.each_unit(
                    names.boot, f'if {shell.AT_BOOT}\n  then echo "$name" >>{_BOOT}\n  {shell.switch("disable")}\n  fi'
                )
            ),
        ),
        check=shell.now([shell.never_at_boot(names.boot)], "Nothing of the old cluster starts at boot."),
        way_back=(back_into_boot(),),
    )


def back_into_boot() -> Command:
    """Turns on again what `out-of-boot` turned off, and no more than that."""
    return Command(f'sort -u {_BOOT} | while read -r name\ndo {shell.switch("enable")}\ndone')


def _stop_standby(names: Names) -> Step:
    moves = " What it serves itself moves to its peer now." if names.served_by(names.standby) and len(names.homes) > 1 else ""
    return Step(
        id="stop-standby",
        where=(names.standby,),
        title=f"Stop Heartbeat on {names.standby}",
        why=f"First on the node that could take over: what {names.active} gives up afterwards then has nowhere to go.{moves}",
        commands=(running.STOP_HEARTBEAT,),
        check=shell.waiting(
            2 * MINUTE,
            [shell.not_running("heartbeat"), *shell.nothing_served(names), *map(shell.connected, names.disks)],
            f"Heartbeat is gone from {names.standby}, and nothing is served there{names.drbd('; DRBD goes on mirroring')}.",
        ),
        way_back=(running.START_HEARTBEAT,),
    )


def _alone(names: Names) -> Step:
    """Heartbeat that is stopped in the middle of a takeover may leave half of it behind."""
    conditions = shell.all_served(names.services)
    return Step(
        id="alone",
        where=(names.active,),
        title=f"{names.active} serves alone",
        why="Only a node that is at rest is stopped.",
        commands=(),
        check=shell.waiting(running.SERVING, conditions, f"Everything is served by {names.active}."),
    )


def _stop_active(names: Names) -> Step:
    watched = " With it goes check_primary." if names.check_primary else ""
    return Step(
        id="stop-active",
        where=(names.active,),
        title=f"Stop Heartbeat on {names.active}: the outage begins",
        why=f"It stops the services from right to left{names.drbd(', and makes DRBD Secondary')}.{watched}",
        commands=(running.STOP_HEARTBEAT,),
        check=shell.waiting(
            2 * MINUTE, [shell.not_running("heartbeat"), *shell.nothing_served(names)], f"Nothing is left on {names.active}."
        ),
        way_back=(running.START_HEARTBEAT,),
        outage=True,
    )


def _gone(names: Names) -> Step:
    """The last look before the new cluster: two clusters that both run are the one thing that destroys data here."""
    conditions = [shell.not_running("heartbeat"), *shell.nothing_served(names), *shell.replicating(names.disks)]
    if names.check_primary:
        conditions.insert(1, f"! pgrep -f {_pattern(names.check_primary)} >/dev/null")
    scripts = ", ".join(map(code, names.scripts))
    unseen = f" Look for what these started, too, which no check sees: {scripts}." if scripts else ""
    return Step(
        id="gone",
        where=names.nodes,
        title="Nothing of the old cluster is left",
        why=f"Look on both nodes before you start anything: no address, no mount, no Primary, no process.{unseen}",
        commands=(),
        check=shell.waiting(
            MINUTE, conditions, f"Nothing runs or is served here{names.drbd(', and DRBD is Connected and UpToDate/UpToDate')}."
        ),
        outage=True,
    )


def _pattern(path: str) -> str:
    """A quoted pattern for the path. Its first character is in brackets: the shell that asks has it in its own command line."""
    if re.fullmatch(r"/[A-Za-z0-9/_.-]*", path):
        return f'"[/]{path[1:]}"'
    return quote(f"[/]{re.escape(path[1:])}")


def _corosync(names: Names) -> Step:
    return Step(
        id="corosync",
        where=names.nodes,
        title="Start corosync on both nodes",
        why="Do not go on before each node sees the other over every link. A node that does not hear its peer goes on alone, so that a "
        "wrong address or a closed port here means everything twice later. This also proves that the keys are the same.",
        commands=(running.START_COROSYNC,),
        check=shell.waiting(2 * MINUTE, running.sees_both(), "Two nodes, and no link is disconnected."),
        way_back=(running.STOP_COROSYNC,),
        outage=True,
    )


def _pacemaker(names: Names) -> Step:
    return Step(
        id="pacemaker",
        where=names.nodes,
        title="Start Pacemaker on both nodes",
        why="It has no resources yet, and starts nothing.",
        commands=(running.START_PACEMAKER,),
        check=shell.waiting(3 * MINUTE, [shell.both_online()], "Both nodes are online."),
        way_back=(running.STOP_PACEMAKER,),
        outage=True,
    )


def _load(names: Names) -> Step:
    probes = [f'cibadmin --query --scope resources | grep -q "id=.{service.id}."' for service in names.services]
    return Step(
        id="load",
        where=names.nodes[:1],
        title="Load the CIB",
        why=f"From here on Pacemaker starts everything{names.drbd(': DRBD (which is up already, and that is fine), the gates')}, and each "
        "service in the order of its line.",
        commands=(Command(f"crm configure load xml replace {shell.WORK}/cib.xml", 5 * MINUTE),),
        check=shell.now(probes, "The resources are in the CIB."),
        way_back=(Command("cibadmin --erase --force"),),
        outage=True,
    )


def _serve(names: Names) -> list[Step]:
    """One step for each node that is home to something, without commands: the outage ends."""
    return [
        Step(
            id=f"serve-{node}",
            where=(node,),
            title=f"{node} serves: the outage ends",
            why="The resources start in the order of their lines. Try them with a client, too.",
            commands=(),
            check=running.serving_check(names, node),
        )
        for node in names.homes
    ]


def _whole(names: Names) -> Step:
    return Step(
        id="whole",
        where=names.nodes[:1],
        title="The new cluster is whole",
        why="Without this the standby could not take over.",
        commands=(),
        check=shell.waiting(
            5 * MINUTE,
            running.at_rest(names),
            f"Both nodes are online, and nothing has failed{names.drbd('; DRBD is UpToDate/UpToDate, and each gate is 1')}"
            f"{'; all ping nodes answer on both nodes' if names.reaches else ''}.",
        ),
    )


def _tables(names: Names) -> list[Step]:
    return [
        Step(
            id=f"tables-{database}",
            where=(node,),
            title=f"The database {database} has its tables",
            why="The same list as before the window. Let the application look at its rows, too.",
            commands=(),
            check=shell.now([condition], "The list of tables has not changed."),
        )
        for node, database, condition in saving.same_tables(names)
    ]


def _into_boot(names: Names) -> Step:
    return Step(
        id="into-boot",
        where=names.nodes,
        title="Take the new cluster into the boot sequence",
        why="A node that boots joins by itself. Alone, it waits as long for its peer as Heartbeat waited (initdead), and starts.",
        commands=(
            Command(shell.each(prepare.NEW_SERVICES, shell.switch("enable"))),
            # A node that is shot right afterwards loses what is not on its disk yet.
            *([Command("sync")] if names.fences else []),
        ),
        check=shell.now([shell.always_at_boot(prepare.NEW_SERVICES)], "corosync and Pacemaker start at boot."),
        way_back=(Command(shell.each(prepare.NEW_SERVICES, shell.switch("disable"))),),
    )
