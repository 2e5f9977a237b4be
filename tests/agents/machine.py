"""A machine of its own for tools that know one place only: the agents in /usr/lib/ocf, with nothing changed outside.

A private mount namespace has a copy of /usr/lib/ocf with the agents installed, and empty /run/resource-agents, /etc/init.d and ocft
directories; a private network has nothing but its loopback; a private process namespace takes with it whatever is left.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from ha1to2.install_agents import install

ENTER = """
set -e
mount --bind "$1/ocf" /usr/lib/ocf
for place in /run /etc/init.d /var/lib/resource-agents; do
  mount -t tmpfs none $place
done
mkdir /run/resource-agents /run/netns
ip link set lo up
shift
exec "$@"
"""

HURRY = "#!/bin/sh\nexec /bin/sleep 0.2\n"
"""ocft sleeps a second after each call, which is over in a hundredth."""


class Machine:
    """Runs commands on it; each finds it fresh."""

    def __init__(self, home: Path) -> None:
        self.home = home
        root = home / "root"
        (root / "usr/lib").mkdir(parents=True)
        subprocess.run(["cp", "-a", "/usr/lib/ocf", str(root / "usr/lib")], check=True)
        install(root)
        (home / "ocf").symlink_to(root / "usr/lib/ocf")
        (home / "bin").mkdir()
        (home / "bin/sleep").write_text(HURRY)
        (home / "bin/sleep").chmod(0o755)
        # ocf-tester asks for meta-data as nobody
        for place in (home, *home.parents):
            if place.stat().st_mode & 0o005 != 0o005:
                place.chmod(place.stat().st_mode | 0o055)
        Path("/var/lib/resource-agents").mkdir(exist_ok=True)

    def run(self, *command: str, timeout: float = 240, **environment: str) -> subprocess.CompletedProcess[str]:
        """Standard error comes with standard output. HURRY is on the PATH where `hurry` is given."""
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        environment["PATH"] = f"{self.home}/bin:{path}" if environment.pop("hurry", "") else path
        namespaces = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        return subprocess.run(
            [*namespaces, "sh", "-c", ENTER, "sh", str(self.home), *command],
            env={"LANG": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
