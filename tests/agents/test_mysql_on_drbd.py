"""mysql-on-drbd with a real MariaDB: what is around the server -> return code and reason."""

from __future__ import annotations

import os
import re
import shlex
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ha1to2.install_agents import install

from .database import GROUP, USER, Database
from .harness import CONFIGURED, GENERIC, INSTALLED, NOT_RUNNING, SUCCESS, Agents, ended, until

pytestmark = pytest.mark.xdist_group("database")

PASSWORD = "s3cret-of-the-test"


@pytest.fixture(scope="module")
def world() -> Iterator[Database]:
    # not below pytest's own directory, into which the server's user does not get: any other pytest closes it again
    with tempfile.TemporaryDirectory(prefix="ha1to2-database-") as place:
        home = Path(place)
        home.chmod(0o755)
        install(home / "root")
        (home / "rsctmp").mkdir()
        made = Database(home, Agents(home / "root/usr/lib/ocf", home / "rsctmp"))
        yield made
        made.close()


@pytest.fixture
def database(world: Database) -> Iterator[Database]:
    """A server that is set up and does not run."""
    interpreter, inside = world.agents.interpreter, world.agents.inside
    yield world
    world.agents.interpreter, world.agents.inside = interpreter, inside
    world.agents.environment = {}
    world.reset()


@pytest.fixture
def running(database: Database) -> Database:
    assert database.call("start").code == SUCCESS
    return database


@pytest.fixture
def credentials(running: Database) -> Path:
    """A file with a user that may log in and nothing else."""
    running.query(f"CREATE OR REPLACE USER probe@localhost IDENTIFIED BY '{PASSWORD}'")
    path = running.home / "credentials.cnf"
    path.write_text(f"[client]\nuser = probe\npassword = '{PASSWORD}'\n")
    path.chmod(0o600)
    return path


def test_a_whole_life(database: Database) -> None:
    assert database.call("monitor", 0).code == NOT_RUNNING
    assert database.call("start").code == SUCCESS
    (pid,) = database.pids()
    assert [database.call("monitor", interval).code for interval in (0, 10)] == [SUCCESS, SUCCESS]
    assert database.call("start").code == SUCCESS
    assert database.pids() == [pid]
    assert database.query("SELECT 40 + 2") == "42\n"
    assert database.call("stop").code == SUCCESS
    assert database.pids() == []
    assert "InnoDB: Starting shutdown" in database.log.read_text()
    assert "Shutdown completed; log sequence number" in database.log.read_text()
    assert [database.call("monitor", interval).code for interval in (0, 10)] == [NOT_RUNNING, NOT_RUNNING]
    assert database.call("stop").code == SUCCESS
    assert database.call("validate-all").code == SUCCESS


GROUND = {
    "not mounted": ("umount {mount}", "", {}, "nothing is mounted on "),
    "read-only": ("mount -o remount,ro {mount}", "", {}, " is mounted read-only"),
    "another file system": ("umount {mount}; mount -t tmpfs none {mount}", "", {}, " is mounted from none instead of "),
    "covered by another": ("mount -t tmpfs none {mount}", "", {}, " is mounted from none instead of "),
    "another device": ("[ -e {home}/disk ] || mknod {home}/disk b 7 1234", "", {"device": "{home}/disk"}, " instead of "),
    "no device": ("", "", {"device": "/dev/drbd4711"}, "there is no block device /dev/drbd4711"),
    "no block device": ("", "", {"device": "/dev/null"}, "there is no block device /dev/null"),
    "Secondary": ("", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate C r-----", {}, "r0 is Secondary here"),
    "Diskless": ("", "cs:Connected ro:Primary/Secondary ds:Diskless/UpToDate C r-----", {}, "lost its disk here (Diskless)"),
    "Failed": ("", "cs:Connected ro:Primary/Secondary ds:Failed/UpToDate C r-----", {}, "lost its disk here (Failed)"),
    "Unconfigured": ("", "cs:Unconfigured", {}, "DRBD does not have "),
    "not loaded": ("rm {home}/proc-drbd", "", {}, "DRBD does not have "),
}  # fmt: skip


@pytest.mark.parametrize("name", GROUND)
def test_no_start_without_its_ground(database: Database, name: str) -> None:
    script, states, parameters, reason = GROUND[name]
    if states:
        database.drbd(states)
    given: dict[str, Any] = {key: value.format(home=database.home) for key, value in parameters.items()}
    try:
        database.sh(script.format(mount=database.mount, home=database.home) or "true")
        answer = database.call("start", **given)
        assert (answer.code, database.pids()) == (GENERIC, [])
        assert reason in answer.reason
        # on a node that does not have it, the cluster must see nothing but a server that does not run
        assert database.call("monitor", 0, **given).code == NOT_RUNNING
        assert database.call("stop", **given).code == SUCCESS
    finally:
        database.remount()


PLACES = {
    "datadir elsewhere": ("mkdir -p {home}/other/mysql", {"datadir": "{home}/other"}, "does not lie on"),
    "datadir is a link elsewhere": (
        "mkdir -p {home}/other/mysql; ln -sfn {home}/other {mount}/away", {"datadir": "{mount}/away"}, "does not lie on",
    ),
    "no datadir": ("", {"datadir": "{mount}/lib/mysqll"}, "there is no directory"),
    "no database": ("mkdir -p {mount}/empty", {"datadir": "{mount}/empty"}, "holds no database: run mysql_install_db"),
    "socket elsewhere": ("", {"socket": "/tmp/mysql.sock"}, "socket /tmp/mysql.sock does not lie on"),
    "a mount between": (
        "mkdir -p {mount}/between; mount -t tmpfs none {mount}/between; mkdir -p {mount}/between/mysql",
        {"datadir": "{mount}/between"},
        "does not lie on",
    ),
    "no program": ("", {"binary": "/usr/sbin/mysqld-5.1"}, "/usr/sbin/mysqld-5.1 cannot be found"),
    "no configuration": ("", {"config": "/etc/none.cnf"}, "the configuration /etc/none.cnf cannot be read"),
    "no user": ("", {"user": "nobody-here"}, "there is no user nobody-here"),
    "no group": ("", {"group": "nobody-here"}, "there is no group nobody-here"),
    "no log": ("", {"log": "/nowhere/mysqld.log"}, "the log /nowhere/mysqld.log cannot be written"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_no_start_in_the_wrong_place(database: Database, name: str) -> None:
    script, parameters, reason = PLACES[name]
    places = {"home": database.home, "mount": database.mount}
    given: dict[str, Any] = {key: value.format(**places) for key, value in parameters.items()}
    try:
        database.sh(script.format(**places) or "true")
        answer = database.call("start", **given)
        assert (answer.code, database.pids()) == (INSTALLED, [])
        assert reason in answer.reason
        assert database.call("monitor", 0, **given).code == NOT_RUNNING
        assert database.call("stop", **given).code == SUCCESS
        if "log" not in parameters:
            assert database.call("validate-all", **given).code == INSTALLED
    finally:
        database.sh(f"umount {database.mount}/between 2>/dev/null; true")


def test_a_device_that_is_none_of_drbd(database: Database) -> None:
    database.agents.interpreter = []
    answer = database.call("start")
    assert (answer.code, answer.reason) == (INSTALLED, f"{database.device} is no DRBD device: correct the parameter device")


def test_links_may_lead_to_the_mount(database: Database) -> None:
    link = database.home / "var-lib-mysql"
    link.symlink_to(database.datadir)
    given: dict[str, Any] = {"datadir": str(link), "socket": str(link / "mysql.sock")}
    assert [database.call(action, **given).code for action in ("start", "monitor", "stop")] == [SUCCESS] * 3


def test_a_probe_where_nothing_is_right(database: Database) -> None:
    database.sh(f"umount {database.mount}")
    database.proc.unlink()
    wrong: dict[str, Any] = dict.fromkeys(("config", "binary", "user", "defaults_extra_file"), "/none") | {"retries": "9"}
    wrong["user"] = "no-such-user"
    answer = database.call("monitor", 0, **wrong)
    assert (answer.code, answer.errors) == (NOT_RUNNING, "")
    assert answer.seconds < 2
    database.remount()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[mysqld]\nno_such_option = 1\n", "unknown variable 'no_such_option=1'"),
        ("[mysqld]\ninnodb_log_group_home_dir = /nowhere\n", "/nowhere"),
    ],
)
def test_a_configuration_that_the_server_refuses(database: Database, text: str, reason: str) -> None:
    database.config.write_text(text)
    answer = database.call("start")
    assert (answer.code, database.pids()) == (GENERIC, [])
    assert answer.reason.startswith("the server ended while it was starting: ")
    assert reason in answer.reason
    assert answer.reason.endswith(f"see {database.log}")


def test_a_full_disk(database: Database) -> None:
    database.sh(f"dd if=/dev/zero of={database.mount}/filler bs=64k 2>/dev/null; sync; true")
    answer = database.call("start", timeout=20)
    assert answer.code == GENERIC
    assert f"{database.mount} is full" in answer.reason
    assert database.call("stop").code == SUCCESS
    assert database.pids() == []


def test_it_has_ended(running: Database) -> None:
    running.sh("pkill -KILL -x mariadbd; while pgrep -x mariadbd; do sleep 0.02; done")
    for interval in (0, 10):
        assert running.call("monitor", interval, retries="2").code == NOT_RUNNING
    # socket and pid file are still there
    assert (running.datadir / "mysql.sock").name in running.sh(f"ls {running.datadir}")
    assert running.call("start").code == SUCCESS
    assert running.call("monitor").code == SUCCESS


@pytest.mark.parametrize("interval", [0, 10])
def test_it_hangs(running: Database, interval: int) -> None:
    running.sh("pkill -STOP -x mariadbd")
    answer = running.call("monitor", interval, timeout=5, retries="1", retry_interval="1")
    assert answer.code == GENERIC
    assert re.match(r"the server \(process \d+\) runs but does not answer: it accepts no connection or is silent; ", answer.reason)
    assert answer.seconds < 5


def test_it_answers_late(running: Database) -> None:
    """Longer than one try waits, and in time for the second."""
    running.sh("pkill -STOP -x mariadbd")
    process = running.agents.begin("mysql-on-drbd", "monitor", 10, 9, **running.parameters, retries="2", retry_interval="1")
    running.sh("sleep 3.2; pkill -CONT -x mariadbd")
    answer = ended(process)
    assert answer.code == SUCCESS
    assert answer.errors == (
        "WARNING: the server does not answer: it accepts no connection or is silent; asking again, 2 more times\n"
    )


def test_it_cannot_be_reached(running: Database) -> None:
    socket = running.parameters["socket"]
    running.sh(f"mv {socket} {socket}.away")
    answer = running.call("monitor", retries="1", retry_interval="0")
    assert answer.code == GENERIC
    assert "No such file or directory" in answer.reason
    running.sh(f"mv {socket}.away {socket}")
    assert running.call("monitor").code == SUCCESS


ANOTHER = """
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
if os.fork():
    os._exit(0)
os.closerange(0, 3)
while True:
    accepted = listener.accept()[0]
    accepted.sendall(bytes.fromhex(sys.argv[2]))
    accepted.close()
"""


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("05000000" + b"\x0a5.1\0".hex(), "answers process "),
        ("17000000ff1004" + b"Too many connections".hex(), "it refuses connections: Too many connections (1040)"),
        ("00000000", "what answers does not speak MySQL's protocol"),
        ("ffffffff", "what answers does not speak MySQL's protocol"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".hex(), "what answers does not speak MySQL's protocol"),
        ("050000", "it closed the connection"),
        ("", "it closed the connection"),
    ],
)
def test_something_else_answers(running: Database, sent: str, reason: str) -> None:
    socket = running.parameters["socket"]
    running.sh(f"mv {socket} {socket}.away")
    program = running.home / "another.py"
    program.write_text(ANOTHER)
    running.sh(f"python3 {program} {socket} '{sent}'")
    try:
        answer = running.call("monitor")
        assert answer.code == GENERIC
        assert reason in answer.reason
    finally:
        running.sh(f"pkill -f '[a]nother.py'; mv {socket}.away {socket}")


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ("cs:Connected ro:Primary/Secondary ds:Diskless/UpToDate C r-----", "r0 has lost its disk here (Diskless)"),
        ("cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----", "r0 is Secondary here"),
    ],
)
def test_its_ground_is_lost(running: Database, states: str, reason: str) -> None:
    running.drbd(states)
    answer = running.call("monitor", retries="2")
    assert answer.code == GENERIC
    assert reason in answer.reason
    assert running.call("stop").code == SUCCESS
    assert running.pids() == []


def test_its_mount_is_lost(running: Database) -> None:
    running.sh(f"umount --lazy {running.mount}")
    for interval in (0, 10):
        answer = running.call("monitor", interval)
        assert (answer.code, answer.reason[:18]) == (GENERIC, "nothing is mounted")
    assert running.call("stop").code == SUCCESS
    assert running.pids() == []
    running.remount()


def test_query(running: Database, credentials: Path) -> None:
    running.agents.environment = {"OCF_CHECK_LEVEL": "10"}
    assert running.call("monitor", defaults_extra_file=str(credentials)).code == SUCCESS
    credentials.write_text("[client]\nuser = probe\npassword = wrong\n")
    answer = running.call("monitor", defaults_extra_file=str(credentials))
    assert answer.code == GENERIC
    assert "Access denied for user 'probe'@'localhost'" in answer.reason
    # without the level the server is alive, as it is for mysqladmin ping
    running.agents.environment = {}
    assert running.call("monitor", defaults_extra_file=str(credentials)).code == SUCCESS


def test_a_query_that_is_not_answered(running: Database, credentials: Path) -> None:
    """A client that hangs is ended before the cluster would do it."""
    client = running.home / "hanging"
    client.mkdir(exist_ok=True)
    (client / "mariadb").write_text("#!/bin/sh\nsleep 600 & sleep 600\n")
    (client / "mariadb").chmod(0o755)
    running.agents.environment = {"OCF_CHECK_LEVEL": "10", "PATH": f"{client}:/usr/bin:/bin"}
    answer = running.call("monitor", timeout=3, defaults_extra_file=str(credentials))
    assert (answer.code, answer.reason) == (GENERIC, "the query SELECT 1 was not answered in time: see SHOW PROCESSLIST")
    assert running.sh("pgrep -x sleep || true") == ""


def test_the_password_is_nowhere_to_be_seen(running: Database, credentials: Path) -> None:
    seen = running.home / "seen"
    spy = running.home / "spy"
    spy.mkdir(exist_ok=True)
    script = f"#!/bin/sh\ncat /proc/*/cmdline /proc/*/environ >{seen} 2>/dev/null\necho \"$1\" >{seen}.first\necho 1\n"
    (spy / "mariadb").write_text(script)
    (spy / "mariadb").chmod(0o755)
    running.agents.environment = {"OCF_CHECK_LEVEL": "10", "PATH": f"{spy}:/usr/bin:/bin"}
    answer = running.call("monitor", defaults_extra_file=str(credentials))
    assert answer.code == SUCCESS
    assert PASSWORD.encode() not in seen.read_bytes()
    assert Path(f"{seen}.first").read_text() == f"--defaults-extra-file={credentials}\n"
    assert PASSWORD not in answer.errors + answer.output + running.log.read_text()


def test_a_login_leaves_no_trace_in_the_log(running: Database, credentials: Path) -> None:
    before = running.log.read_text()
    for _ in range(3):
        assert running.call("monitor", defaults_extra_file=str(credentials)).code == SUCCESS
    assert running.log.read_text() == before
    assert running.call("monitor").code == SUCCESS
    until(lambda: "Aborted connection" in running.log.read_text()[len(before) :])


def test_it_is_a_daemon(database: Database) -> None:
    """No descriptor and no variable of the cluster's, no terminal, a session of its own, its output in the log."""
    leak = database.home / "leak"
    database.agents.inside = [*database.inside, "bash", "-c", f'exec 7>{leak} 8<>{leak}; exec "$@"', "bash"]
    database.agents.environment = {"PCMK_debug": "1", "NOTIFY_SOCKET": "@systemd", "TZ": "Asia/Tokyo"}
    assert database.call("start").code == SUCCESS
    (pid,) = database.pids()
    links = dict(re.findall(r"(\d+) -> (.*)", database.sh(f"ls -l /proc/{pid}/fd")))
    assert [links[number] for number in "012"] == ["/dev/null", str(database.log), str(database.log)]
    assert str(leak) not in links.values()
    # what it opened itself has both its ends there
    pipes = [target for target in links.values() if target.startswith("pipe:")]
    assert all(pipes.count(pipe) == 2 for pipe in pipes)
    session, parent = database.sh(f"ps -o sid=,ppid= -p {pid}").split()
    assert session != "0"
    assert parent == "1"
    assert database.sh(f"ps -o tty= -p {pid}").strip() == "?"
    environment = database.sh(f"tr '\\0' '\\n' </proc/{pid}/environ")
    assert not re.search("^(OCF|HA|PCMK|NOTIFY)_", environment, re.MULTILINE)
    assert "TZ=Asia/Tokyo" in environment
    assert database.sh(f"stat -c %U:%G:%a {database.log}") == f"{USER}:{GROUP}:640\n"
    command = database.sh(f"tr '\\0' ' ' </proc/{pid}/cmdline")
    assert command.startswith(f"/usr/sbin/mariadbd --defaults-file={database.config} --datadir={database.datadir} ")


@pytest.mark.parametrize("content", ["{sleep}", "99999999", "1", "x", "", "-1", "4" * 100])
def test_a_pid_file_of_another(database: Database, content: str) -> None:
    """As it comes over with the disk from a node that crashed."""
    sleep = database.sh("sleep 600 >/dev/null 2>&1 & echo $!").strip()
    try:
        file = database.parameters["pid"]
        database.sh(f"printf %s '{content.format(sleep=sleep)}' >{file}; chown {USER}: {file}")
        assert [database.call("monitor", interval).code for interval in (0, 10)] == [NOT_RUNNING, NOT_RUNNING]
        assert database.call("stop").code == SUCCESS
        assert database.call("start").code == SUCCESS
        assert database.call("stop").code == SUCCESS
        assert database.sh(f"ps -o comm= -p {sleep}") == "sleep\n"
    finally:
        database.sh(f"kill {sleep}")


def test_a_number_that_another_process_has_now(running: Database) -> None:
    (state,) = running.agents.rsctmp.glob("ha1to2-*.state")
    boot, line = state.read_text().splitlines()
    running.sh("pkill -KILL -x mariadbd; while pgrep -x mariadbd; do sleep 0.02; done")
    sleep = running.sh("sleep 600 >/dev/null 2>&1 & echo $!").strip()
    state.write_text(f"{boot}\n{sleep} {line.split()[1]}")
    assert running.call("monitor").code == NOT_RUNNING
    assert running.call("stop").code == SUCCESS
    assert running.sh(f"ps -o comm= -p {sleep}; kill {sleep}") == "sleep\n"


@pytest.mark.parametrize("lost", ["state", "state and pid file", "all"])
def test_a_server_that_nobody_recorded(running: Database, lost: str) -> None:
    """Started by hand, or by an agent that was killed: found all the same."""
    running.sh(f"rm {running.agents.rsctmp}/ha1to2-*")
    if lost != "state":
        running.sh(f"rm {running.parameters['pid']}")
    assert running.call("monitor", 0).code == SUCCESS
    if lost == "all":
        running.sh(f"rm {running.parameters['socket']}")
        assert running.call("monitor", 0).code == GENERIC
    assert running.call("stop").code == SUCCESS
    assert running.pids() == []


def stubborn(database: Database) -> int:
    """A server that does not end on SIGTERM."""
    database.sh(f"cp /bin/sleep {database.home}/mysqld")
    return int(database.sh(f"cd {database.datadir}; trap '' TERM; exec {database.home}/mysqld 600 >/dev/null 2>&1 & echo $!"))


def test_a_stop_that_takes_too_long(database: Database) -> None:
    pid = stubborn(database)
    try:
        answer = database.call("stop", timeout=2)
        assert (answer.code, answer.seconds < 2) == (GENERIC, True)
        assert answer.reason == (
            f"the server (process {pid}) is still shutting down: give stop a longer timeout, or allow SIGKILL by stop_escalate"
        )
        assert database.sh(f"ps -o comm= -p {pid}") == "mysqld\n"
        answer = database.call("stop", timeout=2, stop_escalate="true")
        assert (answer.code, answer.seconds < 2) == (SUCCESS, True)
        assert f"WARNING: the server (process {pid}) did not shut down in time, and is killed" in answer.errors
    finally:
        database.sh("pkill -KILL -x mysqld; true")
    assert database.call("monitor").code == NOT_RUNNING


def test_stop_of_a_server_that_was_stopped(running: Database) -> None:
    running.sh("pkill -STOP -x mariadbd")
    assert running.call("stop").code == SUCCESS
    assert "Shutdown completed" in running.log.read_text()


def test_stop_with_unusable_parameters(running: Database) -> None:
    assert running.call("stop", datadir="relative", retries="x", config="").code == SUCCESS
    assert running.pids() == []


def slow(database: Database) -> str:
    program = database.home / "slow"
    program.write_text('#!/bin/sh\nsleep 2\nexec /usr/sbin/mariadbd "$@"\n')
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_start_that_is_killed(database: Database, number: signal.Signals) -> None:
    """The next start finds what the first one began."""
    process = database.agents.begin("mysql-on-drbd", "start", **database.parameters, binary=slow(database))
    until(lambda: list(database.agents.rsctmp.glob("ha1to2-*.state")))
    os.killpg(process.pid, number)
    process.wait(10)
    assert database.call("start", binary=slow(database)).code == SUCCESS
    assert len(database.pids()) == 1
    assert database.call("monitor").code == SUCCESS


def test_a_stop_that_is_killed(database: Database) -> None:
    pid = stubborn(database)
    try:
        process = database.agents.begin("mysql-on-drbd", "stop", **database.parameters)
        # its SIGTERM is there, though ignored, when the lock is held
        until(lambda: list(database.agents.rsctmp.glob("ha1to2-*.lock")))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        assert database.sh(f"ps -o comm= -p {pid}") == "mysqld\n"
        assert database.call("stop", timeout=3, stop_escalate="yes").code == SUCCESS
    finally:
        database.sh("pkill -KILL -x mysqld; true")


def test_two_at_once(database: Database) -> None:
    both = [database.agents.begin("mysql-on-drbd", "start", **database.parameters) for _ in range(2)]
    assert [ended(process).code for process in both] == [SUCCESS, SUCCESS]
    assert len(database.pids()) == 1
    both = [database.agents.begin("mysql-on-drbd", "stop", **database.parameters) for _ in range(2)]
    assert [ended(process).code for process in both] == [SUCCESS, SUCCESS]
    assert database.pids() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("datadir", "lib/mysql"),
        ("datadir", "/drbd\n/etc"),
        ("datadir", "/" + "x" * 5000),
        ("datadir", "\udcff/x"),
        ("socket", "$(touch {home}/hacked)"),
        ("mount_point", "drbd"),
        ("device", "drbd0"),
        ("drbd_resource", "--help"),
        ("drbd_resource", "r0;reboot"),
        ("user", "-u root"),
        ("binary", "-x"),
        ("retries", "-1"),
        ("retries", "1e9"),
        ("stop_escalate", "perhaps"),
        ("mount_point", ""),
    ],
)
def test_parameters_that_are_none(database: Database, name: str, value: str) -> None:
    given: dict[str, Any] = {name: value.replace("{home}", str(database.home))}
    for action in ("start", "monitor", "validate-all"):
        answer = database.call(action, **given)
        assert (answer.code, f"parameter {name} " in answer.reason) == (CONFIGURED, True)
    assert database.call("stop", **given).code == SUCCESS
    assert not (database.home / "hacked").exists()


def test_names_that_a_shell_would_take_apart(database: Database) -> None:
    odd = database.mount / "it's; $(touch x) `y` & \"z\"\t\\040"
    quoted = shlex.quote(str(odd))
    database.sh(f"mv {database.mount}/lib {quoted}")
    given: dict[str, Any] = {
        name: str(odd / path) for name, path in (("datadir", "mysql"), ("socket", "mysql/my sql.sock"), ("pid", "mysql/a b.pid"))
    }
    try:
        assert [database.call(action, **given).code for action in ("start", "monitor", "stop")] == [SUCCESS] * 3
        assert not (database.mount / "x").exists()
    finally:
        database.sh(f"mv {quoted} {database.mount}/lib")
