"""The kernel's own list of addresses and links, by rtnetlink: no child, no text to parse, and always this network namespace."""
import _socket  # socket itself costs 8 ms for its enums
import struct
import time

AF_INET, AF_INET6 = 2, 10

IFF_UP = 0x1
IFF_LOOPBACK = 0x8
IFF_RUNNING = 0x40
IFF_LOWER_UP = 0x10000

IFA_F_DADFAILED = 0x08
IFA_F_TENTATIVE = 0x40
IFA_F_OPTIMISTIC = 0x04

# linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h, linux/if_link.h
_NETLINK_ROUTE = 0
_ERROR, _DONE = 2, 3
_NEWLINK, _GETLINK, _NEWADDR, _GETADDR = 16, 18, 20, 22
_REQUEST, _DUMP, _INTERRUPTED = 0x1, 0x300, 0x10
_IFA_ADDRESS, _IFA_LOCAL, _IFA_LABEL, _IFA_FLAGS = 1, 2, 3, 8
_IFLA_IFNAME, _IFLA_ALT_IFNAME = 3, 53
_ENODEV, _EINVAL, _EOPNOTSUPP, _ERANGE = 19, 22, 95, 34

_HEADER = struct.Struct("=IHHII")
_ADDRESS = struct.Struct("=BBBBI")
_LINK = struct.Struct("=BxHiII")
_ATTRIBUTE = struct.Struct("=HH")

LONGEST_NAME = 15
"""Bytes of a link's own name; alternative names are longer."""


class Link:
    """One network interface; `flags` are IFF_…"""

    __slots__ = ("flags", "index", "name")

    def __init__(self, index: int, name: str, flags: int) -> None:
        self.index = index
        self.name = name
        self.flags = flags


class Address:
    """One address as it is held: `packed` in network order, on the link `index`; `label` only with IPv4, flags are IFA_F_…"""

    __slots__ = ("flags", "index", "label", "packed", "prefix")

    def __init__(self, packed: bytes, prefix: int, index: int, label: str, flags: int) -> None:
        self.packed = packed
        self.prefix = prefix
        self.index = index
        self.label = label
        self.flags = flags


def addresses(family: int, deadline: float) -> "list[Address]":
    """All addresses of a family on this machine. OSError where the kernel does not say, also where it takes too long."""
    request = _ADDRESS.pack(family, 0, 0, 0, 0)
    for _ in range(5):
        messages, whole = _ask(_GETADDR, _DUMP, request, deadline)
        if whole:
            break
    found = []
    for kind, body in messages:
        if kind != _NEWADDR or len(body) < _ADDRESS.size:
            continue
        its_family, prefix, flags, _, index = _ADDRESS.unpack_from(body)
        attributes = _attributes(body, _ADDRESS.size)
        # on a point-to-point link IFA_ADDRESS is the peer's
        packed = attributes.get(_IFA_LOCAL) or attributes.get(_IFA_ADDRESS)
        if its_family == family and packed:
            if _IFA_FLAGS in attributes:
                (flags,) = struct.unpack("=I", attributes[_IFA_FLAGS])
            found.append(Address(packed, prefix, index, _text(attributes.get(_IFA_LABEL, b"")), flags))
    return found


def link(wanted: "str | int", deadline: float) -> "Link | None":
    """The link of that name (or alternative name) or index; None where there is none."""
    if isinstance(wanted, int):
        return _link(_LINK.pack(0, 0, wanted, 0, 0), deadline)
    name = wanted.encode("utf-8", "surrogateescape") + b"\0"
    found = None
    if len(name) <= LONGEST_NAME + 1:
        found = _link(_LINK.pack(0, 0, 0, 0, 0) + _attribute(_IFLA_IFNAME, name), deadline)
    return found or _link(_LINK.pack(0, 0, 0, 0, 0) + _attribute(_IFLA_ALT_IFNAME, name), deadline)


def _link(request: bytes, deadline: float) -> "Link | None":
    try:
        messages, _ = _ask(_GETLINK, 0, request, deadline)
    except OSError as error:
        # kernels before 5.5 know no alternative names, and say so in different ways
        if error.errno in (_ENODEV, _EINVAL, _EOPNOTSUPP, _ERANGE):
            return None
        raise
    for kind, body in messages:
        if kind == _NEWLINK and len(body) >= _LINK.size:
            _, _, index, flags, _ = _LINK.unpack_from(body)
            return Link(index, _text(_attributes(body, _LINK.size).get(_IFLA_IFNAME, b"")), flags)
    return None


def _ask(kind: int, flags: int, request: bytes, deadline: float) -> "tuple[list[tuple[int, bytes]], bool]":
    """The answer's messages as (type, body), and whether no change came between the parts of a long answer."""
    asker = _socket.socket(_socket.AF_NETLINK, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, _NETLINK_ROUTE)
    try:
        asker.bind((0, 0))
        asker.sendto(_HEADER.pack(_HEADER.size + len(request), kind, _REQUEST | flags, 1, 0) + request, (0, 0))
        messages: list[tuple[int, bytes]] = []
        whole = True
        while True:
            asker.settimeout(max(0.001, deadline - time.monotonic()))
            answer, sender = asker.recvfrom(65536)
            if sender[0] != 0:
                continue  # not from the kernel
            at = 0
            while at + _HEADER.size <= len(answer):
                length, its_kind, its_flags, _, _ = _HEADER.unpack_from(answer, at)
                body = answer[at + _HEADER.size : at + length]
                if its_flags & _INTERRUPTED:
                    whole = False
                if its_kind == _DONE:
                    return messages, whole
                if its_kind == _ERROR:
                    _raise(body)
                    return messages, whole
                messages.append((its_kind, body))
                if not flags & _DUMP:
                    return messages, whole
                if length < _HEADER.size:
                    raise OSError(_EINVAL, "the kernel's answer cannot be read")
                at += _aligned(length)
    finally:
        asker.close()


def _raise(body: bytes) -> None:
    code = -struct.unpack_from("=i", body)[0]
    if code:
        import os

        raise OSError(code, os.strerror(code))


def _attribute(kind: int, value: bytes) -> bytes:
    length = _ATTRIBUTE.size + len(value)
    return _ATTRIBUTE.pack(length, kind) + value + b"\0" * (_aligned(length) - length)


def _attributes(body: bytes, at: int) -> "dict[int, bytes]":
    found = {}
    while at + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, at)
        if length < _ATTRIBUTE.size:
            break
        found[kind & 0x3FFF] = body[at + _ATTRIBUTE.size : at + length]
        at += _aligned(length)
    return found


def _aligned(length: int) -> int:
    return (length + 3) & ~3


def _text(value: bytes) -> str:
    return value.rstrip(b"\0").decode("utf-8", "replace")
