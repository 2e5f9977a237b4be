"""What mysql-on-drbd's monitor costs beside ocf:heartbeat:mysql's, on one running MariaDB. Needs root, for a loop device.

`python -m tests.bench.agents_mysql [--json]`. The data's device is a loop device, and a file says what DRBD says of it: the monitor
reads as much as on a node.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ha1to2.install_agents import install

from ..agents.database import Database
from ..agents.harness import SUCCESS, Agents
from .agents import GOAL, Pair, environment, measure, show

SHELL = "/usr/lib/ocf/resource.d/heartbeat/mysql"
REPOSITORY = Path(__file__).resolve().parents[2]
PASSWORD = "bench"


def main(*options: str) -> None:
    """Measures with and without a login, inside the namespaces of the database."""
    with tempfile.TemporaryDirectory(prefix="ha1to2-bench-") as place:
        home = Path(place)
        home.chmod(0o755)
        install(home / "root")
        (home / "rsctmp").mkdir()
        database = Database(home, Agents(home / "root/usr/lib/ocf", home / "rsctmp"))
        try:
            measured = json.dumps([pair._asdict() for pair in pairs(database)])
            # another mount namespace is entered at its root
            again = ["env", "--chdir", str(REPOSITORY), sys.executable, "-m", "tests.bench.agents_mysql", "--inside", measured]
            subprocess.run([*database.inside, *again, *options], check=True)
        finally:
            database.close()


def pairs(database: Database) -> list[Pair]:
    """One server that both find running."""
    agents = database.agents
    assert database.call("start", instance="bench").code == SUCCESS
    database.query(f"CREATE USER bench@localhost IDENTIFIED BY '{PASSWORD}'")
    credentials = database.home / "credentials.cnf"
    credentials.write_text(f"[client]\nuser=bench\npassword={PASSWORD}\n")
    # binary: the shell agent insists on a program that is there, and its default comes with a package that starts a service
    parameters = environment(agents.rsctmp, agents.ocf_root, **database.parameters, binary="/usr/sbin/mariadbd")
    ours = [*agents.interpreter, "mysql-on-drbd", "monitor"]
    login = {**parameters, "OCF_RESKEY_defaults_extra_file": str(credentials)}
    return [
        Pair("mysql, login", ours, [SHELL, "monitor"], "ocf:heartbeat:mysql", login, GOAL),
        Pair("mysql, greeting", ours, [SHELL, "monitor"], "ocf:heartbeat:mysql", parameters, GOAL),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        show([measure(Pair(**pair)) for pair in json.loads(sys.argv[2])], sys.argv[3:])
    else:
        main(*sys.argv[1:])
