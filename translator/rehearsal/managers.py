"""How each generation's cluster manager is started, stopped and steered on a node: the words that an operator would type."""

from __future__ import annotations

from typing import NamedTuple

from .results import Generation


class Manager(NamedTuple):
    """Shell text for a node. `{node}` stands for its name in `standby` and `online`.

    `standby` makes the node give everything up in an orderly way, `online` takes it back; `takeover`, where there is one, has it
    take everything from its peer; `running` succeeds where the manager runs; `idle` succeeds where it has nothing to do.
    """

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
        start="/etc/init.d/corosync start && /etc/init.d/pacemaker start",
        stop="/etc/init.d/pacemaker stop; /etc/init.d/corosync stop",
        running="pidof pacemakerd",
        idle="timeout 20 crm_resource --wait --timeout=15",
        standby="crm node standby {node}",
        online="crm node online {node}",
        takeover="",
        log=("/var/log/pacemaker/pacemaker.log", "/var/log/ha-log", "/var/log/boot.log"),
    ),
}
