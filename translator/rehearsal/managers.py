"""How each generation's cluster manager is started, stopped and steered on a node: the words that an operator would type."""

from __future__ import annotations

from typing import NamedTuple

from ..runbook.operate import to_online, to_standby
from .results import Generation


class Manager(NamedTuple):
    """Shell text for a node. `{node}` stands for its name in `standby` and `online`.

    `boot` are the init scripts that start it at boot. `standby` makes the node give everything up in an orderly way, `online` takes
    it back; `takeover`, where there is one, has it take everything from its peer; `running` succeeds where the manager runs; `idle`
    succeeds where it has nothing to do.
    """

    boot: tuple[str, ...]
    start: str
    stop: str
    running: str
    idle: str
    standby: str
    online: str
    takeover: str
    log: tuple[str, ...]


MANAGERS = {
    Generation.OLD: Manager(
        boot=("drbd", "drbd-wait", "heartbeat"),
        start="/etc/init.d/heartbeat start",
        stop="/etc/init.d/heartbeat stop",
        running="pidof heartbeat",
        idle="cl_status rscstatus -m | grep -Eq 'all|local|foreign|none' && cl_status hbstatus -w",
        # chapter 5.1: heartbeat is stopped on the active node, so that its resources move
        standby="/etc/init.d/heartbeat stop",
        online="/etc/init.d/heartbeat start",
        takeover="/usr/share/heartbeat/hb_takeover all",
        log=("/var/log/ha-log", "/var/log/ha-debug", "/var/log/boot.log"),
    ),
    Generation.NEW: Manager(
        boot=("corosync", "pacemaker"),
        start="/etc/init.d/corosync start && /etc/init.d/pacemaker start",
        stop="/etc/init.d/pacemaker stop; /etc/init.d/corosync stop",
        running="pidof pacemakerd",
        idle="timeout 20 crm_resource --wait --timeout=15",
        standby=to_standby("{node}"),
        # on a node that has just been switched on, Pacemaker is not there yet
        online=f"timeout 120 sh -c 'until {to_online('{node}')}; do sleep 1; done'",
        takeover="",
        log=("/var/log/pacemaker/pacemaker.log", "/var/log/ha-log", "/var/log/boot.log"),
    ),
}


def starting_at_boot(generation: Generation) -> str:
    """Shell text for a node, which from then on starts this generation at boot, and nothing of the other."""
    links = []
    for each, manager in MANAGERS.items():
        kind = "S" if each is generation else "K"
        for name in manager.boot:
            links.append(f"rm -f /etc/rc[2-5].d/[SK]??{name}")
            links += [f"ln -s ../init.d/{name} /etc/rc{level}.d/{kind}01{name}" for level in range(2, 6)]
    return " && ".join(links)
