"""Virtual addresses: what IPaddr and IPaddr2 of haresources made of `ip[/mask[/nic[:label]][/broadcast]]`.

The rules are those of the wrappers in resource.d: slashes fold, the second field is always the mask, the third is the broadcast
address where it begins with a digit and the NIC otherwise, and what comes after is not looked at.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..catalogue.agents import ADDRESS, ADDRESS_CHECK
from ..diagnostics import Diagnostic, error, warning
from ..model import Operation, Primitive
from ..source import Span, Word
from ..syntax.haresources import Resource
from .figures import Figures
from .ids import Ids

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}\Z")
_FIELD = re.compile("[^/]+")
_NIC = re.compile(r"([A-Za-z][A-Za-z0-9_.@-]*)(?::([A-Za-z0-9_.-]+))?\Z")
_LONGEST_NIC = 15
"""IFNAMSIZ less the closing zero: an address label, NIC and all, has no more room either."""

NETMASKS = {
    ".".join(str((0xFFFFFFFF << (32 - bits) & 0xFFFFFFFF) >> shift & 255) for shift in (24, 16, 8, 0)): bits
    for bits in range(1, 33)
}


class Address(NamedTuple):
    """A virtual address as the wrapper would have set it: `prefix` in bits, empty strings for what was left to the agent."""

    ip: Word
    prefix: str
    nic: str
    label: str
    broadcast: str


def is_ipv4(text: str) -> bool:
    """Whether this is a dotted quad, without leading zeros (which inet_aton takes for octal)."""
    return _IPV4.match(text) is not None


def is_ipv6(text: str) -> bool:
    from ipaddress import AddressValueError, IPv6Address  # paid only where a colon stands in an address

    try:
        IPv6Address(text)
    except (AddressValueError, ValueError):
        return False
    return ":" in text and "%" not in text


def _fields(argument: Word) -> list[Word]:
    file, line, column, _ = argument.span
    return [
        Word(match[0], Span(file, line, column + match.start(), len(match[0]))) for match in _FIELD.finditer(argument)
    ]


def read(resource: Resource, diagnostics: list[Diagnostic]) -> Address | None:
    """The address of an IPaddr or IPaddr2 resource, or None where it is refused."""
    if len(resource.arguments) != 1:
        diagnostics.append(
            error(
                "H234",
                resource.text.span,
                f"'{resource.script}' takes one argument, an address; here are {len(resource.arguments)}",
                help=f"write {resource.script}::10.0.0.1/24/eth0",
            )
        )
        return None
    fields = _fields(resource.arguments[0])
    before = len(diagnostics)
    if not fields or resource.arguments[0].startswith("/") or not (is_ipv4(fields[0]) or is_ipv6(fields[0])):
        shown = fields[0] if fields else resource.arguments[0]
        diagnostics.append(
            error("H235", shown.span, f"'{shown}' is no IP address", help="write four numbers from 0 to 255 with dots between")
        )
        return None
    wide = ":" in fields[0]
    prefix = _prefix(fields[1], wide, fields, diagnostics) if len(fields) > 1 else ""
    nic = label = broadcast = ""
    rest = fields[2:]
    if len(rest) == 1 and rest[0].isdigit() and _is_nic(fields[1]):
        rest = []  # the mask, which has changed places with the NIC
    if rest and not rest[0][0].isdigit():
        nic, label = _interface(rest[0], diagnostics)
        rest = rest[1:]
    if rest:
        broadcast = _broadcast(rest[0], fields[0], prefix, diagnostics)
        rest = rest[1:]
    if rest:
        diagnostics.append(
            warning("H240", rest[0].span, f"Heartbeat never looked at '{rest[0]}'", help="take it out")
        )
    return Address(fields[0], prefix, nic, label, broadcast) if len(diagnostics) == before or not any(
        each.severity.value == "error" for each in diagnostics[before:]
    ) else None


def _is_nic(field: Word) -> bool:
    return _NIC.match(field) is not None


def _prefix(field: Word, wide: bool, fields: list[Word], diagnostics: list[Diagnostic]) -> str:
    if field.isascii() and field.isdigit() and len(field) <= 3 and 1 <= int(field) <= (128 if wide else 32):
        return str(int(field))
    if not wide and field in NETMASKS:
        return str(NETMASKS[field])
    if _is_nic(field):
        after = fields[2] if len(fields) > 2 and fields[2].isdigit() else "24"
        help = f"the second field is always the mask: write {fields[0]}/{after}/{field}"
        diagnostics.append(error("H236", field.span, f"'{field}' is a NIC name where the mask belongs", help=help))
    else:
        help = "write the number of bits, such as 24, or a netmask such as 255.255.255.0"
        diagnostics.append(error("H237", field.span, f"'{field}' is no netmask", help=help))
    return ""


def _interface(field: Word, diagnostics: list[Diagnostic]) -> tuple[str, str]:
    match = _NIC.match(field)
    if match is None or len(match[1]) > _LONGEST_NIC or len(field) > _LONGEST_NIC:
        help = f"a name such as eth0 or eth0:1, of at most {_LONGEST_NIC} characters with its label"
        diagnostics.append(error("H238", field.span, f"'{field}' is no name of a network interface", help=help))
        return "", ""
    return match[1], match[2] or ""


def _broadcast(field: Word, ip: Word, prefix: str, diagnostics: list[Diagnostic]) -> str:
    if not is_ipv4(field):
        message = f"'{field}' is no broadcast address, and a NIC does not begin with a digit"
        diagnostics.append(error("H239", field.span, message, help="write ip/mask/nic/broadcast"))
        return ""
    if prefix and is_ipv4(ip):
        host = (1 << (32 - int(prefix))) - 1
        if _number(field) != _number(ip) | host:
            message = f"'{field}' is not the broadcast address of {ip}/{prefix}"
            help = "it is kept as it stands; leave it out, and the agent works it out"
            diagnostics.append(warning("H241", field.span, message, help=help))
    return str(field)


def _number(ip: str) -> int:
    one, two, three, four = ip.split(".")
    return int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)


def primitives(address: Address, script: str, ids: Ids, figures: Figures) -> tuple[Primitive, Primitive]:
    """The address as IPaddr2, and the check that it is held, which watches it as check_primary did."""
    place = [("ip", str(address.ip))]
    place += [("cidr_netmask", address.prefix)] if address.prefix else []
    place += [("nic", address.nic)] if address.nic else []
    place += [("iflabel", address.label)] if address.label else []
    more = [("broadcast", address.broadcast)] if address.broadcast else []
    more += [("lvs_support", "true")] if script == "IPaddr2" else []
    vip = Primitive(ids.new("vip", address.ip), ADDRESS.agent, tuple(place + more), ADDRESS.operations)
    check = Primitive(
        ids.new("check", address.ip),
        ADDRESS_CHECK.agent,
        (*place, *figures.parameters()),
        _watched(figures),
    )
    return vip, check


def _watched(figures: Figures) -> tuple[Operation, ...]:
    return (*ADDRESS_CHECK.operations, figures.monitor())
