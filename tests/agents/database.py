"""A real MariaDB for the agent: data on a file system of a loop device, in namespaces that end with the test.

The loop device stands for the DRBD device: the agent is told that this device's major number is DRBD's, and reads what DRBD says
of its minor from a file of the test's own. With real DRBD the agent is tested in user-mode Linux (tests/uml).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from .harness import Agents, Result

MY_CNF = """[mysqld]
innodb_log_file_size = 4M
innodb_buffer_pool_size = 8M
innodb_fast_shutdown = 1
performance_schema = off
skip_networking
"""
#: Process 1, which ends with its standard input, and takes care of the orphans meanwhile.
REAPER = "exec 3<&0; cat <&3 >/dev/null & wait"
#: The agent's own main, told where DRBD is.
DRIVER = """import sys
sys.path.insert(0, {library!r})
from ha1to2_agents import drbd_read, mysql_ground, mysql_on_drbd
drbd_read.PROC = {proc!r}
mysql_ground.DRBD_MAJOR = 7
sys.argv.pop(0)
mysql_on_drbd.main()
"""
STATUS = """version: 8.4.11 (api:1/proto:86-101)
srcversion: 059B1B470318F053F5077D5
{minor:2}: {states}
    ns:0 nr:0 dw:201077 dr:198224 al:19 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
"""
USER, GROUP = "nobody", "nogroup"
"""mysql comes with the package that starts a service, which the tests do without."""
HEALTHY = "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----"


class Database:
    """The place of the server, and what is around it. `parameters` are the agent's, `call` calls the agent."""

    def __init__(self, home: Path, agents: Agents) -> None:
        self.home = home
        self.agents = agents
        self.mount = home / "drbd"
        self.mount.mkdir()
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", REAPER],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        inside = _child(self._holder.pid)
        self.inside = ["nsenter", "--target", str(inside), "--mount", "--pid", "--"]
        image = home / "image"
        with image.open("wb") as file:
            file.truncate(160 << 20)
        self.sh(f"mkfs.ext4 -q -O ^has_journal {image}")
        self.device = self.sh(f"losetup --find --show {image}").strip()
        # detached at once, the device goes away with its last mount; one that no test touches keeps it until the end
        self.hold = home / "hold"
        self.hold.mkdir()
        self.sh(f"mount {self.device} {self.hold} && mount {self.device} {self.mount} && losetup --detach {self.device}")
        self.proc = home / "proc-drbd"
        self.drbd(HEALTHY)
        self.config = home / "my.cnf"
        self.config.write_text(MY_CNF)
        self.datadir = self.mount / "lib/mysql"
        self.log = home / "mysqld.log"
        self.sh(
            f"mkdir -p {self.datadir} && chown {USER}: {self.datadir} && mariadb-install-db --defaults-file={self.config}"
            f" --user={USER} --datadir={self.datadir} --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1"
        )
        driver = home / "driver.py"
        driver.write_text(DRIVER.format(library=str(agents.ocf_root / "lib/ha1to2"), proc=str(self.proc)))
        agents.inside = self.inside
        agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]
        self.parameters: dict[str, Any] = {
            "datadir": str(self.datadir),
            "socket": str(self.datadir / "mysql.sock"),
            "mount_point": str(self.mount),
            "device": self.device,
            "drbd_resource": "r0",
            "config": str(self.config),
            "log": str(self.log),
            "user": USER,
            "group": GROUP,
            "pid": str(self.datadir / "mysqld.pid"),
        }

    def close(self) -> None:
        assert self._holder.stdin is not None
        self._holder.stdin.close()
        self._holder.wait(10)

    def sh(self, script: str) -> str:
        """Runs shell text inside; what it printed."""
        command = [*self.inside, "bash", "-c", script]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{script}: {done.stdout}{done.stderr}"
        return done.stdout

    def drbd(self, states: str) -> None:
        """From now on DRBD says this of the device."""
        self.proc.write_text(STATUS.format(minor=int(self.device.rpartition("loop")[2]), states=states))

    def call(
        self, action: str, interval: int | None = 10, timeout: float = 20, instance: str = "rsc", **parameters: str
    ) -> Result:
        return self.agents.call("mysql-on-drbd", action, interval, timeout, instance, **{**self.parameters, **parameters})

    def pids(self) -> list[int]:
        """The running servers, by their numbers inside."""
        return [int(word) for word in self.sh("pgrep -x mariadbd || true").split()]

    def query(self, statement: str) -> str:
        return self.sh(f"mariadb --no-defaults -uroot -S {self.parameters['socket']} -BNe {statement!r}")

    def remount(self) -> None:
        """The file system on its place, read-write, whatever is or is not mounted there."""
        self.sh(
            f"while mountpoint -q {self.mount}; do umount {self.mount}; done\n"
            f"mount -o remount,rw {self.hold} && mount {self.device} {self.mount}"
        )

    def reset(self) -> None:
        """As at the beginning, whatever a test did."""
        self.sh("pkill -KILL -x mariadbd; while pgrep -x mariadbd >/dev/null; do sleep 0.02; done")
        self.drbd(HEALTHY)
        leftovers = (f"{self.mount}/filler", f"{self.datadir}/mysql.sock", f"{self.datadir}/mysqld.pid", self.log)
        self.sh(f"rm -f {' '.join(map(str, leftovers))} {self.agents.rsctmp}/ha1to2-*")
        self.config.write_text(MY_CNF)


def _child(pid: int) -> int:
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if children and re.match(rb"sh\b", Path(f"/proc/{children[0]}/cmdline").read_bytes()):
            return int(children[0])
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("no namespaces of one's own: root is needed")
