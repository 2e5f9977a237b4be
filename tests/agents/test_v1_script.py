"""v1-script: what scripts print and do -> return codes; what they are called with; what is left of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .harness import (
    CONFIGURED,
    GENERIC,
    INSTALLED,
    NOT_RUNNING,
    SUCCESS,
    Agents,
    end_group,
    ended,
    members,
    namespace,
    until,
)

from ha1to2_agents.v1_script import says_running  # isort: skip

SHELL_CASE = """
for text; do
  case "$text" in
    *[Nn][Oo][Tt]\\ *[Rr]unning*) echo no;;
    *[Rr]unning*|*OK*) echo yes;;
    *) echo no;;
  esac
done
"""

SERVICE = """#!/bin/sh
# prints what the file `says` holds, does what `start`, `stop` and `status` hold
for last; do :; done
echo "$last" >>"$HOME_OF_TEST/calls"
printf '%s\\0' "$@" >"$HOME_OF_TEST/arguments.$last"
env >"$HOME_OF_TEST/environment"
. "$HOME_OF_TEST/$last"
"""


class Service:
    """A script whose actions a test writes; `calls` are the actions that were asked of it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "service"
        self.write(self.path, SERVICE.replace("$HOME_OF_TEST", str(home)))
        self.does("start", f"touch {home}/up")
        self.does("stop", f"rm -f {home}/up")
        self.does("status", f"if [ -e {home}/up ]; then echo it is running; else echo it is stopped; fi; exit 9")

    @staticmethod
    def write(path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def does(self, action: str, shell: str) -> None:
        (self.home / action).write_text(shell + "\n")

    @property
    def up(self) -> bool:
        return (self.home / "up").exists()

    @property
    def calls(self) -> list[str]:
        return (self.home / "calls").read_text().split()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    home = tmp_path / "home"
    home.mkdir()
    return Service(home)


@pytest.mark.parametrize(
    ("printed", "running"),
    [
        ("running", True),
        ("mysqld (pid 17) is Running...", True),
        ("Running OK", True),
        ("OK", True),
        ("apache is not running", False),
        ("NOT running, OK", False),
        ("nOt really Running", False),
        ("not\nrunning", True),
        ("not found\nbut running", False),
        ("running, not stopped", True),
        ("RUNNING", False),
        ("ok", False),
        ("stopped", False),
        ("", False),
        ("cannot say; running", False),
        ("knot running", False),
    ],
)
def test_judgement(printed: str, running: bool) -> None:
    assert says_running(printed.encode()) is running


WORDS = ["not", "NoT", "Not ", " ", "\n", "running", "Running", "RUNNING", "OK", "ok", "é", "x"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS)), min_size=1))
def test_judgement_is_that_of_the_shell(pieces: list[list[str]]) -> None:
    texts = ["".join(some) for some in pieces]
    told = subprocess.run(["sh", "-c", SHELL_CASE, "sh", *texts], capture_output=True, text=True, check=True).stdout.split()
    assert [says_running(text.encode()) for text in texts] == [word == "yes" for word in told]


def test_life_of_a_script(agents: Agents, service: Service) -> None:
    script = {"script": str(service.path)}
    assert agents.call("v1-script", "monitor", 0, **script).code == NOT_RUNNING
    assert agents.call("v1-script", "start", **script).code == SUCCESS
    assert service.up
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 0, **script).code == SUCCESS
    assert agents.call("v1-script", "start", **script).code == SUCCESS
    assert agents.call("v1-script", "stop", **script).code == SUCCESS
    assert agents.call("v1-script", "stop", **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 10, **script).code == NOT_RUNNING
    assert not [path for path in agents.rsctmp.iterdir() if path.suffix == ".state"]
    # what says that it runs is not started again
    assert service.calls == ["status", "status", "start", "status", "status", "status", "status", "stop", "stop", "status"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("echo running; exit 3", SUCCESS),
        ("echo stopped; exit 0", NOT_RUNNING),
        ("echo running >&2; exit 0", NOT_RUNNING),
        ("exit 0", NOT_RUNNING),
        ("printf '\\377\\0not '; sleep 0.1; printf running", NOT_RUNNING),
        ("yes | head -c 100000; echo running", NOT_RUNNING),
        ("echo running; kill -9 $$", SUCCESS),
    ],
)
def test_what_is_printed_counts(agents: Agents, service: Service, status: str, code: int) -> None:
    service.does("status", status)
    assert agents.call("v1-script", "monitor", 10, script=str(service.path)).code == code


@pytest.mark.parametrize("status", ["exit 0", "exit 3", "echo up since Monday", "echo not running", "echo RUNNING"])
def test_a_status_that_never_says_running_takes_nothing_down(agents: Agents, service: Service, status: str) -> None:
    """Heartbeat asked before the start alone."""
    script = {"script": str(service.path)}
    service.does("status", status)
    assert agents.call("v1-script", "monitor", 0, **script).code == NOT_RUNNING
    assert agents.call("v1-script", "start", **script).code == SUCCESS
    said = [agents.call("v1-script", "monitor", interval, **script) for interval in (10, 10, 0)]
    assert [each.code for each in said] == [SUCCESS] * 3
    assert ["has not said that it runs" in each.errors for each in said] == [True, False, False]
    service.does("stop", "exit 1")
    assert agents.call("v1-script", "stop", stop_retries="0", **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 10, **script).code == NOT_RUNNING


def test_a_status_that_has_once_said_running_is_believed(agents: Agents, service: Service) -> None:
    """Also where it says so late: a daemon that is slow to write its pid."""
    script = {"script": str(service.path)}
    service.does("start", "exit 0")
    assert agents.call("v1-script", "start", **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS
    (service.home / "up").touch()
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS
    (service.home / "up").unlink()
    assert agents.call("v1-script", "monitor", 10, **script).code == NOT_RUNNING
    assert agents.call("v1-script", "monitor", 0, **script).code == NOT_RUNNING


def test_a_status_that_hangs_after_the_start(agents: Agents, service: Service) -> None:
    script = {"script": str(service.path)}
    service.does("status", f"if [ -e {service.home}/up ]; then sleep 100; fi")
    assert agents.call("v1-script", "start", None, 2, **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 10, 1, **script).code == GENERIC
    service.does("status", "exit 0")
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS


def test_a_start_that_fails_is_not_believed(agents: Agents, service: Service) -> None:
    service.does("start", "exit 1")
    assert agents.call("v1-script", "start", script=str(service.path)).code == GENERIC
    assert agents.call("v1-script", "monitor", 10, script=str(service.path)).code == NOT_RUNNING


def test_a_start_that_cannot_be_noted(agents: Agents, service: Service) -> None:
    agents.rsctmp.rmdir()
    agents.rsctmp.touch()
    result = agents.call("v1-script", "start", script=str(service.path))
    assert result.code == SUCCESS
    assert "cannot note in" in result.errors
    assert agents.call("v1-script", "monitor", 10, script=str(service.path)).code == SUCCESS
    assert agents.call("v1-script", "stop", script=str(service.path)).code == SUCCESS


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", []),
        ("r0", ["r0"]),
        ("  /dev/drbd0 \t /drbd  ext3 ", ["/dev/drbd0", "/drbd", "ext3"]),
        ("""a$HOME "b;c' `id` * ~ | > \\ & $(reboot) é\u00a0x""",
         ["a$HOME", '"b;c\'', "`id`", "*", "~", "|", ">", "\\", "&", "$(reboot)", "é\u00a0x"]),
        ("-x --help", ["-x", "--help"]),
        (" ".join(["word"] * 800), ["word"] * 800),
    ],
)  # fmt: skip
def test_arguments_pass_unchanged(agents: Agents, service: Service, arguments: str, expected: list[str]) -> None:
    for action, verb in (("start", "start"), ("monitor", "status"), ("stop", "stop")):
        assert agents.call("v1-script", action, 10, script=str(service.path), arguments=arguments).code == SUCCESS
        assert (service.home / f"arguments.{verb}").read_text().split("\0")[:-1] == [*expected, verb]


def test_the_environment_is_that_of_heartbeat(agents: Agents, service: Service) -> None:
    agents.environment = {"LC_ALL": "de_DE.UTF-8", "CRM_meta_x": "1"}
    agents.call("v1-script", "monitor", 10, script=str(service.path))
    environment = dict(line.split("=", 1) for line in (service.home / "environment").read_text().splitlines())
    assert environment["HA_DIR"] == "/etc/ha.d"
    assert "LC_ALL" not in environment
    assert not [name for name in environment if name.startswith(("OCF_", "CRM_"))]


def test_a_start_that_fails_says_what_the_script_said(agents: Agents, service: Service) -> None:
    service.does("start", "echo 'starting…'; echo 'port 80 is taken' >&2; exit 4")
    result = agents.call("v1-script", "start", script=str(service.path))
    assert (result.code, result.reason) == (GENERIC, f"{service.path} start ended with exit code 4: 'port 80 is taken'")


@pytest.mark.parametrize(
    ("failures", "retries", "code"), [(1, "10", SUCCESS), (3, "3", SUCCESS), (3, "2", GENERIC), (1, "0", GENERIC)]
)
def test_a_stop_is_tried_again(agents: Agents, service: Service, failures: int, retries: str, code: int) -> None:
    agents.call("v1-script", "start", script=str(service.path))
    service.does("stop", f"[ $(grep -c stop {service.home}/calls) -gt {failures} ] && rm {service.home}/up || exit 1")
    result = agents.call("v1-script", "stop", script=str(service.path), stop_retries=retries, stop_retry_interval="0")
    assert result.code == code
    assert service.up is (code == GENERIC)
    assert service.calls.count("stop") == min(failures, int(retries)) + 1


def test_a_stop_is_tried_ten_more_times_as_heartbeat_did(agents: Agents, service: Service) -> None:
    service.does("stop", "exit 1")
    agents.call("v1-script", "stop", script=str(service.path), stop_retry_interval="0")
    assert service.calls == ["stop"] * 11 + ["status"]


def test_a_stop_that_fails_on_what_is_stopped(agents: Agents, service: Service) -> None:
    service.does("stop", "exit 1")
    result = agents.call("v1-script", "stop", script=str(service.path), stop_retries="1", stop_retry_interval="0")
    assert (result.code, result.reason) == (SUCCESS, "")
    assert "taken for stopped" in result.errors


def test_stops_end_within_the_timeout(agents: Agents, service: Service) -> None:
    agents.call("v1-script", "start", script=str(service.path))
    service.does("stop", "exit 1")
    began = time.monotonic()
    result = agents.call("v1-script", "stop", None, 3, script=str(service.path), stop_retries="1000")
    assert result.code == GENERIC
    assert "status says that it runs: stop it by hand" in result.reason
    assert time.monotonic() - began < 3
    assert service.calls[-1] == "status"


@pytest.mark.parametrize("running", [True, False])
def test_a_stop_that_hangs(agents: Agents, service: Service, running: bool) -> None:
    if running:
        agents.call("v1-script", "start", script=str(service.path))
    service.does("stop", "trap '' TERM HUP INT; sleep 100 & sleep 100")
    result = agents.call("v1-script", "stop", None, 2, script=str(service.path))
    assert result.code == (GENERIC if running else SUCCESS)
    assert result.seconds < 2
    assert not members(result.group)


@pytest.mark.parametrize(("action", "verb"), [("start", "start"), ("monitor", "status"), ("start", "status")])
@pytest.mark.parametrize("hang", ["sleep 100 & sleep 100", "while :; do echo running; done", "exec <&- >&- 2>&-; sleep 100"])
def test_a_script_that_hangs(agents: Agents, service: Service, action: str, verb: str, hang: str) -> None:
    service.does(verb, hang)
    result = agents.call("v1-script", action, 10, 1, script=str(service.path))
    assert result.code == GENERIC
    assert f"{service.path} {verb} did not end in time" in result.reason
    assert result.seconds < 1
    assert not members(result.group)


@pytest.mark.parametrize("action", ["start", "stop"])
def test_ended_midway(agents: Agents, service: Service, action: str) -> None:
    service.does(action, f"trap '' TERM; sleep 100 & touch {service.home}/here; sleep 100")
    process = agents.begin("v1-script", action, script=str(service.path))
    until((service.home / "here").exists)
    process.terminate()
    result = ended(process)
    assert (result.code, result.reason) == (GENERIC, f"{action} was ended by signal 15")
    assert not members(result.group)


def test_killed_midway_as_the_cluster_kills(agents: Agents, service: Service) -> None:
    service.does("start", f"sleep 100 & touch {service.home}/here; sleep 100")
    process = agents.begin("v1-script", "start", script=str(service.path))
    until((service.home / "here").exists)
    os.killpg(process.pid, 9)
    process.wait()
    until(lambda: not members(process.pid))
    service.does("start", f"touch {service.home}/up")
    assert agents.call("v1-script", "start", script=str(service.path)).code == SUCCESS


def test_a_daemon_that_keeps_its_output_open(agents: Agents, service: Service) -> None:
    """It is not waited for, and what it prints later neither kills it nor is lost to it."""
    beats = f"i=0; while :; do echo $i; i=$((i + 1)); echo $i >{service.home}/beat; sleep 0.02; done"
    service.does("start", f"({beats}) & touch {service.home}/up")
    result = agents.call("v1-script", "start", script=str(service.path))
    try:
        assert result.code == SUCCESS
        assert result.seconds < 5
        assert agents.call("v1-script", "monitor", 10, script=str(service.path)).code == SUCCESS

        def beat() -> int:
            return int((service.home / "beat").read_text() or 0)

        seen = beat()
        until(lambda: beat() > seen + 5)
        assert members(result.group)
    finally:
        end_group(result.group)


def test_a_status_that_leaves_something_holding_its_output(agents: Agents, service: Service) -> None:
    service.does("status", "sleep 100 & echo running")
    result = agents.call("v1-script", "monitor", 10, script=str(service.path))
    end_group(result.group)
    assert result.code == SUCCESS
    assert result.seconds < 5


def test_a_talkative_daemon_does_not_fill_the_memory(agents: Agents, service: Service) -> None:
    agents.call("v1-script", "start", script=str(service.path))
    (log,) = agents.rsctmp.glob("*.log")
    log.write_bytes(b"x" * (1 << 21))
    agents.call("v1-script", "monitor", 10, script=str(service.path))
    assert log.stat().st_size == 0


def test_a_script_without_an_interpreter_line(agents: Agents, service: Service) -> None:
    service.write(service.path, 'echo "running $1"\n')
    assert agents.call("v1-script", "monitor", 10, script=str(service.path)).code == SUCCESS


def test_older_interpreters_fork(agents: Agents, service: Service, tmp_path: Path) -> None:
    """os.posix_spawn came with 3.8."""
    old = tmp_path / "old.py"
    old.write_text(
        f"import os, sys\ndel os.posix_spawn\nsys.path.insert(0, {str(agents.ocf_root / 'lib/ha1to2')!r})\n"
        "sys.argv[1:] = [sys.argv[2]]\nfrom ha1to2_agents.v1_script import main\nmain()\n"
    )
    agents.interpreter = ["/usr/bin/python3", "-IBS", str(old)]
    script = {"script": str(service.path), "arguments": "a b"}
    assert agents.call("v1-script", "start", **script).code == SUCCESS
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS
    service.write(service.path, 'echo "running $1"\n')
    assert agents.call("v1-script", "monitor", 10, **script).code == SUCCESS
    service.write(service.path, "#!/no/such/interpreter\n")
    result = agents.call("v1-script", "monitor", 10, **script)
    assert (result.code, result.reason) == (GENERIC, f"{service.path} cannot be run: No such file or directory")


@pytest.mark.parametrize("script", ["/no/such/script", "no-such-script", "/etc", "/etc/passwd", "..", "../../etc/passwd"])
def test_a_missing_script(agents: Agents, script: str) -> None:
    for action, interval, code in (
        ("start", None, INSTALLED),
        ("validate-all", None, INSTALLED),
        ("monitor", 10, INSTALLED),
        ("monitor", 0, NOT_RUNNING),
        ("stop", None, SUCCESS),
    ):
        result = agents.call("v1-script", action, interval, script=script)
        assert result.code == code
        assert (f"no executable script {script}" in result.reason) is (code == INSTALLED)


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"script": ""}, "parameter script is required"),
        ({"arguments": "a\nb"}, "a control character"),
        ({"arguments": "x" * 5000}, "longer than 4096 bytes"),
        ({"stop_retries": "-1"}, "no whole number"),
        ({"stop_retry_interval": "1s"}, "no whole number"),
    ],
)
def test_wrong_parameters(agents: Agents, service: Service, parameters: dict[str, str], reason: str) -> None:
    given = {"script": str(service.path), **parameters}
    for action, interval in (("validate-all", None), ("start", None), ("monitor", 0)):
        result = agents.call("v1-script", action, interval, **given)
        assert result.code == CONFIGURED
        assert reason in result.reason
    assert agents.call("v1-script", "stop", **given).code == SUCCESS


def test_a_stop_with_arguments_that_cannot_be_stops_nothing_else(agents: Agents, service: Service) -> None:
    assert agents.call("v1-script", "stop", script=str(service.path), arguments="a\nb").code == SUCCESS
    assert not (service.home / "calls").exists()


def test_two_at_once(agents: Agents, service: Service) -> None:
    both = [agents.begin("v1-script", action, 10, script=str(service.path)) for action in ("start", "start", "monitor", "monitor")]
    assert [ended(process).code for process in both][:2] == [SUCCESS] * 2
    assert service.up


ISLAND = """
mount --bind "$1" /etc/ha.d && mount --bind "$2" /etc/init.d && shift 2 && exec "$@"
"""


@pytest.fixture
def island(agents: Agents, tmp_path: Path) -> Iterator[Agents]:
    """The genuine /etc/ha.d/resource.d of Debian's heartbeat, an init.d of the test's own, and a network namespace."""
    oracle = Path(__file__).parents[1] / "oracle" / "heartbeat_package.py"
    package = Path(subprocess.run([sys.executable, str(oracle)], capture_output=True, text=True, check=True).stdout.strip())
    ha, init = tmp_path / "ha.d", tmp_path / "init.d"
    subprocess.run(["cp", "-a", "/etc/ha.d", str(ha)], check=True)
    subprocess.run(["cp", "-a", str(package / "etc/ha.d/resource.d"), str(ha)], check=True)
    init.mkdir()
    with namespace("v1") as name:
        for command in ("add eth0 type veth peer name eth1", "set eth0 up", "set eth1 up"):
            subprocess.run(["ip", "-n", name, "link", *command.split()], check=True)
        agents.inside = ["ip", "netns", "exec", name, "unshare", "--mount", "sh", "-c", ISLAND, "sh", str(ha), str(init)]
        yield agents


def test_where_a_script_is_looked_for(island: Agents, tmp_path: Path) -> None:
    def put(path: str, says: str, mode: int = 0o755) -> None:
        (tmp_path / path).write_text(f"#!/bin/sh\necho {says}\n")
        (tmp_path / path).chmod(mode)

    put("init.d/mysql", "running")
    assert island.call("v1-script", "monitor", 10, script="mysql").code == SUCCESS
    put("ha.d/resource.d/mysql", "stopped", 0o644)
    assert island.call("v1-script", "monitor", 10, script="mysql").code == SUCCESS
    put("ha.d/resource.d/mysql", "stopped")
    assert island.call("v1-script", "monitor", 10, script="mysql").code == NOT_RUNNING


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("IPaddr2", "10.9.0.10/24/eth0"),
        ("IPaddr2", "10.9.0.12/24/eth0:0/10.9.0.255"),
        ("IPaddr", "10.9.0.11/24/eth0"),
    ],
)
def test_genuine_scripts(island: Agents, script: str, arguments: str) -> None:
    given = {"script": script, "arguments": arguments}
    assert island.call("v1-script", "monitor", 0, **given).code == NOT_RUNNING
    assert island.call("v1-script", "start", **given).code == SUCCESS
    assert island.call("v1-script", "monitor", 10, **given).code == SUCCESS
    assert island.call("v1-script", "start", **given).code == SUCCESS
    assert island.call("v1-script", "stop", **given).code == SUCCESS
    assert island.call("v1-script", "monitor", 10, **given).code == NOT_RUNNING
    assert island.call("v1-script", "stop", **given).code == SUCCESS


def test_a_genuine_script_with_wrong_arguments(island: Agents) -> None:
    result = island.call("v1-script", "start", script="IPaddr2", arguments="10.9.0.10 too many")
    assert result.code == GENERIC
    assert "IPaddr2 start ended with exit code 1: 'usage:" in result.reason
