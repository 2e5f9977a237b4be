"""Virtual addresses: what IPaddr, IPaddr2 and IPv6addr of haresources made of `ip[/mask[/nic[:label]][/broadcast]]`.

The rules are those of the wrappers in resource.d: slashes fold, the second field is always the mask, the third is the broadcast
address where it begins with a digit and the NIC otherwise, and what comes after is not looked at. IPv6addr, whose work IPaddr2 does
today, is for `ip[/prefix[/nic]]` alone: slashes do not fold there, and there is no broadcast address and no label.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..catalogue.agents import ADDRESS, ADDRESS_CHECK
from ..diagnostics import Diagnostic, Severity, error, warning
from ..model import Operation, Primitive
from ..source import Span, Word
from ..syntax.haresources import Resource
from .figures import Figures
from .ids import Ids

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}\Z")
_FIELD = re.compile("[^/]+")
_NIC = re.compile(r"([A-Za-z][A-Za-z0-9_.@-]*)(?::([A-Za-z0-9_.-]+))?\Z")
_SIX = "2001:db8:0:0:0:0:0:1"
_LONGEST_NIC = 15
"""IFNAMSIZ less the closing zero: an address label, NIC and all, has no more room either."""

NETMASKS = {
    ".".join(str((0xFFFFFFFF << (32 - bits) & 0xFFFFFFFF) >> shift & 255) for shift in (24, 16, 8, 0)): bits
    for bits in range(1, 33)
}


class Address(NamedTuple):
    """A virtual address as the wrapper would have set it: `prefix` in bits, empty strings for what was left to the agent."""

    ip: str
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


class _Fields(list[str]):
    """The fields of an address, without the slashes; where one stands is worked out only for those that are to be shown."""

    def __init__(self, argument: Word) -> None:
        super().__init__(_FIELD.findall(argument))
        self._argument = argument

    def span(self, number: int) -> Span:
        file, line, column, _ = self._argument.span
        start, end = [match.span() for match in _FIELD.finditer(self._argument)][number]
        return Span(file, line, column + start, end - start)


def read(resource: Resource, diagnostics: list[Diagnostic]) -> Address | None:
    """The address of an IPaddr, IPaddr2 or IPv6addr resource, or None where it is refused."""
    if len(resource.arguments) != 1:
        diagnostics.append(
            error(
                "H234",
                resource.text.span,
                f"'{resource.script}' takes one argument, an address; here are {len(resource.arguments)}",
                help=f"write {resource.script}::{_in_one(resource)}",
            )
        )
        return None
    argument = resource.arguments[0]
    fields = _Fields(argument)
    before = len(diagnostics)
    if not fields or argument.startswith("/") or not (is_ipv4(fields[0]) or is_ipv6(fields[0])):
        shown, span = (fields[0], fields.span(0)) if fields else (argument, argument.span)
        help = "write four numbers from 0 to 255 with dots between"
        if resource.script == "IPv6addr":
            help = f"write all eight groups, with a colon between two, such as {_SIX}"
        diagnostics.append(error("H235", span, f"'{shown}' is no IP address", help=help))
        return None
    if resource.script == "IPv6addr" and not _only_six(argument, fields, diagnostics):
        return None
    prefix = _prefix(fields, diagnostics) if len(fields) > 1 else ""
    nic = label = broadcast = ""
    rest = list(range(2, len(fields)))
    if len(rest) == 1 and fields[2].isdigit() and _is_nic(fields[1]):
        rest = []  # the mask, which has changed places with the NIC
    if rest and not fields[rest[0]][0].isdigit():
        nic, label = _interface(fields, rest.pop(0), diagnostics)
    if rest:
        broadcast = _broadcast(fields, rest.pop(0), prefix, diagnostics)
    if rest:
        message = f"Heartbeat never looked at '{fields[rest[0]]}'"
        diagnostics.append(warning("H240", fields.span(rest[0]), message, help="take it out"))
    if any(each.severity is Severity.ERROR for each in diagnostics[before:]):
        return None
    return Address(fields[0], prefix, nic, label, broadcast)


def _in_one(resource: Resource) -> str:
    """What was probably meant by several arguments; where that is no address, one of RFC 5737 or RFC 3849 as an example.

    `::` parts the arguments, so that no address can have it: where it stood in an IPv6 address, that is written out.
    """
    from ipaddress import IPv6Address

    parts = [str(argument) for argument in resource.arguments]
    if parts and is_ipv4(parts[0].partition("/")[0]):
        return "/".join(parts)
    ip, slash, rest = "/".join(("::".join(parts[:2]), *parts[2:])).partition("/")
    if is_ipv6(ip):
        return ":".join(f"{int(group, 16):x}" for group in IPv6Address(ip).exploded.split(":")) + slash + rest
    return f"{_SIX}/64/eth0" if resource.script == "IPv6addr" else "192.0.2.1/24/eth0"


def _only_six(argument: Word, fields: _Fields, diagnostics: list[Diagnostic]) -> bool:
    """Whether this is what IPv6addr takes; else it is refused here."""
    if not is_ipv6(fields[0]):
        help = f"write IPaddr::{argument}"
        diagnostics.append(error("H235", fields.span(0), f"'{fields[0]}' is no IPv6 address", help=help))
    elif "//" in argument:
        help = f"write {'/'.join(fields)}"
        diagnostics.append(error("H237", argument.span, "IPv6addr takes nothing between two slashes for the prefix", help=help))
    elif len(fields) > 2 and (fields[2][0].isdigit() or ":" in fields[2]):
        help = f"a name such as eth0, of at most {_LONGEST_NIC} characters, and no label"
        diagnostics.append(error("H238", fields.span(2), f"'{fields[2]}' is no name of a network interface", help=help))
    else:
        return True
    return False


def _is_nic(field: str) -> bool:
    return _NIC.match(field) is not None


def _prefix(fields: _Fields, diagnostics: list[Diagnostic]) -> str:
    field, wide = fields[1], ":" in fields[0]
    if field.isascii() and field.isdigit() and len(field) <= 3 and 1 <= int(field) <= (128 if wide else 32):
        return str(int(field))
    if not wide and field in NETMASKS:
        return str(NETMASKS[field])
    if _is_nic(field):
        after = fields[2] if len(fields) > 2 and fields[2].isdigit() else "24"
        help = f"the second field is always the mask: write {fields[0]}/{after}/{field}"
        diagnostics.append(error("H236", fields.span(1), f"'{field}' is a NIC name where the mask belongs", help=help))
    else:
        help = "write the number of bits, such as 24, or a netmask such as 255.255.255.0"
        diagnostics.append(error("H237", fields.span(1), f"'{field}' is no netmask", help=help))
    return ""


def _interface(fields: _Fields, number: int, diagnostics: list[Diagnostic]) -> tuple[str, str]:
    field = fields[number]
    match = _NIC.match(field)
    if match is None or len(match[1]) > _LONGEST_NIC or len(field) > _LONGEST_NIC:
        help = f"a name such as eth0 or eth0:1, of at most {_LONGEST_NIC} characters with its label"
        diagnostics.append(error("H238", fields.span(number), f"'{field}' is no name of a network interface", help=help))
        return "", ""
    return match[1], match[2] or ""


def _broadcast(fields: _Fields, number: int, prefix: str, diagnostics: list[Diagnostic]) -> str:
    ip, field = fields[0], fields[number]
    if not is_ipv4(field):
        message = f"'{field}' is no broadcast address, and a NIC does not begin with a digit"
        diagnostics.append(error("H239", fields.span(number), message, help="write ip/mask/nic/broadcast"))
        return ""
    if prefix and is_ipv4(ip):
        host = (1 << (32 - int(prefix))) - 1
        if _number(field) != _number(ip) | host:
            message = f"'{field}' is not the broadcast address of {ip}/{prefix}"
            help = "it is kept as it stands; leave it out, and the agent works it out"
            diagnostics.append(warning("H241", fields.span(number), message, help=help))
    return field


def _number(ip: str) -> int:
    one, two, three, four = ip.split(".")
    return int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)


def primitives(address: Address, script: str, ids: Ids, figures: Figures) -> tuple[Primitive, Primitive]:
    """The address as IPaddr2, and the check that it is held, which watches it as check_primary did."""
    place = [("ip", address.ip)]
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
