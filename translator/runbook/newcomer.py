"""A node that has a new system, on its way to being a node of the pair: the system itself, and the data below DRBD."""

from __future__ import annotations

from shlex import quote

from . import shell
from .markdown import code
from .model import MINUTE, Command, Step
from .names import Disk, Names
from .operate import other, resynchronised


def system(names: Names, node: str) -> Step:
    """A step without commands: the installation is the administrator's."""
    place = names.nodes.index(node)
    nics = dict.fromkeys(nic for service in names.services for nic in service.nics)
    below = [code(path) for disk in names.disks for path in disk.below]
    kept = f" ({', '.join(dict.fromkeys(below))})" if below else ""
    spared = (
        f"Leave what is below {_listed(names.disks)}{kept} alone: no partitions, no file system, no boot loader there. "
        if names.disks
        else ""
    )
    return Step(
        id=f"system-{node}",
        where=(node,),
        title=f"Install the new system on {node}",
        why=f"{spared}It keeps its name, its addresses and the names of its interfaces and disks; a new kernel counts them anew, "
        "which `net.ifnames=0` or a .link file of systemd puts right. Then install the servers that it is to run, of the version that you "
        "want, and let none of them start at boot.",
        commands=(),
        check=shell.now(
            [
                f'[ "$(uname -n | tr "[:upper:]" "[:lower:]")" = {quote(node)} ]',
                *[shell.held(wire.addresses[place]) for wire in names.wires],
                *[f"[ -e /sys/class/net/{quote(nic)} ]" for nic in nics],
                *[f"[ -b {quote(path)} ]" for path in dict.fromkeys(path for disk in names.disks for path in disk.below)],
            ],
            "The name, the addresses of the links, the interfaces and the disks are what they were.",
        ),
    )


def data(names: Names, node: str) -> tuple[Step, ...]:
    """DRBD comes up as the target of a whole copy, whatever the disk says of itself; none where there is no DRBD.

    `invalidate` on a Secondary that is StandAlone makes it Inconsistent (drbd_adm_invalidate of DRBD 8.4). In the handshake a node
    that is Inconsistent becomes the target of one that is better, in all versions (drbd_sync_handshake).
    """
    if not names.disks:
        return ()
    peer = other(names, node)
    copies = Step(
        id=f"target-{node}",
        where=(node,),
        title=f"Bring DRBD up on {node}, as the target of a whole copy",
        why=f"{peer} has the good data, and loses nothing: {node} declares its own bad before it connects. What an installer may have "
        "written below DRBD is in no bitmap, so all is copied. `attach` fails where the disk is not the right one, for want of DRBD's "
        "meta-data: then find the right one. Only where it is lost make it anew, with `drbdadm create-md`. Take the kernel's own DRBD 8.4: "
        "it speaks to 8.3, has the same meta-data, and DRBD 9 does not.",
        commands=(Command("modprobe drbd"), *[Command(text) for disk in names.disks for text in _target(quote(disk.name))]),
        check=shell.waiting(
            2 * MINUTE,
            [
                'grep -q "^8[.]" /sys/module/drbd/version',
                *[f'drbdadm cstate {quote(disk.name)} | grep -qE "^(SyncTarget|PausedSyncT|Connected)"' for disk in names.disks],
            ],
            "Connected, and the target. Where the peer is StandAlone, `drbdadm connect` there.",
        ),
    )
    return (copies, resynchronised(f"target-resync-{node}", node, names.disks))


def _target(name: str) -> list[str]:
    return [f"drbdadm {verb} {name}" for verb in ("down", "new-resource", "new-minor", "attach", "invalidate", "adjust")]


def _listed(disks: tuple[Disk, ...]) -> str:
    return ", ".join(code(disk.name) for disk in disks)
