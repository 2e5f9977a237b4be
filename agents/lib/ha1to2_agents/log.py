"""What ocf_log and ocf_exit_reason of resource-agents do: where HA_LOGFACILITY, HA_LOGFILE or neither say, one line each.

Without either of the two, or on a terminal, a line goes to standard error, which the cluster collects. heartbeat's own logging
daemon (HA_LOGD) is no part of a Pacemaker cluster and is not asked.
"""
import os
import select
import sys
import time

_LONGEST = 1000
_NAMES = {"crit": "CRIT", "err": "ERROR", "warning": "WARNING", "notice": "NOTICE", "info": "INFO", "debug": "DEBUG"}


def crit(message: str) -> None:
    _log("crit", message)


def error(message: str) -> None:
    _log("err", message)


def warning(message: str) -> None:
    _log("warning", message)


def info(message: str) -> None:
    _log("info", message)


def debug(message: str) -> None:
    """Only where HA_debug asks for it."""
    if os.environ.get("HA_debug", "0") not in ("", "0"):
        _log("debug", message)


def exit_reason(reason: str) -> None:
    """The reason that the cluster shows beside a failure (`crm_mon`), and the same line to the log."""
    line = one_line(reason)
    _stderr((os.environ.get("OCF_EXIT_REASON_PREFIX") or "ocf-exit-reason:") + line)
    _log("err", line, stderr=False)


def one_line(text: str) -> str:
    """`text` as one printable line that is not too long."""
    line = "".join(c if c.isprintable() else "?" for c in text.replace("\n", " "))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


def tag() -> str:
    """`vip-check(vip)[123]`, as the shell agents write it."""
    name = os.path.basename(sys.argv[0]) if sys.argv else "ha1to2"
    instance = os.environ.get("OCF_RESOURCE_INSTANCE", "")
    return one_line(f"{name}({instance})[{os.getpid()}]" if instance else f"{name}[{os.getpid()}]")


def _log(level: str, message: str, stderr: bool = True) -> None:
    line = f"{_NAMES[level]}: {one_line(message)}"
    facility = os.environ.get("HA_LOGFACILITY", "none")
    file = os.environ.get("HA_LOGFILE", "")
    taken = False
    if not _terminal():
        if facility not in ("", "none"):
            from . import syslog

            taken = syslog.send(facility, level, tag(), line)
        if file:
            taken = _append(file, line) or taken
    if stderr and not taken:
        _stderr(line)


def _terminal() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False


def _append(file: str, line: str) -> bool:
    text = "{} {}:    {}\n".format(time.strftime("%b %d %H:%M:%S"), tag(), line)
    try:
        # never a fifo that nobody reads, which would block
        fd = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY, 0o640)
    except OSError:
        return False
    try:
        os.write(fd, text.encode("utf-8", "replace"))
    except OSError:
        return False
    finally:
        os.close(fd)
    return True


def _stderr(line: str) -> None:
    """Unless whoever should read it does not: then a line more must not hold up an action."""
    poll = select.poll()
    poll.register(2, select.POLLOUT)
    try:
        # a pipe that is writable takes this much at once
        if poll.poll(0):
            os.write(2, line.encode("utf-8", "replace")[: select.PIPE_BUF - 1] + b"\n")
    except OSError:
        pass
