"""drbd.conf's tree -> resources, complete: what a host section lacks comes from its resource, options come from `common`.

Facts: drbdadm's post-processing (drbd-utils 9.22), drbd.conf(5) of 8.3, 8.4 and 9.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Optional

from ...catalogue import drbd_keywords as known
from ...diagnostics import Diagnostic, Label, Outcome, error
from ...source import Word
from ...syntax.drbd_conf import DrbdConf, Node, Section, Statement
from . import conflicts as drbd_conflicts
from . import limits as drbd_limits
from .devices import DeviceIndex, device_of
from .hosts import HostReader, Partial, inherit, read_volume_statement
from .model import DrbdHost, DrbdOption, DrbdResource, DrbdVolume
from .values import (
    MAX_VOLUME,
    Address,
    Found,
    address,
    bare,
    blockless,
    misshapen,
    name,
    named,
    number,
    option,
    options,
    proxy,
    unknown,
)

__all__ = ["DeviceIndex", "DrbdHost", "DrbdOption", "DrbdResource", "DrbdVolume", "device_of", "interpret"]


def interpret(conf: DrbdConf, used: Optional[Collection[str]] = None) -> Outcome[tuple[DrbdResource, ...]]:
    """The resources in the order of the file.

    `used` are the resources that haresources has: what only Heartbeat's way of running them forbids (two primaries, stacking)
    is reported for these alone; None means all.
    """
    found: Found = []
    commons = [node for node in conf.nodes if node.keyword == "common" and isinstance(node, Section)]
    _once(commons, "common", found)
    _once([node for node in conf.nodes if node.keyword == "global"], "global", found)
    defaults = _defaults(commons[0], found) if commons else ()
    resources = []
    for node in conf.nodes:
        if node.keyword == "resource" and isinstance(node, Section):
            resource = _Resource(node, defaults, found).read()
            if resource is not None:
                resources.append(resource)
        elif node.keyword == "global" and isinstance(node, Section):
            _global(node, found)
        elif node.keyword.startswith(known.MODULE_VERSION) or node.keyword in known.TOP or node.keyword == "common":
            continue
        else:
            unknown(node.keyword, known.TOP, "outside of all sections", found)
    drbd_conflicts.check(resources, found)
    drbd_limits.check([resource for resource in resources if used is None or resource.name in used], found)
    return Outcome(tuple(resources), _once_each(found))


def _once_each(found: Found) -> tuple[Diagnostic, ...]:
    """What `common` says wrong is found in each resource, and told once."""
    kept: dict[tuple[str, tuple[str, int, int] | None], Diagnostic] = {}
    for each in found:
        place = (each.span.file.name, each.span.line, each.span.column) if each.span is not None else None
        kept.setdefault((each.code, place), each)
    return tuple(kept.values())


def _once(nodes: list[Node] | list[Section], keyword: str, found: Found) -> None:
    for node in nodes[1:]:
        label = Label(nodes[0].keyword.span, "the first is here")
        found.append(error("H424", node.keyword.span, f"a second '{keyword}'", labels=[label], help="put them together"))


def _global(section: Section, found: Found) -> None:
    bare(section, found)
    for node in section.children:
        if isinstance(node, Section):
            blockless(node, "in 'global'", found)
        else:
            option("global", node, known.GLOBAL, found)


def _defaults(section: Section, found: Found) -> tuple[DrbdOption, ...]:
    """The options of `common`, also of the one in a template file."""
    bare(section, found)
    read: list[DrbdOption] = []
    for node in section.children:
        if node.keyword in known.SECTIONS and isinstance(node, Section):
            read += options(node, found)
        elif node.keyword == "protocol" and isinstance(node, Statement):
            one = option("resource", node, known.NET, found)
            read += [one] if one else []
        elif node.keyword in ("on", "floating", "stacked-on-top-of"):
            found.append(error("H423", node.keyword.span, f"'{node.keyword}' in 'common'", help="move it to its resource"))
        elif node.keyword not in known.RESOURCE:
            unknown(node.keyword, known.RESOURCE, "in 'common'", found)
        elif node.keyword == "proxy" and isinstance(node, Section):
            proxy(node, found)
        elif isinstance(node, Section):
            blockless(node, "in 'common'", found)
    return tuple(read)


class _Resource:
    """Reads one `resource` section."""

    def __init__(self, section: Section, defaults: tuple[DrbdOption, ...], found: Found) -> None:
        self.section = section
        self.defaults = defaults
        self.found = found
        self.options: list[DrbdOption] = []
        self.hosts = HostReader(found)
        self.volumes: dict[int, Partial] = {}
        self.addresses: list[tuple[Word, Address]] = []
        self.first: dict[str, Word] = {}

    def read(self) -> Optional[DrbdResource]:
        title = name(self.section, self.found)
        for node in self.section.children:
            if isinstance(node, Section):
                self.block(node)
            else:
                self.statement(node)
        if title is None:
            return None
        hosts = inherit(self.hosts.read, self.volumes, self.addresses, title, self.found)
        explicit = any(not part.implicit for host in self.hosts.read for part in host.volumes.values()) or any(
            not part.implicit for part in self.volumes.values()
        )
        merged = {option.name: option for option in (*self.defaults, *self.options)}
        return DrbdResource(title, hosts, tuple(merged.values()), explicit)

    def once(self, keyword: Word) -> None:
        if keyword in self.first:
            label = Label(self.first[keyword].span, "the first is here")
            message = f"a second '{keyword}' in one resource"
            self.found.append(error("H424", keyword.span, message, labels=[label], help="put them together"))
        else:
            self.first[keyword] = keyword

    def block(self, node: Section) -> None:
        keyword = node.keyword
        if keyword in known.SECTIONS:
            self.once(keyword)
            self.options += options(node, self.found)
        elif keyword in ("on", "floating", "stacked-on-top-of"):
            self.hosts.section(node)
        elif keyword == "volume":
            self.hosts.volume(node, self.volumes)
        elif keyword in ("connection", "connection-mesh"):
            self.connection(node)
        elif keyword == "template-file":
            self.template(node)
        elif keyword == "proxy":
            proxy(node, self.found)
        elif keyword != "skip":
            if keyword in known.RESOURCE:
                blockless(node, "in a resource", self.found)
            else:
                unknown(keyword, known.RESOURCE, "in a resource", self.found)

    def statement(self, node: Statement) -> None:
        keyword = node.keyword
        if keyword == "protocol":
            self.once(keyword)
            one = option("resource", node, known.NET, self.found)
            self.options += [one] if one else []
        elif keyword == "floating":
            self.hosts.section(Section(keyword, node.arguments, ()))
        elif keyword in known.VOLUME:
            if keyword != "disk":
                self.once(keyword)
            read_volume_statement(node, self.volumes, self.found)
        elif keyword in ("net", "startup", "syncer", "handlers", "options", "on", "volume", "connection", "proxy"):
            misshapen(keyword, node.arguments, f"{keyword} {{ … }}", self.found)
        elif keyword not in ("include", "ignore-on"):
            unknown(keyword, known.RESOURCE, "in a resource", self.found)

    def template(self, node: Section) -> None:
        for inner in node.children:
            if inner.keyword == "common" and isinstance(inner, Section):
                self.defaults = _defaults(inner, self.found)
                return
        if node.children:
            help = "a template file holds one 'common { … }'"
            self.found.append(error("H423", node.keyword.span, "the template file has no 'common' section", help=help))

    def connection(self, node: Section) -> None:
        allowed = known.MESH if node.keyword == "connection-mesh" else known.CONNECTION
        for inner in node.children:
            keyword = inner.keyword
            if keyword not in allowed:
                unknown(keyword, allowed, f"in '{node.keyword}'", self.found)
            elif keyword in ("net", "disk") and isinstance(inner, Section):
                set_already = {option.name for option in self.options}
                self.options += [one for one in options(inner, self.found) if one.name not in set_already]
            elif keyword == "path" and isinstance(inner, Section):
                for end in inner.children:
                    self.endpoint(end)
            elif keyword in ("host", "address"):
                self.endpoint(inner)
            elif keyword == "hosts":
                for word in inner.arguments:
                    if named(word, self.found):
                        self.hosts.mentioned.append(word)
            elif keyword == "volume" and isinstance(inner, Section) and inner.arguments:
                number(inner.arguments[0], 0, MAX_VOLUME, "volume number", self.found)
                for part in inner.children:
                    if part.keyword == "disk" and isinstance(part, Section):
                        options(part, self.found)

    def endpoint(self, node: Node) -> None:
        """`host NAME [address …|port N] [via …]` in a connection."""
        keyword, words = node.keyword, node.arguments
        if "via" in words:
            if isinstance(node, Section):
                proxy(node, self.found)
            words = words[: words.index("via")]
        elif isinstance(node, Section) and keyword in known.PATH:
            blockless(node, "in a connection", self.found)
        if keyword != "host":
            if keyword == "address":
                address(keyword, words, self.found)
            else:
                unknown(keyword, known.PATH, "in 'path'", self.found)
            return
        if not words or not named(words[0], self.found):
            if not words:
                misshapen(keyword, words, "host NAME address 10.0.0.1:7788;", self.found)
            return
        self.hosts.mentioned.append(words[0])
        if len(words) > 1 and words[1] == "address":
            end = address(words[1], words[2:], self.found)
            if end is not None:
                self.addresses.append((words[0], end))
        elif len(words) == 3 and words[1] == "port":
            number(words[2], 1, 65535, "port", self.found)
        elif len(words) != 1:
            misshapen(keyword, words, "host NAME address 10.0.0.1:7788;", self.found)
