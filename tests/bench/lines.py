"""Generated configurations: as many lines as one asks for, all of them different."""

from __future__ import annotations

from pathlib import Path

HA_CF = """\
keepalive 2
deadtime 30
warntime 10
initdead 120
bcast eth1
ping 10.0.254.254
respawn hacluster /usr/lib/heartbeat/ipfail
auto_failback off
node web01
node web02
"""


def write_tree(root: Path, lines: int) -> Path:
    """A tree whose haresources has `lines` lines of three resources each, alternating between two nodes; its ha.d directory."""
    directory = root / "etc" / "ha.d"
    (directory / "resource.d").mkdir(parents=True)
    (directory / "ha.cf").write_text(HA_CF)
    (directory / "authkeys").write_text("auth 1\n1 sha1 not-a-secret\n")
    (directory / "resource.d" / "appserver").write_text("#!/bin/sh\n")
    (directory / "haresources").write_text("".join(line(number) for number in range(lines)))
    return directory


def line(number: int) -> str:
    """An address, a file system and a script with an argument, which no other number has."""
    third, fourth = divmod(number, 250)
    second, third = divmod(third, 250)
    node = "web01" if number % 2 else "web02"
    return (
        f"{node} IPaddr::10.{second + 1}.{third}.{fourth + 1}/24/eth0 "
        f"Filesystem::/dev/vg00/data{number}::/mnt/data{number}::ext3 appserver::site{number}\n"
    )
