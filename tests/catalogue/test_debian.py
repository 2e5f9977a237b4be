"""What agents need of Debian: every agent and device of a conversion has an entry, held against the genuine ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from ha1to2.catalogue import agents, debian
from ha1to2.catalogue.agents import FILESYSTEM, Profile
from ha1to2.catalogue.fencing import DEVICES
from ha1to2.catalogue.services import SERVICES
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import WRAPPERS
from ha1to2.model import Agent

OCF = Path("/usr/lib/ocf/resource.d")
PLUGINS = Path("/usr/lib/stonith/plugins")

PROGRAMS = {
    "bind9-host": r"/usr/bin/host\b",
    "bind9-utils": r"\brndc\b",
    "bsd-mailx": r"\$MAILCMD",
    "curl": r"\bcurl\b",
    "drbd-utils": r"drbdadm",
    "fping": r"\bp_exe=fping\b",
    "iproute2": r"\$IP2UTIL|\bss -|\bfindif\b",
    "iptables": r"\$IPTABLES",
    "iputils-ping": r"\bping\b",
    "ksh": r"\bksh\b",
    "ldap-utils": r"\bldapsearch\b",
    "ldirectord": r"/usr/sbin/ldirectord",
    "lsof": r"\blsof\b",
    "lvm2": r"\bvgs\b",
    "mdadm": r"\$MDADM",
    "net-tools": r"\bnetstat\b|\$IFCONFIG",
    "psmisc": r"\$FUSER|\bkillall\b",
    "samba-common-bin": r"\bnmblookup\b",
    "smbclient": r"\bsmbclient ",
    "wget": r"\bwget\b|\$WGET",
}
"""How an agent calls what a package has."""

UNUSED = {
    "IPaddr2": {"iptables"},  # clusterip_hash
    "IPsrcaddr": {"net-tools"},  # on other systems than Linux
    "apache": {"curl"},  # wget, or this
    "mdraid": {"lsof"},  # force_stop
    "nginx": {"curl"},
    "portblock": {"iproute2", "net-tools"},  # tickle_dir
    "Squid": {"net-tools"},  # ss where that is not there
}
"""What an agent calls with other parameters, or elsewhere."""

INDIRECT = {"SendArp": {"iproute2"}}
"""What the library calls for an agent: IPaddr2's file reads its own findif, SendArp's the binary that calls ip."""

FENCE_PROGRAMS = {
    "at": r"\bat now\b",
    "curl": r"/usr/bin/curl|\$\(curl ",
    "gnutls-bin": r'"ssl"',
    "inetutils-telnet": r'"telnet"',
    "ipmitool": r"options\[.--ipmitool-path.\]",
    "libvirt-clients": r"\bvirsh\b",
    "openssh-client": r"\bssh -|\+ssh://",
    "snmp": r"\bsnmpwalk\b",
}


def emitted() -> set[Agent]:
    """Every agent that a tree can become, and those that the page of scripts names for a catalogue of one's own."""
    found = {each.agent for each in vars(agents).values() if isinstance(each, Profile)}
    for wrapper in WRAPPERS.values():
        choice: Wrapper | None = wrapper
        while choice is not None:
            found.add(choice.profile.agent)
            choice = choice.otherwise
    return found | {Agent("ocf", "heartbeat", service.native) for service in SERVICES.values() if service.native}


def code(path: Path) -> str:
    return "\n".join(line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))


def called(text: str, programs: Mapping[str, str]) -> set[str]:
    return {package for package, pattern in programs.items() if re.search(pattern, text)}


def test_every_agent_has_an_entry() -> None:
    assert set(debian.AGENTS) == emitted()


def test_every_device_has_an_entry() -> None:
    assert set(debian.FENCES) == {device.agent for device in DEVICES.values()}


@pytest.mark.parametrize("agent", [agent for agent in debian.AGENTS if agent.provider != "ha1to2"], ids=str)
def test_the_genuine_agent_calls_what_is_installed(agent: Agent) -> None:
    found = called(code(OCF / agent.provider / agent.type), PROGRAMS) | INDIRECT.get(agent.type, set())
    assert set(debian.packages(agent)) == found - UNUSED.get(agent.type, set())


@pytest.mark.parametrize("device", debian.FENCES)
def test_the_genuine_device_calls_what_is_installed(device: str) -> None:
    package, *besides = debian.FENCES[device]
    if package == "fence-agents":
        text = code(Path("/usr/sbin", device))
    elif "/" in device:
        text = code(PLUGINS / device)
    else:
        text = (PLUGINS / "stonith2" / f"{device}.so").read_bytes().decode("latin-1")
    # A node that its peer reboots by ssh has to let it in.
    server = {"openssh-server"} if device.endswith("ssh") else set()
    assert set(besides) == called(text, FENCE_PROGRAMS) | server


def test_types_of_file_systems() -> None:
    """The agent has a type to itself, or runs fsck on it: mount and fsck find their helpers by it."""
    text = code(OCF / "heartbeat" / "Filesystem")
    (exempt,) = re.findall(r"^\s*ext4\|ext4dev\|ext3\|(\S+)\)$", text, re.MULTILINE)[:1]
    for fstype in debian.FILESYSTEMS:
        assert (fstype in exempt.split("|")) == (fstype != "btrfs")
    assert debian.packages(FILESYSTEM.agent, "nfs") == ("psmisc", "nfs-common")
    assert debian.packages(FILESYSTEM.agent, "ext3") == ("psmisc",)


def test_others() -> None:
    """An agent that is nobody's, a unit, and an init script need nothing that is known; the latter two are what starts at boot."""
    assert debian.packages(Agent("ocf", "ours", "daemon"), "nfs") == ()
    assert debian.services(Agent("ocf", "ours", "daemon")) == ()
    assert debian.packages(Agent("systemd", "", "squid5")) == ()
    assert debian.services(Agent("systemd", "", "squid5")) == ("squid5",)
