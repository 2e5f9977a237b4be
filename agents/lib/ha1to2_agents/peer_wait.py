"""ocf:ha1to2:peer-wait: at boot, a node that is alone waits for its peer before it serves, as Heartbeat did for initdead.

The waiting is done by start: services are ordered behind it. It ends as soon as another node has joined, so that nodes that boot
together lose no time; Pacemaker's own dc-deadtime waits to its end wherever there is no coordinator yet (2.1.5).

Time counts from the start of Pacemaker on this node, not from the call: a resource that is started anew in a cluster that has run
for long (after standby, after a cleanup) has nothing to wait for.
"""
import os
import time

from . import agent, process, state
from .agent import OCF_ERR_GENERIC, OCF_ERR_INSTALLED, OCF_NOT_RUNNING, OCF_SUCCESS, Action, Agent, Call, Failure, Parameter

NAME = "peer-wait"
EXECUTOR = "pacemaker-execd"
"""What Pacemaker calls agents with: it starts and ends with the cluster on this node."""
_BETWEEN_LOOKS = 1.0
_LOOK = 2.0
"""Seconds that a look has at least, where the deadline allows it."""
_BETWEEN_LINES = 30.0
"""Seconds between two log lines."""


def main() -> None:
    agent.main(AGENT)


def validate(call: Call) -> int:
    _query()
    return OCF_SUCCESS


def start(call: Call) -> int:
    query = _query()
    try:
        state.write(NAME, call.instance)
    except OSError as error:
        raise Failure(OCF_ERR_GENERIC, f"cannot write to {state.directory()}: {error.strerror}") from None
    _wait(call, query)
    return OCF_SUCCESS


def stop(call: Call) -> int:
    try:
        state.forget(NAME, call.instance)
    except OSError as error:
        # nothing runs: no reason to fence a node
        from . import log

        log.warning(f"cannot forget in {state.directory()} that it is started: {error.strerror}")
    return OCF_SUCCESS


def monitor(call: Call) -> int:
    return OCF_NOT_RUNNING if state.read(NAME, call.instance) is None else OCF_SUCCESS


def _wait(call: Call, query: "list[str]") -> None:
    """Until another node has joined, or this one has been up for long enough."""
    from . import log

    end = time.monotonic() + call.number("seconds") - _age()
    last = call.deadline - min(_LOOK, call.remaining() / 4)
    said = 0.0
    while not _joined(call, query):
        now = time.monotonic()
        if now >= end:
            if said:
                log.warning("no other node has joined: this node serves alone from now on")
            return
        if now - said >= _BETWEEN_LINES:
            said = now
            log.info(f"this node is alone: another {end - now:.0f} s it waits for its peer, and nothing is served until then")
        pause = min(_BETWEEN_LOOKS, end - now)
        if now + pause >= last:
            reason = f"its peer is to be waited for {end - now:.0f} s longer: give start a timeout above seconds"
            raise Failure(OCF_ERR_GENERIC, reason)
        time.sleep(pause)
    if said:
        log.info("another node has joined")


def _query() -> "list[str]":
    """The command that prints the nodes that are members, from this node's copy of the CIB."""
    path = process.find("cibadmin")
    if path is None:
        raise Failure(OCF_ERR_INSTALLED, "cibadmin is not installed: install Pacemaker's command line tools")
    return [path, "--query", "--local", "--no-children", "--xpath", "/cib/status/node_state[@join='member']"]


def _joined(call: Call, query: "list[str]") -> bool:
    """Whether two nodes at least are members. A CIB that cannot be asked says no: then time decides."""
    try:
        finished = process.run(query, call.deadline, errors=True)
    except process.TooLate:
        raise Failure(OCF_ERR_GENERIC, "cibadmin did not end in time: see whether pacemaker-based hangs") from None
    except OSError as error:
        raise Failure(OCF_ERR_INSTALLED, f"{query[0]} cannot be run: {error.strerror}") from None
    return finished.code == 0 and finished.printed.count(b"<node_state ") > 1


def _age() -> float:
    """Seconds that Pacemaker has run on this node; 0 where it is not Pacemaker that calls."""
    try:
        with open(f"/proc/{os.getppid()}/stat", "rb") as file:
            name, _, rest = file.read().partition(b" (")[2].rpartition(b") ")
        with open("/proc/uptime", "rb") as uptime:
            now = float(uptime.read().split()[0])
    except OSError:
        return 0.0
    # proc(5): starttime is field 22, in clock ticks since the boot; the third field is the first of `rest`
    if name.decode("ascii", "replace") != EXECUTOR[:15]:
        return 0.0
    since = int(rest.split()[19]) / os.sysconf("SC_CLK_TCK")
    return max(0.0, now - since)


AGENT = Agent(
    NAME,
    "Holds services up at boot while the node is alone, as Heartbeat's initdead did",
    """A node that boots without its peer waits in the start of this resource, until another node has joined the cluster or until
Pacemaker has run on it for so many seconds. It takes over what the directive initdead said in a Heartbeat cluster.

Run it as a clone, without a recurring monitor, and order the services behind it:

  primitive peer_wait ocf:ha1to2:peer-wait params seconds=120 op start timeout=180s interval=0s
  clone peer_wait-clone peer_wait
  order wait_first Optional: peer_wait-clone www

dc-deadtime can be short then: it is waited for to its end even where both nodes boot together. Do not use it with fencing: there
a node that is alone after dc-deadtime shoots its peer, however long that still boots; make dc-deadtime itself long instead.

It runs nothing and changes nothing: a stop always succeeds, and where it cannot be started, the services start without it.""",
    (
        Parameter(
            "seconds",
            "How long a node waits for its peer",
            "Seconds from the start of Pacemaker on this node (initdead). The timeout of start must be longer.",
            kind="integer",
            required=True,
            most=2147484,  # ha.cf's times are milliseconds in an int
        ),
    ),
    (Action("start", 60), Action("stop", 20), Action("monitor", 20, interval=10, depth=0)),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
