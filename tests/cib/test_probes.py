"""What agents of the table answer on a node where nothing of theirs runs: Pacemaker asks that on both nodes, and v1 never did.

An answer other than "not running" is taken for a resource that failed there, or bars the node: such an agent is none for a standby.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2.catalogue.scripts import CALLED
from ha1to2.catalogue.wrappers import WRAPPERS

from ..oracle.sandbox import Sandbox

AGENTS = Path("/usr/lib/ocf/resource.d/heartbeat")
NOT_RUNNING = 7
NOT_HERE = {
    "IPsrcaddr": "it wants a route to the network of its address: with one, it answers 7",
    "ServeRAID": "it wants the adapter",
    "db2": "it wants ksh, and a user that owns the instance",
}
"""What cannot be asked here, and why."""

INFORMIX = "#!/bin/sh\necho shared memory not initialized\nexit 255\n"


def probe(agent: str, **parameters: str) -> int:
    """The exit code of a probe, as nobody, with programs that do nothing where agents look for theirs."""
    with Sandbox() as sandbox:
        for name in ("httpd", "mdadm", "blkid", "lsof", "iptables", "mail", "ldirectord"):
            sandbox.script(sandbox.stubs / name, "#!/bin/sh\nexit 3\n")
        for name in ("oninit", "onstat", "onmode", "dbaccess"):
            sandbox.script(sandbox.root / "informix/bin" / name, INFORMIX)
        for path in ("informix/etc/onconfig", "there"):
            (sandbox.root / path).parent.mkdir(exist_ok=True)
            (sandbox.root / path).write_text("ARRAY /dev/md99 UUID=1\n")
        values = {name: value.format(root=sandbox.root) for name, value in parameters.items()}
        environment = {
            "PATH": f"{sandbox.stubs}:/usr/sbin:/usr/bin:/sbin:/bin",
            "OCF_ROOT": "/usr/lib/ocf",
            "OCF_RESOURCE_INSTANCE": "x",
            "OCF_RESKEY_CRM_meta_interval": "0",
            "OCF_RESKEY_CRM_meta_timeout": "20000",
            "HA_RSCTMP": str(sandbox.writable),
            "HA_VARRUN": str(sandbox.writable),
            **{f"OCF_RESKEY_{name}": value for name, value in values.items()},
        }
        return sandbox.run([AGENTS / agent, "monitor"], environment).returncode


PROBES: dict[str, dict[str, str]] = {
    "AudibleAlarm": {"nodelist": "db1"},
    "Delay": {"startdelay": "5", "mondelay": "0"},
    "ICP": {"driveid": "1", "device": "/dev/sdb"},
    "LVM-activate": {"vgname": "vg_not_there", "vg_access_mode": "system_id"},
    "LinuxSCSI": {"scsi": "9:9:9"},
    "MailTo": {"email": "root"},
    "Raid1": {"raidconf": "{root}/there", "raiddev": "auto"},
    "SendArp": {"ip": "192.0.2.1", "nic": "eth0"},
    "WinPopup": {"hostfile": "hosts"},
    "Xinetd": {"service": "rsync"},
    "apache": {"configfile": "/not/mounted/httpd.conf", "httpd": "{root}/stubs/httpd"},
    "ids": {"informixdir": "{root}/informix", "informixserver": "a", "onconfig": "onconfig"},
    "ldirectord": {"configfile": "{root}/there", "ldirectord": "{root}/stubs/ldirectord"},
    "mdraid": {"mdadm_conf": "{root}/there", "md_dev": "/dev/md99"},
    "portblock": {"protocol": "tcp", "portno": "80", "action": "unblock"},
}


@pytest.mark.parametrize("agent", PROBES)
def test_nothing_runs(agent: str) -> None:
    assert probe(agent, **PROBES[agent]) == NOT_RUNNING


def test_every_agent_is_asked() -> None:
    agents = {wrapper.profile.agent.type for wrapper in WRAPPERS.values()} | {"Raid1"}
    assert agents == set(PROBES) | set(NOT_HERE)


LOCAL = {"Raid1": "raidconf", "ids": "informixdir", "ldirectord": "configfile", "mdraid": "mdadm_conf"}


@pytest.mark.parametrize("agent", LOCAL)
def test_a_file_that_is_not_there(agent: str) -> None:
    """Why an argument that is a file may not lie on a file system of the line (H277)."""
    assert probe(agent, **{**PROBES[agent], LOCAL[agent]: "/not/mounted"}) not in (0, NOT_RUNNING)


def test_what_is_local() -> None:
    rows = [*WRAPPERS.values(), *(wrapper.otherwise for wrapper in WRAPPERS.values() if wrapper.otherwise)]
    local = [(row.profile.agent.type, each.parameters[0]) for row in rows for each in row.arguments if each.local]
    assert dict(local) == LOCAL


def test_why_was_is_called() -> None:
    """It takes a page that nobody serves for a failure: 'not running' is no answer that its monitor has."""
    assert "WAS" in CALLED
    assert probe("WAS", port="9") == 1
