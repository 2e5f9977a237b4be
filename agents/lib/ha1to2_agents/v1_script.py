"""ocf:ha1to2:v1-script: any script that haresources could call, called and judged as Heartbeat's ResourceManager did.

What a script's `status` prints says whether it runs, never its exit code; a resource that says it runs is not started again; a
stop that fails is tried again, and one that still fails is taken for done where the status denies that it runs. Where Heartbeat
would have rebooted the node, the stop fails here, and the cluster fences the node or blocks the resource.

Heartbeat asked for the status before a start, and never again. A script whose status has not said once since its start that it
runs is therefore believed to run: else a status that prints nothing, or says it in other words, would take the service down.
"""

import errno
import os

from . import agent, process, state
from .agent import (
    OCF_ERR_GENERIC,
    OCF_ERR_INSTALLED,
    OCF_NOT_RUNNING,
    OCF_SUCCESS,
    Action,
    Agent,
    Call,
    Failure,
    Parameter,
)

NAME = "v1-script"
DIRECTORIES = ("/etc/ha.d/resource.d", "/etc/init.d")
"""Where ResourceManager looks for a script, in this order."""
_LONGEST_LOG = 1 << 20
_UNHEARD = "unheard"
"""In the state of a script that was started: no status has said since then that it runs."""
_TOLD = "told"
"""The same, and the log has it."""


def main() -> None:
    agent.main(AGENT)


def validate(call: Call) -> int:
    _script(call)
    return OCF_SUCCESS


def start(call: Call) -> int:
    path = _script(call)
    if _running(call, path, call.deadline):
        return OCF_SUCCESS
    code = _do(call, path, "start", call.deadline)
    if code:
        raise Failure(OCF_ERR_GENERIC, f"{path} start ended with {_spoken(code)}{_last_words(call)}")
    _note(call, _UNHEARD)
    try:
        if _running(call, path, call.deadline):
            state.discard(NAME, call.instance, "what was started")
    except Failure:
        # it was started: the next monitor asks again
        pass
    return OCF_SUCCESS


def stop(call: Call) -> int:
    _stop(call)
    state.discard(NAME, call.instance, "what was started")
    return OCF_SUCCESS


def _stop(call: Call) -> None:
    """Stops it; Failure where that cannot be believed."""
    from . import log

    path = _found(call)
    if not path:
        log.warning(call.unusable or f"the script {call.text('script')} is not there to stop anything: taken for stopped")
        return
    if call.values["arguments"] is None and os.environ.get("OCF_RESKEY_arguments"):
        # it never ran with these, and with others it would stop something else
        log.warning(f"{call.unusable}: taken for stopped")
        return
    # the rest is for the status, which decides where no stop succeeds
    deadline = call.deadline - min(5.0, call.remaining() / 4)
    tries = 1 + _number(call, "stop_retries")
    while True:
        code = _do(call, path, "stop", deadline)
        if code == 0:
            return
        tries -= 1
        if code is None or not tries or not _pause(call, deadline):
            break
        log.info(f"{path} stop ended with {_spoken(code)}; trying again")
    said = f"{path} stop " + ("did not end" if code is None else f"ended with {_spoken(code)}") + _last_words(call)
    if _running(call, path, call.deadline):
        raise Failure(OCF_ERR_GENERIC, f"{said}, and its status says that it runs: stop it by hand")
    log.error(f"{said}, but its status does not say that it runs: taken for stopped. A stop of what is stopped should succeed")


def monitor(call: Call) -> int:
    path = _found(call)
    if not path:
        if call.probe:
            # on a file system, perhaps, that is not mounted yet: not a reason to ban the node
            return OCF_NOT_RUNNING
        path = _script(call)
    _trim(call)
    if _running(call, path, call.deadline):
        state.discard(NAME, call.instance, "what was started")
        return OCF_SUCCESS
    return OCF_SUCCESS if _unheard(call, path) else OCF_NOT_RUNNING


def says_running(printed: bytes) -> bool:
    """ResourceManager's judgement: `running` or `OK`, but not `not … running`; `not` in any case, the R in both."""
    _, denied, rest = printed.lower().partition(b"not ")
    if denied and any(word in printed[len(printed) - len(rest) :] for word in (b"running", b"Running")):
        return False
    return any(word in printed for word in (b"running", b"Running", b"OK"))


def _unheard(call: Call, path: str) -> bool:
    """Whether it was started here, and no status has said since then that it runs; the log is told once."""
    noted = state.read(NAME, call.instance)
    if noted is None:
        return False
    if noted != _TOLD:
        from . import log

        log.warning(f"{path} status has not said that it runs since it was started: taken for running, as Heartbeat did, which did "
                    "not ask again. A failure is noticed only once it has said 'running' or 'OK'")
        _note(call, _TOLD)
    return True


def _note(call: Call, what: str) -> None:
    try:
        state.write(NAME, call.instance, what)
    except OSError as error:
        from . import log

        log.warning(f"cannot note in {state.directory()} what was started: {error.strerror}")


def _found(call: Call) -> "str | None":
    """The script's path: an executable file, as ResourceManager demands."""
    name = call.text("script")
    for directory in ("",) if name.startswith("/") else DIRECTORIES:
        path = f"{directory}/{name}" if directory else name
        if name and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def _script(call: Call) -> str:
    path = _found(call)
    if path is None:
        name = call.text("script")
        place = "" if name.startswith("/") else " in " + " or ".join(DIRECTORIES)
        raise Failure(OCF_ERR_INSTALLED, f"there is no executable script {name}{place}: install it on this node")
    return path


def _running(call: Call, path: str, deadline: float) -> bool:
    try:
        finished = _run(call, path, "status", deadline)
    except process.TooLate:
        raise Failure(OCF_ERR_GENERIC, f"{path} status did not end in time: find what it waits for") from None
    except OSError as error:
        raise Failure(OCF_ERR_GENERIC, f"{path} cannot be run: {error.strerror}") from error
    return says_running(finished.printed)


def _do(call: Call, path: str, verb: str, deadline: float) -> "int | None":
    """The exit code of start or stop; None of a stop that did not end. What the script prints goes to its log."""
    try:
        output = os.open(_log(call), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        output = os.open("/dev/null", os.O_WRONLY | os.O_CLOEXEC)
    try:
        return _run(call, path, verb, deadline, output).code
    except process.TooLate:
        if verb == "stop":
            return None
        raise Failure(OCF_ERR_GENERIC, f"{path} {verb} did not end in time{_last_words(call)}") from None
    except OSError as error:
        if verb == "stop":
            return 126
        raise Failure(OCF_ERR_GENERIC, f"{path} cannot be run: {error.strerror}") from error
    finally:
        os.close(output)


def _run(call: Call, path: str, verb: str, deadline: float, output: "int | None" = None) -> process.Finished:
    words = [path, *call.text("arguments").replace("\t", " ").split(" "), verb]
    argv = [word for word in words if word]
    try:
        return process.run(argv, deadline, _environment(), output is not None, output)
    except OSError as error:
        # a script without `#!`: what a shell does with it
        if error.errno != errno.ENOEXEC:
            raise
        return process.run(["/bin/sh", *argv], deadline, _environment(), output is not None, output)


def _environment() -> "dict[str, str]":
    """What ResourceManager gave its scripts, and nothing of the cluster's: many of them are wrappers of OCF agents themselves."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OCF_", "CRM_")) and name not in ("LC_ALL", "LANGUAGE")
    }
    kept["HA_DIR"] = "/etc/ha.d"
    kept["HA_FUNCS"] = "/etc/ha.d/shellfuncs"
    path = kept.get("PATH") or "/usr/bin:/bin"
    kept["PATH"] = ":".join([path, *(place for place in ("/usr/sbin", "/sbin") if place not in path.split(":"))])
    return kept


def _log(call: Call) -> str:
    """Where what the script prints goes: to a file, so that a daemon which keeps it open is neither waited for nor, once its
    reader has gone, killed by what it prints (Heartbeat had its debug log there)."""
    return state.path(NAME, call.instance, "log")


def _trim(call: Call) -> None:
    """Cuts the log of a daemon that prints a lot: it lies in memory."""
    try:
        if os.stat(_log(call)).st_size > _LONGEST_LOG:
            os.truncate(_log(call), 0)
    except OSError:
        pass


def _last_words(call: Call) -> str:
    """The last line that the script printed, for the reason of a failure."""
    try:
        with open(_log(call), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 2000))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    words = [line.strip() for line in lines if line.strip()]
    return f": '{words[-1][-200:]}'" if words else ""


def _pause(call: Call, deadline: float) -> bool:
    """The wait between two stops; False where the deadline of stopping comes first."""
    seconds = _number(call, "stop_retry_interval")
    return seconds < call.remaining() - (call.deadline - deadline) and call.pause(seconds)


def _number(call: Call, name: str) -> int:
    """A parameter of stop, or its default where it cannot be used."""
    value = call.values[name]
    return value if isinstance(value, int) else {"stop_retries": 10, "stop_retry_interval": 1}[name]


def _spoken(code: "int | None") -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


AGENT = Agent(
    NAME,
    "Runs any script that haresources could call, as Heartbeat did",
    """Runs a script that was written for the haresources file of a Heartbeat cluster: one of /etc/ha.d/resource.d, or an init
script. It is called as Heartbeat called it, with its arguments before start, stop or status.

Whether it runs is judged by what its status prints ("running" or "OK", but not "not running"), never by its exit code. What
says that it runs is not started again. A stop that fails is tried again; where it goes on failing, but the status does not say
that the script runs, it is taken for stopped. Where Heartbeat would then have rebooted the node, the stop fails, and the
cluster fences the node or blocks the resource.

Heartbeat asked for the status before a start, and never again. A script of which no status has said since its start that it
runs is taken for running, and the log says so once; from the first status that says it, a status that does not is a failure.

A script of which the exit codes can be relied upon is better run as lsb or systemd resource.""",
    (
        Parameter(
            "script",
            "Name or absolute path of the script",
            "The name of the script, which is looked for in /etc/ha.d/resource.d and then in /etc/init.d, or an absolute path.",
            required=True,
        ),
        Parameter(
            "arguments",
            "Arguments before start, stop and status",
            "The arguments that the script gets before start, stop or status, with blanks between them: those that\n"
            "haresources had behind the script with two colons. Nothing in them means anything to a shell.",
        ),
        Parameter(
            "stop_retries",
            "Further tries of a failed stop",
            "How many more times a stop that failed is tried, within the time that the operation has.",
            kind="integer",
            default="10",
            most=1000,
        ),
        Parameter(
            "stop_retry_interval",
            "Seconds between two tries",
            "The time from a stop that failed to the next, in seconds.",
            kind="integer",
            default="1",
            most=3600,
        ),
    ),
    (Action("start", 60), Action("stop", 60), Action("monitor", 30, interval=30, depth=0)),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
