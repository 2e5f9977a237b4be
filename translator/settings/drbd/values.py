"""Single values of drbd.conf: numbers, addresses, devices, options. Each reader adds what is wrong to a list of diagnostics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, Optional

from ...catalogue.drbd_keywords import ALIASES, SECTIONS, Value
from ...diagnostics import Diagnostic, did_you_mean, error, warning
from ...source import Word
from ...syntax.drbd_conf import Node, Section, Statement
from ...syntax.drbd_tokens import is_name
from .model import DrbdOption

MAX_MINOR = (1 << 20) - 1
MAX_VOLUME = 65534
MAX_NODE_ID = 31

_SIZE = re.compile(r"([0-9]{1,20})[kKmMgGtTpPeEs]?\Z")
_DIGITS = re.compile(r"[0-9]{1,20}\Z")
_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\Z")
_FAMILIES = ("ipv4", "ipv6", "ssocks", "sdp", "sci")

Found = list[Diagnostic]


class Address(NamedTuple):
    address: Word
    port: Word


class Device(NamedTuple):
    device: Word
    minor: Optional[int]


def misshapen(keyword: Word, arguments: tuple[Word, ...], form: str, found: Found) -> None:
    """The keyword has not the words that it needs."""
    last = next((word for word in arguments if word.span.line != keyword.span.line), None)
    help = f"write '{form}'"
    if last is not None:
        help += f"; is ';' missing on line {keyword.span.line}?"
    found.append(error("H422", keyword.span, f"'{keyword}' must be written '{form}'", help=help))


def name(section: Section, found: Found) -> Optional[Word]:
    """The one name that a section has."""
    if len(section.arguments) != 1:
        misshapen(section.keyword, section.arguments, f"{section.keyword} NAME {{ … }}", found)
        return None
    word = section.arguments[0]
    return word if named(word, found) else None


def named(word: Word, found: Found) -> bool:
    if not word:
        found.append(error("H441", word.span, "an empty name", help="give it a name"))
        return False
    if not is_name(word):
        message = f"'{word}' is a keyword or a number to drbdadm, not a name"
        found.append(error("H441", word.span, message, help=f"put it in quotes: \"{word}\""))
        return False
    return True


def bare(section: Section, found: Found) -> None:
    """The section takes no words."""
    if section.arguments:
        misshapen(section.keyword, section.arguments, f"{section.keyword} {{ … }}", found)


def proxy(section: Section, found: Found) -> None:
    """`proxy on NAME… { inside ADDRESS; outside ADDRESS; }`; what DRBD Proxy is told at the resource is not looked at."""
    words = section.arguments
    if "on" not in words:
        bare(section, found)
        return
    for word in words[words.index("on") + 1 :]:
        named(word, found)
    for node in section.children:
        if node.keyword in ("inside", "outside"):
            address(node.keyword, node.arguments, found)
        elif node.keyword != "options":
            unknown(node.keyword, ("inside", "outside", "options"), "in 'proxy'", found)


def number(word: Word, lowest: int, highest: int, what: str, found: Found) -> Optional[int]:
    value = int(word) if _DIGITS.match(word) else None
    if value is None or not lowest <= value <= highest:
        message = f"'{word}' is no {what}"
        found.append(error("H430", word.span, message, help=f"write a number from {lowest} to {highest}"))
        return None
    return value


def is_address(text: str) -> bool:
    if _QUAD.match(text):
        return True
    if ":" not in text:
        return False
    from ipaddress import IPv6Address  # paid only where there is IPv6

    try:
        IPv6Address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def address(keyword: Word, words: tuple[Word, ...], found: Found) -> Optional[Address]:
    """`[family] ADDRESS:PORT` or `ipv6 [ADDRESS]:PORT`."""
    form = f"{keyword} 10.0.0.1:7788"
    rest = words[1:] if words and words[0] in _FAMILIES else words
    family = words[0] if rest is not words else None
    if family == "ipv6":
        form = f"{keyword} ipv6 [fd00::1]:7788"
        if len(rest) == 5 and rest[0] == "[" and rest[2] == "]":
            rest = (rest[1], *rest[3:])
    if len(rest) == 1 and rest[0] and is_address(rest[0]):
        help = f"add the port, such as ':7788': '{form}'"
        found.append(error("H422", keyword.span, f"the address '{rest[0]}' has no port", help=help))
        return None
    if len(rest) != 3 or rest[1] != ":":
        misshapen(keyword, words, form, found)
        return None
    if not is_address(rest[0]) or (":" in rest[0]) != (family == "ipv6"):
        help = "DRBD takes IP addresses, no host names; IPv6 is written 'ipv6 [fd00::1]:7788'"
        found.append(error("H432", rest[0].span, f"'{rest[0]}' is no address here", help=help))
        return None
    if not _DIGITS.match(rest[2]) or not 1 <= int(rest[2]) <= 65535:
        found.append(error("H431", rest[2].span, f"'{rest[2]}' is no port", help="write a number from 1 to 65535"))
        return None
    return Address(rest[0], rest[2])


def device(keyword: Word, words: tuple[Word, ...], found: Found) -> Optional[Device]:
    """`/dev/drbdN`, `/dev/drbd_NAME minor N`, `minor N`; `/dev/` may be left out."""
    minor = None
    if len(words) in (2, 3) and words[-2] == "minor":
        minor = number(words[-1], 0, MAX_MINOR, "minor number", found)
        if minor is None:
            return None
        if len(words) == 2:
            return Device(Word(f"/dev/drbd{minor}", words[-1].span), minor)
    elif len(words) != 1:
        misshapen(keyword, words, "device /dev/drbd0", found)
        return None
    path = words[0].map(lambda text: "/dev/" + text if text.startswith("drbd") else text)
    tail = path[len("/dev/drbd") :]
    if not path.startswith("/dev/drbd"):
        message = f"'{words[0]}' is no DRBD device"
        found.append(error("H434", words[0].span, message, help="DRBD's devices are called /dev/drbd0, /dev/drbd1, …"))
        return None
    if _DIGITS.match(tail):
        if minor is not None and int(tail) != minor:
            help = f"write 'device /dev/drbd{minor} minor {minor}', or leave one of them out"
            message = f"'{words[0]}' has the minor number {int(tail)}, not {minor}"
            found.append(error("H434", words[-1].span, message, help=help))
            return None
        if int(tail) > MAX_MINOR:
            found.append(error("H434", words[0].span, f"'{words[0]}' has too high a minor number", help="it ends at 1048575"))
            return None
        return Device(Word(f"/dev/drbd{int(tail)}", path.span), int(tail))
    if minor is None:
        help = f"write 'device {words[0]} minor 0', with a number that no other device has"
        found.append(error("H434", words[0].span, f"'{words[0]}' does not say which minor number it has", help=help))
        return None
    if not tail.startswith("_"):
        help = f"write '/dev/drbd{minor}' or '/dev/drbd_{tail.lstrip('_')}'"
        found.append(error("H434", words[0].span, f"'{words[0]}': a name of one's own must begin with /dev/drbd_", help=help))
        return None
    return Device(path, minor)


def option(section: str, statement: Statement, known: Mapping[str, Value], found: Found) -> Optional[DrbdOption]:
    """One option of a section, or None where it is unknown or its value is no good."""
    keyword, values = statement
    plain = ALIASES.get(keyword, keyword)
    negated = plain.startswith("no-") and plain[3:] in known and known[plain[3:]].flag
    if negated:
        plain = plain[3:]
    if plain not in known:
        unknown(keyword, (*known, *(old for old, new in ALIASES.items() if new in known)), f"in '{section}'", found)
        return None
    rule = known[plain]
    if rule.many:
        return DrbdOption(section, plain, keyword, values)
    if len(values) != 1 and not (rule.flag and not values):
        misshapen(keyword, values, f"{keyword} {'|'.join(rule.choices) or 'VALUE'};", found)
        return None
    if values and not _allowed(rule, values[0]):
        if rule.choices:
            help = did_you_mean(values[0], rule.choices) or f"write one of {', '.join(rule.choices)}"
        else:
            lowest, highest = rule.limits or (0, 0)
            help = f"write a number from {lowest} to {highest}" if highest < 2**60 else "write a number, such as 30, 100M or 10s"
        found.append(error("H433", values[0].span, f"'{keyword}' cannot be '{values[0]}'", help=help))
        return None
    return DrbdOption(section, plain, keyword, () if negated else values)


def _allowed(rule: Value, value: Word) -> bool:
    if rule.choices:
        return value in rule.choices
    if rule.limits is None:
        return True
    match = _SIZE.match(value)
    return match is not None and rule.limits[0] <= int(match[1]) <= rule.limits[1]


def unknown(keyword: Word, known: tuple[str, ...], where: str, found: Found) -> None:
    """A keyword that this place does not have: where it belongs, or what it was probably meant to be."""
    plain = ALIASES.get(keyword, keyword)
    homes = [section for section, options in SECTIONS.items() if plain in options or plain[3:] in options]
    help = f"it belongs in '{homes[0]}'" if homes else did_you_mean(keyword, known)
    help = help or "remove it, or see drbd.conf(5) for what was meant"
    found.append(warning("H421", keyword.span, f"'{keyword}' is not known {where}", help=help))


def options(section: Section, found: Found) -> list[DrbdOption]:
    """All options of a `disk`, `net`, `syncer`, `startup`, `options` or `handlers` section."""
    known = SECTIONS[section.keyword]
    bare(section, found)
    read = []
    for node in section.children:
        if isinstance(node, Section):
            blockless(node, f"in '{section.keyword}'", found)
            continue
        one = option(section.keyword, node, known, found)
        if one is not None:
            read.append(one)
    return read


def blockless(node: Node, where: str, found: Found) -> None:
    if node.keyword != "skip":
        message = f"'{node.keyword}' opens no section {where}"
        found.append(error("H423", node.keyword.span, message, help="write it without '{ … }'"))
