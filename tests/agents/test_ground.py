"""What all agents share: the oldest python that they run on, what a monitor may import, what a failure looks like."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from ha1to2.install_agents import AGENTS

from .harness import ARGS, GENERIC, INSTALLED, SUCCESS, UNIMPLEMENTED, Agents

from ha1to2_agents import log, syslog  # isort: skip

SOURCES = Path(__file__).parents[2] / "agents"
MODULES = {
    "drbd-wait": "drbd_wait",
    "mysql-on-drbd": "mysql_on_drbd",
    "peer-wait": "peer_wait",
    "v1-script": "v1_script",
    "vip-check": "vip_check",
}
"""The starters in Python, and the modules that they start."""
FILES = sorted([*SOURCES.glob("lib/*/*.py"), *(SOURCES / name for name in MODULES)])
SLOW = {
    "argparse", "collections", "contextlib", "ctypes", "dataclasses", "enum", "functools", "inspect", "json", "logging", "pathlib",
    "re", "selectors", "shutil", "signal", "socket", "string", "subprocess", "tempfile", "threading", "typing",
}  # fmt: skip
"""Each costs a monitor from 1 to 19 ms, a bare interpreter 5."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_grammar_of_python_3_6(file: Path) -> None:
    ast.parse(file.read_text(), feature_version=(3, 6))


def test_nothing_newer_than_python_3_6() -> None:
    # posix_spawn came with 3.8 and has another way beside it
    names = ("posix_spawn", "POSIX_SPAWN_OPEN", "POSIX_SPAWN_DUP2")
    excluded = [word for name in names for word in ("--exclude", f"os.{name}")]
    options = ["--target=3.6-", "--violations", "--no-tips", "--no-parse-comments", *excluded]
    command = [sys.executable, "-c", "from vermin import main; main()", *options, *map(str, FILES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_the_standard_library() -> None:
    names = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(str(node.module).partition(".")[0])
    known = subprocess.run(
        ["/usr/bin/python3", "-IS", "-c", "import sys; print(*sys.stdlib_module_names)"], capture_output=True, text=True, check=True
    )
    assert names <= {*known.stdout.split(), "ha1to2_agents"}


@pytest.mark.parametrize("module", [name for name in MODULES.values() if (SOURCES / "lib/ha1to2_agents" / f"{name}.py").is_file()])
def test_what_a_monitor_imports(agents: Agents, module: str) -> None:
    """All that the agent's own modules import at their heads is what every monitor pays for."""
    library = str(agents.ocf_root / "lib/ha1to2")
    script = f"import sys; sys.path.insert(0, {library!r}); import ha1to2_agents.{module}; print(*sys.modules)"
    done = subprocess.run(["/usr/bin/python3", "-IBS", "-c", script], capture_output=True, text=True, check=True)
    assert not SLOW & set(done.stdout.split())


def test_what_a_whole_monitor_has_imported(agents: Agents, tmp_path: Path) -> None:
    """Also what is imported on the way: asked of the interpreter at its very end."""
    (tmp_path / "status").write_text("#!/bin/sh\necho running\n")
    (tmp_path / "status").chmod(0o755)
    driver = tmp_path / "driver.py"
    library = str(agents.ocf_root / "lib/ha1to2")
    driver.write_text(
        f"import os, sys\nsys.path.insert(0, {library!r})\nend = os._exit\n"
        "def tell(code):\n    print(*sys.modules, flush=True)\n    end(code)\n"
        "os._exit = tell\nmodule = 'ha1to2_agents.' + sys.argv[1].rpartition('/')[2].replace('-', '_')\nsys.argv[1:2] = []\n"
        "__import__(module, fromlist=['main']).main()\n"
    )
    agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]
    assert agents.call("vip-check", "start", ip="127.0.0.1").code == SUCCESS
    for agent, parameters in (
        ("vip-check", {"ip": "127.0.0.1", "gateway": "127.0.0.1"}),
        ("v1-script", {"script": str(tmp_path / "status")}),
    ):
        result = agents.call(agent, "monitor", 10, **parameters)
        assert result.code == SUCCESS
        assert not SLOW & set(result.output.split())


@pytest.mark.parametrize("agent", [name for name in AGENTS if name != "check-primary-alert"])
def test_words_that_are_no_actions(agents: Agents, agent: str) -> None:
    for action in ("promote_", "", "../start", "\n"):
        result = agents.call(agent, action)
        assert result.code == UNIMPLEMENTED
        assert result.reason
    assert agents.call(agent, "usage").output.startswith(f"usage: {agent} start|stop|monitor")
    bare = subprocess.run([str(agents.path(agent))], env={"OCF_ROOT": str(agents.ocf_root)}, capture_output=True, check=False)
    assert bare.returncode == ARGS
    assert bare.stderr.startswith(b"usage: ")


@pytest.mark.parametrize("agent", AGENTS)
def test_without_its_library(agents: Agents, agent: str, tmp_path: Path) -> None:
    agents.environment = {"OCF_ROOT": str(tmp_path)}
    result = agents.call(agent, "monitor", 0)
    assert result.code == INSTALLED
    assert f"{agent} is not completely installed" in result.reason


def test_a_log_line_for_syslog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syslog, "DEVICE", str(tmp_path / "log"))
    monkeypatch.setattr(sys, "argv", ["/usr/lib/ocf/resource.d/ha1to2/vip-check", "monitor"])
    monkeypatch.setenv("HA_LOGFACILITY", "daemon")
    monkeypatch.setenv("OCF_RESOURCE_INSTANCE", "vip:0")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as device, open(os.devnull) as nothing:
        monkeypatch.setattr(log, "_terminal", nothing.isatty)
        device.bind(str(tmp_path / "log"))
        log.warning("two\nlines")
        line = device.recv(4096).decode()
    assert line.startswith("<28>")
    assert line.endswith(f" vip-check(vip:0)[{os.getpid()}]: WARNING: two lines")


@pytest.mark.parametrize(
    ("environment", "where"),
    [
        ({}, "stderr"),
        ({"HA_LOGFACILITY": "none"}, "stderr"),
        ({"HA_LOGFILE": "FILE"}, "file"),
        ({"HA_LOGFILE": "/no/such/directory/file"}, "stderr"),
    ],
)
def test_where_log_lines_go(agents: Agents, tmp_path: Path, environment: dict[str, str], where: str) -> None:
    file = tmp_path / "file.log"
    agents.environment = {name: value.replace("FILE", str(file)) for name, value in environment.items()}
    agents.environment["OCF_EXIT_REASON_PREFIX"] = "because:"
    result = agents.call("v1-script", "stop", script="/no/such/script")
    line = "WARNING: the script /no/such/script is not there to stop anything: taken for stopped"
    assert (line in result.errors) is (where == "stderr")
    assert (file.exists() and line in file.read_text()) is (where == "file")
    result = agents.call("v1-script", "start", script="/no/such/script")
    assert result.errors.splitlines() == ["because:there is no executable script /no/such/script: install it on this node"]


def test_an_exception_that_nobody_thought_of(agents: Agents, tmp_path: Path) -> None:
    library = str(agents.ocf_root / "lib/ha1to2")
    driver = tmp_path / "driver.py"
    driver.write_text(
        f"import sys\nsys.path.insert(0, {library!r})\nfrom ha1to2_agents import netlink, vip_check\n"
        "def broken(*given):\n    raise KeyError('x\\ny')\nnetlink.addresses = broken\nsys.argv[1:2] = []\nvip_check.main()\n"
    )
    agents.interpreter = ["/usr/bin/python3", "-IBS", str(driver)]
    result = agents.call("vip-check", "start", ip="127.0.0.1")
    assert (result.code, result.reason) == (GENERIC, "vip-check met what it was not made for: KeyError: 'x\\ny'")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(agents: Agents, closed: str) -> None:
    agents.inside = ["sh", "-c", f'exec "$@" {closed}', "sh"]
    assert agents.call("vip-check", "start", ip="127.0.0.1").code == SUCCESS
    assert agents.call("vip-check", "monitor", 10, ip="127.0.0.1").code == SUCCESS
    assert agents.call("vip-check", "monitor", 10, ip="192.0.2.1").code == GENERIC


@pytest.mark.parametrize("instance", ["vip:0", "../../../etc/passwd", "a" * 5000, "ü ö\n", "-rf", "%2f"])
def test_names_of_resources(agents: Agents, instance: str) -> None:
    assert agents.call("vip-check", "start", instance=instance, ip="127.0.0.1").code == SUCCESS
    (record,) = agents.rsctmp.iterdir()
    assert record.name.startswith("ha1to2-vip-check-")
    assert agents.call("vip-check", "monitor", 10, instance=instance, ip="127.0.0.1").code == SUCCESS
    assert agents.call("vip-check", "monitor", 10, instance=instance[:-1] + "!", ip="127.0.0.1").code != SUCCESS
    assert agents.call("vip-check", "stop", instance=instance).code == SUCCESS
    assert list(agents.rsctmp.iterdir()) == []
