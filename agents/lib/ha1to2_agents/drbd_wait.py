"""ocf:ha1to2:drbd-wait: the gate that keeps a node from being promoted before its data is good.

The old cluster had an init script that let the boot wait until the node was no sync target any more. Here the node joins at
once, and an attribute says whether it may be promoted; a location rule bans the promoted role where it is not 1.

The attribute is published at every monitor, not only when it has changed: attrd forgets it when it is restarted and when the
node was away, and nobody tells the agent. A stop publishes 0 and leaves it there: 0 is no 1 for any rule, while what a
comparison makes of an attribute that is not defined depends on the comparison.
"""
import time

from . import agent, drbd_read, process, state
from .agent import OCF_ERR_GENERIC, OCF_ERR_INSTALLED, OCF_NOT_RUNNING, OCF_SUCCESS, Action, Agent, Call, Failure, Parameter
from .drbd_state import NAME_CHARACTERS, Verdict, judge, resource_name

NAME = "drbd-wait"
SETTLING = 5.0
"""Seconds that mode=block lets pass before the first look, as the init script did: the two nodes have to find each other."""
BETWEEN_LOOKS = 5.0
OPENING = "5s"
"""attrd's dampening for a gate that opens, and none for one that shuts. With it, what both nodes publish takes effect together
when they boot at once; without it, the node that is first by a second would be promoted, and the service would stay there."""
BETWEEN_LINES = 60.0
"""Seconds between two log lines of mode=block."""
_STOPPING = 5.0
"""Seconds at most that a stop tries to publish."""
_BETWEEN_TRIES = 1.0
_HANGING = 5.0
"""Seconds that attrd_updater has at least, where the deadline allows it."""
_LAST_WORDS = 0.3
"""Seconds before the deadline at which a child is given up, so that its name can still be told."""


def main() -> None:
    agent.main(AGENT)


def validate(call: Call) -> int:
    _updater()
    if process.find("drbdsetup") is None:
        raise Failure(OCF_ERR_INSTALLED, "drbdsetup is not installed: install DRBD's tools")
    return OCF_SUCCESS


def start(call: Call) -> int:
    _updater()
    memory = _parts(state.read(NAME, call.instance) or "")[0]
    if call.text("mode") == "block":
        memory = _wait(call, memory)
    _publish(call, memory, "", "")
    return OCF_SUCCESS


def monitor(call: Call) -> int:
    kept = state.read(NAME, call.instance)
    if kept is None:
        return OCF_NOT_RUNNING
    _publish(call, *_parts(kept))
    return OCF_SUCCESS


def stop(call: Call) -> int:
    from . import log

    # under the name that it was published by, whatever the parameters say now
    attribute = (state.read(NAME, call.instance) or "").rpartition("\n")[2]
    if attribute:
        try:
            _update(call, attribute, "0", min(_STOPPING, call.remaining() / 2))
        except Failure as why:
            # a node that leaves loses its attributes anyway, and a failed stop would have it fenced
            log.warning(f"stopped, but the attribute may still be 1: {why.reason}")
    state.discard(NAME, call.instance, "that the gate is started")
    return OCF_SUCCESS


def _publish(call: Call, memory: str, value: str, why: str) -> None:
    """Looks, records that the gate is started, tells the log what changed since `value` and `why`, and the cluster the value."""
    sight, verdict = _look(call, memory)
    new = "1" if verdict.good else "0"
    if (new, verdict.why) != (value, why):
        _tell(call.text("drbd_resource"), verdict)
    attribute = call.text("attribute") or "drbd_wait_" + call.text("drbd_resource")
    if (sight.memory, new, verdict.why) != (memory, value, why):
        try:
            state.write(NAME, call.instance, "\n".join((sight.memory, new, verdict.why, attribute)))
        except OSError as error:
            raise Failure(OCF_ERR_GENERIC, f"cannot write to {state.directory()}: {error.strerror}") from None
    _update(call, attribute, new, 0.0 if call.probe else call.remaining())


def _parts(kept: str) -> "tuple[str, str, str]":
    """What `_publish` wrote: the memory of the last look, the value that it gave, and why."""
    memory, value, why, _ = [*kept.split("\n"), "", "", "", ""][:4]
    return memory, value, why


def _look(call: Call, memory: str) -> "tuple[drbd_read.Sight, Verdict]":
    # where DRBD's tools hang, there must be time left to publish the 0
    sight = drbd_read.look(call.text("drbd_resource"), call.deadline - call.remaining() / 2, memory)
    return sight, Verdict(False, sight.problem, False) if sight.problem else judge(sight.volumes)


def _tell(resource: str, verdict: Verdict) -> None:
    from . import log

    if verdict.good and "StandAlone" not in verdict.why:
        log.info(f"{resource} may be promoted here: {verdict.why}")
    elif verdict.good:
        log.warning(f"{resource} may be promoted here, but nothing is replicated: {verdict.why}")
    elif verdict.syncing:
        log.info(f"{resource} may not be promoted here until the synchronisation is through: {verdict.why}")
    else:
        log.warning(f"{resource} may not be promoted here: {verdict.why}")


def _wait(call: Call, memory: str) -> str:
    """Until this node is no sync target, as the init script did; what else may be wrong with DRBD does not hold it up."""
    from . import log

    resource = call.text("drbd_resource")
    waited = 0.0
    said = -BETWEEN_LINES
    pause = SETTLING
    while call.pause(pause):
        waited += pause
        sight, verdict = _look(call, memory)
        memory = sight.memory
        if not verdict.syncing:
            return memory
        if waited - said >= BETWEEN_LINES:
            said = waited
            log.info(f"{resource} is waited for: {verdict.why}")
        pause = BETWEEN_LOOKS
    raise Failure(
        OCF_ERR_GENERIC,
        f"{resource} was still synchronising after {waited:.0f} s: give start a timeout above the duration of a whole"
        " synchronisation, or use mode=publish, which does not wait",
    )


def _updater() -> str:
    path = process.find("attrd_updater")
    if path is None:
        raise Failure(OCF_ERR_INSTALLED, "attrd_updater is not installed: install Pacemaker's command line tools")
    return path


def _update(call: Call, attribute: str, value: str, patience: float) -> None:
    """Hands the value to attrd, which may be about to be restarted: tries for `patience` seconds, once at least."""
    command = [_updater(), "--name", attribute, "--update-both", value, "--delay", OPENING if value == "1" else "0s"]
    enough = call.remaining() - patience
    while True:
        try:
            limit = time.monotonic() + max(patience, _HANGING)
            finished = process.run(command, min(limit, call.deadline - _LAST_WORDS), errors=True)
        except process.TooLate:
            raise Failure(OCF_ERR_GENERIC, "attrd_updater did not end in time: see whether pacemaker-attrd hangs") from None
        except OSError as error:
            raise Failure(OCF_ERR_INSTALLED, f"{command[0]} cannot be run: {error.strerror}") from None
        if finished.code == 0:
            return
        if call.remaining() - 2 * _BETWEEN_TRIES < enough or not call.pause(_BETWEEN_TRIES):
            raise Failure(
                OCF_ERR_GENERIC,
                "{} cannot be set to {}, attrd_updater ended with {} ({}): see whether the cluster runs on this node".format(
                    attribute, value, finished.code, finished.text.strip() or "it said nothing"
                ),
            )


def _attribute(text: str) -> None:
    if not NAME_CHARACTERS.issuperset(text) or text[0] in "-." or len(text) > 200:
        raise ValueError("it is no name of a node attribute: letters, digits, '_', '.' and '-' may stand in it")


def _mode(text: str) -> None:
    if text not in ("publish", "block"):
        raise ValueError("it is neither publish nor block")


AGENT = Agent(
    NAME,
    "Keeps a node whose DRBD data is not up to date from being promoted",
    """The gate before a DRBD resource: publishes a node attribute, 1 while the data of this node is fit to be served and 0 while
it is not, because a synchronisation towards this node is running, paused or about to begin, or because a volume's disk is
not UpToDate. A Primary that is UpToDate and loses its peer stays 1. A state that the agent does not know counts as 0.

Run it as a clone, ordered behind the start of the DRBD resource, and ban the promoted role where the attribute is not 1:

  location gate ms_drbd rule $role=Promoted -inf: not_defined drbd_wait_r0 or drbd_wait_r0 ne 1

While a synchronisation runs, each monitor logs how far it is and how long it will take. DRBD 8.0 to 8.4 is read from
/proc/drbd, DRBD 9 through drbdsetup. After a stop the attribute is 0.

It takes the place of the init script drbd-wait, which held up the boot until the node was no sync target any more; with
mode=block, start does that.""",
    (
        Parameter(
            "drbd_resource",
            "DRBD resource",
            "The name of the DRBD resource, as in drbd.conf: r0. All of its volumes must be good.",
            required=True,
            unique=True,
            check=resource_name,
        ),
        Parameter(
            "attribute",
            "Node attribute to publish",
            "The name of the node attribute. Without it, drbd_wait_ and the resource's name: drbd_wait_r0.",
            check=_attribute,
        ),
        Parameter(
            "mode",
            "publish or block",
            "publish: start returns at once, and the attribute tells the rest. block: start waits 5 seconds and then until\n"
            "this node is no sync target, as the init script did, logging once a minute how far it is; it fails at the end\n"
            "of its timeout, which must be longer than a whole synchronisation.",
            default="publish",
            check=_mode,
        ),
    ),
    (Action("start", 30), Action("stop", 20), Action("monitor", 20, interval=10, depth=0)),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
