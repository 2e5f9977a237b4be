"""The faults that are played: each scenario is a row of worlds, and the rule that the cluster is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model import Behaviour, PingTarget, Service
from .world import Disk, World


class Scenario(NamedTuple):
    """`worlds[0]` is the boot; `why` names the rule. `order` is start or stop where it is the order of steps that is judged."""

    name: str
    title: str
    why: str
    worlds: tuple[World, ...]
    order: str = ""


_S2 = "S2: a line starts from left to right and stops from right to left, DRBD's promotion in its place"
_S3 = "S3: with all nodes up, each line starts on its own node"
_S5 = "S5: ipfail moves resources only to a node that reaches strictly more ping nodes"
_S6 = "S6: a failed resource moves its whole line, and the failed node gets nothing back before a cleanup"
_S7 = "S7: a node alone starts by itself"
_LOST = "S7: a dead node is taken over; S4: auto_failback off: what moved stays; on and legacy: it returns"
_S8 = "S8: where a stop fails, fencing where there is any, else the resource blocks: nothing runs twice"
_S9 = "S9: a node whose data is not whole does not serve; one that lost its disk gives up to a peer that has good data"
_LINK = "DRBD's replication link moves nothing: mirroring stops, and resumes by itself"
_MAINTENANCE = "planned maintenance: everything leaves the node, and nothing moves back by itself unless auto_failback is on"


def scenarios(behaviour: Behaviour, nodes: Sequence[str]) -> tuple[Scenario, ...]:
    """Every scenario that this cluster can be put through, in the order in which they are told."""
    makers = (_boots, _failures, _stuck, _losses, _pings, _links, _disks, _maintenance)
    return tuple(scenario for make in makers for scenario in make(behaviour, nodes, World(frozenset(nodes))))


def _boots(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    yield Scenario("start-order", "start, in order", _S2, (well,), order="start")
    resting = World(well.online, standby=well.online)
    yield Scenario("stop-order", "stop, in order", _S2, (well, resting), order="stop")
    yield Scenario("boot-together", "all nodes start together", _S3, (well,))
    for node in nodes:
        yield Scenario(f"boot-alone-{node}", f"{node} starts alone", _S7, (World(frozenset({node})),))


def _failures(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    for service in behaviour.services:
        home, peer = service.node, _peer(service, nodes)
        for member in _members(service):
            failed = well.fail(home, member)
            yield Scenario(f"fails-{member}", f"{member} fails on {home}", _S6, (well, failed))
            title = f"{member} fails on {home}, and a day later {peer} dies"
            yield Scenario(f"barred-{member}", title, _S6, (well, failed, failed.lose(peer).wait()))
        for member in _members(service)[-1:]:
            failed = well.fail(home, member)
            title = f"{member} fails on {home}, then a cleanup"
            yield Scenario(f"cleanup-{member}", title, _S6, (well, failed, failed.clean_up(home, member)))
            alone = failed.lose(peer)
            title = f"{member} fails on {home}, {peer} dies, then a cleanup"
            worlds = (well, failed, alone, alone.clean_up(home, member))
            yield Scenario(f"cleanup-alone-{member}", title, _S6, worlds)
            title = f"{member} fails on {home}, then on {peer}"
            yield Scenario(f"fails-everywhere-{member}", title, _S6, (well, failed, failed.fail(peer, member)))


def _stuck(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    for service in behaviour.services:
        for member in _members(service):
            event = (service.node, member)
            world = World(well.online, failed=frozenset({event}), stuck=frozenset({event}))
            title = f"{member} fails on {service.node}, and its stop fails"
            yield Scenario(f"stop-fails-{member}", title, _S8, (well, world))


def _losses(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    disks = _disks_of(behaviour)
    for node in nodes:
        gone = well.lose(node)
        syncing = gone.join(node)
        for disk in disks:
            syncing = syncing.with_disk(node, disk, Disk.SYNC_TARGET)
        worlds = (well, gone, syncing, well) if disks else (well, gone, well)
        title = f"{node} dies, comes back{', its data in sync again' if disks else ''}"
        yield Scenario(f"node-lost-{node}", title, _LOST, worlds)
        yield Scenario(f"node-leaves-{node}", f"the cluster is stopped on {node}", _LOST, (well, well.leave(node), gone))


def _pings(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    targets = behaviour.ping
    for target in targets:
        for node in nodes:
            title = f"{node} does not reach {_named(target)}, then again"
            yield Scenario(f"ping-{target.name}-{node}", title, _S5, (well, well.cut(node, target.addresses), well))
        everywhere = well
        for node in nodes:
            everywhere = everywhere.cut(node, target.addresses)
        yield Scenario(f"ping-{target.name}-dead", f"{_named(target)} is dead for all", _S5, (well, everywhere, well))
        if len(target.addresses) > 1:
            for node in nodes:
                title = f"{node} does not reach {target.addresses[0]} of the ping_group {target.name}"
                yield Scenario(f"ping-{target.name}-one-{node}", title, _S5, (well, well.cut(node, target.addresses[:1])))
    if len(targets) > 1:
        addresses = [address for target in targets for address in target.addresses]
        for node in nodes:
            title = f"{node} reaches no ping node"
            yield Scenario(f"ping-none-{node}", title, _S5, (well, well.cut(node, addresses)))
        dead = well
        for node in nodes:
            dead = dead.cut(node, addresses)
        yield Scenario("ping-none-dead", "no node reaches any ping node", _S5, (well, dead))
        crossed = well.cut(nodes[0], targets[0].addresses).cut(nodes[-1], targets[1].addresses)
        title = f"{nodes[0]} does not reach {_named(targets[0])}, nor {nodes[-1]} {_named(targets[1])}"
        yield Scenario("ping-crossed", title, _S5, (well, crossed))
    for node in nodes if targets else ():
        title = f"all nodes start together, {node} without {_named(targets[0])}"
        yield Scenario(f"ping-boot-{node}", title, f"{_S3}; {_S5}", (well.cut(node, targets[0].addresses),))


def _links(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    for disk in _disks_of(behaviour):
        down = World(well.online, links_down=frozenset({disk}))
        yield Scenario(f"link-{disk}", f"the replication link of {disk} is cut, then whole", _LINK, (well, down, well))


def _disks(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    for service in behaviour.services:
        home, peer = service.node, _peer(service, nodes)
        for replica in service.replicated:
            disk = replica.primitive
            for node, other in ((home, peer), (peer, home)):
                behind = well.with_disk(node, disk, Disk.SYNC_TARGET)
                title = f"all nodes start together, {disk} on {node} is a sync target until it is done"
                yield Scenario(f"sync-{disk}-{node}", title, _S9, (behind, well))
                title = f"{disk} on {node} is a sync target, and {other} dies"
                yield Scenario(f"gate-{disk}-{node}", title, _S9, (behind, behind.lose(other)))
            behind = well.with_disk(peer, disk, Disk.SYNC_TARGET)
            for member in _members(service)[-1:]:
                title = f"{member} fails on {home} while {disk} on {peer} is a sync target"
                yield Scenario(f"gate-fails-{disk}", title, _S9, (behind, behind.fail(home, member)))
            for target in behaviour.ping[:1]:
                title = f"{home} does not reach {_named(target)} while {disk} on {peer} is a sync target"
                yield Scenario(f"gate-ping-{disk}", title, _S9, (behind, behind.cut(home, target.addresses)))
            alone = World(frozenset({peer})).with_disk(peer, disk, Disk.SYNC_TARGET)
            yield Scenario(f"gate-alone-{disk}", f"{peer} starts alone, {disk} half synchronised", _S9, (alone,))
            for node in (home, peer):
                lost = well.with_disk(node, disk, Disk.LOST)
                yield Scenario(f"disk-{disk}-{node}", f"{node} loses the disk of {disk}", _S9, (well, lost))
            title = f"{home} loses the disk of {disk} while {peer} is a sync target"
            yield Scenario(f"disk-last-{disk}", title, _S9, (behind, behind.with_disk(home, disk, Disk.LOST)))


def _maintenance(behaviour: Behaviour, nodes: Sequence[str], well: World) -> Iterator[Scenario]:
    for node in nodes:
        resting = World(well.online, standby=frozenset({node}))
        yield Scenario(f"standby-{node}", f"{node} goes to standby, then online again", _MAINTENANCE, (well, resting, well))


def _peer(service: Service, nodes: Sequence[str]) -> str:
    return next((node for node in nodes if node != service.node), service.node)


def _members(service: Service) -> tuple[str, ...]:
    """What can fail and be noticed, without DRBD: heartbeat never watched that."""
    clones = {disk.clone for disk in service.replicated}
    return tuple(name for name in service.start_order if name not in clones and name not in service.unwatched)


def _disks_of(behaviour: Behaviour) -> tuple[str, ...]:
    return tuple(disk.primitive for service in behaviour.services for disk in service.replicated)


def _named(target: PingTarget) -> str:
    return target.name if len(target.addresses) == 1 else f"the ping_group {target.name}"
