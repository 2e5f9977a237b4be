"""What a monitor costs: each agent beside the shell that does the same, in turns. Needs root, for a network of its own.

`python3 tests/bench/agents.py [--json]`. Pairs that need a database or DRBD have benches of their own beside this one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    __package__ = "bench"

from ha1to2.install_agents import install

from .measure import BARE, Cost, medians, run

ROUNDS = 60
GOAL = 0.35
"""Of the shell agent's CPU, where there is a shell agent that does the same."""

SERVICE = """#!/bin/sh
case $1 in
  start) touch "$0.up";;
  stop) rm -f "$0.up";;
  status) if [ -e "$0.up" ]; then echo "$0 is running"; else echo "$0 is stopped"; exit 3; fi;;
esac
"""


class Pair(NamedTuple):
    """Two commands that do the same: ours, and the one that it is held against; `goal` is 0 where there is none."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    against: str
    environment: Mapping[str, str]
    goal: float


class Figure(NamedTuple):
    """Medians of one pair, and of a bare interpreter in the same turns."""

    pair: Pair
    ours: Cost
    theirs: Cost
    bare: Cost

    @property
    def ratio(self) -> float:
        return self.ours.cpu / self.theirs.cpu


def environment(rsctmp: Path, ocf_root: Path, **parameters: str) -> dict[str, str]:
    """What Pacemaker gives a recurring monitor."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "OCF_ROOT": str(ocf_root),
        "OCF_RA_VERSION_MAJOR": "1",
        "OCF_RA_VERSION_MINOR": "1",
        "OCF_RESOURCE_INSTANCE": "bench",
        "HA_RSCTMP": str(rsctmp),
        "HA_LOGFACILITY": "daemon",
        "OCF_RESKEY_CRM_meta_interval": "10000",
        "OCF_RESKEY_CRM_meta_timeout": "20000",
        **{f"OCF_RESKEY_{name}": value for name, value in parameters.items()},
    }


def measure(pair: Pair, rounds: int = ROUNDS) -> Figure:
    """In turns, so that whatever else the machine does meets all three."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    bare: list[Cost] = []
    for number in range(rounds + 3):
        costs = (
            run(pair.ours, environment=pair.environment),
            run(pair.theirs, environment={**pair.environment, "OCF_ROOT": "/usr/lib/ocf"}),
            run(BARE),
        )
        if number >= 3:
            for row, cost in zip((ours, theirs, bare), costs):
                row.append(cost)
    return Figure(pair, medians(ours), medians(theirs), medians(bare))


def table(figures: Sequence[Figure]) -> str:
    """Milliseconds of CPU, children included."""
    lines = [f"{'monitor of':<16}{'CPU ms':>8}{'bare':>7}  {'against':<28}{'CPU ms':>8}{'ratio':>7}{'goal':>7}"]
    for figure in figures:
        pair = figure.pair
        own, theirs, bare = (cost.cpu * 1000 for cost in (figure.ours, figure.theirs, figure.bare))
        goal = f"{pair.goal:>7}" if pair.goal else f"{'-':>7}"
        lines.append(f"{pair.name:<16}{own:>8.1f}{bare:>7.1f}  {pair.against:<28}{theirs:>8.1f}{figure.ratio:>7.2f}{goal}")
    return "\n".join(lines)


def pairs(home: Path) -> list[Pair]:
    """An address on a link, and a script that says that it runs: started, ready to be monitored."""
    install(home / "root")
    ocf_root, rsctmp = home / "root/usr/lib/ocf", home / "rsctmp"
    rsctmp.mkdir()
    link = ("link add eth0 type veth peer name eth1", "link set eth0 up", "link set eth1 up", "addr add 10.7.0.10/24 dev eth0")
    for command in link:
        subprocess.run(["ip", *command.split()], check=True)
    script = home / "service"
    script.write_text(SERVICE)
    script.chmod(0o755)
    agents = ocf_root / "resource.d/ha1to2"
    shell = "/usr/lib/ocf/resource.d/heartbeat/IPaddr2"
    vip = environment(rsctmp, ocf_root, ip="10.7.0.10", nic="eth0", cidr_netmask="24")
    bridge = environment(rsctmp, ocf_root, script=str(script))
    run([str(agents / "vip-check"), "start"], environment=vip)
    run([str(agents / "v1-script"), "start"], environment=bridge)
    return [
        Pair("vip-check", [f"{agents}/vip-check", "monitor"], [shell, "monitor"], "ocf:heartbeat:IPaddr2", vip, GOAL),
        Pair("v1-script", [f"{agents}/v1-script", "monitor"], [str(script), "status"], "the script alone (lsb)", bridge, 0),
    ]


def show(figures: Sequence[Figure], options: Sequence[str]) -> None:
    """The table, or the same as JSON."""
    if "--json" not in options:
        print(table(figures))
        return
    rows = [
        {"monitor": figure.pair.name, "against": figure.pair.against, "ratio": figure.ratio}
        | {name: getattr(figure, name).cpu for name in ("ours", "theirs", "bare")}
        for figure in figures
    ]
    print(json.dumps(rows, indent=2))


def main(*options: str) -> None:
    """Measures in a network of its own, which ends with the process."""
    subprocess.run(["unshare", "--net", sys.executable, __file__, "--inside", *options], check=True)


def _inside(options: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="ha1to2-bench-") as home:
        show([measure(pair) for pair in pairs(Path(home))], options)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        _inside(sys.argv)
    else:
        main(*sys.argv[1:])
