"""Volume groups that belong to one node by their system ID: LVM-activate wants that, and the old cluster knew nothing of it.

lvmsystemid(7): a group without a system ID is anybody's; one with another node's is foreign, and is neither activated nor changed, but
by a node that lists that ID among its `extra_system_ids`. LVM-activate's start takes a foreign group over in this way, and refuses a
group without a system ID, and a node without one. Verified with LVM 2.03.16: a foreign group is not activated with the list alone, so
that it is taken over first.
"""

from __future__ import annotations

from shlex import quote

from . import shell
from .model import MINUTE, Command, Step
from .names import Names, Service

_CONF = "/etc/lvm/lvm.conf"
_OWN = 'own=$(lvm systemid | cut -d: -f2 | tr -d "[:blank:]")'


def identity(names: Names) -> list[Step]:
    """Both nodes get a system ID; changes nothing for groups that have none, and all have none. None where there are no groups."""
    if not names.volume_groups:
        return []
    setting = 'system_id_source = "uname"'
    change = rf"/^[[:space:]]*system_id_source[[:space:]]*=/d; s/^[[:space:]]*global[[:space:]]*\{{/&\n\t{setting}/"
    return [
        Step(
            id="lvm-identity",
            where=names.nodes,
            title="Give LVM a system ID on each node",
            why="The node's name. Volume groups without a system ID, and all are that now, stay as usable as they were. A filter of the old "
            "lvm.conf that hides what is below DRBD is needed as before: a reinstalled node has to get it, too.",
            commands=(
                Command(f"{_OWN}; [ -n \"$own\" ] || sed -i -E {quote(change)} {_CONF}"),
                Command(f"{_OWN}; [ -n \"$own\" ] || printf 'global {{\\n\\t%s\\n}}\\n' {quote(setting)} >>{_CONF}"),
            ),
            check=shell.now([f'{{ {_OWN}; [ -n "$own" ]; }}', "lvmconfig --validate >/dev/null"], "The node has a system ID."),
            way_back=(Command(f"tar -C / -xzf {shell.BACKUP}/etc.tar.gz etc/lvm/lvm.conf"),),
        )
    ]


def owned(names: Names, node: str) -> list[Step]:
    """While neither cluster runs, the groups get the system ID of one node; none where there are no groups."""
    if not names.volume_groups:
        return []
    return [
        Step(
            id=f"lvm-own-{node}",
            where=(node,),
            title=f"Give the volume groups the system ID of {node}",
            why="LVM-activate refuses a group without one. From here on no node activates a group of the other one's by mistake; the agent "
            f"takes a group over from a node that is gone.{names.drbd(' A group on DRBD is seen on a Primary alone.')}",
            commands=_reached(names, [take(group) for group in names.volume_groups]),
            check=shell.now(shell.nothing_served(names), "Each group has its system ID, and nothing is left in use."),
            way_back=_reached(names, [_clear(group) for group in names.volume_groups]),
            outage=True,
        )
    ]


def released(names: Names) -> list[Step]:
    """The way back: the groups are anybody's again. The old cluster activates them on either node."""
    if not names.volume_groups:
        return []
    return [
        Step(
            id="back-lvm",
            where=(names.active,),
            title="Take the system ID off the volume groups",
            why="Heartbeat's LVM does not take a group over: it would start nothing on a node that does not own it.",
            commands=_reached(names, [_clear(group) for group in names.volume_groups]),
            check=shell.now(shell.nothing_served(names), "No group has a system ID, and nothing is left in use."),
            outage=True,
        )
    ]


def by_hand(service: Service) -> tuple[list[Command], list[Command]]:
    """What makes the service's groups usable by hand, on a node whose disks are there, and what ends that."""
    return (
        [each for group in service.volume_groups for each in (Command(take(group)), Command(f"vgchange -ay {quote(group)}"))],
        [Command(f"vgchange -an {quote(group)}") for group in service.volume_groups],
    )


def take(group: str) -> str:
    """The command that makes the node the owner of a group, whoever owns it; it fails on a node without a system ID."""
    name = quote(group)
    return (
        f"pvscan --cache >/dev/null; {_OWN}; {_now(name)}\n"
        f'[ "$now" = "$own" ] || vgchange -y --config "local/extra_system_ids=[\\"$now\\"]" --systemid "$own" {name}\n'
        f'{_now(name)}; [ -n "$now" ]'
    )


def _clear(group: str) -> str:
    name = quote(group)
    return (
        f"pvscan --cache >/dev/null; vgs --foreign {name} >/dev/null && {_now(name)} &&\n"
        f'  {{ [ -z "$now" ] || vgchange -y --config "local/extra_system_ids=[\\"$now\\"]" --systemid "" {name}; }}'
    )


def _now(name: str) -> str:
    return f'now=$(vgs --foreign --noheadings -o systemid {name} | tr -d "[:blank:]")'


def _reached(names: Names, texts: list[str]) -> tuple[Command, ...]:
    """The commands where the groups can be seen, and afterwards all as it was: a Primary on which udev may have activated them."""
    disks = dict.fromkeys(quote(disk.name) for service in names.services if service.volume_groups for disk in service.disks)
    if not disks:
        return tuple(map(Command, texts))
    groups = " ".join(map(quote, names.volume_groups))
    ends = shell.waiting(MINUTE, [f"vgchange -an {groups} >/dev/null", *[f"drbdadm secondary {name}" for name in disks]], "")
    return (*[Command(f"drbdadm primary {name}") for name in disks], *map(Command, texts), Command(ends.text, ends.seconds))
