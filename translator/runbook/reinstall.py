"""The chapter for machines that cannot have both sets of packages: one node after the other gets a new system.

Steps of the chapters before are done here once more. The document tells them by their numbers; whoever does what it says does them in
their place, on the nodes that they are for here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Union

from . import alone, carried, newcomer, operate, prepare, saving, window
from .markdown import code
from .model import ADMIN, Item, PointOfNoReturn, Prose, Step
from .names import Names

TITLE = "When the nodes must be reinstalled"


class Again(NamedTuple):
    """Steps of the chapters before, as they are done here; nothing where there are none.

    The Markdown of `opening` and `closing` stands around their numbers.
    """

    opening: str
    steps: tuple[Step, ...]
    closing: str = "."


Part = Union[Item, Again]


def items(names: Names, earlier: Sequence[Step]) -> tuple[Item, ...]:
    """The chapter as a document has it. `earlier` are all steps of the chapters before, as the document counts them."""
    parts = [part for part in _parts(names) if not isinstance(part, Again) or part.steps]
    return tuple(_told(part, earlier) if isinstance(part, Again) else part for part in parts)


def steps(names: Names) -> tuple[Step, ...]:
    """All that the chapter has done, in its order; those of the chapters before are there under their own ids, some of them twice."""
    found: list[Step] = []
    for part in _parts(names):
        if isinstance(part, Again):
            found += part.steps
        elif isinstance(part, Step):
            found.append(part)
    return tuple(found)


def _parts(names: Names) -> tuple[Part, ...]:
    first, second = names.stop_order
    return (
        *_purpose(names),
        Again("First, on the old nodes", saving.steps(names)),
        carried.off(names),
        *alone.leave(names),
        newcomer.system(names, first),
        carried.onto(first),
        Again(_alone(first, second), _shared(names, (first,), "make", "carry", "install", "unpack")),
        carried.restored(names, first),
        prepare.key(first)._replace(id=f"key-{first}"),
        *_ready(names, first),
        Prose(
            f"Up to here {code(second)} has served, and nobody has noticed anything. What follows is the window: the old cluster ends on "
            f"{code(second)}, and the new one begins on {code(first)}, alone."
        ),
        *alone.last_dump(names),
        *([carried.dump(names, second, first)] if names.databases else []),
        Again(
            f"On {code(second)} alone",
            _shared(names, (second,), "out-of-boot"),
            ". While it may not be shot, nothing but this keeps it from serving beside its peer after a reboot.",
        ),
        *alone.stop_old(names),
        *alone.start_new(names),
        Again(f"On {code(first)} alone, so that it comes up by itself after a reboot", _shared(names, (first,), "into-boot")),
        _no_return(names),
        newcomer.system(names, second),
        carried.onto(second),
        Again(_alone(second, first), _shared(names, (second,), "carry", "install", "unpack")),
        carried.restored(names, second),
        prepare.carry_key(first, second)._replace(id=f"carry-key-{second}"),
        *_ready(names, second),
        Again("Between the new systems", _shared(names, names.nodes, "root-ssh")),
        *alone.join(names),
        Again("On both nodes, so that the pair is one", _shared(names, names.nodes, "whole", "into-boot")),
        *([] if names.fails_back else operate.shoot(names, second)),
    )


def _purpose(names: Names) -> tuple[Prose, ...]:
    first, second = map(code, names.stop_order)
    return (
        Prose(
            "For machines that cannot have both sets of packages (Red Hat 5 with Heartbeat 2.1, for one). This chapter is then the "
            f"migration, in the place of [The window](#the-window): {first} gets a new system while {second} serves with the old cluster, "
            f"then {second} while {first} serves with the new one. Meanwhile there is no standby. Steps that it shares with the chapters "
            "before are named by their numbers."
        ),
        Prose(
            "Where the new system is not Debian, the steps have other words: `dnf install` of pacemaker, corosync, resource-agents and "
            "DRBD's packages, `systemctl disable` for update-rc.d, and pcs for crmsh."
        ),
    )


def _alone(node: str, peer: str) -> str:
    """The opening for steps of which parts are for one node."""
    return f"On {code(node)} alone, and without what goes to {code(peer)}, in commands and in checks"


def _ready(names: Names, node: str) -> tuple[Part, ...]:
    """From the files of the new cluster to whole data. Which handler DRBD gets depends on the DRBD that is loaded, and so comes last."""
    return (
        Again(f"On {code(node)} alone", _shared(names, (node,), "out-of-boot", "fstab", "lvm-identity", "try")),
        *newcomer.data(names, node),
        Again(f"On {code(node)} alone", _shared(names, (node,), "outdate")),
    )


def _shared(names: Names, nodes: tuple[str, ...], *ids: str) -> tuple[Step, ...]:
    """Those of the steps that there are, in this order, on these nodes alone."""
    known = {step.id: step for step in (*prepare.steps(names), *window.steps(names))}
    known["carry"] = prepare.carry(nodes)
    return tuple(_on(nodes, known[id]) for id in ids if id in known)


def _on(nodes: tuple[str, ...], step: Step) -> Step:
    return step if step.where == (ADMIN,) else step._replace(where=tuple(node for node in step.where if node in nodes))


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


def _told(again: Again, earlier: Sequence[Step]) -> Prose:
    """Its steps by their numbers and titles: `step 7 (Make the files) and step 9 (Try them)`."""
    places = {step.id: (number, step.title) for number, step in enumerate(earlier, 1)}
    told = [f"step {number} ({title})" for number, title in (places[step.id] for step in again.steps)]
    listed = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
    return Prose(f"{again.opening}: {listed}{again.closing}")
