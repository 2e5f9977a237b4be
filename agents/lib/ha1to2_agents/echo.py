"""One question to another machine: does it answer an ICMP echo? By a raw socket, without a child."""
import _socket  # socket itself costs 8 ms for its enums
import os
import struct
import time

TRIES = 3
"""Echoes, one a second: a single lost packet says nothing about a gateway."""

_SO_BINDTODEVICE = 25
_ICMP, _ICMPV6 = 1, 58
_REQUEST, _REPLY = {2: 8, 10: 128}, {2: 0, 10: 129}
_FORM = struct.Struct("!BBHHH")


def answers(family: int, packed: bytes, nic: str, deadline: float) -> bool:
    """Whether the address answers on the link `nic` within TRIES seconds or by the deadline. OSError where it cannot be asked."""
    target = _socket.inet_ntop(family, packed)
    inet = family == _socket.AF_INET
    asker = _socket.socket(family, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, _ICMP if inet else _ICMPV6)
    identity = os.getpid() & 0xFFFF
    try:
        # the gateway of this address, not whatever another link would lead to
        asker.setsockopt(_socket.SOL_SOCKET, _SO_BINDTODEVICE, nic.encode() + b"\0")
        for number in range(1, TRIES + 1):
            until = min(deadline, time.monotonic() + 1.0)
            asker.settimeout(max(0.001, until - time.monotonic()))
            asker.sendto(_request(family, identity, number), (target, 0))
            if _answered(asker, family, packed, identity, until):
                return True
            if time.monotonic() >= deadline:
                return False
    finally:
        asker.close()
    return False


def _answered(asker: "_socket.socket", family: int, packed: bytes, identity: int, until: float) -> bool:
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return False
        asker.settimeout(left)
        try:
            data, sender = asker.recvfrom(4096)
        except _socket.timeout:
            return False
        # a raw IPv4 socket hands over the IP header as well
        at = (data[0] & 0xF) * 4 if family == _socket.AF_INET and data else 0
        if len(data) < at + _FORM.size:
            continue
        kind, _, _, its_identity, _ = _FORM.unpack_from(data, at)
        who = _socket.inet_pton(family, str(sender[0]).partition("%")[0])
        if kind == _REPLY[family] and its_identity == identity and who == packed:
            return True


def _request(family: int, identity: int, number: int) -> bytes:
    payload = b"ha1to2 vip-check"
    kind = _REQUEST[family]
    bare = _FORM.pack(kind, 0, 0, identity, number) + payload
    # with IPv6 the kernel sees to the checksum
    return bare if family != _socket.AF_INET else _FORM.pack(kind, 0, _checksum(bare), identity, number) + payload


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF
