"""ocf:ha1to2:mysql-on-drbd: a MySQL or MariaDB server whose data lies on a DRBD device.

What a monitor answers:

    server   ground                            regular                        probe
    none     any                               7                              7, with whatever parameters and programs
    answers  good                              0                              0
    answers  mount lost, read-only, Secondary  1                              1: it runs, and must be stopped here
    silent   any                               1 after the retries            1

The server is run itself, and not through mysqld_safe: that would start it again behind the cluster's back.
"""
import _signal  # type: ignore[import-not-found]
import os
import time

from . import agent, mysql_ground, mysql_ping, mysql_server, state
from .agent import OCF_ERR_GENERIC, OCF_ERR_INSTALLED, OCF_NOT_RUNNING, OCF_SUCCESS, Action, Agent, Call, Failure, Parameter
from .drbd_state import resource_name

NAME = mysql_server.NAME
_CLIENTS = ("mariadb", "mysql")
_KILLING = 5.0
"""Seconds that are kept for SIGKILL and its effect, where stop_escalate allows it."""


def main() -> None:
    agent.main(AGENT)


def validate(call: Call) -> int:
    from . import mysql_start

    mysql_start.command(call)
    mysql_ping.credentials(call)
    mount = mysql_ground.mounted(call)
    if mount is not None:
        mysql_ground.check_places(call, mount)
    return OCF_SUCCESS


def start(call: Call) -> int:
    from . import mysql_start

    held = mysql_server.alone(call)
    try:
        mysql_start.start(call)
    finally:
        os.close(held)
    return OCF_SUCCESS


def stop(call: Call) -> int:
    held = mysql_server.alone(call)
    try:
        pid = mysql_server.find(call)
        if pid:
            _end(call, pid)
        try:
            state.forget(NAME, call.instance)
        except OSError as error:
            _warn(f"cannot remove what is recorded in {state.directory()}: {error.strerror}")
    finally:
        os.close(held)
    return OCF_SUCCESS


def monitor(call: Call) -> int:
    pid = mysql_server.find(call)
    if not pid:
        return OCF_NOT_RUNNING
    mysql_ground.check_mount(call)
    mysql_ground.check_drbd(call)
    _ping(call, pid)
    if call.level >= 10 and not call.probe:
        _query(call)
    return OCF_SUCCESS


def _ping(call: Call, pid: int) -> None:
    """check_primary's ping: 1 + retries tries, retry_interval apart, which share the operation's time."""
    left = 1 if call.probe else 1 + call.number("retries")
    between = float(call.number("retry_interval"))
    login = mysql_ping.login(call)
    while True:
        share = (call.remaining() - between * (left - 1)) / left - 0.2
        try:
            answered = mysql_ping.ping(call.text("socket"), time.monotonic() + max(0.5, min(mysql_ping.LONGEST, share)), login)
        except mysql_ping.Dead as why:
            left -= 1
            if not mysql_server.runs(pid):
                raise Failure(OCF_NOT_RUNNING, "the server has ended: see its log") from None
            if not left or not call.pause(between):
                raise Failure(
                    OCF_ERR_GENERIC, f"the server (process {pid}) runs but does not answer: {why}; see whether it hangs"
                ) from None
            _warn(f"the server does not answer: {why}; asking again, {left} more times")
        else:
            if answered not in (0, pid):
                raise Failure(
                    OCF_ERR_GENERIC,
                    f"on {call.text('socket')} answers process {answered} and not the server, process {pid}: stop the other one",
                )
            return


def _query(call: Call) -> None:
    """OCF_CHECK_LEVEL 10: the client program logs in and asks."""
    from . import process

    client = next((path for path in (process.find(name) for name in _CLIENTS) if path), None)
    if client is None:
        raise Failure(OCF_ERR_INSTALLED, f"{' and '.join(_CLIENTS)} cannot be found: install the client, or drop level 10")
    extra = call.text("defaults_extra_file")
    # the option must come first, and the password is nowhere but in the file
    argv = [client, *(["--defaults-extra-file=" + extra] if extra else []), "--no-auto-rehash", "--batch", "--skip-column-names"]
    argv += ["--socket=" + call.text("socket"), "--execute=SELECT 1"]
    try:
        finished = process.run(argv, call.deadline - 0.3, errors=True)
    except process.TooLate:
        raise Failure(OCF_ERR_GENERIC, "the query SELECT 1 was not answered in time: see SHOW PROCESSLIST") from None
    except OSError as error:
        raise Failure(OCF_ERR_INSTALLED, f"{client} cannot be run: {error.strerror}") from None
    if finished.code != 0 or finished.text.split() != ["1"]:
        said = finished.text.strip()[-300:] or finished.code
        raise Failure(OCF_ERR_GENERIC, f"the query SELECT 1 failed ({said}): see defaults_extra_file")


def _end(call: Call, pid: int) -> None:
    escalate = call.flag("stop_escalate")
    if mysql_server.end(call, pid, _signal.SIGTERM, call.remaining() - (min(_KILLING, call.remaining() / 3) if escalate else 0.3)):
        return
    if not escalate:
        raise Failure(
            OCF_ERR_GENERIC,
            f"the server (process {pid}) is still shutting down: give stop a longer timeout, or allow SIGKILL by stop_escalate",
        )
    _warn(f"the server (process {pid}) did not shut down in time, and is killed: the next start recovers from its log")
    if not mysql_server.end(call, pid, _signal.SIGKILL, call.remaining() - 0.3):
        raise Failure(OCF_ERR_GENERIC, f"the server (process {pid}) survives SIGKILL: it waits for a disk; see the kernel's log")


def _warn(message: str) -> None:
    from . import log

    log.warning(message)


def _path(text: str) -> None:
    if not text.startswith("/"):
        raise ValueError("it is no absolute path")


def _name(text: str) -> None:
    if text.startswith("-") or "/" in text or " " in text or "\t" in text:
        raise ValueError("it is no name")


def _program(text: str) -> None:
    if "/" in text:
        _path(text)
    else:
        _name(text)


AGENT = Agent(
    NAME,
    "A MySQL or MariaDB server whose data lies on a DRBD device",
    """Runs mysqld or mariadbd on data that lies on a DRBD device. It starts the server only where the data directory and the socket
lie on the mount point, the mount point is mounted read-write from the device, and the device is Primary here and has its disk.
So it never starts an empty database of the local disk beside the real one, and gives up where the disk below is lost.

A monitor asks for a sign of life as mysqladmin ping does, with the retries of the script check_primary, and looks at the mount
and at DRBD; with OCF_CHECK_LEVEL 10 it also does a query. Credentials are read from defaults_extra_file, and stand neither in the
cluster's configuration nor on a command line. Without credentials the monitor takes the server's greeting for an answer, and the
server notes an aborted connection in its log each time.

Put it behind the file system into the same group. The server is started directly and not through mysqld_safe, so that the
cluster sees it fail. The data directory must have been set up (mysql_install_db).""",
    (
        Parameter("datadir", "Data directory", "The server's data directory, on the mount point.", required=True, check=_path),
        Parameter("socket", "Socket", "The server's unix socket, on the mount point.", required=True, check=_path),
        Parameter("mount_point", "Mount point", "Where the file system of the data is mounted.", required=True, check=_path),
        Parameter("device", "DRBD device", "The device that is mounted there, such as /dev/drbd0.", required=True, check=_path),
        Parameter(
            "drbd_resource", "DRBD resource", "The DRBD resource of the device, such as r0.", required=True, check=resource_name
        ),
        Parameter(
            "config",
            "Configuration file",
            "The server's configuration file, the only one that it reads.",
            default="/etc/my.cnf",
            check=_path,
        ),
        Parameter("user", "User", "The user that the server runs as.", default="mysql", check=_name),
        Parameter("group", "Group", "The group that a new log belongs to.", default="mysql", check=_name),
        Parameter(
            "binary",
            "Server program",
            "The server program. Without it, mariadbd and mysqld are looked for in the usual places.",
            check=_program,
        ),
        Parameter(
            "pid",
            "Pid file",
            "The server's pid file. Without it, the server puts it where its configuration says.",
            check=_path,
        ),
        Parameter(
            "log",
            "Error log",
            "The server's error log. Without it, the log is where its configuration says, and /var/log/mysqld.log takes what\n"
            "the server prints before that, or all where its configuration names no log.",
            check=_path,
        ),
        Parameter(
            "defaults_extra_file",
            "File with credentials",
            "A file in the form of my.cnf with user and password in the group [client], readable for root alone. The monitor\n"
            "logs in with them; the user needs no privileges.",
            check=_path,
        ),
        Parameter(
            "retries",
            "Further pings before a failure",
            "How many more times a monitor asks before it fails (RETRYCOUNT of check_primary). All of them share the operation's\n"
            "timeout. A probe asks once.",
            kind="integer",
            default="0",
            most=1000,
        ),
        Parameter(
            "retry_interval",
            "Seconds between two pings",
            "The time from one ping to the next, in seconds (RETRYINTERVAL of check_primary).",
            kind="integer",
            default="10",
            most=3600,
        ),
        Parameter(
            "stop_escalate",
            "Kill a server that does not shut down",
            "Whether a server that is still shutting down at the end of the stop's timeout is killed (SIGKILL). Otherwise the\n"
            "stop fails, as a long shutdown may be the flushing of many changes.",
            kind="boolean",
            default="false",
        ),
    ),
    (
        Action("start", 120),
        Action("stop", 120),
        Action("monitor", 30, interval=20, depth=0),
        Action("monitor", 30, interval=60, depth=10),
    ),
    {"start": start, "stop": stop, "monitor": monitor, "validate-all": validate},
)
