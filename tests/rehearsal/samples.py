"""Results as a rehearsal of the memo's cluster and of an active/active pair could give them: what the reports are shown with."""

from __future__ import annotations

from collections.abc import Iterable

from ha1to2.rehearsal.figures import outage, takeover
from ha1to2.rehearsal.results import Check, Compared, Generation, Mark, Rehearsal, Run, Track, Write

WEB = "web01: 10.0.13.10, 10.1.13.10, r0, /drbd, mysql"
ADDRESS = "10.1.13.10"


def written(node: str, begin: float, end: float, every: float = 0.25) -> tuple[Write, ...]:
    """A client that writes at equal distances, from `begin` up to `end`."""
    return tuple(Write(round(begin + number * every, 3), node) for number in range(int((end - begin) / every) + 1))


def track(
    writes: Iterable[Write],
    end: float,
    before: str = "web01",
    after: str = "web02",
    expected: str | None = None,
    lost: int = 0,
    service: str = WEB,
    address: str = ADDRESS,
) -> Track:
    """Nodes are words in a string here; what is reckoned is reckoned as in a rehearsal."""
    kept = tuple(writes)
    served = tuple(before.split())
    ends = (tuple(after.split()), tuple((after if expected is None else expected).split()))
    return Track(service, address, served, *ends, kept, lost, outage(kept, end), takeover(kept, served))


def moving(generation: Generation, fault: str, gone: float, back: float, end: float, *marks: Mark) -> Run:
    """web01 serves until `gone`, web02 from `back` on."""
    writes = written("web01", -10, gone) + written("web02", back, end)
    checks = (
        Check("web02 holds 10.0.13.10 and 10.1.13.10", "web02 holds both", True),
        Check("r0 is Primary on web02 alone", "web01 Secondary, web02 Primary", True),
    )
    return Run(generation, (track(writes, end),), (Mark(0, fault), *marks), checks, -10, end)


def staying(generation: Generation, end: float, *marks: Mark, hole: tuple[float, float] | None = None) -> Run:
    """web01 serves on, but for a `hole` where there is one."""
    first, then = hole or (end, end)
    writes = written("web01", -10, first) + (written("web01", then, end) if hole else ())
    check = Check("DRBD is Connected and UpToDate on both nodes again", "Connected, UpToDate/UpToDate", True)
    return Run(generation, (track(writes, end, after="web01"),), marks, (check,), -10, end)


OLD, NEW = Generation.OLD, Generation.NEW

_STOPPED = "/etc/rc.d/init.d/mysql stop on web01"
MYSQLD = Compared(
    "mysqld-stopped",
    "mysqld is stopped on the active node",
    moving(OLD, _STOPPED, 0.25, 66.3, 90),
    moving(NEW, _STOPPED, 0.25, 14.8, 90),
    memo=True,
)

_BOND = "ifconfig bond0 down on web01"
_BOND_UP = "ifconfig bond0 up on web01"
PUBLIC = Compared(
    "public-network",
    "the public network fails on the active node",
    moving(OLD, _BOND, 18.5, 50.2, 110, Mark(80, _BOND_UP)),
    moving(NEW, _BOND, 12.75, 21.4, 110, Mark(80, _BOND_UP)),
    memo=True,
)

_ETH3 = (Mark(0, "ifconfig eth3 down on web01"), Mark(45, "ifconfig eth3 up on web01"))
REPLICATION = Compared(
    "drbd-network",
    "DRBD's network fails on the active node",
    staying(OLD, 75, *_ETH3, hole=(0.5, 6.6)),
    staying(NEW, 75, *_ETH3, hole=(0.5, 6.4)),
    memo=True,
)


def _torn(generation: Generation, second: float, lost: int) -> Run:
    writes = (*written("web01", -10, 120), *written("web02", second, 60))
    marks = (
        Mark(0, "/etc/rc.d/init.d/network stop on web01"),
        Mark(70, "network start on web01"),
        Mark(82, "operator: drbdadm secondary r0 and drbdadm -- --discard-my-data connect r0 on web02"),
        Mark(86, "operator: drbdadm connect r0 on web01"),
    )
    checks = (Check("one node or both StandAlone", "web01 StandAlone, web02 StandAlone", True),)
    return Run(generation, (track(writes, 120, after="web01", lost=lost),), marks, checks, -10, 120, losing_is_expected=True)


SPLIT = Compared("every-network", "every network fails: split brain", _torn(OLD, 31, 117), _torn(NEW, 13.5, 187), memo=True)

_DISK = "dmsetup: the disk of web01 answers with errors"
DISK = Compared(
    "disk-lost",
    "the active node loses its disk",
    staying(OLD, 300, Mark(0, _DISK), hole=(0.25, 2.75)),
    moving(NEW, _DISK, 0.25, 11.9, 300),
    "the old cluster did not notice, and a hand had to move the service; the new one gives it up to the node with good data",
)


def _apart(generation: Generation, back: float) -> Run:
    left = written("db-a", -10, 0) + written("db-b", back, 90)
    tracks = (
        track(left, 90, "db-a", "db-b", service="db-a: 10.2.0.11, r0, /srv/one, mysql", address="10.2.0.11"),
        track(written("db-b", -10, 90), 90, "db-b", "db-b", service="db-b: 10.2.0.12, r1, /srv/two, nfs", address="10.2.0.12"),
    )
    return Run(generation, tracks, (Mark(0, "db-a loses power"),), (), -10, 90)


APART = Compared("power-lost", "one of two active nodes loses power", _apart(OLD, 28.4), _apart(NEW, 9.7))

_HANGS = (Mark(0, "kill -STOP of every process of <heartbeat & ipfail>"),)
BROKEN = Compared(
    "heartbeat-hangs",
    "heartbeat hangs on the active node",
    Run(OLD, (), (), (), -10, 0, problem="web02 did not boot within 60 s"),
    Run(
        NEW,
        (track(written("web01", -10, 40), 40, after="web01", expected="web02", lost=2),),
        _HANGS,
        (Check("web01 is rebooted by its watchdog", "up for 312 s", False),),
        -10,
        40,
    ),
)

ALONE = Compared("boot-alone", "web01 starts alone", None, staying(NEW, 20))

VERSIONS = ("heartbeat 3.0.6", "corosync 3.1.7", "pacemaker 2.1.5", "drbd 8.4.11", "mariadb 10.11.6")
MEMO = Rehearsal(
    ("web01", "web02"), 2.0, (MYSQLD, PUBLIC, REPLICATION, SPLIT, DISK), ("/etc/ha.d/resource.d/tell-the-pager",), VERSIONS,
    at_once=False,
)  # fmt: skip
FAILED = Rehearsal(("web01", "web02"), 1.0, (MYSQLD, BROKEN, ALONE))
