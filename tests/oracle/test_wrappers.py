"""The wrappers of resource.d, asked directly: script and arguments -> parameters of the agent."""

from __future__ import annotations

import pytest

from .wrappers import WrapperRefused, wrapper_call, wrapper_environment


@pytest.mark.parametrize(
    ("script", "arguments", "parameters"),
    [
        ("IPaddr", ["10.0.0.1"], {"ip": "10.0.0.1", "lvs_support": "0"}),
        ("IPaddr", ["10.0.0.1/24"], {"ip": "10.0.0.1", "cidr_netmask": "24", "lvs_support": "0"}),
        (
            "IPaddr",
            ["10.1.13.10/24/eth2/10.1.13.255"],
            {"ip": "10.1.13.10", "cidr_netmask": "24", "nic": "eth2", "broadcast": "10.1.13.255", "lvs_support": "0"},
        ),
        (
            "IPaddr2",
            ["10.0.0.1/24/eth0:1"],
            {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0:1", "broadcast": "", "lvs_support": "1"},
        ),
        (
            "IPaddr2",
            ["10.0.0.1/24/10.0.0.255"],
            {"ip": "10.0.0.1", "cidr_netmask": "24", "broadcast": "10.0.0.255", "lvs_support": "1"},
        ),
        (
            "IPaddr2",
            ["10.0.0.1//24//eth0/"],
            {"ip": "10.0.0.1", "cidr_netmask": "24", "nic": "eth0", "broadcast": "", "lvs_support": "1"},
        ),
        (
            "Filesystem",
            ["/dev/drbd0", "/drbd", "ext3"],
            {"device": "/dev/drbd0", "directory": "/drbd", "fstype": "ext3"},
        ),
        (
            "Filesystem",
            ["/dev/sda1", "/mnt", "ext3", "noatime,ro"],
            {"device": "/dev/sda1", "directory": "/mnt", "fstype": "ext3", "options": "noatime,ro"},
        ),
        ("Filesystem", ["/dev/sda1", "/mnt", "noatime"], {"device": "/dev/sda1", "directory": "/mnt", "fstype": "noatime"}),
    ],
)
def test_parameters(script: str, arguments: list[str], parameters: dict[str, str]) -> None:
    assert wrapper_environment(script, arguments) == parameters


def test_agent_and_action() -> None:
    assert wrapper_call("IPaddr2", ["10.0.0.1"], "stop")[:2] == ("IPaddr2", "stop")
    assert wrapper_call("IPaddr2", ["10.0.0.1"], "status")[:2] == ("IPaddr2", "monitor")


@pytest.mark.parametrize(
    ("script", "arguments"), [("IPaddr", []), ("IPaddr", ["10.0.0.1", "24", "eth0"]), ("Filesystem", ["/dev/sda1"])]
)
def test_refused(script: str, arguments: list[str]) -> None:
    with pytest.raises(WrapperRefused, match="usage"):
        wrapper_environment(script, arguments)
