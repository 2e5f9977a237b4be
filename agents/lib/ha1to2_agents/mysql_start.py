"""Starting the server, and all that only a start needs: a monitor does not load this."""
import grp
import os
import pwd
import time

from . import log, mysql_ground, mysql_ping, mysql_server, process, state
from .agent import OCF_ERR_GENERIC, OCF_ERR_INSTALLED, Call, Failure

_BINARIES = ("mariadbd", "mysqld")
_PLACES = ("/usr/sbin", "/usr/libexec", "/usr/bin", "/usr/local/sbin", "/usr/local/libexec", "/usr/local/mysql/bin")
_DEFAULT_LOG = "/var/log/mysqld.log"
_LOOKING = 0.25
"""Seconds between two looks at a server that is starting."""
_LAST_WORDS = 0.3
"""Seconds before the deadline that are kept for the reason."""
_ABORTING = ("Aborting", "Aborted")
"""Errors that only say that there was one."""


def start(call: Call) -> None:
    """Returns when the server answers, whoever started it; nothing else may start or stop this resource meanwhile."""
    pid = mysql_server.find(call)
    log_file = ""
    begin = 0
    if not pid:
        mount = mysql_ground.check_mount(call)
        mysql_ground.check_drbd(call)
        mysql_ground.check_places(call, mount)
        argv = command(call)
        log_file = call.text("log") or _DEFAULT_LOG
        fd = _open_log(call, log_file)
        try:
            begin = os.lseek(fd, 0, os.SEEK_END)
            pid = mysql_server.launch(argv, os.path.realpath(call.text("datadir")), fd)
        except OSError as error:
            raise Failure(OCF_ERR_INSTALLED, f"{argv[0]} cannot be run: {error.strerror}") from None
        finally:
            os.close(fd)
    try:
        mysql_server.remember(call, pid)
    except OSError as error:
        # it is found without it, only more slowly
        log.warning(f"cannot write to {state.directory()}: {error.strerror}")
    _await(call, pid, log_file, begin)


def command(call: Call) -> "list[str]":
    """The server's command line; Failure where program, configuration, user or group is missing."""
    binary = _binary(call)
    config = call.text("config")
    if not os.path.isfile(config) or not os.access(config, os.R_OK):
        raise Failure(OCF_ERR_INSTALLED, f"the configuration {config} cannot be read: put it there, or correct config")
    _owner(call)
    argv = [binary, "--defaults-file=" + config]
    for option, name in (("datadir", "datadir"), ("socket", "socket"), ("pid-file", "pid"), ("log-error", "log"), ("user", "user")):
        if call.text(name):
            argv.append(f"--{option}={call.text(name)}")
    return argv


def _binary(call: Call) -> str:
    names = [call.text("binary")] if call.text("binary") else list(_BINARIES)
    for name in names:
        found = process.find(name, _PLACES)
        if found:
            return found
    raise Failure(OCF_ERR_INSTALLED, f"{' and '.join(names)} cannot be found: install the server, or set binary to its path")


def _owner(call: Call) -> "tuple[int, int]":
    try:
        user = pwd.getpwnam(call.text("user")).pw_uid
    except KeyError:
        raise Failure(OCF_ERR_INSTALLED, f"there is no user {call.text('user')}: install the server, or correct user") from None
    try:
        return user, grp.getgrnam(call.text("group")).gr_gid
    except KeyError:
        raise Failure(OCF_ERR_INSTALLED, f"there is no group {call.text('group')}: install the server, or correct group") from None


def _open_log(call: Call, path: str) -> int:
    """The log, open for appending; the server's own once it is made."""
    new = not os.path.exists(path)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK, 0o640)
        if new:
            os.fchown(fd, *_owner(call))
    except OSError as error:
        raise Failure(OCF_ERR_INSTALLED, f"the log {path} cannot be written: {error.strerror}; correct log") from None
    os.set_blocking(fd, True)
    return fd


def _await(call: Call, pid: int, log_file: str, begin: int) -> None:
    """Until the server answers; Failure where it ends, or does not answer in time."""
    login = mysql_ping.login(call)
    see = f"see {log_file or 'its log'}"
    while mysql_server.runs(pid):
        why = "another one answers"
        try:
            until = time.monotonic() + min(mysql_ping.LONGEST, call.remaining() - _LAST_WORDS)
            if mysql_ping.ping(call.text("socket"), until, login) in (0, pid):
                return
        except mysql_ping.Dead as dead:
            why = str(dead)
        if call.remaining() < 2 * _LAST_WORDS or not call.pause(_LOOKING):
            raise Failure(
                OCF_ERR_GENERIC,
                f"the server runs but did not answer in time ({why}){_fullness(call)}: {see}, and give start a longer timeout where"
                " it recovers from a crash",
            )
    said = _last_error(log_file, begin)
    raise Failure(
        OCF_ERR_GENERIC, f"the server ended while it was starting{': ' + said if said else ''}{_fullness(call)}; {see}"
    )


def _fullness(call: Call) -> str:
    full = mysql_ground.full(call)
    return "; " + full if full else ""


def _last_error(log_file: str, begin: int) -> str:
    """The first line since `begin` that the server called an error and that says why, without its time stamp."""
    try:
        with open(log_file, "rb") as file:
            file.seek(max(begin, os.path.getsize(log_file) - 65536))
            lines = file.read(65536).decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    errors = [line.partition("[ERROR]")[2].strip() for line in lines if "[ERROR]" in line]
    return next((error[:300] for error in errors if error not in _ABORTING), "")
