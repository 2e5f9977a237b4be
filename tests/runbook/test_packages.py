"""What the runbook installs: what the agents of this conversion call, and nothing for those that it does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.rehearsal.machines import image
from ha1to2.runbook import prepare
from ha1to2.runbook.names import Names

from .pairs import FENCED, MEMO, VIP_ONLY, Tree, names


def installed(named: Names) -> set[str]:
    """The packages on the command line of the step, which its check asks for as well."""
    (step,) = [step for step in prepare.steps(named) if step.id == "install"]
    (command,) = [each.text for each in step.commands if "apt-get install" in each.text]
    listed = command.rpartition("--no-install-recommends ")[2]
    assert f" {listed} |" in step.check.text
    return set(listed.split())


def with_line(pair: tuple[Tree, Tree], line: str) -> tuple[Tree, Tree]:
    one, other = ({**tree, "ha.d/haresources": line} for tree in pair)
    return one, other


@pytest.mark.parametrize(
    ("line", "packages"),
    [
        ("web01 10.9.9.9 squid\n", {"iproute2"}),
        ("web01 10.9.9.9 ldirectord::/etc/ha.d/ldirectord.cf\n", {"iproute2", "ldirectord"}),
        ("web01 LVM::vg0 Filesystem::/dev/vg0/data::/data::ext4\n", {"lvm2", "psmisc"}),
        ("web01 Raid1::/etc/mdadm.conf::/dev/md0 MailTo::root@example.com\n", {"mdadm", "bsd-mailx"}),
        ("web01 Filesystem::nas:/export::/data::nfs portblock::tcp::80::block\n", {"psmisc", "nfs-common", "iptables"}),
        ("web01 Delay::5\n", set()),
    ],
)
def test_what_the_agents_of_a_line_call(line: str, packages: set[str], tmp_path: Path) -> None:
    assert installed(names(tmp_path, with_line(VIP_ONLY, line))) == {*prepare.PACKAGES, *packages}


def test_fence_devices_and_their_passwords(tmp_path: Path) -> None:
    fenced = installed(names(tmp_path / "fenced", FENCED)) - installed(names(tmp_path / "not", VIP_ONLY))
    assert fenced == {"fence-agents", "ipmitool", "openssh-client"}


def test_the_nodes_of_a_rehearsal_have_them(tmp_path: Path) -> None:
    """They reach no mirror: apt-get finds all of it there, or the migration ends at this step."""
    assert installed(names(tmp_path, MEMO)) <= set(image.PACKAGES)
