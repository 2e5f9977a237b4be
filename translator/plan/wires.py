"""Which address each node has on each link, from the trees of both: corosync must know, and Heartbeat never said it in one place.

A ucast line names the address of the peer: what one node sends to is where the other listens. A bcast or mcast line names an
interface alone: its address is in the network configuration of the tree, else in hosts. What is still open then is an error, never
a guess: corosync with a wrong address starts, hears nobody, and is quorate alone on both nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, Union

from ..diagnostics import Diagnostic, Label, Outcome, error, has_errors, warning
from ..settings.heartbeat.links import Link
from ..source import Word
from ..syntax.network import Nics, hosts
from .pair import Side

MOST_LINKS = 8
"""knet's own limit."""

_Ip = Union[IPv4Address, IPv6Address]
_UCAST = frozenset(("ucast", "ucast6"))


class Wire(NamedTuple):
    """One link: the address of the first node of ha.cf and of the second, the port (None: corosync's), and what it was."""

    addresses: tuple[str, str]
    port: int | None
    kind: str
    device: str


class _Tree(NamedTuple):
    """What one node's tree says of the network."""

    side: Side
    nics: Nics
    hosts: Mapping[str, tuple[Word, ...]]

    @property
    def devices(self) -> dict[str, list[Link]]:
        grouped: dict[str, list[Link]] = {}
        for link in self.side.configuration.settings.links:
            if link.kind != "serial":
                grouped.setdefault(str(link.device), []).append(link)
        return grouped


class _End(NamedTuple):
    """One node's address on a link, and the word that says so; `by_name` where only hosts knows it, of no interface at all."""

    ip: _Ip
    word: Word
    by_name: bool = False


def wires(one: Side, other: Side, nics: Sequence[Nics] = ({}, {})) -> Outcome[tuple[Wire, ...]]:
    """The links between the two nodes in the order of the first tree; none where there are errors.

    `nics` are the addresses of the interfaces that the trees' own network configurations have, in the order of the arguments.
    """
    names = one.configuration.settings.nodes
    if len(names) != 2:
        return Outcome((), (error("H902", None, f"{len(names)} nodes: a link is between two", help="name both nodes in ha.cf"),))
    trees = _Tree(one, nics[0], hosts(one.hosts)), _Tree(other, nics[1], hosts(other.hosts))
    position = _position(names, *trees)
    made = _between(names, *(trees[::-1] if position else trees))
    if position is None and made.value != _between(names, *trees[::-1]).value:
        # Links that come out the same whosever tree is whose need no answer.
        help = f"put a file 'hostname' into the etc of each tree, with the node's name: '{names[0]}' or '{names[1]}'"
        message = "nothing in the two trees says which of them is whose"
        return Outcome((), (error("H901", names[0].span, message, help=help),))
    return made


def _position(names: Sequence[Word], one: _Tree, other: _Tree) -> int | None:
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


def _by_address(names: Sequence[Word], tree: _Tree) -> set[int]:
    """Whose tree it is by its addresses: it has an interface with what hosts calls a node, or sends to the other."""
    known = [{str(word) for word in tree.hosts.get(str(name), ())} for name in names]
    own = {str(word) for words in tree.nics.values() for word in words}
    sent = {str(link.address) for links in tree.devices.values() for link in links if link.kind in _UCAST}
    sent |= {str(word) for name in sent for word in tree.hosts.get(name.lower(), ())}
    found = {number for number in (0, 1) if own & known[number]}
    towards = [bool(sent & addresses) for addresses in known]
    if towards[0] != towards[1]:
        found.add(0 if towards[1] else 1)
    return found


def _between(names: Sequence[Word], first: _Tree, second: _Tree) -> Outcome[tuple[Wire, ...]]:
    """The links, where `first` is the tree of the first node."""
    found: list[Diagnostic] = []
    made: list[tuple[Wire, Link, tuple[_End, _End]]] = []
    left, right = first.devices, second.devices
    for device, links in left.items():
        ends = _ends(names, device, (links, right.get(device, [])), (first, second), found)
        if ends is None:
            continue
        port = _port(links, right.get(device, []), found)
        wire = Wire((str(ends[0].ip), str(ends[1].ip)), port, links[0].kind, device)
        found += _misplaced(names, (first, second), links[0], ends)
        made.append((wire, links[0], ends))
    found += [_one_sided(device, links[0], first) for device, links in right.items() if device not in left]
    kept = _distinct(made, found)
    if len(kept) > MOST_LINKS:
        span = made[MOST_LINKS][1].device.span
        help = "keep the best in both ha.cf: networks that share no switch and no cable"
        found.append(error("H904", span, f"{len(kept)} links are more than corosync's {MOST_LINKS}", help=help))
    return Outcome(() if has_errors(found) else tuple(kept), tuple(found))


def _ends(
    names: Sequence[Word],
    device: str,
    links: tuple[list[Link], list[Link]],
    trees: tuple[_Tree, _Tree],
    found: list[Diagnostic],
) -> tuple[_End, _End] | None:
    """Both nodes' addresses on one device; None, with errors, where they are not known or no good."""
    here, there = links
    if not there:
        found.append(_one_sided(device, here[0], trees[1]))
        return None
    problems: list[Diagnostic] = []
    version = 6 if here[0].kind in ("ucast6", "mcast6") else 4
    sent = _targets(here, trees, version, problems), _targets(there, trees[::-1], version, problems)
    if problems:
        found += problems
        return None
    pool = {**sent[1], **sent[0]}
    one, other = (_end(number, names, device, sent, trees, version) for number in (0, 1))
    one, other = _rest(one, other, pool), _rest(other, one, pool)
    if one is None or other is None or one.ip == other.ip:
        found.append(_unknown(names, device, here[0], there[0], trees))
        return None
    bad = _unusable(one, other)
    found += bad
    return None if bad else (one, other)


def _end(
    number: int,
    names: Sequence[Word],
    device: str,
    sent: tuple[dict[_Ip, Word], dict[_Ip, Word]],
    trees: tuple[_Tree, _Tree],
    version: int,
) -> _End | None:
    """One node's address: where its peer sends to, else what its interface has, else what hosts says of its name."""
    peer, own = sent[1 - number], sent[number]
    told = [ip for ip in peer if ip not in own]  # a file may hold both nodes' lines: the one to itself is no peer
    if len(told) == 1:
        return _End(told[0], peer[told[0]])
    for words, by_name in ((trees[number].nics.get(device, ()), False), (_of_name(names[number], trees, version), True)):
        ips = {ip: word for word in words for ip in [_ip(word)] if ip and ip.version == version and (not peer or ip in peer)}
        if len(ips) == 1:
            (ip, word), = ips.items()
            return _End(ip, word, by_name and ip not in peer and ip not in own)
    return None


def _rest(end: _End | None, other: _End | None, pool: Mapping[_Ip, Word]) -> _End | None:
    """The second of two addresses that are sent to, where it is known whose the first is; else `end`."""
    if (end is None or end.by_name) and other and other.ip in pool and len(pool) == 2:
        ip = next(ip for ip in pool if ip != other.ip)
        return _End(ip, pool[ip])
    return end


def _targets(links: Iterable[Link], trees: Sequence[_Tree], version: int, found: list[Diagnostic]) -> dict[_Ip, Word]:
    """The addresses that ucast lines send to; names are looked up in the hosts of their own tree, else in the other's."""
    sent: dict[_Ip, Word] = {}
    for link in links:
        if link.address is None or link.kind != ("ucast6" if version == 6 else "ucast"):
            continue
        words = [link.address, *(word for tree in trees for word in tree.hosts.get(link.address.lower(), ()))]
        ip = next((ip for word in words for ip in [_ip(word)] if ip and ip.version == version), None)
        if ip is None:
            message = f"no hosts file of the two trees has the name '{link.address}'"
            found.append(error("H909", link.address.span, message, help="write the address itself, or the name into hosts"))
        else:
            sent[ip] = link.address
    return sent


def _of_name(name: Word, trees: Sequence[_Tree], version: int) -> list[Word]:
    """What hosts says of a node's name: the first address of this IP version in each of the files, as a resolver takes it."""
    firsts = []
    for tree in trees:
        firsts += [word for word in tree.hosts.get(str(name), ()) if (ip := _ip(word)) and ip.version == version][:1]
    return firsts


def _ip(text: str) -> _Ip | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _unusable(one: _End, other: _End) -> list[Diagnostic]:
    """Addresses that corosync cannot bind to."""
    for end in (one, other):
        what = None
        if end.ip.is_link_local and end.ip.version == 6:
            # corosync forgets the zone: which interface it uses depends on the order of the routes.
            what, help = "a link-local address, whose interface corosync forgets", "give the link addresses from fd00::/8"
        elif end.ip.is_loopback or end.ip.is_multicast or end.ip.is_unspecified:
            what, help = "not the address of a machine in a network", "write the address that the node has there"
        if what:
            return [error("H905", end.word.span, f"'{end.ip}' is {what}", help=help)]
    if one.ip.version != other.ip.version:
        labels = [Label(one.word.span, "the other node's")]
        message = f"'{one.ip}' and '{other.ip}' are of different IP versions: corosync wants one for both ends of a link"
        return [error("H905", other.word.span, message, labels=labels, help="write addresses of one version")]
    return []


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
    names: Sequence[Word], trees: Sequence[_Tree], link: Link, ends: tuple[_End, _End]
) -> list[Diagnostic]:
    """Addresses of which hosts or the network configuration says something else."""
    found: list[Diagnostic] = []
    for number, end in enumerate(ends):
        peers = _known(names[1 - number], trees)
        if end.ip in peers and end.ip not in _known(names[number], trees):
            label = Label(peers[end.ip].span, f"hosts says that it is {names[1 - number]}'s")
            message = f"{end.ip} would be the address of {names[number]}"
            help = "were the trees or their hostname files exchanged? Correct what is wrong"
            found.append(error("H906", end.word.span, message, labels=[label], help=help))
            continue
        own = {_ip(word): word for word in trees[number].nics.get(str(link.device), ())}
        if own and end.ip not in own:
            label = Label(next(iter(own.values())).span, f"the address that the interface gets on {names[number]}")
            message = f"'{link.device}' of {names[number]} does not have the address {end.ip}"
            help = "see with 'ip address' which of the two it has"
            found.append(warning("H908", end.word.span, message, labels=[label], help=help))
    return found


def _known(name: Word, trees: Sequence[_Tree]) -> dict[_Ip, Word]:
    return {ip: word for tree in trees for word in tree.hosts.get(str(name), ()) if (ip := _ip(word))}


def _distinct(made: Sequence[tuple[Wire, Link, tuple[_End, _End]]], found: list[Diagnostic]) -> list[Wire]:
    """The wires without those that go over the address of another one."""
    kept: list[Wire] = []
    places: dict[str, Link] = {}
    by_name = [link for _, link, ends in made if ends[0].by_name or ends[1].by_name]
    for wire, link, ends in sorted(made, key=lambda each: each[2][0].by_name or each[2][1].by_name):
        used = next((places[address] for address in wire.addresses if address in places), None)
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


_HELP = (
    "replace the line with 'ucast {0} ADDRESS-OF-THE-PEER' in both ha.cf, or copy etc/network/interfaces or "
    "etc/sysconfig/network-scripts/ifcfg-{0} into both trees"
)


def _on_trust(link: Link, wire: Wire) -> Diagnostic:
    message = f"the addresses of the nodes on '{link.device}' are taken from hosts: {' and '.join(wire.addresses)}"
    help = f"make sure that '{link.device}' has these, or {_HELP.format(link.device)}"
    return warning("H907", link.device.span, message, help=help)


def _same_name(link: Link, rival: Link) -> Diagnostic:
    label = Label(rival.device.span, "the other link")
    message = f"hosts has one address for each node: nothing says which are on '{link.device}' and which on '{rival.device}'"
    return error("H903", link.device.span, message, labels=[label], help=_HELP.format(link.device))


def _unknown(names: Sequence[Word], device: str, here: Link, there: Link, trees: Sequence[_Tree]) -> Diagnostic:
    labels = [Label(there.device.span, "the other tree")]
    words = [word for name in names for tree in trees for word in tree.hosts.get(str(name), ())]
    labels += [Label(word.span, "what hosts says") for word in words[:4]]
    message = f"the two trees do not tell the addresses of {names[0]} and {names[1]} on '{device}'"
    return error("H903", here.device.span, message, labels=labels, help=_HELP.format(device))


def _one_sided(device: str, link: Link, lacking: _Tree) -> Diagnostic:
    labels = [Label(each.device.span, "a link of the other tree") for each in lacking.side.configuration.settings.links[:1]]
    message = f"only one of the trees has a link over '{device}'"
    help = "give both the same links (where the interfaces differ in name, write one name into both: corosync goes by addresses)"
    return error("H903", link.device.span, message, labels=labels, help=help)
