"""What drbd-wait's monitor costs beside ocf:linbit:drbd's, on a node of user-mode Linux with real DRBD and a running cluster.

`python -m tests.bench.agents_drbd [--json]`. Needs root and the packages of tests/uml. A process costs several times as much there
as on the host; the ratio is what counts.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from ha1to2.rehearsal.machines.bed import Bed
from ha1to2.rehearsal.machines.image import ready_image

from ..uml.pair import CACHE, OCF_ROOT, build_pair, call_agent, environment_of
from .agents import GOAL, Figure, Pair, show
from .measure import BARE, Cost, medians

ROUNDS = 20
PARAMETERS = {"drbd_resource": "r0"}
#: What Pacemaker tells the shell agent of its promotable clone.
CLONE = {f"CRM_meta_{name}": value for name, value in (
    ("clone_max", "2"), ("clone_node_max", "1"), ("master_max", "1"), ("master_node_max", "1"), ("notify", "true"),
)}  # fmt: skip
#: Run in the node: commands with the exit code that is right for each, in turns; a line of JSON for each turn.
TURNS = """
import json, os, sys, time
rounds, environment, commands = json.loads(sys.argv[1])
null = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_RDWR, 0) for number in (0, 1, 2)]
for _ in range(rounds):
    turn = []
    for command, code in commands:
        start = time.perf_counter()
        child = os.posix_spawn(command[0], command, {**os.environ, **environment}, file_actions=null)
        _, status, usage = os.wait4(child, 0)
        if os.WEXITSTATUS(status) != code:
            sys.exit("{} ended with {}".format(command, os.WEXITSTATUS(status)))
        turn.append((time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    print(json.dumps(turn))
"""
PRIMARY = 8
"""What a monitor of a Primary ends with."""


def main(*options: str) -> None:
    """On the Primary, where both monitors have most to do."""
    with tempfile.TemporaryDirectory(prefix="ha1to2-bench-") as place, Bed(Path(place), ready_image(CACHE)) as bed:
        node = build_pair(bed).first
        assert call_agent(node, "drbd-wait", "start", PARAMETERS, 60, 10, "bench").status == 0
        pair = Pair(
            "drbd-wait",
            [f"{OCF_ROOT}/resource.d/ha1to2/drbd-wait", "monitor"],
            [f"{OCF_ROOT}/resource.d/linbit/drbd", "monitor"],
            "ocf:linbit:drbd",
            environment_of({**PARAMETERS, **CLONE}, 60, 10, "bench"),
            GOAL,
        )
        (node.place / "turns.py").write_text(TURNS)
        asked = json.dumps([ROUNDS + 2, dict(pair.environment), [(pair.ours, 0), (pair.theirs, PRIMARY), (BARE, 0)]])
        (node.place / "asked.json").write_text(asked)
        turns = node.run('python3 /bed/turns.py "$(cat /bed/asked.json)"', timeout=600).stdout.splitlines()[2:]
    columns = zip(*(json.loads(turn) for turn in turns))
    ours, theirs, bare = (medians([Cost(*cost) for cost in column]) for column in columns)
    show([Figure(pair, ours, theirs, bare)], options)


if __name__ == "__main__":
    main(*sys.argv[1:])
