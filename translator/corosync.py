"""corosync.conf from the ha.cf of both nodes: links, times, logging.

Each ha.cf names the addresses of the peer, so that it takes both to know all: what web01 sends to is where web02 listens.
Sources: corosync.conf(5) of 3.1, votequorum(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .diagnostics import Diagnostic, Label, Outcome, error, has_errors, warning
from .plan.pair import Side
from .settings.heartbeat.links import Link
from .settings.heartbeat.settings import Settings
from .source import SourceFile, Word
from .templates import DIRECTORY

MOST_LINKS = 8
"""knet's own limit."""

FACILITIES = ("daemon", *(f"local{number}" for number in range(8)))
"""What syslog_facility takes."""

_SAFE = re.compile(r"[A-Za-z0-9._:/-]+\Z")


class _Node(NamedTuple):
    id: int
    name: str
    addresses: tuple[str, ...]


class _Wire(NamedTuple):
    """One link of corosync: an address for each node, the port, and where it comes from."""

    addresses: tuple[str, ...]
    port: int | None
    origin: str


def convert(one: Side, other: Side) -> Outcome[bytes]:
    """corosync.conf for both nodes; empty where the trees do not say enough."""
    found: list[Diagnostic] = []
    names = one.configuration.settings.nodes
    first, second = _in_order(one, other, found)
    wires = _wires(names, first, second, found)
    if not wires and not has_errors(found):
        span = names[0].span if names else None
        help = "give each node's tree its ucast lines, or put both names into hosts"
        found.append(error("H902", span, "no link between the nodes can be told from the two trees", help=help))
    facility = _facility(one.configuration.settings, found)
    if has_errors(found):
        return Outcome(b"", tuple(found))
    deadtime = one.configuration.settings.deadtime.ms
    token, consensus = timeouts(deadtime)
    text = (
        Environment(
            loader=FileSystemLoader(DIRECTORY),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        .get_template("corosync.conf.j2")
        .render(
            cluster_name=_safe(one.configuration.settings.cluster) or "linux-ha",
            deadtime=deadtime,
            token=token,
            consensus=consensus,
            links=wires,
            nodes=[
                _Node(number, str(name), tuple([wire.addresses[number - 1] for wire in wires]))
                for number, name in enumerate(names, 1)
            ],
            logfile=None if one.configuration.settings.use_logd else _safe(one.configuration.settings.logfile) or _safe(one.configuration.settings.debugfile),
            facility=facility,
        )
    )
    return Outcome(text.encode(), tuple(found))


def timeouts(deadtime: int) -> tuple[int, int]:
    """Token and consensus, in milliseconds, so that both together (2.2 tokens) take nine tenths of `deadtime` at most."""
    token = max(1000, deadtime * 9 // 22)
    return token, -(-token * 12 // 10)


def _in_order(one: Side, other: Side, found: list[Diagnostic]) -> tuple[Side, Side]:
    """The trees in the order of the nodes in ha.cf."""
    names = [str(name) for name in one.configuration.settings.nodes]
    for side, against in ((one, other), (other, one)):
        if len(names) == 2 and _is(side, names[0]) and not _is(against, names[0]):
            return side, against
        if len(names) == 2 and _is(side, names[1]) and not _is(against, names[1]):
            return against, side
    span = one.configuration.settings.nodes[0].span if one.configuration.settings.nodes else None
    help = f"copy etc/hostname into the trees, or give the tree of {names[0] if names else 'the first node'} first"
    found.append(warning("H901", span, "nothing says whose tree is whose: the first is taken for the first node's", help=help))
    return one, other


def _is(side: Side, name: str) -> bool:
    return side.hostname is not None and side.hostname.lower().partition(".")[0] == name.partition(".")[0]


def _wires(names: Sequence[Word], first: Side, second: Side, found: list[Diagnostic]) -> list[_Wire]:
    wires: list[_Wire] = []
    left, right = _by_device(first.configuration.settings.links), _by_device(second.configuration.settings.links)
    known = _addresses(names, (first.hosts, second.hosts))
    for device, links in left.items():
        link = links[0]
        if link.kind == "serial":
            message = f"corosync has no serial links: '{device}' is left out"
            help = "a second network between the nodes is worth having"
            found.append(warning("H903", link.device.span, message, help=help))
            continue
        pair = _pair(names, links, right.get(device, []), known)
        if pair is None:
            message = f"the nodes' addresses on '{device}' cannot be told from the two trees"
            labels = [Label(each.directive.span, "the other tree") for each in right.get(device, [])[:1]]
            help = "write 'ucast DEVICE PEER' with the peer's address in each node's ha.cf, or both names into hosts"
            found.append(error("H904", link.device.span, message, labels=labels, help=help))
            continue
        if any(set(pair) & set(wire.addresses) for wire in wires):
            continue  # one address can carry one link; the second medium on it adds nothing
        wires.append(_Wire(pair, link.port, f"{link.kind} {device}"))
    if len(wires) > MOST_LINKS:
        span = first.configuration.settings.links[-1].device.span
        found.append(error("H905", span, f"{len(wires)} links are more than corosync's {MOST_LINKS}", help="keep the best"))
    return wires


def _by_device(links: Iterable[Link]) -> dict[str, list[Link]]:
    grouped: dict[str, list[Link]] = {}
    for link in links:
        grouped.setdefault(str(link.device), []).append(link)
    return grouped


def _pair(names: Sequence[Word], here: list[Link], there: list[Link], known: dict[str, str]) -> tuple[str, str] | None:
    """The first node's address and the second's, on one device; `here` are the links of the first node's tree."""
    sent = [_plain(link.address) for link in here if link.kind in ("ucast", "ucast6") and link.address]
    received = [_plain(link.address) for link in there if link.kind in ("ucast", "ucast6") and link.address]
    # A file may hold both nodes' lines: the one to the node itself is no peer.
    theirs = [address for address in sent if address not in received] or (sent if len(sent) == 1 else [])
    ours = [address for address in received if address not in sent] or (received if len(received) == 1 else [])
    if len(theirs) == 1 and len(ours) == 1 and theirs != ours:
        return ours[0], theirs[0]
    named = [known.get(str(name)) for name in names]
    both = set(sent) | set(received)
    if len(named) == 2 and named[0] and named[1] and named[0] != named[1] and (not both or set(named) <= both):
        return named[0], named[1]
    return None


def _plain(address: Word) -> str:
    return str(address).partition("%")[0]


def _addresses(names: Sequence[Word], files: Iterable[SourceFile | None]) -> dict[str, str]:
    """What the hosts files say of the nodes, loopback aside."""
    known: dict[str, str] = {}
    for file in files:
        for line in file.text.split("\n") if file else ():
            words = line.partition("#")[0].split()
            if words and not words[0].startswith("127.") and words[0] != "::1" and _SAFE.match(words[0]):
                for name in words[1:]:
                    known.setdefault(name.lower(), words[0])
    return {str(name): known[name] for name in names if name in known}


def _facility(settings: Settings, found: list[Diagnostic]) -> str | None:
    word = settings.logfacility
    if settings.use_logd or word is None:
        return "daemon"
    if word == "none":
        return None
    if word in FACILITIES:
        return str(word)
    message = f"corosync cannot log to the facility '{word}': 'daemon' is taken"
    found.append(warning("H906", word.span, message, help=f"one of {', '.join(FACILITIES)}"))
    return "daemon"


def _safe(word: Word | None) -> str | None:
    return str(word) if word is not None and _SAFE.match(word) else None
