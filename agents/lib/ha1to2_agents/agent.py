"""What an agent declares, and the one way in which an action is run.

A handler takes a `Call` and returns a return code, or raises `Failure(code, reason)`. Around it, `main` sees to the rest:

- An unknown action is OCF_ERR_UNIMPLEMENTED, wrong parameters are OCF_ERR_CONFIGURED before the handler is called. Only `stop`
  is called with whatever parameters are usable (`Call.unusable` says what is wrong), since it must succeed on what never ran.
- The action has a deadline, a little before the cluster's own timeout: past it the handler is interrupted wherever it is, its
  children are killed, and the reason is said. The same on SIGTERM, SIGINT and SIGHUP.
- Any other exception is OCF_ERR_GENERIC with a reason: never a traceback.
"""
# the same functions as signal, which would import enum
import _signal  # type: ignore[import-not-found]
import os
import sys
import time

STARTED = time.monotonic()

OCF_SUCCESS = 0
OCF_ERR_GENERIC = 1
OCF_ERR_ARGS = 2
OCF_ERR_UNIMPLEMENTED = 3
OCF_ERR_PERM = 4
OCF_ERR_INSTALLED = 5
OCF_ERR_CONFIGURED = 6
OCF_NOT_RUNNING = 7

LONGEST_VALUE = 4096
"""Bytes of one parameter's value."""

_TRUE = ("yes", "true", "1", "YES", "TRUE", "True", "ja", "on", "ON")
"""What resource-agents takes for true; everything else is false there, but here the opposites only."""
_FALSE = ("no", "false", "0", "NO", "FALSE", "False", "nein", "off", "OFF")


class Failure(Exception):
    """The action's end with `code`; `reason` is for the administrator and says what to do."""

    def __init__(self, code: int, reason: str) -> None:
        Exception.__init__(self, reason)
        self.code = code
        self.reason = reason


class Interrupted(BaseException):
    """The deadline or a signal: not an Exception, so that no handler takes it for one of its own."""


class Parameter:
    """One parameter as meta-data declares it.

    `kind` is string, integer or boolean. `check` takes the value (str, int or bool) and raises ValueError with what is wrong.
    `least` and `most` bound integers. A value that is not given or empty is `default`, converted; None where there is none.
    """

    __slots__ = ("check", "default", "kind", "least", "longdesc", "most", "name", "required", "shortdesc", "unique")

    def __init__(
        self,
        name: str,
        shortdesc: str,
        longdesc: str,
        kind: str = "string",
        default: "str | None" = None,
        required: bool = False,
        unique: bool = False,
        least: int = 0,
        most: int = 86400,
        check: "object | None" = None,
    ) -> None:
        self.name = name
        self.shortdesc = shortdesc
        self.longdesc = longdesc
        self.kind = kind
        self.default = default
        self.required = required
        self.unique = unique
        self.least = least
        self.most = most
        self.check = check

    def value(self, text: str) -> "str | int | bool":
        """The value that `text` gives; ValueError says what is wrong with it."""
        if len(text.encode("utf-8", "surrogateescape")) > LONGEST_VALUE:
            raise ValueError(f"longer than {LONGEST_VALUE} bytes")
        for character in text:
            if (character < " " and character != "\t") or character == "\x7f":
                raise ValueError("it holds a control character")
            if "\ud800" <= character <= "\udfff":
                raise ValueError("it is not UTF-8")
        value: str | int | bool = text
        if self.kind == "integer":
            # int() would take blanks, signs, underscores and the digits of other scripts
            if text.strip("0123456789") or len(text) > 18:
                raise ValueError("it is no whole number")
            value = int(text)
            if not self.least <= value <= self.most:
                raise ValueError(f"it must lie from {self.least} to {self.most}")
        elif self.kind == "boolean":
            if text not in _TRUE and text not in _FALSE:
                raise ValueError("it is neither true nor false")
            value = text in _TRUE
        if self.check is not None:
            self.check(value)  # type: ignore[operator]
        return value


class Action:
    """One action as meta-data declares it; times in whole seconds, `timeout` is the least that is advised."""

    __slots__ = ("depth", "interval", "name", "role", "timeout")

    def __init__(
        self, name: str, timeout: int, interval: "int | None" = None, depth: "int | None" = None, role: "str | None" = None
    ) -> None:
        self.name = name
        self.timeout = timeout
        self.interval = interval
        self.depth = depth
        self.role = role


class Call:
    """One call of an action.

    action, instance: what the cluster asked of which resource (`vip`, or `vip:0` for an instance of a clone)
    probe:            the cluster asks whether the resource runs here at all: look once, never wait
    level:            OCF_CHECK_LEVEL
    values:           parameters by name; every declared one is there, None where it has no value
    unusable:         what is wrong with the parameters; only a stop ever sees it, and then its `values` has None for those
    deadline:         in seconds of time.monotonic()
    """

    __slots__ = ("action", "deadline", "instance", "level", "probe", "unusable", "values")

    def __init__(self, action: str, instance: str, probe: bool, level: int, deadline: float) -> None:
        self.action = action
        self.instance = instance
        self.probe = probe
        self.level = level
        self.deadline = deadline
        self.values: dict[str, str | int | bool | None] = {}
        self.unusable = ""

    def remaining(self) -> float:
        """Seconds to the deadline, 0 at least."""
        return max(0.0, self.deadline - time.monotonic())

    def text(self, name: str) -> str:
        """The string parameter `name`, empty where it has no value."""
        value = self.values[name]
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """The integer parameter `name`, which has a default or is required."""
        value = self.values[name]
        return int(value) if value is not None else 0

    def flag(self, name: str) -> bool:
        """The boolean parameter `name`."""
        return self.values[name] is True

    def pause(self, seconds: float) -> bool:
        """Sleeps, and says True; says False at once where the deadline would come first."""
        if seconds >= self.remaining():
            return False
        time.sleep(seconds)
        return True


class Agent:
    """An agent: its meta-data and its handlers by action. validate-all without a handler of its own ends with the parameters."""

    __slots__ = ("actions", "handlers", "longdesc", "name", "parameters", "shortdesc", "version")

    def __init__(
        self,
        name: str,
        shortdesc: str,
        longdesc: str,
        parameters: "tuple[Parameter, ...]",
        actions: "tuple[Action, ...]",
        handlers: "dict[str, object]",
        version: str = "1.0",
    ) -> None:
        self.name = name
        self.version = version
        self.shortdesc = shortdesc
        self.longdesc = longdesc
        self.parameters = parameters
        self.actions = actions
        self.handlers = handlers


def main(agent: Agent) -> None:
    """Runs the action that the command line names, and ends the process with its return code."""
    code = OCF_ERR_GENERIC
    try:
        code = _guarded(agent)
    finally:
        # No traceback, whatever came. And taking the interpreter apart would cost a fifth of a monitor, for nothing: no buffer
        # is left, no thread runs.
        os._exit(code)


def _guarded(agent: Agent) -> int:
    """The action's return code; what went wrong has been said."""
    try:
        try:
            return _run(agent, sys.argv[1:])
        finally:
            _quiet()
    except Failure as failure:
        return _explained(failure.code, failure.reason)
    except Interrupted as why:
        reason = str(why)
    except Exception as error:
        # a bug, or a machine in a state that nobody thought of: the words of the exception are all there is to say
        reason = f"{agent.name} met what it was not made for: {type(error).__name__}: {error}"
    process = sys.modules.get(f"{__package__}.process")
    if process is not None:
        process.end_all()
    return _explained(OCF_ERR_GENERIC, reason)


def _explained(code: int, reason: str) -> int:
    from . import log

    log.exit_reason(reason)
    return code


def _run(agent: Agent, arguments: "list[str]") -> int:
    action = arguments[0] if len(arguments) == 1 else "usage"
    if action == "meta-data":
        from . import metadata

        metadata.write(agent)
        return OCF_SUCCESS
    if action in ("usage", "help", "--help", "-h"):
        names = [known.name for known in agent.actions] + ["validate-all", "meta-data", "usage"]
        os.write(1 if len(arguments) == 1 else 2, "usage: {} {}\n".format(agent.name, "|".join(names)).encode())
        return OCF_SUCCESS if len(arguments) == 1 else OCF_ERR_ARGS
    handler = agent.handlers.get(action)
    if handler is None and action != "validate-all":
        raise Failure(OCF_ERR_UNIMPLEMENTED, f"{agent.name} has no action {action}")
    deadline, margin = _times(agent, action)
    call = Call(
        action,
        os.environ.get("OCF_RESOURCE_INSTANCE") or "default",
        action == "monitor" and _milliseconds("OCF_RESKEY_CRM_meta_interval", -1) == 0,
        _level(),
        deadline,
    )
    _arm(call, margin)
    call.values, call.unusable = _parameters(agent)
    if call.unusable and action != "stop":
        raise Failure(OCF_ERR_CONFIGURED, call.unusable)
    if handler is None:
        return OCF_SUCCESS
    code = handler(call)  # type: ignore[operator]
    return int(code)


def _parameters(agent: Agent) -> "tuple[dict[str, str | int | bool | None], str]":
    """The values by name, and what is wrong with the first that is wrong, or nothing."""
    values: dict[str, str | int | bool | None] = {}
    unusable = ""
    for parameter in agent.parameters:
        text = os.environ.get("OCF_RESKEY_" + parameter.name) or parameter.default or ""
        values[parameter.name] = None
        if not text:
            if parameter.required and not unusable:
                unusable = f"parameter {parameter.name} is required: set it in the resource's configuration"
            continue
        try:
            values[parameter.name] = parameter.value(text)
        except ValueError as error:
            if not unusable:
                shown = text if len(text) <= 60 else text[:57] + "..."
                unusable = f"parameter {parameter.name} cannot be '{shown}': {error}"
    return values, unusable


def _milliseconds(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isdigit() and len(text) < 15 else default


def _level() -> int:
    text = os.environ.get("OCF_CHECK_LEVEL") or os.environ.get("OCF_RESKEY_OCF_CHECK_LEVEL") or ""
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _times(agent: Agent, action: str) -> "tuple[float, float]":
    """The deadline of an action, and the time past it that is for cleaning up and saying why before the cluster kills us."""
    advised = [known.timeout for known in agent.actions if known.name == action]
    seconds = _milliseconds("OCF_RESKEY_CRM_meta_timeout", 0) / 1000.0 or max(advised or [20])
    margin = min(2.0, max(0.2, seconds / 20), seconds / 2)
    return STARTED + seconds - margin, margin


def _arm(call: Call, margin: float) -> None:
    """Has the handler interrupted where it overruns its deadline, and by the signals that end a program."""
    seconds = int(call.deadline + margin - STARTED + 0.5)

    def late(number: int, frame: object) -> None:
        form = "{} did not end within its {} s: find what hangs, or give the operation more time"
        raise Interrupted(form.format(call.action, seconds))

    def killed(number: int, frame: object) -> None:
        raise Interrupted(f"{call.action} was ended by signal {number}")

    _signal.signal(_signal.SIGALRM, late)
    for number in (_signal.SIGTERM, _signal.SIGINT, _signal.SIGHUP):
        _signal.signal(number, killed)
    # A handler that minds its deadline says more than this can, so it is let go first.
    _signal.setitimer(_signal.ITIMER_REAL, max(0.001, call.remaining() + margin / 2))


def _quiet() -> None:
    """From here on nothing interrupts: the cleaning up is short, and the cluster's own SIGKILL is the last word."""
    _signal.setitimer(_signal.ITIMER_REAL, 0)
    for number in (_signal.SIGTERM, _signal.SIGINT, _signal.SIGHUP):
        _signal.signal(number, _signal.SIG_IGN)
