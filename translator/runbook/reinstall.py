"""The chapter for machines that cannot have both sets of packages: one node after the other gets a new system.

The steps that both kinds of migration share are told by their numbers in the chapters before.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import alone, carried, newcomer, prepare, saving
from .markdown import code
from .model import Item, PointOfNoReturn, Prose, Step
from .names import Names

TITLE = "When the nodes must be reinstalled"


def items(names: Names, earlier: Sequence[Step]) -> tuple[Item, ...]:
    """In their order. `earlier` are all steps of the chapters before, as the document counts them."""
    first, second = names.stop_order
    return (
        *_purpose(names, earlier),
        carried.off(names),
        *alone.leave(names),
        newcomer.system(names, first),
        carried.onto(first),
        Prose(f"On {code(first)} alone, and with the commands that name it: {_told(earlier, 'make', 'carry', 'install', 'unpack')}."),
        carried.restored(names, first),
        prepare.key(first)._replace(id=f"key-{first}"),
        Prose(f"On {code(first)} alone: {_told(earlier, 'out-of-boot', 'outdate', 'fstab', 'lvm-identity', 'try')}."),
        *newcomer.data(names, first),
        Prose(
            f"Up to here {code(second)} has served, and nobody has noticed anything. What follows is the window: the old cluster ends on "
            f"{code(second)}, and the new one begins on {code(first)}, alone."
        ),
        *alone.last_dump(names),
        *([carried.dump(names, second, first)] if names.databases else []),
        Prose(
            f"On {code(second)} alone: {_told(earlier, 'out-of-boot')}. While it may not be shot, nothing but this keeps it from serving "
            "beside its peer after a reboot."
        ),
        *alone.stop_old(names),
        *alone.start_new(names),
        Prose(f"On {code(first)} alone, so that it comes up by itself after a reboot: {_told(earlier, 'into-boot')}."),
        _no_return(names),
        newcomer.system(names, second),
        carried.onto(second),
        Prose(f"On {code(second)} alone, and with the commands that name it: {_told(earlier, 'carry', 'install', 'unpack')}."),
        carried.restored(names, second),
        prepare.carry_key(first, second)._replace(id=f"carry-key-{second}"),
        Prose(f"On {code(second)} alone: {_told(earlier, 'out-of-boot', 'outdate', 'fstab', 'lvm-identity', 'try')}."),
        *newcomer.data(names, second),
        *alone.join(names),
        Prose(f"On both nodes, so that the pair is one: {_told(earlier, 'whole', 'into-boot')}."),
    )


def _purpose(names: Names, earlier: Sequence[Step]) -> tuple[Item, ...]:
    first, second = map(code, names.stop_order)
    saved = [step.id for step in saving.steps(names)]
    return (
        Prose(
            "For machines that cannot have both sets of packages (Red Hat 5 with Heartbeat 2.1, for one). This chapter is then the "
            f"migration, in the place of [The window](#the-window): {first} gets a new system while {second} serves with the old cluster, "
            f"then {second} while {first} serves with the new one. Meanwhile there is no standby. Steps that it shares with the chapters "
            "before are named by their numbers."
        ),
        Prose(
            "Checks on an old machine look once, because it may have no `timeout`: call them again until they hold. Where the new system "
            "is not Debian, the steps have other words: `dnf install` of pacemaker, corosync, resource-agents and DRBD's packages, "
            "`systemctl disable` for update-rc.d, and pcs for crmsh."
        ),
        Prose(f"First, on both old nodes: {_told(earlier, *saved)}."),
    )


def _no_return(names: Names) -> PointOfNoReturn:
    first, second = map(code, names.stop_order)
    gives_up = names.drbd(
        f" It gives up what {first} has written since {second} was cut off; where {second} was rebooted, its DRBD comes up by hand, and only "
        f"while that of {first} is down."
    )
    shoots = f" It hears no peer, and shoots {first} once." if names.fences else ""
    return PointOfNoReturn(
        f"Up to here {second} has its old system{names.drbd(' and its data')}, and the way back is each step's own, from the last one that "
        f"was done: Pacemaker and corosync are stopped on {first} first, and only then Heartbeat is started on {second}.{shoots}{gives_up} "
        f"It is closed when the system of {second} is gone: let people work with the new cluster first."
    )


def _told(earlier: Sequence[Step], *ids: str) -> str:
    """Those of the steps that there are, in this order: `step 7 (Make the files) and step 9 (Try them)`."""
    places = {step.id: (number, step.title) for number, step in enumerate(earlier, 1)}
    told = [f"step {places[id][0]} ({places[id][1]})" for id in ids if id in places]
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
