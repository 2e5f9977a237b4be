"""What happened to a service, in words: the same for what was expected and for what was got, so that equal words mean equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Behaviour, Service
from .cluster import State
from .heartbeat import Standing

_TOUCHING = ("start", "stop", "promote", "demote", "migrate_to", "migrate_from")


def foretold(before: str | None, after: str | None, blocked: bool) -> str:
    """The words for a service that the rules move from `before` to `after`; None is nowhere."""
    if blocked:
        return f"blocks on {after}"
    if before == after:
        return f"stays on {after}" if after else "runs nowhere"
    if after is None:
        return "stops"
    return f"moves to {after}" if before else f"starts on {after}"


def seen(service: Service, before: State, after: State) -> str:
    """The words for what the simulated cluster did with the service between two states."""
    stuck = sorted({node for name in _parts(service) for node in after.blocked(name)})
    if stuck:
        running = sorted({node for name in _parts(service) for node in _places(service, name, after)})
        return f"blocks on {' and '.join(stuck if set(running) <= set(stuck) else running)}"
    old, new = whole(service, before), whole(service, after)
    if new == "" or not after.settled:
        return _pieces(service, after) if after.settled else "never comes to rest"
    detour = [node for node in tried(service, after) if node != new]
    # At boot a service may start at home and leave for a node that reaches more: so it was with ipfail.
    if detour and not (old is None and new and after.world.unreachable):
        return f"is tried on {', '.join(detour)}, then {foretold('', new, blocked=False)}"
    if old == new and new is not None and touched(service, after):
        return f"restarts on {new}"
    return foretold(old or None, new, blocked=False)


def whole(service: Service, state: State) -> str | None:
    """The node that runs all of the service; None where nothing of it runs, and empty where a part does, or on several nodes."""
    places = [_places(service, name, state) for name in _parts(service)]
    if not any(places):
        return None
    first = places[0]
    return first[0] if len(first) == 1 and all(place == first for place in places) else ""


def tried(service: Service, state: State) -> tuple[str, ...]:
    """The nodes on which anything of the service was started or promoted on the way to the state."""
    wanted = dict.fromkeys(_parts(service), "start")
    wanted.update({disk.primitive: "promote" for disk in service.replicated})
    return tuple(dict.fromkeys(step.node for step in state.actions if wanted.get(step.resource) == step.task))


def touched(service: Service, state: State) -> bool:
    """Whether anything of the service was started or stopped, promoted or demoted on the way to the state."""
    disks = {disk.primitive for disk in service.replicated}
    members = set(_parts(service)) - disks
    return any(
        action.task in _TOUCHING and (action.resource in members or (action.resource in disks and "mote" in action.task))
        for action in state.actions
    )


def _parts(service: Service) -> tuple[str, ...]:
    """The primitives of the service, as they start."""
    primitives = {disk.clone: disk.primitive for disk in service.replicated}
    return tuple(primitives.get(name, name) for name in service.start_order)


def _places(service: Service, name: str, state: State) -> tuple[str, ...]:
    """Where the part does its work for the service: for DRBD that is where it is promoted."""
    replicated = any(disk.primitive == name for disk in service.replicated)
    return state.promoted(name) if replicated else state.nodes(name)


def _pieces(service: Service, state: State) -> str:
    places: dict[str, list[str]] = {}
    for name in _parts(service):
        for node in _places(service, name, state) or ("nowhere",):
            places.setdefault(node, []).append(name)
    return "in pieces: " + "; ".join(f"{_some(names)} {'on ' if node != 'nowhere' else ''}{node}" for node, names in places.items())


def _some(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:5])} and {len(names) - 5} more"


def of_all(behaviour: Behaviour, words: Mapping[str, Iterable[str]]) -> str:
    """The words of each service, one step after the other; with its id where there is more than one service."""
    each = {service.id: _in_a_row(words[service.id]) for service in behaviour.services}
    return "; ".join(each.values()) if len(each) == 1 else "; ".join(f"{name} {told}" for name, told in each.items())


def _in_a_row(steps: Iterable[str]) -> str:
    """`moves to web02 and stays` for `moves to web02`, `stays on web02`: for the eye, not for comparing."""
    told: list[str] = []
    for step in steps:
        if not (told and step.startswith("stays on ")):
            told.append(step)
        elif not told[-1].startswith("stays on ") and not told[-1].endswith(" and stays"):
            told[-1] += " and stays"
    return ", then ".join(told)


def all_foretold(behaviour: Behaviour, before: Standing, after: Standing) -> dict[str, str]:
    return {
        service.id: foretold(before.where.get(service.id), after.where[service.id], service.id in after.blocked)
        for service in behaviour.services
    }
