"""ocf:ha1to2:peer-wait: at boot, a node waits for its peer before it serves, as Heartbeat did for initdead.

The waiting is done by start, and services are ordered behind it. It has two parts:

- A node that is alone waits until another has joined, or until Pacemaker has run here for so many seconds. It counts from the
  start of Pacemaker, not from the call: what is started anew in a cluster that has run for long (after standby, after a cleanup)
  has nothing to wait for. Pacemaker's own dc-deadtime waits to its end also where both nodes are there (2.1.5).
- Attributes that decide where a service may run are waited for, until every member has each of them. Else the node that is
  ready first gets everything, and keeps it where nothing fails back. The node that was alone leaves that to the one that joins.
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
_WORDS = 60.0
"""Seconds for which attributes are waited for at most: the agents that publish them have started, and may be at fault."""


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
    last = call.deadline - min(_LOOK, call.remaining() / 4)
    # Pacemaker begins nothing on a node that joins while this start is under way: its words come after it, and its own start of
    # this resource, which services are ordered behind as well, waits for all of them.
    if not _joined(call, query, last):
        _words(call, query, last)
    return OCF_SUCCESS


def stop(call: Call) -> int:
    state.discard(NAME, call.instance, "that it is started")
    return OCF_SUCCESS


def monitor(call: Call) -> int:
    return OCF_NOT_RUNNING if state.read(NAME, call.instance) is None else OCF_SUCCESS


def _joined(call: Call, query: "list[str]", last: float) -> bool:
    """Waits until another node has joined, or Pacemaker has run here for long enough; fails where that is after `last`.

    Returns whether another node has joined in the meantime.
    """
    from . import log

    end = time.monotonic() + call.number("seconds") - _age()
    waited, said = False, -_BETWEEN_LINES
    while len(_members(call, query)) < 2:
        now = time.monotonic()
        if now >= end:
            if waited:
                log.warning("no other node has joined: this node serves alone from now on")
            return False
        if now - said >= _BETWEEN_LINES:
            said = now
            log.info(f"this node is alone: another {end - now:.0f} s it waits for its peer, and nothing is served until then")
        waited = True
        _pause(end, last)
    if waited:
        log.info("another node has joined")
    return waited


def _words(call: Call, query: "list[str]", last: float) -> None:
    """Until every member has each attribute, but not for ever; fails where that is after `last`."""
    names = call.text("attributes").split()
    end = time.monotonic() + _WORDS
    while names:
        members, has = _members(call, query), _attributes(call, query)
        missing = [f"{name} of {uname}" for node, uname in members.items() for name in names if (node, name) not in has]
        if not missing:
            return
        if time.monotonic() >= end:
            from . import log

            log.warning("the services start without what these node attributes would say: " + ", ".join(missing))
            return
        _pause(end, last)


def _pause(end: float, last: float) -> None:
    longer = max(0.0, end - time.monotonic())
    seconds = min(_BETWEEN_LOOKS, longer)
    if time.monotonic() + seconds > last:
        reason = f"the peer is to be waited for {longer:.0f} s longer: give start a timeout two minutes above seconds"
        raise Failure(OCF_ERR_GENERIC, reason)
    time.sleep(seconds)


def _query() -> "list[str]":
    """The command that prints what an XPath expression finds in this node's copy of the CIB."""
    path = process.find("cibadmin")
    if path is None:
        raise Failure(OCF_ERR_INSTALLED, "cibadmin is not installed: install Pacemaker's command line tools")
    return [path, "--query", "--local", "--xpath"]


_MEMBERS = "/cib/status/node_state[@join='member']"


def _members(call: Call, query: "list[str]") -> "dict[str, str]":
    """The nodes that have joined, by their ids: their names."""
    return {given["id"]: given.get("uname", "") for given, _ in _found(call, [*query, _MEMBERS, "--no-children"], "node_state")}


def _attributes(call: Call, query: "list[str]") -> "set[tuple[str, str]]":
    """The ids of nodes, and the names of attributes that have a value there."""
    holders = _found(call, [*query, _MEMBERS + "/transient_attributes"], "transient_attributes")
    return {(given["id"], name) for given, names in holders for name in names}


def _found(call: Call, command: "list[str]", tag: str) -> "list[tuple[dict[str, str], list[str]]]":
    """The elements of this tag that have an id: what they are given, and the names of the nvpairs in them.

    A CIB that cannot be asked has none: then time decides.
    """
    try:
        finished = process.run(command, call.deadline, errors=True)
    except process.TooLate:
        raise Failure(OCF_ERR_GENERIC, "cibadmin did not end in time: see whether pacemaker-based hangs") from None
    except OSError as error:
        raise Failure(OCF_ERR_INSTALLED, f"{command[0]} cannot be run: {error.strerror}") from None
    if finished.code:
        return []
    # here: a monitor needs none of it
    from xml.etree import ElementTree

    try:
        elements = [element for element in ElementTree.fromstring(finished.printed).iter(tag) if "id" in element.attrib]
    except ElementTree.ParseError:
        return []
    return [(element.attrib, [pair.get("name", "") for pair in element.iter("nvpair")]) for element in elements]


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
    "Holds services up at boot until the peer has joined, as Heartbeat's initdead did",
    """A node that boots without its peer waits in the start of this resource, until another node has joined the cluster or until
Pacemaker has run on it for so many seconds. It takes over what the directive initdead said in a Heartbeat cluster.

Where it need not wait for that, it waits, a minute at most, until all nodes that have joined have the node attributes by which
services are placed. Else the node whose attributes are there first would get everything.

Run it as a clone, without a recurring monitor, behind what publishes the attributes and before the services:

  primitive peer_wait ocf:ha1to2:peer-wait params seconds=120 attributes=pingd op start timeout=240s interval=0s
  clone peer_wait-clone peer_wait meta interleave=true
  order ping_first Optional: ping-clone peer_wait-clone
  order wait_first Optional: peer_wait-clone www

dc-deadtime can be short then: it is waited for to its end even where both nodes boot together. But not with fencing: there a
node that is alone after dc-deadtime shoots its peer, however long that still boots.

It runs nothing and changes nothing: a stop always succeeds, and where it cannot be started, the services start without it.""",
    (
        Parameter(
            "seconds",
            "How long a node waits for its peer",
            "Seconds from the start of Pacemaker on this node (initdead). The timeout of start must be two minutes longer.",
            kind="integer",
            required=True,
            most=2147484,  # ha.cf's times are milliseconds in an int
        ),
        Parameter(
            "attributes",
            "Node attributes that are waited for",
            "The names of the node attributes, with blanks between them, that each node must have before services are placed.",
        ),
    ),
    (Action("start", 120), Action("stop", 20), Action("monitor", 20, interval=10, depth=0)),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
