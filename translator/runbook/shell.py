"""The pieces of shell that the steps are made of: conditions on a node, and waiting for them.

A condition is a command that exits with 0 where it holds. Facts: the output of drbdadm is that of drbd-utils 9.22 with the kernel's
DRBD 8.4 and that of 8.3; of corosync-quorumtool and corosync-cfgtool that of corosync 3.1; of crm_mon that of Pacemaker 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from shlex import quote

from .model import Check
from .names import Database, Disk, Names, Service

BACKUP = "/root/before-ha1to2"
"""Where each node keeps what was before; for root alone."""

WORK = "/root/ha1to2-files"
"""Where each node has what ha1to2 made."""

_SLACK = 60
"""Seconds that a machine gives a check beyond its own limit: on a slow machine the last look takes that long."""


def waiting(seconds: int, conditions: Iterable[str], shows: str) -> Check:
    """A check that looks once a second until all conditions hold, for at most `seconds`."""
    loop = f"\nuntil {joined(conditions)}\ndo sleep 1; done"
    return Check(f"timeout {seconds} bash -c {quote(loop)}", shows, seconds + _SLACK)


def patiently(seconds: int, conditions: Iterable[str], shows: str) -> Check:
    """The same for an old node, which may have no `timeout`: it is bounded as long as no condition hangs."""
    loop = f'\nuntil {joined(conditions)}\ndo [ "$SECONDS" -lt {seconds} ] || exit 1\n  sleep 1; done'
    return Check(f"bash -c {quote(loop)}", shows, seconds + _SLACK)


def now(conditions: Iterable[str], shows: str) -> Check:
    """A check that looks once."""
    return Check(joined(conditions), shows)


def joined(conditions: Iterable[str]) -> str:
    """All of the conditions, as one; what holds always where there are none."""
    return " &&\n  ".join(conditions) or "true"


def each(names: Iterable[str], body: str) -> str:
    """`body` for each of the names, as `$name`."""
    return f"for name in {' '.join(map(quote, names))}\ndo {body}\ndone"


def each_unit(names: Iterable[str], body: str) -> str:
    """`body` for each of the names, as `$name`, and before them for the units that systemd means by them.

    A name may be an alias (bind9 is named, mysql is mariadb). A unit takes its aliases with it when it is turned off, and none of them
    can turn it on again then: what has to come back is known by the unit's own name. Where systemd does not run, it says nothing.
    """
    listed = " ".join(map(quote, names))
    asked = 'systemctl show --property=Id --value "$known.service" 2>/dev/null'
    real = f"for known in {listed}\n  do {asked}; done | sed 's/\\.service$//'"
    return f"for name in $(\n  {real}\n) {listed}\ndo {body}\ndone"


def held(address: str) -> str:
    return f"ip -o address show to {quote(address)} | grep -q ."


def mounted(directory: str) -> str:
    return f"mountpoint -q -- {quote(directory)}"


def primary(disk: Disk) -> str:
    return f"drbdadm role {quote(disk.name)} 2>/dev/null | grep -q ^Primary"


def connected(disk: Disk) -> str:
    return f'[ "$(drbdadm cstate {quote(disk.name)} | sort -u)" = Connected ]'


def whole(disk: Disk) -> str:
    """All volumes have good data on both nodes."""
    return f'[ "$(drbdadm dstate {quote(disk.name)} | sort -u)" = UpToDate/UpToDate ]'


def replicating(disks: Iterable[Disk]) -> list[str]:
    return [condition for disk in disks for condition in (connected(disk), whole(disk))]


def answers(database: Database) -> str:
    """mysqladmin says so without a password, too: a server that refuses the password lives."""
    return f"mysqladmin --socket={quote(database.socket)} ping >/dev/null 2>&1"


def served(service: Service) -> list[str]:
    """All of the service is here, as far as it can be seen from outside the cluster."""
    return [
        *map(held, service.addresses),
        *map(primary, service.disks),
        *[mounted(mount.directory) for mount in service.mounts],
        *map(answers, service.databases),
    ]


def all_served(services: Iterable[Service]) -> list[str]:
    return [condition for service in services for condition in served(service)]


def nothing_served(names: Names) -> list[str]:
    """Neither address nor data is in use here. What holds a file of the data keeps it mounted, and the device Primary."""
    wanted = [
        *map(held, names.addresses),
        *[mounted(mount.directory) for mount in names.mounts],
        *map(primary, names.disks),
    ]
    return [f"! {condition}" for condition in dict.fromkeys(wanted)]


def not_running(process: str) -> str:
    return f"! pgrep -x {quote(process)} >/dev/null"


def both_online() -> str:
    return '[ "$(crm_mon -1 --output-as=xml 2>/dev/null | grep -c "<node .* online=.true.")" = 2 ]'


def no_failures() -> str:
    return '! crm_mon -1 --output-as=xml | grep -q "<failure "'


def running(service: Service) -> str:
    """The cluster says that the whole group runs, wherever that is."""
    return f'crm_resource --resource {quote(service.id)} --locate 2>/dev/null | grep -q "is running on"'


def attribute(node: str, name: str, operator: str, value: int) -> str:
    asked = f"crm_attribute --type status --node {quote(node)} --name {quote(name)} --query --quiet --default 0"
    return f'[ "$({asked} 2>/dev/null)" {operator} {value} ]'


AT_BOOT = 'compgen -G "/etc/rc[2-5].d/S??$name" >/dev/null || [[ $(systemctl is-enabled "$name" 2>/dev/null) == enabled* ]]'
"""Whether `$name` starts at boot: by a link of a runlevel, or by systemd where there is one.

Its exit code is no answer: it is 0 for an alias and for a unit that cannot be enabled, too (systemctl(1)).
"""


def switch(verb: str) -> str:
    """Turns `$name` on or off at boot (`enable`, `disable`).

    chkconfig is Red Hat's, for init scripts and units. update-rc.d tells systemd as well, with and without an init script's own list
    of runlevels, but it needs links to turn.
    """
    return (
        "if command -v chkconfig >/dev/null\n"
        f'  then chkconfig "$name" {"on" if verb == "enable" else "off"}\n'
        'elif compgen -G "/etc/rc[2-5].d/[SK]??$name" >/dev/null\n'
        f'  then update-rc.d "$name" {verb} 2 3 4 5\n'
        f'  else systemctl {verb} "$name"\n'
        "  fi"
    )


def never_at_boot(names: Iterable[str]) -> str:
    """The condition that none of the names starts at boot; it prints those that do."""
    return "! " + each_unit(names, f'if {AT_BOOT}\n  then echo "$name"\n  fi') + " | grep ."


def always_at_boot(names: Iterable[str]) -> str:
    """The condition that all of the names start at boot; it prints those that do not."""
    return "! " + each(names, f'if {AT_BOOT}\n  then :\n  else echo "$name"\n  fi') + " | grep ."


def runs_on(service: Service, node: str) -> str:
    return f'crm_resource --resource {quote(service.id)} --locate | grep -qE "running on: {escaped(node)}( |$)"'


def escaped(text: str) -> str:
    """As an extended regular expression that finds the text itself."""
    return re.sub(r"[][\\.*^$+?(){}|]", r"\\\g<0>", text)
