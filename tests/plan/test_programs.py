"""Own programs: clones of ocf:heartbeat:anything that start what heartbeat started."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from ha1to2.fates import Fate
from ha1to2.model import Clone, Primitive
from ha1to2.plan.ids import Ids
from ha1to2.plan.planner import Plan
from ha1to2.plan.programs import programs
from ha1to2.settings.heartbeat.settings import interpret
from ha1to2.source import Secrecy, SourceFile
from ha1to2.syntax import ha_cf

from .material import BASE, planned

ONE = "a 10.0.0.10/24/eth0\n"
ANYTHING = Path("/usr/lib/ocf/resource.d/heartbeat/anything")


def plan_of(lines: str) -> Plan:
    return planned(ONE, BASE + lines).value


def clones(lines: str) -> list[Clone]:
    return [each for each in plan_of(lines).cluster.clones if each.id.startswith("program_")]


def program(line: str) -> Primitive:
    (clone,) = clones(line)
    return clone.primitive


def said(lines: str, code: str) -> list[str]:
    return [f"{each.message} {each.notes}" for each in planned(ONE, BASE + lines).diagnostics if each.code == code]


def test_parameters() -> None:
    made = program("respawn nobody /usr/local/bin/mine -a  'b c'\n")
    assert made.parameters == (
        ("binfile", "/usr/local/bin/mine"),
        ("cmdline_options", "-a  'b c'"),
        ("user", "nobody"),
        ("pidfile", "/run/ha1to2/program_mine/pid"),
    )
    assert str(made.agent) == "ocf:heartbeat:anything"
    assert [name for name, _ in program("respawn root /usr/local/bin/mine\n").parameters] == ["binfile", "user", "pidfile"]


def test_failures_move_nothing() -> None:
    cluster = plan_of("respawn root /usr/local/bin/mine\n").cluster
    (clone,) = [each for each in cluster.clones if each.id == "program_mine-clone"]
    assert ("migration-threshold", "INFINITY") in clone.meta
    assert "program_mine" not in repr(cluster.constraints)


def test_twice() -> None:
    made = clones("respawn root /usr/local/bin/mine 1\nrespawn root /opt/mine 2\n")
    assert [each.id for each in made] == ["program_mine-clone", "program_mine_2-clone"]
    assert len({dict(each.primitive.parameters)["pidfile"] for each in made}) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("respawn root /bin/mine --password=x\n", "password"),
        ("respawn root /bin/mine --db-passwd x\n", "password"),
        ("respawn root /bin/mine -u me -psesame\n", "password"),
        ("respawn root /bin/mine --auth-token=x\n", "password"),
        ("respawn root /bin/mine --api-key x\n", "password"),
        ("respawn root /bin/mine --pass x\n", "password"),
        ("respawn root /bin/mine mysql://me:sesame@10.0.0.1/db\n", "password"),
        ("respawn root /bin/mine --db me:sesame@10.0.0.1\n", "password"),
        ("respawn root /bin/mine --secret-key=x\n", "password"),
        ("respawn root /bin/mine --access_key 'x y'\n", "password"),
        ("respawn root /bin/mine --pw x\n", "password"),
        ("respawn root /bin/mine > /var/log/mine\n", "more than a program"),
        ("respawn root /bin/mine; reboot\n", "more than a program"),
        ("respawn root /bin/mine && reboot\n", "more than a program"),
        ("respawn root /bin/mine $(hostname)\n", "more than a program"),
        ("respawn root /bin/mine 'no end\n", "more than a program"),
        ('respawn root /bin/mine "no end\n', "more than a program"),
        ("respawn root /bin/mi;ne\n", "more than a program"),
        ("respawn root /bin/mine 'two  blanks'\n", "several blanks"),
    ],
)
def test_what_is_no_clone(line: str, reason: str) -> None:
    made = plan_of(line)
    assert not [each for each in made.cluster.clones if each.id.startswith("program")]
    assert reason in "".join(said(line, "H157"))
    assert [entry.fate for entry in made.entries if entry.item == "respawn"][-1] is Fate.DROPPED


@pytest.mark.parametrize("line", [
    "-p 8080", "--port=8080", "'a;b'", '"a > b"', r"a\;b", "${HOME}/x", "`hostname`", "*",
    "--password-file /etc/mine.secret", "--ssl-key=/etc/mine.pem", "--key '~/.ssh/id'", "--key-buffer 8", "--token-timeout 5",
    "--mail=mailto:root@example.com", "root@10.0.0.1:/x", "--peer 10.0.0.1:7788", "http://10.0.0.1:80/x",
])
def test_what_is_one(line: str) -> None:
    assert clones(f"respawn root /bin/mine {line}\n")


def test_a_user_without_a_shell_is_mentioned() -> None:
    assert "login shell" in said("respawn nobody /bin/mine\n", "H156")[0]
    assert "login shell" not in said("respawn root /bin/mine\n", "H156")[0]


def test_failfast_costs_the_node() -> None:
    alone = program("failfast root /bin/vital\n")
    shot = program("failfast root /bin/vital\nstonith_host * null a b\n")
    assert [each.on_fail for each in alone.operations if each.name == "monitor"] == ["standby"]
    assert [each.on_fail for each in shot.operations if each.name == "monitor"] == ["fence"]
    assert [each.on_fail for each in program("respawn root /bin/mine\n").operations if each.name == "monitor"] == [None]
    assert said("failfast root /bin/vital\n", "H159")


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("#!/bin/sh\n/usr/share/heartbeat/hb_standby all\n", "hb_standby"),
        ("heartbeat -k\nhb_takeover\nheartbeat -k\n", "heartbeat, hb_takeover"),
        ("/etc/init.d/heartbeat stop\n", "heartbeat"),
        ("service heartbeat stop\n", "heartbeat"),
        ("cl_status nodestatus b\n", "cl_status"),
        ("# sends a heartbeat to the monitor\nlogger heartbeat\n", ""),
        ("\x7fELF\udcff", ""),
    ],
)
def test_calls_of_heartbeat(text: str, called: str) -> None:
    conf = SourceFile("ha.cf", f"{BASE}respawn root /bin/mine\n")
    respawns = interpret(ha_cf.parse(conf).value, None).value.respawns
    files = {"/bin/mine": SourceFile("mine", text, Secrecy.WHOLE)}
    found = [each for each in programs(respawns, files, Ids(), fences=False).diagnostics if each.code == "H158"]
    assert [each.message for each in found] == ([f"'/bin/mine' calls {called}, which is gone"] if called else [])


TEXTS = [
    "one two", "'two words' x", '"two words" y', r"back\ slash", "'$HOME' \"$HOME\"", r"'\' '\\' \"", "`echo a b`",
    '"`echo a b`"', "'*' ~ 'a;b|c>d'", '"a\'b" \'a"b\'', r'"\$HOME \\ \""', "é ü",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_the_agent_starts_what_heartbeat_started(text: str, tmp_path: Path) -> None:
    """The genuine agent hands the program just the arguments that `sh -c`, as heartbeat calls it, hands it."""
    mine = tmp_path / "mine"
    mine.write_text(f'#!/bin/sh\n[ $# -gt 0 ] && printf "<%s>" "$@" > {tmp_path}/arguments.$$\nexec sleep 60\n')
    mine.chmod(0o755)
    (made,) = clones(f"respawn root {mine} {text}\n")
    wanted = subprocess.run(
        ["sh", "-c", f"printf '<%s>' {text}"], cwd="/root", env={"HOME": "/root", "PATH": "/usr/bin:/bin"},
        capture_output=True, timeout=10, check=True,
    ).stdout  # fmt: skip
    environment = {f"OCF_RESKEY_{name}": value for name, value in made.primitive.parameters}
    environment |= {
        "OCF_ROOT": "/usr/lib/ocf", "OCF_RESOURCE_INSTANCE": "mine", "HA_LOGFACILITY": "none",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HA_RSCTMP": str(tmp_path), "OCF_RESKEY_pidfile": str(tmp_path / "run" / "pid"), "OCF_RESKEY_CRM_meta_timeout": "20000",
    }  # fmt: skip

    def act(action: str) -> int:
        done = subprocess.run(
            [ANYTHING, action], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=30, check=False,
        )  # fmt: skip
        return done.returncode

    try:
        assert act("start") == 0
        got = b""
        for _ in range(100):
            found = list(tmp_path.glob("arguments.*"))
            got = found[0].read_bytes() if found else b""
            if got:
                break
            time.sleep(0.05)
        assert got == wanted
        assert act("monitor") == 0
    finally:
        assert act("stop") == 0
    assert act("monitor") == 7
