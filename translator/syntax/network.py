"""Addresses out of the files that describe a machine's network: hosts(5), Debian's interfaces(5), Red Hat's ifcfg-DEVICE.

Only what is needed to tell which address belongs to which node and interface: everything else is passed over in silence, since
these files are not what is converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Optional

from ..source import SourceFile, Span, Word

Find = Callable[[str], Optional[SourceFile]]
"""Given a path below etc: the file, or None where there is none."""

Nics = dict[str, tuple[Word, ...]]
"""The addresses that each interface has of its own, by its name; without prefix, and without those of its aliases."""

_WORD = re.compile(r"\S+")
_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}\Z")
_IFCFG = re.compile(r"""\s*(IPADDR\d*|IPV6ADDR)=(["']?)([0-9A-Fa-f.:]+)(?:/\d+)?\2\s*(?:#.*)?\Z""")
_STANZAS = frozenset(("iface", "auto", "mapping", "source", "source-directory"))


def hosts(file: SourceFile | None) -> dict[str, tuple[Word, ...]]:
    """The addresses of each name (in small letters), in their order, without the machine's own 127.x.x.x and ::1."""
    known: dict[str, tuple[Word, ...]] = {}
    for words in _lines(file):
        if words[0].startswith("127.") or words[0] == "::1":
            continue
        for name in words[1:]:
            before = known.get(name.lower(), ())
            if words[0] not in before:
                known[name.lower()] = (*before, words[0])
    return known


def nics(find: Find, devices: Iterable[str]) -> Nics:
    """The addresses of interfaces: all that `network/interfaces` has, and `sysconfig/network-scripts/ifcfg-DEVICE` of `devices`."""
    found = _interfaces(find("network/interfaces"))
    for device in devices:
        addresses = _ifcfg(find(f"sysconfig/network-scripts/ifcfg-{device}")) if _DEVICE.match(device) else ()
        if addresses:
            found[device] = addresses
    return found


def hostname(file: SourceFile | None) -> Word | None:
    """HOSTNAME of Red Hat's sysconfig/network."""
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        matched = re.match(r"""\s*HOSTNAME=(["']?)([A-Za-z0-9_.-]+)\1\s*(?:#.*)?\Z""", line)
        if file and matched:
            return Word(matched[2], Span(file, number, matched.start(2) + 1, len(matched[2])))
    return None


def _interfaces(file: SourceFile | None) -> Nics:
    found: Nics = {}
    device = None
    for words in _lines(file):
        if words[0] in _STANZAS or words[0].startswith("allow-"):
            device = str(words[1]) if words[0] == "iface" and len(words) > 3 and words[3] == "static" else None
        elif words[0] == "address" and device and len(words) > 1:
            found[device] = (*found.get(device, ()), words[1].map(lambda text: text.partition("/")[0]))
    return found


def _ifcfg(file: SourceFile | None) -> tuple[Word, ...]:
    found: list[Word] = []
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        matched = _IFCFG.match(line)
        if file and matched:
            found.append(Word(matched[3], Span(file, number, matched.start(3) + 1, len(matched[3]))))
    return tuple(found)


def _lines(file: SourceFile | None) -> Iterator[list[Word]]:
    """The words of each line that has some, comments cut."""
    for number, line in enumerate(file.text.split("\n") if file else (), 1):
        words = [
            Word(found[0], Span(file, number, found.start() + 1, len(found[0])))
            for found in _WORD.finditer(line.partition("#")[0])
            if file
        ]
        if words:
            yield words
