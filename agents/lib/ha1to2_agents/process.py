"""One child with a deadline: killed with all that it started and waited for, so that nothing is left behind.

Children stay in the agent's own process group, of which the agent is made the leader: when the cluster kills an action it kills
that group. So the group is also what is ended here, process by process, the agent itself excepted. A daemon that has its own
session has left the group and lives on, as it should.
"""
import _signal  # type: ignore[import-not-found]
import os
import select
import time

_UNTOUCHED = (_signal.SIGPIPE, _signal.SIGXFSZ)
"""Python ignores these, and a child would inherit that."""
_KEPT = 65536
"""Bytes of output that are kept; the rest is read and dropped."""
_SYSTEM = ("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin")
GIVEN = 4096
"""Bytes that any pipe takes at once, so that giving them to a child which does not read cannot block."""


class Finished:
    """A child's end: `code` is its exit status, or minus the signal that killed it; `printed` the first 64 KiB of its output."""

    __slots__ = ("code", "printed")

    def __init__(self, code: int, printed: bytes) -> None:
        self.code = code
        self.printed = printed

    @property
    def text(self) -> str:
        return self.printed.decode("utf-8", "replace")


class TooLate(Exception):
    """The child had not ended by its deadline, and was killed."""


def find(name: str, directories: "tuple[str, ...]" = ()) -> "str | None":
    """The program called `name`: an absolute path is itself; others are looked for in `directories`, PATH, and the sbins."""
    if "/" in name:
        return name if os.path.isfile(name) and os.access(name, os.X_OK) else None
    path = os.environ.get("PATH", "").split(":")
    for place in (*directories, *path, *_SYSTEM):
        candidate = place + "/" + name
        if place.startswith("/") and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return None


def run(
    argv: "list[str]",
    deadline: float,
    environment: "dict[str, str] | None" = None,
    errors: bool = False,
    output: "int | None" = None,
    given: bytes = b"",
) -> Finished:
    """Runs argv (argv[0] is a path) until it has ended, however long something that it started holds its output open.

    deadline:    in seconds of time.monotonic(); TooLate where it passes first
    environment: instead of this process's own, with LC_ALL=C
    errors:      standard error goes where standard output goes, else to the agent's own
    output:      a file descriptor for standard output, so that nothing is kept here
    given:       what it finds on standard input, at most GIVEN bytes

    OSError where it cannot be started.
    """
    if environment is None:
        environment = dict(os.environ, LC_ALL="C")
    _lead()
    _signal.signal(_signal.SIGCHLD, _ignored)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    old = _signal.set_wakeup_fd(wake)
    read_end = write_end = given_end = -1
    pid = 0
    try:
        if given:
            given_end, giving = os.pipe()
            os.write(giving, given[:GIVEN])
            os.close(giving)
        if output is None:
            read_end, write_end = os.pipe()
        pid = _spawn(argv, environment, given_end, write_end if output is None else output, errors)
        if write_end >= 0:
            os.close(write_end)
            write_end = -1
        printed, status = _collect(pid, read_end, woken, deadline)
        pid = 0
        return Finished(_code(status), printed)
    finally:
        _signal.set_wakeup_fd(old)
        for fd in (read_end, write_end, given_end, woken, wake):
            if fd >= 0:
                os.close(fd)
        if pid:
            end_all()


def end_all() -> None:
    """Kills every process of the agent's group but the agent, and waits for its own children."""
    if os.getpgrp() != os.getpid():
        return
    for _ in range(100):
        members = _members()
        for pid in members:
            try:
                os.kill(pid, _signal.SIGKILL)
            except OSError:
                pass
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except ChildProcessError:
                break
        if not members:
            return
        time.sleep(0.01)


def _lead() -> None:
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)


def _ignored(number: int, frame: object) -> None:
    """SIGCHLD needs a handler for its byte to be written to the wake-up descriptor."""


def _spawn(argv: "list[str]", environment: "dict[str, str]", given: int, output: int, errors: bool) -> int:
    """Starts it; `given` is -1 where there is nothing on its standard input."""
    if hasattr(os, "posix_spawn"):
        actions: list[tuple[object, ...]] = [(os.POSIX_SPAWN_DUP2, given, 0)]
        if given < 0:
            actions = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)]
        actions.append((os.POSIX_SPAWN_DUP2, output, 1))
        if errors:
            actions.append((os.POSIX_SPAWN_DUP2, output, 2))
        return os.posix_spawn(argv[0], argv, environment, file_actions=actions, setsigdef=_UNTOUCHED)
    return _fork(argv, environment, given, output, errors)


def _fork(argv: "list[str]", environment: "dict[str, str]", given: int, output: int, errors: bool) -> int:
    """What posix_spawn (3.8) does, for older interpreters; why it could not be started comes back through a pipe."""
    failed, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            os.dup2(given if given >= 0 else os.open("/dev/null", os.O_RDONLY), 0)
            os.dup2(output, 1)
            if errors:
                os.dup2(output, 2)
            for number in _UNTOUCHED:
                _signal.signal(number, _signal.SIG_DFL)
            os.execve(argv[0], argv, environment)
        except OSError as error:
            code = error.errno or 0
        finally:
            os.write(tell, str(code).encode())
            os._exit(127)
    os.close(tell)
    said = os.read(failed, 16)
    os.close(failed)
    if said:
        os.waitpid(pid, 0)
        raise OSError(int(said), os.strerror(int(said)), argv[0])
    return pid


def _collect(pid: int, read_end: int, woken: int, deadline: float) -> "tuple[bytes, int]":
    """What was printed until the child ended, and its status."""
    poll = select.poll()
    poll.register(woken, select.POLLIN)
    if read_end >= 0:
        os.set_blocking(read_end, False)
        poll.register(read_end, select.POLLIN)
    kept = b""
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        # The pipe is read after the child is known to have ended: so all that it printed is here.
        more = _drain(read_end) if read_end >= 0 else b""
        kept += more[: _KEPT - len(kept)]
        if ended:
            return kept, status
        left = deadline - time.monotonic()
        if left <= 0:
            raise TooLate(pid)
        ready = poll.poll(left * 1000)
        for fd, event in ready:
            if fd == woken:
                os.read(woken, 512)
            elif event & (select.POLLHUP | select.POLLERR) and not event & select.POLLIN:
                poll.unregister(read_end)
                read_end = -1


def _drain(fd: int) -> bytes:
    """What is there now, bounded, so that a child which prints without end does not keep us from the deadline."""
    got = b""
    try:
        while len(got) < _KEPT:
            more = os.read(fd, _KEPT)
            if not more:
                break
            got += more
    except BlockingIOError:
        pass
    return got


def _code(status: int) -> int:
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)


def _members() -> "list[int]":
    """The living processes of this process group, without this one and what its caller put there (the rest of a pipeline)."""
    own, group, caller = os.getpid(), os.getpgrp(), os.getppid()
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == own:
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if len(fields) < 3 or int(fields[2]) != group or fields[0] in (b"Z", b"X"):
            continue
        # orphans of ours are init's, and so may we be
        if int(fields[1]) != caller or caller == 1:
            found.append(int(name))
    return found
