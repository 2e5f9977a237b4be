"""The media lines of ha.cf: over which interfaces the nodes hear each other, and on which port."""

from __future__ import annotations

from typing import NamedTuple

from ...catalogue.directives import Row, Shape
from ...diagnostics import Diagnostic, Label, error, warning
from ...source import Word
from ...syntax.ha_cf import Directive
from .hosts import Host, host
from .values import ignored, quoted, read

PORT = 694
"""The port `ha-cluster` of /etc/services."""


class Link(NamedTuple):
    """One medium. `kind` is the directive's name, with `bcast` for `udp`.

    `address` is the peer of ucast and ucast6, the group of mcast and mcast6, else None. `port` and `hops` are None where the
    medium has none; `device` is an interface, for `serial` a device file.
    """

    kind: str
    device: Word
    address: Word | None
    port: int | None
    hops: int | None
    directive: Word


_KIND = {"udp": "bcast"}
_PORTED = frozenset(("bcast", "ucast", "ucast6"))
_SHAPES = frozenset((Shape.DEVICES, Shape.PEER, Shape.GROUP))


def read_links(lines: list[tuple[Directive, Row]]) -> tuple[tuple[Link, ...], list[Diagnostic]]:
    """All links of the file, in their order.

    Each medium takes the port that `udpport` has when its first line is read, and keeps it (localudpport in the plugins).
    """
    links: list[Link] = []
    diagnostics: list[Diagnostic] = []
    port = PORT
    ports: dict[str, int] = {}
    for directive, row in lines:
        if row.name == "udpport":
            value = read(directive, row).value
            if value is not None:
                port = int(value.value)
                diagnostics += _late(directive, links)
        if row.shape not in _SHAPES:
            continue
        kind = _KIND.get(row.name, row.name)
        fixed = ports.setdefault(kind, port) if kind in _PORTED else None
        made, found = _line(kind, directive, row, fixed)
        links += made
        diagnostics += found
        if row.name == "udp":
            diagnostics.append(
                warning("H130", directive.name.span, "heartbeat takes 'udp' for 'bcast'", help="write 'bcast'")
            )
    return tuple(links), diagnostics


def without_links(links: tuple[Link, ...], name: Word | None) -> list[Diagnostic]:
    """What there is to say where no link is left that corosync can use. `name` is where the file begins."""
    if any(link.kind != "serial" for link in links):
        return []
    if links:
        return [
            error(
                "H125",
                links[0].directive.span,
                "the nodes hear each other over serial lines only, which corosync cannot use",
                help="write a 'ucast' line for a network that both nodes are on",
            )
        ]
    return [
        error(
            "H125",
            name.span if name is not None else None,
            "no link: there is no bcast, ucast or mcast line",
            help="write 'ucast INTERFACE ADDRESS-OF-THE-PEER' for each network that both nodes are on",
        )
    ]


def _late(directive: Directive, links: list[Link]) -> list[Diagnostic]:
    for link in links:
        if link.kind in _PORTED:
            return [
                warning(
                    "H126",
                    directive.name.span,
                    f"'udpport' stands below a '{link.directive}' line, whose port it does not change any more",
                    labels=(Label(link.directive.span, f"this one uses port {link.port}"),),
                    help="move 'udpport' above all links",
                )
            ]
    return []


def _line(kind: str, directive: Directive, row: Row, port: int | None) -> tuple[list[Link], list[Diagnostic]]:
    if row.shape is Shape.DEVICES:
        return _devices(kind, directive, port)
    needed = 2 if row.shape is Shape.PEER else 5
    if len(directive.arguments) < needed:
        form = "INTERFACE ADDRESS" if needed == 2 else "INTERFACE GROUP PORT TTL 0"
        return [], [too_few(directive, f"{row.name} {form}")]
    return _peer(kind, directive, port) if needed == 2 else _group(kind, directive)


def too_few(directive: Directive, form: str) -> Diagnostic:
    """The error for a line that ends too early. Its other arguments are not shown: they may be secret."""
    return error("H107", directive.name.span, f"the '{directive.name}' line is not complete", help=f"write '{form}'")


def _devices(kind: str, directive: Directive, port: int | None) -> tuple[list[Link], list[Diagnostic]]:
    if not directive.arguments:
        return [], [ignored(directive)]
    diagnostics = []
    for device in directive.arguments:
        if kind == "serial" and not device.startswith("/"):
            diagnostics.append(
                error("H127", device.span, f"{quoted(device)} is no absolute path", help="write '/dev/' in front of it")
            )
    if kind == "serial":
        diagnostics.append(
            warning(
                "H129",
                directive.name.span,
                "corosync has no serial links: this one is lost",
                help="make up for it with a second network, so that one broken cable does not split the cluster",
            )
        )
    return [Link(kind, device, None, port, None, directive.name) for device in directive.arguments], diagnostics


def _peer(kind: str, directive: Directive, port: int | None) -> tuple[list[Link], list[Diagnostic]]:
    device, address = directive.arguments[:2]
    wanted = Host.IPV6 if kind == "ucast6" else Host.IPV4
    found = host(address)
    diagnostics = not_an_address(address, wanted, ("ucast", "ucast6")) if found not in (wanted, Host.NAME) else []
    return [Link(kind, device, address, port, None, directive.name)], diagnostics


def not_an_address(word: Word, wanted: Host, names: tuple[str, str]) -> list[Diagnostic]:
    """The error for a word that is no address of the family wanted. `names` are the directives for IPv4 and IPv6."""
    found = host(word)
    if found in (Host.IPV4, Host.IPV6) and all(names):
        right = names[found is Host.IPV6]
        return [error("H127", word.span, f"'{word}' is an {found.value} address", help=f"write '{right}'")]
    return [
        error("H127", word.span, f"{quoted(word)} is no {wanted.value} address", help="write the address of the machine")
    ]


def _group(kind: str, directive: Directive) -> tuple[list[Link], list[Diagnostic]]:
    device, group, port, hops, loop = directive.arguments[:5]
    wanted, first = (Host.IPV6, "ff") if kind == "mcast6" else (Host.IPV4, "2")
    diagnostics = []
    if host(group) is not wanted or not _is_multicast(group, first):
        example = "'ff12::1:2:3:4'" if kind == "mcast6" else "one from 239.192.0.0/14"
        diagnostics.append(
            error("H128", group.span, f"{quoted(group)} is no multicast group", help=f"write a group such as {example}")
        )
    for word, least, most, what in ((port, 1, 65535, "port"), (hops, 0, 4, "number of hops"), (loop, 0, 1, "loopback switch")):
        if not (word.isascii() and word.isdigit() and least <= int(word[:9]) <= most):
            diagnostics.append(
                error("H128", word.span, f"{quoted(word)} is no {what}", help=f"write a number from {least} to {most}")
            )
    if diagnostics:
        return [], diagnostics
    return [Link(kind, device, group, int(port), int(hops), directive.name)], []


def _is_multicast(address: str, first: str) -> bool:
    if first == "ff":
        return address.lower().startswith("ff")
    return 224 <= int(address.split(".")[0]) <= 239
