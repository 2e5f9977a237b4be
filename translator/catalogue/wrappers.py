"""The scripts of heartbeat, drbd-utils and ldirectord that hand their arguments on to an OCF agent, and the agent of today.

From the scripts themselves (heartbeat 2.1 and 3.0.6, ldirectord 4.12), and from the agents and their meta-data in resource-agents
4.12. IPaddr, IPaddr2, IPv6addr, Filesystem and drbddisk need more than a table and are read in `plan`.
"""

from __future__ import annotations

from ..model import Agent, Operation
from .agents import Profile
from .wrapper import Argument, Wrapper


def _profile(agent: str, start: int, stop: int, interval: int = 0, monitor: int = 0) -> Profile:
    """ocf:heartbeat:`agent`; no interval, no recurring monitor. All in seconds, at least what the agent's meta-data advises."""
    operations = [Operation("start", 0, start), Operation("stop", 0, stop)]
    operations += [Operation("monitor", interval, monitor)] if interval else []
    return Profile(Agent("ocf", "heartbeat", agent), tuple(operations))


def _same(name: str, pattern: str = "(.+)", shape: str = "anything") -> Argument:
    """An argument that the wrapper and the agent call by the same name."""
    return Argument(name, (name,), (name,), pattern, shape)


def _renamed(given: str, parameter: str, pattern: str = "(.+)", shape: str = "anything") -> Argument:
    return Argument(given, (parameter,), (given,), pattern, shape)


_SECONDS = r"(\d{1,6}(?:\.\d*)?)"
_IPV4 = r"(\d{1,3}(?:\.\d{1,3}){3})"
_SPARE = "it is still in resource-agents 4.12; some distributions have taken it out (SUSE's list for SLES 16 names it)"
_PSEUDO = "It has no recurring monitor: between start and stop there is nothing to watch, and v1 watched nothing"

_RAID_BY_TAB = Wrapper(
    "Raid1",
    "Raid1::raidconf::raiddev",
    (_same("raidconf")._replace(local=True), _same("raiddev", "(auto)", "'auto'")),
    (2,),
    _profile("Raid1", 60, 60, 10, 20),
    warning="'auto' means every array of the file, which only the old agent ocf:heartbeat:Raid1 can do",
    advice="write a resource for each array: Raid1::/etc/mdadm/mdadm.conf::/dev/md0; mdraid runs them then",
)

_ROWS = (
    Wrapper(
        "AudibleAlarm",
        "AudibleAlarm[::node...]",
        (_same("nodelist"),),
        (),
        _profile("AudibleAlarm", 20, 20),
        warning=f"ocf:heartbeat:AudibleAlarm rings the bell of a console; {_SPARE}",
        advice="take it out of the line, or keep the agent on the nodes; an alert tells people today",
        differs="The wrapper takes its action (`start`) out of the words with sed: out of the name of a node, too, that has "
        f"it in it. {_PSEUDO}. On the nodes of its list the agent starts nothing, and a monitor would miss it there.",
        single="the bell",
    ),
    Wrapper(
        "Delay",
        "Delay[::startdelay[::stopdelay]]",
        (
            _same("startdelay", _SECONDS, "a number of seconds")._replace(prolongs="start"),
            _same("stopdelay", _SECONDS, "a number of seconds")._replace(prolongs="stop"),
        ),
        (0, 1, 2),
        _profile("Delay", 60, 60),
        fixed=(("mondelay", "0"),),
        differs="`mondelay=0`: the wrapper leaves the agent's 30 seconds, for which it waits before it says how it is; Pacemaker "
        f"asks that before every start. The time-outs of start and stop grow with the delay. {_PSEUDO}.",
    ),
    Wrapper(
        "ICP",
        "ICP::driveid::device",
        (_same("driveid"), _same("device", r"(/dev/\S+)", "a device below /dev")),
        (2,),
        _profile("ICP", 60, 60, 10, 20),
        warning=f"ocf:heartbeat:ICP calls icpclucon, the program of the maker of ICP Vortex controllers; {_SPARE}",
        advice="is the controller in the new nodes? Put /usr/sbin/icpclucon there, or take the line's disk from elsewhere",
        holds="driveid",
    ),
    Wrapper(
        "IPsrcaddr",
        "IPsrcaddr::ipaddress",
        (_same("ipaddress", _IPV4, "an IPv4 address, without a mask"),),
        (1,),
        _profile("IPsrcaddr", 20, 20, 10, 20),
        single="the source address of the default route",
    ),
    Wrapper(
        "LVM",
        "LVM::volgrpname",
        (_renamed("volgrpname", "vgname", "(?:/dev/)?([A-Za-z0-9_+.][A-Za-z0-9_+.-]*)", "the name of a volume group"),),
        (1,),
        _profile("LVM-activate", 90, 90, 30, 90),
        fixed=(("vg_access_mode", "system_id"),),
        original="LVM",
        warning="LVM-activate wants each volume group to belong to one node by its system ID, which v1 did not know",
        advice="before the first start, on both nodes: 'system_id_source = \"uname\"' in the section global of lvm.conf; and once, "
        "where the volume group is active: 'vgchange --systemid $(uname -n) VG'; the runbook does both",
        differs="`volgrpname` is `vgname`, without the `/dev/` that dmsetup does not take. `vg_access_mode=system_id` must be said "
        "there, and is what keeps two nodes from activating one group; LVM, the agent of the wrapper, kept nothing.",
        holds="vgname",
    ),
    Wrapper(
        "LinuxSCSI",
        "LinuxSCSI::host:channel:target[:lun]",
        (_same("scsi", r"(\d+:\d+:\d+(?::\d+)?)", "host:channel:target[:lun]"),),
        (1,),
        _profile("LinuxSCSI", 60, 60, 10, 20),
        warning=f"ocf:heartbeat:LinuxSCSI is deprecated by its own meta-data; {_SPARE}",
        advice="take it out where no controller needs it: LVM's system IDs protect a disk that both nodes see",
        holds="scsi",
    ),
    Wrapper(
        "MailTo",
        "MailTo::email[::subject]",
        (_same("email"), _same("subject")),
        (1, 2),
        _profile("MailTo", 60, 60),
        differs=f"{_PSEUDO}. It needs the program `mail`, as before.",
    ),
    Wrapper(
        "Raid1",
        "Raid1::raidconf::raiddev",
        (
            _renamed("raidconf", "mdadm_conf")._replace(local=True),
            _renamed("raiddev", "md_dev", r"(/dev/\S+)", "one device below /dev, or 'auto'"),
        ),
        (2,),
        _profile("mdraid", 60, 60, 10, 20),
        original="Raid1",
        warning="mdraid finds an array by the UUID that mdadm's configuration has for it; a raidtab has none",
        advice="write it on both nodes with 'mdadm --detail --scan', name that file here, and keep the array from being "
        "assembled at boot",
        differs="`raidconf` is `mdadm_conf` and `raiddev` is `md_dev`. mdraid runs one array: for `auto` the old agent stays. It "
        "does not kill what still uses the array (`force_stop`), where Raid1 did: what stands behind it in the line stops before.",
        holds="md_dev",
        otherwise=_RAID_BY_TAB,
    ),
    Wrapper(
        "SendArp",
        "SendArp::ip/nic",
        (Argument("ip/nic", ("ip", "nic"), ("ip", "nic"), f"{_IPV4}/([A-Za-z][A-Za-z0-9_.:@-]*)", "an address, a slash, a NIC"),),
        (1,),
        _profile("SendArp", 20, 20),
        differs=f"{_PSEUDO}. IPaddr2 sends such messages by itself: beside an address of the same line it is not needed.",
    ),
    Wrapper(
        "ServeRAID",
        "ServeRAID::serveraid::mergegroup",
        (_same("serveraid", r"(\d+)", "the number of an adapter"), _same("mergegroup", "([1-8])", "a number from 1 to 8")),
        (2,),
        _profile("ServeRAID", 60, 60, 10, 20),
        warning=f"ocf:heartbeat:ServeRAID calls ipssend, IBM's program for its controllers; {_SPARE}",
        advice="is the controller in the new nodes? Put ipssend there, or take the line's disk from elsewhere",
    ),
    Wrapper(
        "WinPopup",
        "WinPopup[::hostfile]",
        (_same("hostfile")._replace(default="hosts"),),
        (0, 1),
        _profile("WinPopup", 60, 60),
        warning=f"ocf:heartbeat:WinPopup sends what no Windows since Vista shows; {_SPARE}",
        advice="take it out of the line, or keep the agent on the nodes; an alert tells people today",
        differs=f"{_PSEUDO}, as the agent itself says in its log.",
        single="the state file",
    ),
    Wrapper(
        "Xinetd",
        "Xinetd::service",
        (_same("service"),),
        (1,),
        _profile("Xinetd", 20, 20, 10, 20),
        holds="service",
    ),
    Wrapper(
        "apache",
        "apache[::configfile]",
        (_same("configfile"),),
        (0, 1),
        _profile("apache", 60, 60, 10, 20),
    ),
    Wrapper(
        "db2",
        "db2::instance",
        (_same("instance"),),
        (1,),
        _profile("db2", 600, 600, 20, 60),
        holds="instance",
    ),
    Wrapper(
        "ids",
        "ids[::informixdir::informixserver::onconfig]",
        (_same("informixdir")._replace(local=True), _same("informixserver"), _same("onconfig")),
        (0, 3),
        _profile("ids", 600, 600, 10, 30),
    ),
    Wrapper(
        "ldirectord",
        "ldirectord[::configfile]",
        (_same("configfile")._replace(default="ldirectord.cf", searched=("/etc/ha.d/", "/etc/ha.d/conf/"), local=True),),
        (0, 1),
        _profile("ldirectord", 60, 60, 20, 20),
        differs="The script in resource.d is the program itself; the agent calls it in the same way, but wants the whole path of a "
        "file that the program looks for in /etc/ha.d and /etc/ha.d/conf.",
    ),
    Wrapper(
        "portblock",
        "portblock::protocol::portno::action",
        (
            _same("protocol", "(tcp|udp)", "'tcp' or 'udp'"),
            _same("portno", r"(\d+(?::\d+)?(?:,\d+(?::\d+)?)*)", "port numbers with commas between"),
            _same("action", "(block|unblock)", "'block' or 'unblock'"),
        ),
        (3,),
        _profile("portblock", 20, 20, 10, 20),
    ),
)  # fmt: skip

ADDRESS_NAMES: dict[str, tuple[tuple[str, str], ...]] = {"IPaddr": (), "IPaddr2": (), "IPv6addr": (("ipv6addr", "ip"),)}
"""The scripts of addresses, all of which IPaddr2 runs: what their own agent calls a parameter otherwise than IPaddr2."""

WRAPPERS: dict[str, Wrapper] = {wrapper.name: wrapper for wrapper in _ROWS}
