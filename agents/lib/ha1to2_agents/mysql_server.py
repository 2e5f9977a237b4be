"""The server's process: finding it, starting it as a daemon of its own, ending it.

The agent keeps the pid of what it started, with the time of its start, so that a number that another process got is not taken
for it. What somebody else started is found by its pid file or among all processes, and is ours where it is a MySQL server that
works in our data directory: a pid alone, from a file that came over with the disk, proves nothing.
"""
import _signal  # type: ignore[import-not-found]
import os
import time

from . import state
from .agent import OCF_ERR_GENERIC, Call, Failure

NAME = "mysql-on-drbd"

_PROGRAMS = ("mariadbd", "mysqld", "mysqld-debug", "mysqld-max")
_NOT_PASSED = ("OCF_", "HA_", "PCMK_", "CRM_", "NOTIFY_SOCKET", "LISTEN_", "LRM", "__OCF", "LC_", "PYTHON")
"""Beginnings of variables that are the cluster's own: its parameters, and the socket on which systemd listens to it."""


def alone(call: Call) -> int:
    """A lock that no other start or stop of this resource holds; it lasts as long as its descriptor, or this process."""
    import fcntl

    from . import log

    path = state.path(NAME, call.instance, "lock")
    try:
        os.makedirs(state.directory(), mode=0o755, exist_ok=True)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if call.action == "stop":
            log.warning(f"cannot write to {state.directory()}: {error.strerror}")
            return os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
        raise Failure(OCF_ERR_GENERIC, f"cannot write to {state.directory()}: {error.strerror}") from None
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if not call.pause(0.1):
                reason = f"another start or stop of {call.instance} has not ended: see what it waits for"
                raise Failure(OCF_ERR_GENERIC, reason) from None
        else:
            return fd


def find(call: Call) -> int:
    """The server's pid, 0 where it does not run."""
    pid = _recorded(call)
    if pid:
        return pid
    directory = os.path.realpath(call.text("datadir")) if call.text("datadir") else ""
    if not directory:
        return 0
    pid = _in_file(call.text("pid"))
    if pid and _is_ours(pid, call, directory):
        return pid
    for name in os.listdir("/proc"):
        if name.isdigit() and _is_ours(int(name), call, directory):
            return int(name)
    return 0


def runs(pid: int) -> bool:
    """Whether the process is there and is no zombie."""
    fields = _stat(pid)
    return bool(fields) and fields[0] not in ("Z", "X")


def launch(argv: "list[str]", directory: str, log: int) -> int:
    """Starts a daemon in a session of its own, with nothing open but the log; its pid. OSError where it cannot be started."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            # the second child leads no session and never gets a terminal; its parent is init
            if os.fork() == 0:
                _become(argv, directory, log, tell)
        finally:
            os._exit(0)
    os.close(tell)
    os.waitpid(child, 0)
    said = b""
    while True:
        more = os.read(told, 256)
        if not more:
            break
        said += more
    os.close(told)
    pid, _, errno = said.decode().partition(" ")
    if errno:
        raise OSError(int(errno), os.strerror(int(errno)), argv[0])
    return int(pid)


def remember(call: Call, pid: int) -> None:
    """Records the process that was started. OSError where that cannot be."""
    fields = _stat(pid)
    state.write(NAME, call.instance, f"{pid} {fields[19] if fields else 0}")


def end(call: Call, pid: int, number: int, seconds: float) -> bool:
    """Sends the signal and waits; whether the process ended within the seconds."""
    try:
        os.kill(pid, number)
        # a server that somebody stopped (SIGSTOP) would not even see it
        os.kill(pid, _signal.SIGCONT)
    except ProcessLookupError:
        return True
    until = time.monotonic() + seconds
    wait = 0.02
    while runs(pid):
        if time.monotonic() + wait > until:
            return False
        time.sleep(wait)
        wait = min(0.25, wait * 1.5)
    return True


def _recorded(call: Call) -> int:
    kept = state.read(NAME, call.instance) or ""
    number, _, started = kept.partition(" ")
    if not number.isdigit():
        return 0
    fields = _stat(int(number))
    return int(number) if fields and fields[0] not in ("Z", "X") and fields[19] == started else 0


def _in_file(path: str) -> int:
    if not path:
        return 0
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return 0
    try:
        text = os.read(fd, 32).decode("ascii", "replace").strip()
    except OSError:
        return 0
    finally:
        os.close(fd)
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _is_ours(pid: int, call: Call, directory: str) -> bool:
    """A MySQL server that works in our data directory: every mysqld goes there, and nothing else runs there."""
    try:
        program = os.readlink(f"/proc/{pid}/exe")
        if program.endswith(" (deleted)"):
            # an upgrade replaced it
            program = program[:-10]
        name = os.path.basename(program)
        if name not in _PROGRAMS and name != os.path.basename(call.text("binary")):
            return False
        return os.readlink(f"/proc/{pid}/cwd") == directory and runs(pid)
    except OSError:
        return False


def _stat(pid: int) -> "list[str]":
    """The fields of proc(5)'s stat from the state on, so that [0] is field 3 and [19] the start; empty where there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].decode("ascii", "replace").split()
    except OSError:
        return []


def _become(argv: "list[str]", directory: str, log: int, tell: int) -> None:
    try:
        os.write(tell, str(os.getpid()).encode())
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(directory)
        os.umask(0o027)
        for number in (_signal.SIGPIPE, _signal.SIGXFSZ, _signal.SIGHUP, _signal.SIGTERM, _signal.SIGINT, _signal.SIGALRM):
            _signal.signal(number, _signal.SIG_DFL)
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
        os.dup2(tell, 3)
        os.set_inheritable(3, False)
        os.closerange(4, _most_open())
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED)}
        tell = 3
        os.execve(argv[0], argv, environment)
    except OSError as error:
        os.write(tell, f" {error.errno}".encode())
    finally:
        os._exit(127)


def _most_open() -> int:
    return 1 + max(int(name) for name in os.listdir("/proc/self/fd"))
