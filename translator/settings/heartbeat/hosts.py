"""What a word is that should be an address: IPv4, IPv6, a host name, or nothing of these."""

from __future__ import annotations

import re
from enum import Enum


class Host(Enum):
    IPV4 = "IPv4"
    IPV6 = "IPv6"
    NAME = "name"


_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?:{_BYTE}\.){{3}}{_BYTE}\Z")
_NUMERIC = re.compile(r"[0-9.]+\Z")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9.])?\Z")
_GROUP = re.compile(r"[0-9A-Fa-f]{1,4}\Z")
_ZONE = re.compile(r"%[A-Za-z0-9_.:-]{1,15}\Z")


def host(text: str) -> Host | None:
    """What `text` is. Digits and dots that are no IPv4 address are nothing: a resolver would read `10.1` as 10.0.0.1."""
    if _IPV4.match(text):
        return Host.IPV4
    if ":" in text:
        return Host.IPV6 if _is_ipv6(text) else None
    if _NAME.match(text) and not _NUMERIC.match(text):
        return Host.NAME
    return None


def _is_ipv6(text: str) -> bool:
    """RFC 4291, 2.2, and a zone behind it (RFC 4007, 11)."""
    if len(text) > 64:
        return False
    head, gap, tail = _ZONE.sub("", text).partition("::")
    groups = [group for part in (head, tail) if part for group in part.split(":")]
    if groups and (tail or not gap) and _IPV4.match(groups[-1]):
        groups[-1:] = ["0", "0"]
    enough = len(groups) <= 7 if gap else len(groups) == 8
    return enough and all(_GROUP.match(group) for group in groups)
