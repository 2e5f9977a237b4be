"""Pacemaker's own scheduler as a function: a CIB in, what it would do and the CIB afterwards out.

Runs `crm_simulate --simulate` (Debian: pacemaker-cli-utils). Nothing of the calling environment reaches it, and nothing that it
writes is left behind.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lxml import etree

PROGRAM = "crm_simulate"

TIMEOUT = 60.0
"""Seconds that one run may take; a memo-sized cluster takes 0.03."""

SEARCH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin"
"""Where the program is looked for besides PATH: an ordinary user's PATH has no sbin."""

ENVIRONMENT = {"LC_ALL": "C", "PATH": SEARCH, "TZ": "UTC"}


class ProgramMissing(Exception):
    """The program is not on this machine."""


class SchedulerFailed(Exception):
    """The program refused its input, crashed, or did not end; the text is its last word."""


class Action(NamedTuple):
    """One step of a transition, in the order of execution. `interval` is in milliseconds, 0 for what is done once.

    `resource` is the primitive, without the number of a clone's instance.
    """

    resource: str
    task: str
    node: str
    interval: int


class Instance(NamedTuple):
    """A primitive, or one instance of a cloned one, that is active somewhere. More than one node is a catastrophe."""

    resource: str
    role: str
    nodes: tuple[str, ...]
    blocked: bool
    failed: bool


class Transition(NamedTuple):
    """What one run did: the steps, what is active afterwards, the CIB with the new status, and the graph of the steps (XML).

    `forgiven` are the resources and nodes whose failures the cluster would forget now; crm_simulate leaves them in the CIB.
    """

    actions: tuple[Action, ...]
    forgiven: tuple[tuple[str, str], ...]
    instances: tuple[Instance, ...]
    cib: bytes
    graph: bytes


def program(environ: Mapping[str, str], name: str = PROGRAM) -> str:
    """The absolute path of a program. Raises ProgramMissing."""
    for directory in [*environ.get("PATH", "").split(":"), *SEARCH.split(":")]:
        path = os.path.join(directory, name)
        if directory.startswith("/") and os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    raise ProgramMissing(name)


def run(path: str, cib: bytes, failing: Sequence[str] = (), *, now: int) -> Transition:
    """One transition of `cib` at the time `now` (seconds of the epoch).

    The operations in `failing` (`RESOURCE_TASK_0@NODE=RC`) fail where they occur. Raises SchedulerFailed.
    """
    with tempfile.TemporaryDirectory(prefix="ha1to2-") as directory:
        before, after, graph = (os.path.join(directory, name) for name in ("in.xml", "out.xml", "graph.xml"))
        with open(before, "wb") as file:
            file.write(cib)
        command = [path, "--simulate", "--output-as=xml", f"--xml-file={before}", f"--save-output={after}"]
        command += [f"--save-graph={graph}", f"--set-datetime={_date(now)}", *[f"--op-fail={spec}" for spec in failing]]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env={**ENVIRONMENT, "HOME": directory, "TMPDIR": directory},
                cwd=directory,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SchedulerFailed(f"{PROGRAM} did not end within {TIMEOUT:.0f} seconds") from None
        # A transition that cannot be completed, by a failed operation for one, ends with 1, and is judged by where it leads.
        if done.returncode not in (0, 1) or not os.path.exists(after) or not os.path.exists(graph):
            raise SchedulerFailed(_last_word(done.stderr) or f"{PROGRAM} ended with {done.returncode}")
        with open(after, "rb") as file:
            changed = file.read()
        with open(graph, "rb") as file:
            order = file.read()
    return _parsed(done.stdout, changed, order)


def _date(seconds: int) -> str:
    """ISO 8601, in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _last_word(output: bytes) -> str:
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _parsed(output: bytes, changed: bytes, graph: bytes) -> Transition:
    try:
        root = parse(output)
    except etree.XMLSyntaxError:
        raise SchedulerFailed(f"{PROGRAM} printed no XML") from None
    actions = tuple(
        Action(bare(step.get("resource", "")), step.get("op", ""), step.get("node", ""), int(step.get("interval") or 0))
        for step in root.iterfind("transition/rsc_action")
    )
    status = root.find("revised_cluster_status")
    if status is None:
        raise SchedulerFailed(f"{PROGRAM} printed no status")
    instances = tuple(
        Instance(
            bare(entry.get("id", "")),
            entry.get("role", ""),
            tuple(node.get("name", "") for node in entry.iterfind("node")),
            entry.get("blocked") == "true",
            entry.get("failed") == "true",
        )
        for entry in status.iterfind("resources//resource")
        if entry.find("node") is not None
    )
    forgiven = tuple(
        (bare(step.get("id", "")), step.get("node", ""))
        for step in root.iterfind("transition/cluster_action[@task='clear_failcount']")
    )
    return Transition(actions, forgiven, instances, changed, graph)


def bare(resource: str) -> str:
    """`drbd_r0:1` is an instance of the primitive drbd_r0; a colon is in no NCName."""
    return resource.partition(":")[0]


def parse(data: bytes) -> etree._Element:
    """The root of an XML document, read without entities or network, within libxml2's bounds. Raises lxml's XMLSyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True))
