"""What must agree between the trees of the two nodes, and where they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..diagnostics import Diagnostic, Label, error, note, warning
from ..settings.drbd.model import DrbdResource
from ..settings.heartbeat.settings import Settings
from ..settings.heartbeat.timing import Time, shown
from ..source import SourceFile, Span, Word
from ..syntax.authkeys import AuthKeys
from .planner import Configuration


class Side(NamedTuple):
    """One node's tree."""

    configuration: Configuration
    keys: AuthKeys | None
    hostname: Word | None
    hosts: SourceFile | None


def compare(one: Side, other: Side) -> list[Diagnostic]:
    """All differences that matter; the first tree is taken as the right one, the second is where the diagnostics point."""
    found: list[Diagnostic] = []
    for rule in _RULES:
        found += rule(one, other)
    return found


def _start(side: Side) -> Span:
    return Span(side.configuration.haresources.file, 1, 1, 0)


def _nodes(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.settings.nodes, other.configuration.settings.nodes
    for nodes, against in ((here, there), (there, here)):
        for node in nodes:
            if node not in against:
                labels = [Label(each.span, "the nodes of the other tree") for each in against[:1]]
                help = "the nodes must be the same in both trees"
                yield error("H701", node.span, f"'{node}' is a node of one tree only", labels=labels, help=help)
    if set(here) == set(there) and here != there:
        label = Label(here[0].span, "the first node of the other tree")
        help = "name them in one order: corosync's node numbers follow it"
        yield warning("H702", there[0].span, "the two trees name the nodes in different orders", labels=[label], help=help)


def _haresources(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.haresources.lines, other.configuration.haresources.lines
    help = "make haresources the same on both nodes"
    for line, against in zip(here, there):
        if line == against:
            continue
        pairs = [(line.node, against.node), *((a.text, b.text) for a, b in zip(line.resources, against.resources))]
        left, right = next(((a, b) for a, b in pairs if a != b), (line.resources[-1].text, against.resources[-1].text))
        label = Label(left.span, "the other tree has this")
        yield error("H703", right.span, "haresources differs between the nodes", labels=[label], help=help)
        return
    if len(here) != len(there):
        longer = here if len(here) > len(there) else there
        word = longer[min(len(here), len(there))].node
        yield error("H703", word.span, "haresources differs between the nodes: one has this line more", help=help)


def _authkeys(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.keys, other.keys
    if here is None or there is None or here.active is None or there.active is None:
        return
    left, right = here.active, there.active
    if (left.number, left.method, left.secret) != (right.number, right.method, right.secret):
        label = Label(left.line.span, "the other tree")
        help = "copy authkeys from one node to the other, where the old cluster is to run on"
        message = "the active keys differ between the nodes (they are not shown)"
        yield warning("H704", right.line.span, message, labels=[label], help=help)


def _drbd(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.drbd, other.configuration.drbd
    if here is None or there is None:
        return
    names: dict[str, DrbdResource] = {str(resource.name): resource for resource in here}
    for resource in there:
        against = names.pop(str(resource.name), None)
        if against is None:
            yield _lonely(resource)
        elif against != resource:
            label = Label(against.name.span, "the other tree")
            message = f"the DRBD resource '{resource.name}' differs between the nodes"
            yield error("H705", resource.name.span, message, labels=[label], help="make drbd.conf the same on both nodes")
    for resource in names.values():
        yield _lonely(resource)


def _lonely(resource: DrbdResource) -> Diagnostic:
    message = f"the DRBD resource '{resource.name}' is in one tree only"
    return error("H705", resource.name.span, message, help="make drbd.conf the same on both nodes")


def _mysql(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.mysql, other.configuration.mysql
    if here is None or there is None:
        return
    for name in ("datadir", "socket", "innodb_data_home_dir", "innodb_log_group_home_dir", "port", "user"):
        left, right = getattr(here, name), getattr(there, name)
        if left != right and (left or right):
            labels = [Label(left.span, "the other tree")] if left and right else []
            message = f"'{name}' of my.cnf differs between the nodes"
            help = "the database moves between the nodes: it must find the same settings on both"
            yield error("H706", (right or left).span, message, labels=labels, help=help)


def _failback(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.settings, other.configuration.settings
    if here.fails_back != there.fails_back:
        labels = [Label(here.failback.span, "the other tree")] if here.failback else []
        span = there.failback.span if there.failback else _start(other)
        message = "the nodes disagree whether resources fail back"
        yield error("H707", span, message, labels=labels, help="write the same auto_failback on both nodes")


def _times(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.settings, other.configuration.settings
    for name in ("keepalive", "deadtime", "initdead", "deadping"):
        left: Time = getattr(here, name)
        right: Time = getattr(there, name)
        if left.ms != right.ms:
            labels = [Label(left.word.span, f"the other tree: {shown(left.ms)}")] if left.word else []
            span = right.word.span if right.word else _start(other)
            message = f"{name} differs between the nodes: {shown(right.ms)} here, {shown(left.ms)} there"
            help = "the new cluster has one value for both: it is taken from the tree that is converted"
            yield warning("H708", span, message, labels=labels, help=help)


def _pings(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.settings.pings, other.configuration.settings.pings
    left = {(str(ping.name), ping.addresses) for ping in here}
    right = {(str(ping.name), ping.addresses) for ping in there}
    for pings, against in ((there, left), (here, right)):
        for ping in pings:
            if (str(ping.name), ping.addresses) not in against:
                message = f"'{ping.name}' is pinged by one node only"
                help = "ipfail compares how many each node reaches: let both ping the same"
                yield warning("H709", ping.name.span, message, help=help)


def _programs(one: Side, other: Side) -> Iterator[Diagnostic]:
    here, there = one.configuration.settings, other.configuration.settings
    for settings, against in ((here, there), (there, here)):
        for respawn in settings.respawns:
            if against.program(respawn.program) is not None:
                continue
            if respawn.program == "ipfail":
                message = "ipfail runs on one node only: the other never gives its resources up"
                yield warning("H710", respawn.path.span, message, help="respawn ipfail on both nodes")
            else:
                message = f"'{respawn.program}' runs on one node only; the new cluster has it on both, or nowhere"
                yield note("H711", respawn.path.span, message, help="convert the tree that has it")


def _links(one: Side, other: Side) -> Iterator[Diagnostic]:
    trees = [{str(link.device): link.device for link in side.configuration.settings.links} for side in (one, other)]
    for devices, against in (trees, trees[::-1]):
        for device, word in devices.items():
            if device not in against:
                message = f"only one node sends heartbeats over '{device}'"
                yield warning("H712", word.span, message, help="give both nodes the same links")
    here, there = _peers(one.configuration.settings), _peers(other.configuration.settings)
    for device, left in here.items():
        right = there.get(device, {})
        if left.keys() == right.keys() and len(left) == 1:
            ((address, word),) = right.items()
            label = Label(left[address].span, "the other tree names the same")
            message = f"both nodes send their heartbeats to {address}: one of them talks to itself"
            yield error("H713", word.span, message, labels=[label], help="each node names the address of its peer")


def _peers(settings: Settings) -> dict[str, dict[str, Word]]:
    """For each device with ucast links: the addresses that are sent to."""
    peers: dict[str, dict[str, Word]] = {}
    for link in settings.links:
        if link.kind in ("ucast", "ucast6") and link.device is not None and link.address is not None:
            peers.setdefault(str(link.device), {})[str(link.address)] = link.address
    return peers


def _ports(one: Side, other: Side) -> Iterator[Diagnostic]:
    here = {str(link.device): link for link in one.configuration.settings.links if link.device is not None}
    for link in other.configuration.settings.links:
        against = here.get(str(link.device))
        if against is not None and against.kind == link.kind and against.port != link.port:
            label = Label(against.device.span, f"port {against.port} there") if against.device else None
            message = f"the nodes send over '{link.device}' to different ports: {link.port} here, {against.port} there"
            span = link.device.span if link.device else _start(other)
            yield error("H714", span, message, labels=[label] if label else [], help="write the same udpport on both nodes")


def _hosts(one: Side, other: Side) -> Iterator[Diagnostic]:
    if one.hostname and other.hostname and one.hostname == other.hostname:
        label = Label(one.hostname.span, "the other tree")
        message = f"both trees are of '{one.hostname}'"
        yield error("H715", other.hostname.span, message, labels=[label], help="give the tree of each node once")


_RULES: tuple[Callable[[Side, Side], Iterator[Diagnostic]], ...] = (
    _hosts,
    _nodes,
    _haresources,
    _authkeys,
    _drbd,
    _mysql,
    _failback,
    _times,
    _pings,
    _programs,
    _links,
    _ports,
)
