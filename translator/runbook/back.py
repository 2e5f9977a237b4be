"""The way back to Heartbeat, from any step of the window, and the step after which it is closed."""

from __future__ import annotations

from shlex import quote

from . import lvm, outdate, running, shell, window
from .model import MINUTE, Command, Step
from .names import Names
from .prepare import NEW_SERVICES


def way_back(names: Names) -> tuple[Step, ...]:
    """From wherever the window has got to: each command does nothing where there is nothing to undo.

    No write is lost: both clusters work on the same DRBD resources.
    """
    return (quiet(names, "back-quiet"), _stop(names), *_disks(names), *lvm.released(names), *outdate.to_heartbeat(names), _boot(names), _start(names), *_serve(names))


def quiet(names: Names, id: str) -> Step:
    """Stops everything that the cluster runs, and leaves the cluster itself."""
    return Step(
        id=id,
        where=names.nodes[:1],
        title="Let Pacemaker stop all resources",
        why="All at once and on both nodes, so that nothing moves while one node is stopped before the other.",
        commands=(
            Command(
                "! pgrep -x pacemakerd >/dev/null || crm configure property stop-all-resources=true", running.STOPPING
            ),
        ),
        check=shell.waiting(running.STOPPING, shell.nothing_served(names), "Nothing is served here."),
        outage=True,
    )


def _stop(names: Names) -> Step:
    return Step(
        id="back-stop",
        where=names.nodes,
        title="Stop the new cluster, and let it not start again",
        why="The CIB is removed: the next try begins with an empty one. It is made anew from the same files at any time.",
        commands=(
            Command(shell.each(NEW_SERVICES, shell.switch("disable"))),
            running.STOP_PACEMAKER,
            running.STOP_COROSYNC,
            Command("rm -f /var/lib/pacemaker/cib/cib*"),
        ),
        check=shell.waiting(
            2 * MINUTE,
            [shell.not_running("pacemakerd"), shell.not_running("corosync"), *shell.nothing_served(names)],
            "Nothing of the new cluster is left.",
        ),
        outage=True,
    )


def _disks(names: Names) -> list[Step]:
    if not names.disks:
        return []
    step = Step(
        id="back-drbd",
        where=names.nodes,
        title="Bring DRBD up by hand",
        why="Pacemaker took it down when it stopped, and Heartbeat expects it up.",
        commands=tuple(Command(f"drbdadm adjust {quote(disk.name)}") for disk in names.disks),
        check=shell.waiting(5 * MINUTE, shell.replicating(names.disks), "DRBD is Connected and UpToDate/UpToDate."),
        outage=True,
    )
    return [step]


def _boot(names: Names) -> Step:
    return Step(
        id="back-boot",
        where=names.nodes,
        title="Put the old cluster back into the boot sequence",
        why="Just what was there before the window.",
        commands=(window.back_into_boot(),),
        check=shell.now([shell.never_at_boot(NEW_SERVICES)], "The new cluster does not start at boot."),
        outage=True,
    )


def _start(names: Names) -> Step:
    return Step(
        id="back-heartbeat",
        where=names.stop_order[::-1],
        title="Start Heartbeat on both nodes",
        why=f"On both within {names.initdead} seconds (initdead): until then, a node that is alone waits for its peer.",
        commands=(running.START_HEARTBEAT,),
        check=shell.waiting(MINUTE, ["pgrep -x heartbeat >/dev/null"], "Heartbeat runs."),
        outage=True,
    )


def _serve(names: Names) -> list[Step]:
    return [
        Step(
            id=f"back-serve-{node}",
            where=(node,),
            title=f"{node} serves again, with the old cluster",
            why="The resources start in the order of their lines.",
            commands=(),
            check=running.serving_check(names, node, names.initdead),
        )
        for node in names.homes
    ]


def removal(names: Names) -> tuple[Step, ...]:
    """Takes the old software away; nothing where a script of its package is still called."""
    if names.keeps_heartbeat:
        return ()
    return (
        Step(
            id="remove",
            where=names.nodes,
            title="Remove Heartbeat",
            why="Days later, when nobody wants to go back. Its configuration stays in /etc/ha.d, and in the backup.",
            commands=(Command("DEBIAN_FRONTEND=noninteractive apt-get remove -y heartbeat", 5 * MINUTE),),
            check=shell.now(
                ["! dpkg-query -W -f='${db:Status-Status}\\n' heartbeat 2>/dev/null | grep -x installed", shell.both_online()],
                "Heartbeat is gone, and the new cluster has not noticed.",
            ),
        ),
    )
