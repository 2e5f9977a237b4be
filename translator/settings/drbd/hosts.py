"""The host sections of a resource (`on NAME…`, `floating ADDRESS`, `stacked-on-top-of RESOURCE`) and their volumes."""

from __future__ import annotations

from typing import Optional

from ...catalogue import drbd_keywords as known
from ...diagnostics import Label, error
from ...source import Word
from ...syntax.drbd_conf import Section, Statement
from ...syntax.drbd_tokens import is_name
from .model import DrbdHost, DrbdVolume, same_host
from .values import (
    MAX_NODE_ID,
    MAX_VOLUME,
    Address,
    Device,
    Found,
    address,
    device,
    misshapen,
    named,
    number,
    options,
    proxy,
    unknown,
)


class Partial:
    """What is known of a volume so far. `broken`: something of it was refused already, so that it is no news that it is missing."""

    __slots__ = ("broken", "device", "disk", "implicit", "meta_disk", "meta_index", "place")

    def __init__(self, place: Word, implicit: bool) -> None:
        self.place = place
        self.implicit = implicit
        self.device: Optional[Device] = None
        self.disk: Optional[Word] = None
        self.meta_disk: Optional[Word] = None
        self.meta_index: Optional[Word] = None
        self.broken = False


class Host:
    """A host section as it stands in the file; `broken` as for a volume."""

    __slots__ = ("address", "broken", "keyword", "lower", "names", "node_id", "volumes")

    def __init__(self, keyword: Word) -> None:
        self.keyword = keyword
        self.names: tuple[Word, ...] = ()
        self.volumes: dict[int, Partial] = {}
        self.address: Optional[Address] = None
        self.node_id: Optional[Word] = None
        self.lower: Optional[Word] = None
        self.broken = False


def read_volume_statement(node: Statement, volumes: dict[int, Partial], found: Found) -> None:
    """`device`, `disk` or `meta-disk` outside of a `volume` section: volume 0, unless volumes are numbered."""
    part = volumes.setdefault(0, Partial(node.keyword, True))
    if not part.implicit:
        label = Label(part.place.span, "volumes are numbered here")
        help = "move it into 'volume 0 { … }'"
        found.append(error("H436", node.keyword.span, f"'{node.keyword}' outside of the volumes", labels=[label], help=help))
    _read_into(part, node, found)


def _read_into(part: Partial, node: Statement, found: Found) -> None:
    keyword, words = node
    if keyword == "device":
        part.device = device(keyword, words, found)
        part.broken |= part.device is None
    elif keyword == "disk":
        if len(words) == 1 and words[0] != ":" and named(words[0], found):
            part.disk = words[0]
        else:
            part.broken = True
            if len(words) != 1 or words[0] == ":":
                misshapen(keyword, words, "disk /dev/sdb1;", found)
    elif keyword in ("meta-disk", "flexible-meta-disk"):
        if len(words) == 1 and words[0] != ":" and named(words[0], found):
            part.meta_disk = words[0]
        elif keyword == "meta-disk" and _indexed(words):
            part.meta_disk = words[0]
            index = number(words[2], 0, 2**31, "index of meta-data", found)
            part.meta_index = words[2] if index is not None else None
        else:
            part.broken = True
            if len(words) != 1 or words[0] == ":":
                misshapen(keyword, words, f"{keyword} internal;", found)
    else:
        misshapen(keyword, words, f"{keyword} {{ … }}", found)


def _indexed(words: tuple[Word, ...]) -> bool:
    """`DEVICE [ N ]`"""
    return len(words) == 4 and words[1] == "[" and words[3] == "]" and words[0] != "internal" and is_name(words[0])


class HostReader:
    """Collects the host sections of one resource, and the host names that its connections mention."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.read: list[Host] = []
        self.mentioned: list[Word] = []

    def section(self, node: Section) -> None:
        keyword, words = node.keyword, node.arguments
        host = Host(keyword)
        if keyword == "on":
            host.names = tuple(word for word in words if named(word, self.found))
            host.broken = len(host.names) != len(words)
            if not words:
                misshapen(keyword, words, "on NAME { … }", self.found)
                host.broken = True
        elif keyword == "floating":
            host.address = address(keyword, words, self.found)
            host.broken = host.address is None
        elif len(words) == 1 and named(words[0], self.found):
            host.lower = words[0]
        else:
            misshapen(keyword, words, f"{keyword} RESOURCE {{ … }}", self.found)
            host.broken = True
        seen: dict[str, Word] = {}
        for inner in node.children:
            self.inner(host, inner, seen)
        self.read.append(host)

    def inner(self, host: Host, node: Section | Statement, seen: dict[str, Word]) -> None:
        keyword = node.keyword
        where = f"in '{host.keyword}'"
        if isinstance(node, Section):
            if keyword == "volume":
                self.volume(node, host.volumes)
            elif keyword in ("disk", "options"):
                options(node, self.found)
            elif keyword == "proxy":
                proxy(node, self.found)
            elif keyword != "skip":
                unknown(keyword, known.HOST, where, self.found)
            return
        if keyword in known.HOST:
            plain = keyword.replace("flexible-", "")
            if plain in seen:
                label = Label(seen[plain].span, "the first is here")
                message = f"a second '{keyword}' for one host"
                self.found.append(error("H424", keyword.span, message, labels=[label], help="keep the one that is true"))
            seen.setdefault(plain, keyword)
        if keyword == "address":
            if host.keyword == "floating":
                help = "the address stands behind 'floating'"
                self.found.append(error("H423", keyword.span, "'address' in a 'floating' section", help=help))
            else:
                host.address = address(keyword, node.arguments, self.found)
                host.broken |= host.address is None
        elif keyword == "node-id":
            if len(node.arguments) != 1:
                misshapen(keyword, node.arguments, "node-id 0;", self.found)
            elif number(node.arguments[0], 0, MAX_NODE_ID, "node id", self.found) is not None:
                host.node_id = node.arguments[0]
        elif keyword in known.VOLUME:
            read_volume_statement(node, host.volumes, self.found)
        elif keyword in known.HOST:
            misshapen(keyword, node.arguments, f"{keyword} {{ … }}", self.found)
        else:
            unknown(keyword, known.HOST, where, self.found)

    def volume(self, node: Section, volumes: dict[int, Partial]) -> None:
        """`volume N { device …; disk …; meta-disk …; }`"""
        if len(node.arguments) != 1:
            misshapen(node.keyword, node.arguments, "volume 0 { … }", self.found)
            return
        vnr = number(node.arguments[0], 0, MAX_VOLUME, "volume number", self.found)
        if vnr is None:
            return
        if vnr in volumes:
            label = Label(volumes[vnr].place.span, "it is defined here")
            if volumes[vnr].implicit:
                help = "move the statements outside of the volumes into 'volume 0 { … }'"
                message = "volumes are numbered here, and not elsewhere in the resource"
                self.found.append(error("H436", node.keyword.span, message, labels=[label], help=help))
            else:
                message = f"volume {vnr} is defined twice"
                self.found.append(error("H424", node.keyword.span, message, labels=[label], help="give each its number"))
        part = volumes[vnr] = Partial(node.keyword, False)
        for inner in node.children:
            if isinstance(inner, Section):
                if inner.keyword == "disk":
                    options(inner, self.found)
                elif inner.keyword != "skip":
                    unknown(inner.keyword, known.VOLUME, "in 'volume'", self.found)
            elif inner.keyword in known.VOLUME:
                _read_into(part, inner, self.found)
            else:
                unknown(inner.keyword, known.VOLUME, "in 'volume'", self.found)


def inherit(
    hosts: list[Host], shared: dict[int, Partial], ends: list[tuple[Word, Address]], title: Word, found: Found
) -> tuple[DrbdHost, ...]:
    """The host sections, completed from the resource's own volumes and from its connections."""
    complete = []
    _mixed([*(host.volumes for host in hosts), shared], found)
    for host in hosts:
        if host.address is None:
            host.address = next((end for name, end in ends if any(same_host(name, other) for other in host.names)), None)
        if host.address is None and not host.broken and not ends:
            _missing(host, "address", "address 10.0.0.1:7788;", title, found)
        volumes = []
        for vnr in sorted({*host.volumes, *shared}):
            volume = _volume(host, vnr, host.volumes.get(vnr), shared.get(vnr), title, found)
            if volume is not None:
                volumes.append(volume)
        if not host.volumes and not shared and not host.broken:
            _missing(host, "device", "device /dev/drbd0;", title, found)
        where, port = host.address or (None, None)
        complete.append(DrbdHost(host.keyword, host.names, where, port, host.node_id, tuple(volumes), host.lower))
    return tuple(complete)


def _mixed(all_volumes: list[dict[int, Partial]], found: Found) -> None:
    """Where a volume other than 0 is numbered, none may go without a number."""
    numbered = next((part for volumes in all_volumes for vnr, part in volumes.items() if vnr and not part.implicit), None)
    plain = next((part for volumes in all_volumes for part in volumes.values() if part.implicit), None)
    if numbered is not None and plain is not None:
        message = f"'{plain.place}' outside of the volumes"
        label = Label(numbered.place.span, "volumes are numbered here")
        found.append(error("H436", plain.place.span, message, labels=[label], help="move it into 'volume 0 { … }'"))


def _volume(
    host: Host, vnr: int, own: Optional[Partial], shared: Optional[Partial], title: Word, found: Found
) -> Optional[DrbdVolume]:
    own = own or Partial(host.keyword, shared.implicit if shared else True)
    other = shared or own
    broken = own.broken or other.broken or host.broken
    where = own.device or other.device
    disk = own.disk if own.disk is not None else other.disk
    meta_disk, meta_index = (
        (own.meta_disk, own.meta_index) if own.meta_disk is not None else (other.meta_disk, other.meta_index)
    )
    if where is None:
        if not broken:
            _missing(host, "device", "device /dev/drbd0;", title, found)
        return None
    if disk == "none":
        disk = meta_disk = meta_index = None
    elif disk is None and host.lower is None and not broken and (meta_disk is not None or host.node_id is None):
        _missing(host, "disk", "disk /dev/sdb1;", title, found)
    return DrbdVolume(vnr, where.device, where.minor, disk, meta_disk, meta_index)


def _missing(host: Host, keyword: str, form: str, title: Word, found: Found) -> None:
    label = Label(title.span, f"the resource '{title}'")
    name = " ".join((host.keyword, *host.names))
    help = f"add '{form}', or set it for the whole resource" if keyword != "address" else f"add '{form}'"
    found.append(error("H429", host.keyword.span, f"'{name}' has no '{keyword}'", labels=[label], help=help))
