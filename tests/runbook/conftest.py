"""A machine to run steps on: a root's directory and an etc of its own, without a machine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

LSB = "#!/bin/sh\n### BEGIN INIT INFO\n# Provides: x\n# Default-Start: 2 3 4 5\n# Default-Stop: 0 1 6\n### END INIT INFO\n"
RED_HAT = "#!/bin/sh\n# chkconfig: 2345 70 70\n"
"""The memo's drbd-wait has no more than this."""

Run = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """An etc and a root of its own: what `on` runs sees them in the place of /etc and /root."""
    etc, home = tmp_path / "etc", tmp_path / "root"
    runlevels = [f"rc{level}.d" for level in "0123456"]
    below = [etc / name for name in ("init.d", "alternatives", "systemd/system", *runlevels)]
    for directory in (*below, tmp_path / "bin", tmp_path / "units", home / "before-ha1to2", home / "ha1to2-files"):
        directory.mkdir(parents=True)
    # What every Debian has; here another awk may stand in front of it.
    (etc / "alternatives/awk").symlink_to("/usr/bin/mawk")
    for name in ("passwd", "group", "nsswitch.conf"):
        (etc / name).write_bytes(Path("/etc", name).read_bytes())
    for name in ("heartbeat", "drbd", "drbd-wait", "mysql", "corosync", "pacemaker"):
        (etc / "init.d" / name).write_text(RED_HAT if name == "drbd-wait" else LSB)
        (etc / "init.d" / name).chmod(0o755)
    return tmp_path


@pytest.fixture
def on(machine: Path) -> Run:
    """bash with a command of the runbook, in a mount namespace where /etc, /root and the units of packages are the machine's."""

    def run(text: str) -> subprocess.CompletedProcess[str]:
        places = {"etc": "/etc", "root": "/root", "units": "/usr/lib/systemd/system"}
        script = " && ".join([*[f'mount --bind "{machine}/{own}" {place}' for own, place in places.items()], 'exec bash -c "$1"'])
        call = ["unshare", "--mount", "--uts", "sh", "-c", script, "sh", text]
        return subprocess.run(call, capture_output=True, text=True, timeout=60, check=False, env=environment)

    # systemctl changes files, and does not ask a systemd that runs here: systemd's ENVIRONMENT.md.
    environment = {"PATH": f"{machine}/bin:{os.environ['PATH']}", "SYSTEMD_OFFLINE": "1"}
    return run
