"""The two nodes' addresses on one link: what the lines of both trees say, else their network configurations, else hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple, Union

from ..diagnostics import Diagnostic, Label, error
from ..settings.heartbeat.links import Link
from ..source import Word
from ..syntax.network import Nics
from .pair import Side

Ip = Union[IPv4Address, IPv6Address]
UCAST = frozenset(("ucast", "ucast6"))


class Ground(NamedTuple):
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


class End(NamedTuple):
    """One node's address on a link, and the word that says so; `by_name` where only hosts knows it, of no interface at all."""

    ip: Ip
    word: Word
    by_name: bool = False


def ends_of(
    names: Sequence[Word],
    device: str,
    links: tuple[list[Link], list[Link]],
    trees: tuple[Ground, Ground],
    found: list[Diagnostic],
) -> tuple[End, End] | None:
    """Both nodes' addresses on one device; None, with errors, where they are not known or no good."""
    here, there = links
    if not there:
        found.append(one_sided(device, here[0], trees[1]))
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
    sent: tuple[dict[Ip, Word], dict[Ip, Word]],
    trees: tuple[Ground, Ground],
    version: int,
) -> End | None:
    """One node's address: where its peer sends to, else what its interface has, else what hosts says of its name."""
    peer, own = sent[1 - number], sent[number]
    told = [ip for ip in peer if ip not in own]  # a file may hold both nodes' lines: the one to itself is no peer
    if len(told) == 1:
        return End(told[0], peer[told[0]])
    for words, by_name in ((trees[number].nics.get(device, ()), False), (_of_name(names[number], trees, version), True)):
        ips = {ip: word for word in words for ip in [address(word)] if ip and ip.version == version and (not peer or ip in peer)}
        if len(ips) == 1:
            (ip, word), = ips.items()
            return End(ip, word, by_name and ip not in peer and ip not in own)
    return None


def _rest(end: End | None, other: End | None, pool: Mapping[Ip, Word]) -> End | None:
    """The second of two addresses that are sent to, where it is known whose the first is; else `end`."""
    if (end is None or end.by_name) and other and other.ip in pool and len(pool) == 2:
        ip = next(ip for ip in pool if ip != other.ip)
        return End(ip, pool[ip])
    return end


def _targets(links: Iterable[Link], trees: Sequence[Ground], version: int, found: list[Diagnostic]) -> dict[Ip, Word]:
    """The addresses that ucast lines send to; names are looked up in the hosts of their own tree, else in the other's."""
    sent: dict[Ip, Word] = {}
    for link in links:
        if link.address is None or link.kind != ("ucast6" if version == 6 else "ucast"):
            continue
        words = [link.address, *(word for tree in trees for word in tree.hosts.get(link.address.lower(), ()))]
        ip = next((ip for word in words for ip in [address(word)] if ip and ip.version == version), None)
        if ip is None:
            message = f"no hosts file of the two trees has the name '{link.address}'"
            found.append(error("H909", link.address.span, message, help="write the address itself, or the name into hosts"))
        else:
            sent[ip] = link.address
    return sent


def _of_name(name: Word, trees: Sequence[Ground], version: int) -> list[Word]:
    """What hosts says of a node's name: the first address of this IP version in each of the files, as a resolver takes it."""
    firsts = []
    for tree in trees:
        firsts += [word for word in tree.hosts.get(str(name), ()) if (ip := address(word)) and ip.version == version][:1]
    return firsts


def address(text: str) -> Ip | None:
    """An address without its zone, or None where it is none."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _unusable(one: End, other: End) -> list[Diagnostic]:
    """Addresses that corosync cannot bind to."""
    for end in (one, other):
        if end.ip.is_link_local and end.ip.version == 6:
            # corosync forgets the zone: which interface it uses depends on the order of the routes.
            message = f"'{end.ip}' is a link-local address, and corosync forgets its interface"
            return [error("H905", end.word.span, message, help="give the link addresses of its own, from fd00::/8")]
        if end.ip.is_loopback or end.ip.is_multicast or end.ip.is_unspecified:
            message = f"'{end.ip}' is no address that a machine has in a network"
            return [error("H905", end.word.span, message, help="write the address that the peer has there")]
    return []


def known(name: Word, trees: Sequence[Ground]) -> dict[Ip, Word]:
    """All that hosts says of a node's name."""
    return {ip: word for tree in trees for word in tree.hosts.get(str(name), ()) if (ip := address(word))}


REMEDY = (
    "replace the line with 'ucast {0} ADDRESS-OF-THE-PEER' in both ha.cf, or copy etc/network/interfaces or "
    "etc/sysconfig/network-scripts/ifcfg-{0} into both trees"
)


def _unknown(names: Sequence[Word], device: str, here: Link, there: Link, trees: Sequence[Ground]) -> Diagnostic:
    labels = [Label(there.device.span, "the other tree")]
    words = [word for name in names for tree in trees for word in tree.hosts.get(str(name), ())]
    labels += [Label(word.span, "what hosts says") for word in words[:4]]
    message = f"the two trees do not tell the addresses of {names[0]} and {names[1]} on '{device}'"
    return error("H903", here.device.span, message, labels=labels, help=REMEDY.format(device))


def one_sided(device: str, link: Link, lacking: Ground) -> Diagnostic:
    labels = [Label(each.device.span, "a link of the other tree") for each in lacking.side.configuration.settings.links[:1]]
    message = f"only one of the trees has a link over '{device}'"
    help = "give both the same links (where the interfaces differ in name, write one name into both: corosync goes by addresses)"
    return error("H903", link.device.span, message, labels=labels, help=help)
