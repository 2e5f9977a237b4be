"""ocf:ha1to2:vip-check: the address that another resource brought up is there, is right, and is of use.

What it answers, by whether it was started here (since the boot) and what the address is like:

    started  address    start  monitor  probe
    no       right      0      7        7
    no       wrong      1      7        7
    no       not held   1      7        7
    yes      right      0      0        0
    yes      wrong      1      1        0      it runs; the next monitor says what is wrong
    yes      not held   1      1        7      left over from a cluster that was killed: there is nothing here to stop first

A probe that said 1 would make the cluster take the check for active on two nodes, and restart the service where it is well.
"""
import _socket  # socket itself costs 8 ms for its enums

from . import agent, netlink, state
from .agent import OCF_ERR_CONFIGURED, OCF_ERR_GENERIC, OCF_NOT_RUNNING, OCF_SUCCESS, Action, Agent, Call, Failure, Parameter

NAME = "vip-check"
_SETTLING = 0.2
"""Seconds between two looks at an IPv6 address that the kernel still checks for duplicates."""


class Settling(Failure):
    """An address that will be right in a moment, unless its duplicate is found."""


class Wanted:
    """What the parameters ask for; `prefix` is -1 where any will do, names are empty where any will do."""

    __slots__ = ("family", "gateway", "gateway_family", "ip", "label", "nic", "packed", "prefix")

    def __init__(self, call: Call) -> None:
        self.ip = call.text("ip")
        self.family, self.packed = _packed(self.ip)
        gateway = call.text("gateway")
        self.gateway = gateway
        self.gateway_family = _packed(gateway)[0] if gateway else self.family
        nic, _, label = call.text("nic").partition(":")
        self.nic = nic
        self.label = call.text("iflabel") or label
        netmask = call.text("cidr_netmask")
        self.prefix = _prefix(netmask) if netmask else -1
        if self.prefix > len(self.packed) * 8:
            raise Failure(OCF_ERR_CONFIGURED, f"cidr_netmask {netmask} is too long for {self.ip}")
        if self.family == netlink.AF_INET6 and "." in netmask:
            raise Failure(OCF_ERR_CONFIGURED, f"cidr_netmask {netmask} is none for {self.ip}: set a number of bits")


def main() -> None:
    agent.main(AGENT)


def validate(call: Call) -> int:
    Wanted(call)
    return OCF_SUCCESS


def start(call: Call) -> int:
    _judge(Wanted(call), call)
    try:
        state.write(NAME, call.instance)
    except OSError as error:
        reason = f"cannot record in {state.directory()} that the check is started: {error.strerror}"
        raise Failure(OCF_ERR_GENERIC, reason) from error
    return OCF_SUCCESS


def stop(call: Call) -> int:
    # The address is not ours to take down.
    state.discard(NAME, call.instance, "that the check is started")
    return OCF_SUCCESS


def monitor(call: Call) -> int:
    wanted = Wanted(call)
    if state.read(NAME, call.instance) is None:
        return OCF_NOT_RUNNING
    if call.probe:
        return OCF_SUCCESS if _held(wanted, call) else OCF_NOT_RUNNING
    _judge(wanted, call)
    return OCF_SUCCESS


def _judge(wanted: Wanted, call: Call) -> None:
    """Looks 1 + retries times, as check_primary did; Failure says what was wrong the last time."""
    tries = 1 + call.number("retries")
    said = False
    while True:
        try:
            return _look(wanted, call)
        except Settling:
            if not call.pause(_SETTLING):
                raise
        except Failure as why:
            tries -= 1
            if not tries or not call.pause(call.number("retry_interval")):
                raise
            if not said:
                from . import log

                log.warning(f"{why.reason}; looking again, {tries} more times")
                said = True


def _held(wanted: Wanted, call: Call) -> "list[netlink.Address]":
    return [held for held in netlink.addresses(wanted.family, call.deadline) if held.packed == wanted.packed]


def _look(wanted: Wanted, call: Call) -> None:
    held = _held(wanted, call)
    if not held:
        raise _lost(f"{wanted.ip} is not held by this node: see why the address resource lost it")
    address, link = _place(wanted, held, call)
    if wanted.prefix not in (-1, address.prefix):
        wrong = f"/{address.prefix} instead of /{wanted.prefix}"
        raise _lost(f"{wanted.ip} is held with prefix {wrong}: correct cidr_netmask or the address")
    label = f"{link.name}:{wanted.label}"
    if wanted.label and wanted.family == netlink.AF_INET and address.label != label:
        raise _lost("{} is held with the label {} instead of {}: correct iflabel or the address".format(
            wanted.ip, address.label or "(none)", label))
    if address.flags & netlink.IFA_F_DADFAILED:
        raise _lost(f"{wanted.ip} is held, but another machine on {link.name} has it too: find that machine")
    if address.flags & netlink.IFA_F_TENTATIVE and not address.flags & netlink.IFA_F_OPTIMISTIC:
        raise Settling(OCF_ERR_GENERIC, f"{wanted.ip} is still checked for a duplicate on {link.name}")
    if not link.flags & netlink.IFF_UP:
        raise _lost(f"{wanted.ip} is held by {link.name}, which is down: ip link set {link.name} up")
    if not link.flags & netlink.IFF_LOWER_UP or not link.flags & netlink.IFF_RUNNING:
        raise _lost(f"{wanted.ip} is held by {link.name}, which has no carrier: check cable, switch and bonding")
    if wanted.gateway:
        _ask(wanted, link, call)


def _place(wanted: Wanted, held: "list[netlink.Address]", call: Call) -> "tuple[netlink.Address, netlink.Link]":
    """The address where it should be; a real server of LVS holds it on the loopback as well, which serves nobody."""
    places = []
    for address in held:
        link = netlink.link(address.index, call.deadline)
        if link is not None:
            places.append((address, link))
    if not places:
        raise _lost(f"{wanted.ip} was held by a link that is gone")
    if not wanted.nic:
        serving = [place for place in places if not place[1].flags & netlink.IFF_LOOPBACK]
        local = wanted.packed[:1] == b"\x7f" if wanted.family == netlink.AF_INET else wanted.packed == b"\0" * 15 + b"\1"
        if not serving and not local:
            raise _lost(f"{wanted.ip} is held by the loopback alone, where nobody reaches it")
        return (serving or places)[0]
    nic = netlink.link(wanted.nic, call.deadline)
    if nic is None:
        raise _lost(f"{wanted.ip} should be held by {wanted.nic}, which this node has not: correct nic, or bring the link up")
    for place in places:
        if place[1].index == nic.index:
            return place
    raise _lost(f"{wanted.ip} is held by {places[0][1].name} instead of {wanted.nic}: correct nic or the address")


def _ask(wanted: Wanted, link: "netlink.Link", call: Call) -> None:
    from . import echo

    try:
        answered = echo.answers(wanted.gateway_family, _packed(wanted.gateway)[1], link.name, call.deadline)
    except OSError as error:
        raise _lost(f"the gateway {wanted.gateway} cannot be asked through {link.name}: {error.strerror or error}") from error
    if not answered:
        raise _lost(f"{wanted.ip} is held by {link.name}, but the gateway {wanted.gateway} does not answer there")


def _lost(reason: str) -> Failure:
    return Failure(OCF_ERR_GENERIC, reason)


def _packed(text: str) -> "tuple[int, bytes]":
    """Family and bytes of an address; ValueError where it is none."""
    for family in (_socket.AF_INET, _socket.AF_INET6):
        try:
            return int(family), _socket.inet_pton(family, text)
        except OSError:
            pass
    raise ValueError("it is no IP address")


def _prefix(text: str) -> int:
    """24 of `24` and of `255.255.255.0`; ValueError where it is neither."""
    if not text.strip("0123456789") and len(text) <= 3:
        return int(text)
    family, packed = _packed(text) if "." in text else (0, b"")
    bits = "{:032b}".format(int.from_bytes(packed, "big")) if family == _socket.AF_INET else ""
    if not bits or "01" in bits:
        raise ValueError("it is no number of bits and no netmask")
    return bits.count("1")


def _nic(text: str) -> None:
    name = text.partition(":")[0]
    if not name or name in (".", "..") or "/" in name or " " in text or "\t" in text or len(text) > 127:
        raise ValueError("it is no name of a network interface")


def _netmask(text: str) -> None:
    if _prefix(text) > 128:
        raise ValueError("it has too many bits")


AGENT = Agent(
    NAME,
    "Checks that a virtual IP address is held, right and of use; changes nothing",
    """Checks a virtual IP address that another resource, such as ocf:heartbeat:IPaddr2, has brought up: that this node holds it,
on the right interface, with the right prefix and label, that the link is up and has carrier and, where that is asked
for, that a gateway answers through it. It takes over what the script check_primary did for the address in a Heartbeat
cluster, with its retries.

Put it right behind the address into the same group, with a monitor. It never adds, changes or removes an address: stopping it
always succeeds and leaves the address as it is.""",
    (
        Parameter("ip", "Address that must be held", "The IPv4 or IPv6 address that must be held.", required=True, check=_packed),
        Parameter(
            "cidr_netmask",
            "Prefix that it must have",
            "The number of bits of the network that the address must be held with, such as 24; a netmask such as 255.255.255.0\n"
            "is understood. Without it any prefix is right.",
            check=_netmask,
        ),
        Parameter(
            "nic",
            "Interface that must hold it",
            "The network interface that must hold the address, such as bond0. An alias such as bond0:0 stands for interface and\n"
            "label. Without it any interface but the loopback is right.",
            check=_nic,
        ),
        Parameter(
            "iflabel",
            "Label that it must have",
            "The label that the address must have, without the interface: 0 stands for bond0:0. Only IPv4 addresses have one.\n"
            "Without it any label is right.",
        ),
        Parameter(
            "gateway",
            "Gateway that must answer",
            "An address that must answer a ping (ICMP echo, three at most, one a second) through the interface of the address.\n"
            "A gateway that is dead for all nodes then stops the service on all of them: leave this out where\n"
            "ocf:pacemaker:ping with a location rule already moves the service to the node that reaches more.",
            check=_packed,
        ),
        Parameter(
            "retries",
            "Further looks before a failure",
            "How many more times a start or a recurring monitor looks before it fails (RETRYCOUNT of check_primary). The\n"
            "operation's timeout must leave time for all of them. A probe looks once.",
            kind="integer",
            default="0",
            most=1000,
        ),
        Parameter(
            "retry_interval",
            "Seconds between two looks",
            "The time from one look to the next, in seconds (RETRYINTERVAL of check_primary).",
            kind="integer",
            default="10",
            most=3600,
        ),
    ),
    (Action("start", 20), Action("stop", 20), Action("monitor", 20, interval=10, depth=0)),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
