"""The fencing devices that ha.cf can name, and what fences in their place.

Heartbeat's plugins take their parameters by position: the words of the line become the plugin's own names in their order, and
the last one has the rest of the line (stonith1_compat_string_to_NVpair() in cluster-glue's stonith.c). The names are what
`stonith -t PLUGIN -n` prints (cluster-glue 1.0.12); a test holds them against it.

A device that one of today's fence agents drives over the same protocol, without knowing more than the line says, gets that agent.
Every other keeps its plugin, which Pacemaker still calls (fence_legacy): power switches above all, whose plugins find the outlet
of a node by the node's name.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..model import Parameters


class Holds(Enum):
    """What a parameter holds."""

    PLAIN = "plain"
    """Text that may be shown."""
    NUMBER = "number"
    """Digits alone. A port tells which version's list of parameters a line has."""
    SECRET = "secret"
    """A password. It never leaves the file."""
    MACHINES = "machines"
    """A list of machines, each perhaps with what stands for it at the device: `web01 web02`, `web01:domain1`."""
    WIRING = "wiring"
    """Text that names machines among other words: `/dev/ttyS0 web01 0 web02 1`."""


class Parameter(NamedTuple):
    """One positional parameter.

    `becomes` is its name at the agent, empty where the agent has no use for it. `values` are the only words that it takes, with
    what the agent calls each; there are none where any word will do. MACHINES may have one that stands for all.
    """

    name: str
    becomes: str
    holds: Holds = Holds.PLAIN
    values: tuple[tuple[str, str], ...] = ()


class Effect(Enum):
    """How far the device can be trusted."""

    SURE = "sure"
    ASKS = "asks"
    """It asks the machine itself, which must be alive to obey."""
    WAITS = "waits"
    """It waits until a person says that it was done."""
    NONE = "none"
    """It does nothing, and says that it was done."""


class Device(NamedTuple):
    """One plugin. `forms` are the lists of parameters that its versions took; `fixed` is what the agent gets besides."""

    plugin: str
    agent: str
    forms: tuple[tuple[Parameter, ...], ...]
    reference: str
    fixed: Parameters = ()
    effect: Effect = Effect.SURE


def _same(*names: str) -> tuple[Parameter, ...]:
    """Parameters that the agent calls as the plugin does, since it is the plugin. What a name holds is the same in all plugins."""
    return tuple([Parameter(name, name, _HOLDS.get(name, Holds.PLAIN)) for name in names])


_HOLDS = {
    "port": Holds.NUMBER,
    "password": Holds.SECRET,
    "passwd": Holds.SECRET,
    "community": Holds.SECRET,
    "hostname": Holds.MACHINES,
    "nodename": Holds.MACHINES,
    "hostlist": Holds.MACHINES,
    "serial_to_targets": Holds.WIRING,
}

_GLUE = "cluster-glue lib/plugins/stonith"

_HOST = Parameter("hostname", "", Holds.MACHINES)
_IPMI_START = (_HOST, Parameter("ipaddr", "ip"))
_IPMI_LOGIN = (Parameter("userid", "username"), Parameter("passwd", "password", Holds.SECRET))
_IPMI_INTERFACE = Parameter("interface", "lanplus", values=(("lan", "0"), ("lanplus", "1")))
_LAN = (
    _HOST,
    Parameter("ipaddr", "ip"),
    Parameter("port", "ipport", Holds.NUMBER),
    # ipmitool agrees with the board on one.
    Parameter("auth", "", values=tuple([(word, "") for word in ("none", "md2", "md5", "key", "password", "straight")])),
    Parameter("priv", "privlvl", values=(("operator", "operator"), ("admin", "administrator"))),
    Parameter("login", "username"),
    Parameter("password", "password", Holds.SECRET),
)
_RESET = Parameter("reset_method", "", values=(("power_cycle", ""), ("hard_reset", "")))
_ILO = (
    Parameter("hostlist", "", Holds.MACHINES),
    Parameter("ilo_hostname", "ip"),
    Parameter("ilo_user", "username"),
    Parameter("ilo_password", "password", Holds.SECRET),
    # fence_ilo asks the board for its protocol, and switches the power itself.
    Parameter("ilo_can_reset", "", values=(("0", ""), ("1", ""))),
    Parameter("ilo_protocol", "", values=(("1.2", ""), ("2.0", ""))),
    Parameter("ilo_powerdown_method", "", values=(("button", ""), ("power", ""))),
)
_RSA = (
    Parameter("nodename", "", Holds.MACHINES),
    Parameter("ip_address", "ip"),
    Parameter("username", "username"),
    Parameter("password", "password", Holds.SECRET),
)
_RSA_TYPE = Parameter("type", "type", values=(("ibm", "ibm"), ("ipmi", "ipmi")))


_LIBVIRT_RESET = Parameter("reboot_method", "reset_method", values=(("power_cycle", "power_cycle"), ("reboot", "reboot")))


def _kept(plugin: str, *names: str, effect: Effect = Effect.SURE, fixed: Parameters = ()) -> Device:
    """A plugin that Pacemaker goes on calling."""
    where = plugin if "/" in plugin else f"{plugin}.c"
    return Device(plugin, plugin, (_same(*names),), f"{_GLUE}/{where}", fixed, effect)


_FOUND = "fence-agents 4.12"

_ROWS = (
    Device(
        "external/ipmi",
        "fence_ipmilan",
        (
            (*_IPMI_START, *_IPMI_LOGIN),  # heartbeat 2.0
            (*_IPMI_START, *_IPMI_LOGIN, _IPMI_INTERFACE),
            (*_IPMI_START, Parameter("ipport", "ipport", Holds.NUMBER), *_IPMI_LOGIN, _IPMI_INTERFACE),  # cluster-glue after 1.0.12
        ),
        f"{_GLUE}/external/ipmi; {_FOUND}: both call ipmitool",
    ),
    Device("ipmilan", "fence_ipmilan", (_LAN, (*_LAN, _RESET)), f"{_GLUE}/ipmilan.c; {_FOUND}: IPMI over LAN"),
    Device("external/riloe", "fence_ilo", (_ILO,), f"{_GLUE}/external/riloe; {_FOUND}: both speak RIBCL"),
    Device("external/ibmrsa-telnet", "fence_rsa", (_RSA,), f"{_GLUE}/external/ibmrsa-telnet; {_FOUND}: both by telnet"),
    Device(
        "external/ibmrsa",
        "external/ibmrsa",
        ((*_same("hostname", "ipaddr", "userid", "passwd"), _RSA_TYPE),),
        f"{_GLUE}/external/ibmrsa: it calls IBM's mpcli",
    ),
    _kept("apcmaster", "ipaddr", "login", "password"),
    _kept("apcmastersnmp", "ipaddr", "port", "community"),
    _kept("apcsmart", "ttydev", "hostlist"),
    _kept("baytech", "ipaddr", "login", "password"),
    _kept("bladehpi", "entity_root"),
    _kept("cyclades", "ipaddr", "login", "serialport"),
    _kept("nw_rpc100s", "ttydev", "hostlist"),
    _kept("rps10", "serial_to_targets"),
    _kept("wti_nps", "ipaddr", "password"),
    _kept("external/drac5", "hostname", "ipaddr", "userid"),
    _kept("external/dracmc-telnet", "nodename", "cyclades_ip", "cyclades_port", "servername", "username", "password"),
    _kept("external/hetzner", "hostname", "remote_ip"),
    _kept("external/hmchttp", "hostlist", "hmc_ipaddr", "user", "password"),
    Device(
        "external/libvirt",
        "external/libvirt",
        # The plugin announces reboot_method, and reads reset_method.
        ((*_same("hostlist", "hypervisor_uri"), _LIBVIRT_RESET),),
        f"{_GLUE}/external/libvirt",
    ),
    Device(
        "external/rackpdu",
        "external/rackpdu",
        ((Parameter("hostlist", "hostlist", Holds.MACHINES, (("AUTO", "AUTO"),)), *_same("pduip", "community")),),
        f"{_GLUE}/external/rackpdu: AUTO asks the switch",
    ),
    _kept("external/xen0", "hostlist", "dom0"),
    _kept("external/ssh", "hostlist", effect=Effect.ASKS),
    _kept("ssh", "hostlist", effect=Effect.ASKS),
    # Pacemaker gives up after a minute by itself, and this one waits for someone who has to be woken first.
    _kept("meatware", "hostlist", effect=Effect.WAITS, fixed=(("pcmk_reboot_timeout", "3600s"),)),
    _kept("null", "hostlist", effect=Effect.NONE),
)

DEVICES: dict[str, Device] = {row.plugin: row for row in _ROWS}
"""By the type that ha.cf names."""

SELF_ONLY = frozenset(("suicide",))
"""Types that can reset only the machine that they run on: they never shot a peer."""

SECRET = "lrm://"
"""What stands in a CIB for a value that Pacemaker reads from a file of its own on each node (cibsecret(8))."""
