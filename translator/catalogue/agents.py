"""The OCF agents that the new cluster runs, and the operations that each gets.

Timeouts are at least what the agent's own meta-data advises (resource-agents 4.12, drbd-utils 9.22, Pacemaker 2.1); a test
holds them against the meta-data. Starts and stops of what may have to recover data get more: v1 waited for ever.
"""

from __future__ import annotations

from typing import NamedTuple

from ..model import Agent, Operation


class Profile(NamedTuple):
    """An agent with its operations but for the recurring monitor of what check_primary watched, which has its own figures.

    All figures are seconds.
    """

    agent: Agent
    operations: tuple[Operation, ...]


ADDRESS = Profile(
    Agent("ocf", "heartbeat", "IPaddr2"),
    (Operation("start", 0, 20), Operation("stop", 0, 20)),
)
"""Without a recurring monitor of its own: `vip-check` is that, with check_primary's retries, where IPaddr2 would have none."""

ADDRESS_CHECK = Profile(
    Agent("ocf", "ha1to2", "vip-check"),
    (Operation("start", 0, 20), Operation("stop", 0, 20)),
)

REPLICATION = Profile(
    Agent("ocf", "linbit", "drbd"),
    (
        Operation("start", 0, 240),
        Operation("promote", 0, 90),
        Operation("demote", 0, 90),
        Operation("notify", 0, 90),
        Operation("stop", 0, 100),
        Operation("monitor", 10, 60, role="Promoted"),
        Operation("monitor", 20, 60, role="Unpromoted"),
    ),
)

GATE = Profile(
    Agent("ocf", "ha1to2", "drbd-wait"),
    (
        Operation("start", 0, 30),
        Operation("stop", 0, 20),
        # A monitor that fails says nothing about the data: the last published value stands, and nothing moves for it.
        Operation("monitor", 10, 30, on_fail="ignore"),
    ),
)

PEER_WAIT = Profile(
    Agent("ocf", "ha1to2", "peer-wait"),
    (Operation("stop", 0, 20),),
)
"""Its start takes as long as ha.cf says (initdead)."""

FILESYSTEM = Profile(
    Agent("ocf", "heartbeat", "Filesystem"),
    (Operation("start", 0, 300), Operation("stop", 0, 120), Operation("monitor", 20, 40)),
)

ANCHOR = Profile(
    Agent("ocf", "heartbeat", "Dummy"),
    (Operation("start", 0, 20), Operation("stop", 0, 20)),
)
"""Does nothing, and stands before the promotion of a line that begins with drbddisk.

A promoted role has no stickiness of its own: a line of nothing but drbddisk stays where it is through this. And where a stop
behind the promotion fails, Pacemaker keeps the role as long as something of the group stands before it.
"""

MYSQL = Profile(
    Agent("ocf", "ha1to2", "mysql-on-drbd"),
    (Operation("start", 0, 600), Operation("stop", 0, 600)),
)

SCRIPT = Profile(
    Agent("ocf", "ha1to2", "v1-script"),
    (Operation("start", 0, 300), Operation("stop", 0, 300)),
)

UNIT_OPERATIONS = (Operation("start", 0, 300), Operation("stop", 0, 300))
UNIT_MONITOR = 100
"""What runs a service as lsb, systemd or service: these classes have no meta-data; a unit's own time-outs are 90 s."""

PING = Profile(
    Agent("ocf", "pacemaker", "ping"),
    (Operation("start", 0, 60), Operation("stop", 0, 20)),
)

PROGRAM = Profile(
    Agent("ocf", "heartbeat", "anything"),
    (Operation("start", 0, 60), Operation("stop", 0, 60)),
)

ALERT_PATH = "/usr/lib/ocf/resource.d/ha1to2/check-primary-alert"
