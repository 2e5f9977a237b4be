"""Which address each node has on each link, from the trees of both: corosync must know, and Heartbeat never said it in one place.

A ucast line names the address of the peer: what one node sends to is where the other listens. A bcast or mcast line names an
interface alone: its address is in the network configuration of the tree, else in hosts. What is still open then is an error, never
a guess: corosync with a wrong address starts, hears nobody, and is quorate alone on both nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..diagnostics import Diagnostic, Label, Outcome, error, has_errors, warning
from ..settings.heartbeat.links import Link
from ..source import Word
from ..syntax.network import Nics, hosts
from .ends import REMEDY, UCAST, End, Ground, address, ends_of, known, one_sided
from .pair import Side

MOST_LINKS = 8
"""knet's own limit."""


class Wire(NamedTuple):
    """One link: the address of the first node of ha.cf and of the second, the port (None: corosync's), and what it was."""

    addresses: tuple[str, str]
    port: int | None
    kind: str
    device: str


def wires(one: Side, other: Side, nics: Sequence[Nics] = ({}, {})) -> Outcome[tuple[Wire, ...]]:
    """The links between the two nodes in the order of the first tree; none where there are errors.

    `nics` are the addresses of the interfaces that the trees' own network configurations have, in the order of the arguments.
    """
    names = one.configuration.settings.nodes
    if len(names) != 2:
        return Outcome((), (error("H902", None, f"{len(names)} nodes: a link is between two", help="name both nodes in ha.cf"),))
    trees = Ground(one, nics[0], hosts(one.hosts)), Ground(other, nics[1], hosts(other.hosts))
    whose = position(names, *trees)
    made = _between(names, *(trees[::-1] if whose else trees))
    if whose is None and made.value != _between(names, *trees[::-1]).value:
        # Links that come out the same whosever tree is whose need no answer.
        help = f"put a file 'hostname' into the etc of each tree, with the node's name: '{names[0]}' or '{names[1]}'"
        message = "nothing in the two trees says which of them is whose"
        return Outcome((), (error("H901", names[0].span, message, help=help),))
    return made


def position(names: Sequence[Word], one: Ground, other: Ground) -> int | None:
    """Whose tree `one` is: 0 the first node's, 1 the second's; None where nothing says so, or some things say this, some that."""
    told = {_named(names, one.side.hostname), _other(_named(names, other.side.hostname))} - {None}
    if not told:
        told = {*_by_address(names, one), *(_other(each) for each in _by_address(names, other))}
    return told.pop() if len(told) == 1 else None


def _named(names: Sequence[Word], hostname: Word | None) -> int | None:
    """The node of this name. One of the two may lack the domain, where that leaves no doubt."""
    if hostname is None:
        return None
    full = hostname.lower()
    if full in names:
        return names.index(full)
    short = [
        number
        for number, name in enumerate(names)
        if name.partition(".")[0] == full.partition(".")[0] and ("." not in name or "." not in full)
    ]
    return short[0] if len(short) == 1 else None


def _other(position: int | None) -> int | None:
    return None if position is None else 1 - position


def _by_address(names: Sequence[Word], tree: Ground) -> set[int]:
    """Whose tree it is by its addresses: it has an interface with what hosts calls a node, or sends to the other."""
    named = [{str(word) for word in tree.hosts.get(str(name), ())} for name in names]
    own = {str(word) for words in tree.nics.values() for word in words}
    sent = {str(link.address) for links in tree.devices.values() for link in links if link.kind in UCAST}
    sent |= {str(word) for name in sent for word in tree.hosts.get(name.lower(), ())}
    found = {number for number in (0, 1) if own & named[number]}
    towards = [bool(sent & addresses) for addresses in named]
    if towards[0] != towards[1]:
        found.add(0 if towards[1] else 1)
    return found


def _between(names: Sequence[Word], first: Ground, second: Ground) -> Outcome[tuple[Wire, ...]]:
    """The links, where `first` is the tree of the first node."""
    found: list[Diagnostic] = []
    made: list[tuple[Wire, Link, tuple[End, End]]] = []
    left, right = first.devices, second.devices
    for device, links in left.items():
        both = ends_of(names, device, (links, right.get(device, [])), (first, second), found)
        if both is None:
            continue
        port = _port(links, right.get(device, []), found)
        wire = Wire((str(both[0].ip), str(both[1].ip)), port, links[0].kind, device)
        found += _misplaced(names, (first, second), links[0], both)
        made.append((wire, links[0], both))
    found += [one_sided(device, links[0], first) for device, links in right.items() if device not in left]
    kept = _distinct(made, found)
    if len(kept) > MOST_LINKS:
        span = made[MOST_LINKS][1].device.span
        help = "keep the best in both ha.cf: networks that share no switch and no cable"
        found.append(error("H904", span, f"{len(kept)} links are more than corosync's {MOST_LINKS}", help=help))
    return Outcome(() if has_errors(found) else tuple(kept), tuple(found))


def _port(here: list[Link], there: list[Link], found: list[Diagnostic]) -> int | None:
    ports = {link.port for link in there}
    for link in here:
        if link.port in ports:
            return link.port
    label = Label(there[0].device.span, f"port {there[0].port} there")
    message = f"the nodes use different ports on '{here[0].device}': {here[0].port} here"
    help = "write the same udpport (or port of mcast) on both nodes"
    found.append(error("H911", here[0].device.span, message, labels=[label], help=help))
    return None


def _misplaced(
    names: Sequence[Word], trees: Sequence[Ground], link: Link, ends: tuple[End, End]
) -> list[Diagnostic]:
    """Addresses of which hosts or the network configuration says something else."""
    found: list[Diagnostic] = []
    for number, end in enumerate(ends):
        peers = known(names[1 - number], trees)
        if end.ip in peers and end.ip not in known(names[number], trees):
            label = Label(peers[end.ip].span, f"hosts says that it is {names[1 - number]}'s")
            message = f"{end.ip} would be the address of {names[number]}"
            help = "were the trees or their hostname files exchanged? Correct what is wrong"
            found.append(error("H906", end.word.span, message, labels=[label], help=help))
            continue
        own = {address(word): word for word in trees[number].nics.get(str(link.device), ())}
        if own and end.ip not in own:
            label = Label(next(iter(own.values())).span, f"the address that the interface gets on {names[number]}")
            message = f"'{link.device}' of {names[number]} does not have the address {end.ip}"
            help = "see with 'ip address' which of the two it has"
            found.append(warning("H908", end.word.span, message, labels=[label], help=help))
    return found


def _distinct(made: Sequence[tuple[Wire, Link, tuple[End, End]]], found: list[Diagnostic]) -> list[Wire]:
    """The wires without those that go over the address of another one."""
    kept: list[Wire] = []
    places: dict[str, Link] = {}
    by_name = [link for _, link, ends in made if ends[0].by_name or ends[1].by_name]
    for wire, link, ends in sorted(made, key=lambda each: each[2][0].by_name or each[2][1].by_name):
        used = next((places[each] for each in wire.addresses if each in places), None)
        if ends[0].by_name or ends[1].by_name:
            if used or len(by_name) > 1:
                rival = used or next(each for each in by_name if each is not link)
                found.append(_same_name(link, rival))
                continue
            found.append(_on_trust(link, wire))
        elif used:
            label = Label(used.device.span, "the first link over this address")
            message = f"'{link.device}' has an address of '{used.device}': corosync gains no link by it, and it is left out"
            found.append(warning("H910", link.device.span, message, labels=[label], help="give each network its own addresses"))
            continue
        places.update(dict.fromkeys(wire.addresses, link))
        kept.append(wire)
    return sorted(kept, key=[wire for wire, _, _ in made].index)


def _on_trust(link: Link, wire: Wire) -> Diagnostic:
    message = f"the addresses of the nodes on '{link.device}' are taken from hosts: {' and '.join(wire.addresses)}"
    help = f"make sure that '{link.device}' has these, or {REMEDY.format(link.device)}"
    return warning("H907", link.device.span, message, help=help)


def _same_name(link: Link, rival: Link) -> Diagnostic:
    label = Label(rival.device.span, "the other link")
    message = f"hosts has one address for each node: nothing says which are on '{link.device}' and which on '{rival.device}'"
    return error("H903", link.device.span, message, labels=[label], help=REMEDY.format(link.device))
