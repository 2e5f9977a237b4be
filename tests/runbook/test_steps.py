"""The steps: shell that bash and shellcheck take, with every name in it as it is, in the order that keeps the data whole."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from ha1to2.catalogue.services import Manner
from ha1to2.choices import Choices
from ha1to2.runbook import back, operate, prepare, running, shell, split, triage, window
from ha1to2.runbook.document import chapters
from ha1to2.runbook.model import ADMIN, Step
from ha1to2.runbook.names import Database, Disk, Mount, Names, Service
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .pairs import ACTIVE_ACTIVE, MEMO, PAIRS, VIP_ONLY, Tree, names


def all_steps(named: Names) -> list[Step]:
    return [step for chapter in chapters(named) for step in chapter.steps]


def migration(named: Names) -> tuple[Step, ...]:
    """Everything up to the new cluster that serves and starts at boot."""
    return (*prepare.steps(named), *window.steps(named))


def texts(steps: Iterable[Step]) -> list[str]:
    return [
        text
        for step in steps
        for text in (*[each.text for each in step.commands], step.check.text, *[each.text for each in step.way_back])
    ]


def inner(text: str) -> str | None:
    """The script that a text gives to `timeout N bash -c`, or to `bash -c`."""
    if not text.startswith(("timeout ", "bash -c ")):
        return None
    *_, shell, option, script = shlex.split(text)
    assert (shell, option) == ("bash", "-c")
    return script


def oddly(named: Names, odd: str) -> Names:
    """The same pair, with odd names for all that the configuration may name as it likes."""
    disk = Disk(odd, "drbd_odd-clone", "drbd_odd", "drbd_wait_odd", (odd,))
    service = Service(
        "group_odd",
        named.nodes[0],
        ("fs_odd", "mysql"),
        "mysql",
        (odd,),
        (Mount(odd, f"/{odd}"),),
        (disk,),
        (Database("mysql", odd),),
    )
    return named._replace(services=(service,), disks=(disk,), check_primary=f"/{odd}/check_primary", trees=(odd, odd))


@pytest.fixture(scope="module", params=PAIRS)
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Names:
    return names(tmp_path_factory.mktemp("pair"), PAIRS[request.param])


def test_bash_takes_every_command(named: Names) -> None:
    for text in texts(all_steps(named)):
        for script in filter(None, (text, inner(text))):
            done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, done.stderr) == (0, ""), script


def test_shellcheck_finds_nothing(named: Names, tmp_path: Path) -> None:
    scripts = list(dict.fromkeys(script for text in texts(all_steps(named)) for script in (text, inner(text)) if script))
    for number, script in enumerate(scripts):
        (tmp_path / f"{number}.sh").write_text(f"{script}\n")
    # SC2016: what stands in single quotes is for the bash, awk or dpkg-query that gets it.
    # SC2251: a check that begins with ! is the last command of its shell, and its exit is what counts.
    # SC2043: a list of names may have one alone.
    call = ["shellcheck", "--shell=bash", "--exclude=SC2016,SC2043,SC2251", *sorted(map(str, tmp_path.glob("*.sh")))]
    done = subprocess.run(call, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@given(odd=st.text(alphabet=st.sampled_from("ab'\"$()`;\\ \t&|*?[]{}#~!<>=\n-"), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bash_takes_odd_names(odd: str, named: Names) -> None:
    script = "\n".join(each for text in texts(migration(oddly(named, odd))) for each in (text, inner(text)) if each)
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


RECORD = """
record() { printf '%s\\0' "$@" >>"$LOG"; echo UpToDate/UpToDate; }
for name in ip drbdadm mountpoint mysqladmin crm_attribute crm_resource touch
do eval "$name() { record $name \\"\\$@\\"; }"
done
"""


@given(odd=st.text(alphabet=st.sampled_from("ab'\"$()`;\\ \t&|*?[]{}#~!<>=\n-"), min_size=1, max_size=20))
@example(odd="--")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_odd_names_arrive_as_they_are(odd: str, named: Names, tmp_path: Path) -> None:
    """bash runs the conditions, with functions in the place of the programs that note what they were called with."""
    log = tmp_path / "log"
    log.write_bytes(b"")
    pair = oddly(named, odd)
    conditions = [*shell.served(pair.services[0]), *shell.replicating(pair.disks), *shell.nothing_served(pair)]
    script = RECORD + "\n".join(conditions)
    subprocess.run(["bash", "-c", script], env={"LOG": str(log), "PATH": "/usr/bin:/bin"}, cwd=tmp_path, check=False, timeout=60)
    words = log.read_text().split("\0")
    assert "touch" not in words
    own = 2 if odd == "--" else 0  # mountpoint is called with it
    assert words.count(odd) == 6 + own
    assert f"/{odd}" in words
    assert f"--socket={odd}" in words


def test_each_waiting_check_is_bounded(named: Names) -> None:
    for step in all_steps(named):
        script = inner(step.check.text)
        assert ("sleep" in step.check.text) == (script is not None)
        if script is not None:
            (bound,) = re.findall(r"^timeout (\d+) |-lt (\d+) \] \|\| exit 1$", step.check.text, re.MULTILINE)
            assert int("".join(bound)) < step.check.seconds


def test_each_step_is_whole(named: Names) -> None:
    for step in all_steps(named):
        assert step.check.text.strip()
        assert step.check.shows.endswith(".")
        assert step.why.endswith(".")
        assert step.where
        assert set(step.where) <= {*named.nodes, ADMIN}
        assert len(set(step.where)) == len(step.where)


def test_nothing_needs_systemd(named: Names) -> None:
    """systemctl is asked only where update-rc.d has no link to turn, and what it says may be missing."""
    for text in texts(all_steps(named)):
        for line in text.splitlines():
            if "systemctl" in line:
                assert line.lstrip().startswith("else systemctl") or "2>/dev/null" in line


# ------------------------------------------------------------------------------------------------------------------ order


def ids(steps: Iterable[Step]) -> list[str]:
    return [step.id for step in steps]


def test_the_order_that_keeps_the_data_whole(named: Names) -> None:
    order = ids(migration(named))
    wanted = (
        "backup", "make", "install", "unpack", "key", "carry-key", "try", "out-of-boot", "stop-standby", "alone", "stop-active",
        "gone", "corosync", "pacemaker", "load", "whole", "into-boot",
    )  # fmt: skip
    assert [each for each in order if each in wanted] == list(wanted)
    assert len(set(order)) == len(order)


def test_the_outage_is_one_stretch(named: Names) -> None:
    steps = migration(named)
    out = [number for number, step in enumerate(steps) if step.outage]
    stretch = [id for id in ids(steps[out[0] : out[-1] + 1]) if not id.startswith("lvm-own")]
    assert stretch == ["stop-active", "gone", "corosync", "pacemaker", "load"]
    assert [step.where for step in steps if step.id.startswith("serve-")] == [(node,) for node in named.homes]


def test_nothing_stops_before_the_window(named: Names) -> None:
    for text in texts(prepare.steps(named)):
        assert not re.search(r"\bservice |drbdadm (secondary|primary|down|disconnect)|umount|ip (addr|address) (add|del)", text)


def test_old_and_new_are_never_started_in_one_chapter(named: Names) -> None:
    forward = [command.text for step in migration(named) for command in step.commands]
    assert "service heartbeat start" not in forward
    backward = [command.text for step in back.way_back(named) for command in step.commands]
    assert not {"service corosync start", "service pacemaker start"} & set(backward)
    assert backward.index("service corosync stop") < backward.index("service heartbeat start")
    assert forward.index("service heartbeat stop") < forward.index("service corosync start")


@pytest.mark.parametrize(
    ("pair", "active", "order"),
    [(MEMO, None, ["web02", "web01"]), (MEMO, "web02", ["web01", "web02"]), (ACTIVE_ACTIVE, None, ["db2", "db1"])],
)
def test_standby_is_stopped_first(pair: tuple[Tree, Tree], active: str | None, order: list[str], tmp_path: Path) -> None:
    steps = window.steps(names(tmp_path, pair, active))
    assert [node for step in steps for node in step.where if running.STOP_HEARTBEAT in step.commands] == order


def test_both_files_count_the_nodes_in_one_order(tmp_path: Path) -> None:
    """check_primary's tree is converted, and corosync.conf is made from it first, whichever is named first."""
    for pair, first in ((MEMO, "one"), (MEMO[::-1], "other")):
        made = names(tmp_path / first, pair)
        commands = [each.text for step in prepare.steps(made) for each in step.commands if " -o " in each.text]
        assert [text.split()[4] for text in commands] == [f"{first}/etc/ha.d"] * 2
        assert made.nodes == ("web01", "web02")
        assert made.wires[0].addresses == ("10.1.13.2", "10.1.13.3")


def test_both_homes_serve_before_the_window(tmp_path: Path) -> None:
    order = ids(migration(names(tmp_path, ACTIVE_ACTIVE)))
    assert {"serves-db1", "serves-db2", "serve-db1", "serve-db2"} <= set(order)


def test_database_is_dumped_where_it_runs(tmp_path: Path) -> None:
    (dump,) = [step for step in prepare.steps(names(tmp_path, MEMO, "web02")) if step.id == "dump-mysql"]
    assert dump.where == ("web02",)
    assert not [step for step in window.steps(names(tmp_path, MEMO, "web02")) if step.id.startswith("tables-")]


def test_without_drbd_nothing_speaks_of_it(tmp_path: Path) -> None:
    pair = names(tmp_path, VIP_ONLY)
    for step in [*migration(pair), *back.way_back(pair)]:
        commands = " ".join(texts([step])).replace("drbd-utils", "").replace("drbd drbd-wait", "").replace("ha1to2/drbd-wait", "")
        assert "drbd" not in commands.lower()
        if step.id not in ("backup", "out-of-boot"):
            assert "DRBD" not in f"{step.title} {step.why} {step.check.shows}"


def test_what_is_called_of_heartbeat_keeps_its_package(tmp_path: Path) -> None:
    one, other = ({**tree, "ha.d/haresources": "web01 10.9.9.9 WAS::9080\n"} for tree in VIP_ONLY)
    assert back.removal(names(tmp_path, (one, other))) == ()
    assert ids(back.removal(names(tmp_path, VIP_ONLY))) == ["remove"]


def test_what_no_check_sees_is_named(tmp_path: Path) -> None:
    assert "`squid`" in next(step.why for step in window.steps(names(tmp_path, VIP_ONLY)) if step.id == "gone")
    assert "no check sees" not in next(step.why for step in window.steps(names(tmp_path, MEMO)) if step.id == "gone")


def test_scripts_of_haresources_leave_the_boot_sequence(tmp_path: Path) -> None:
    assert names(tmp_path, VIP_ONLY).boot == ("heartbeat", "drbd", "drbd-wait", "squid")
    assert names(tmp_path, MEMO).boot == ("heartbeat", "drbd", "drbd-wait", "mysql", "mysqld", "mariadb")


@pytest.mark.parametrize(
    ("line", "catalogue", "boot"),
    [
        ("ldirectord::/etc/ha.d/ldirectord.cf", "", ["ldirectord"]),
        ("apache::/etc/httpd/conf/httpd.conf", "", ["apache2", "httpd"]),
        ("mysql", "", ["mysql", "mysqld", "mariadb"]),
        ("bind9", "", ["bind9", "named"]),
        ("nfs", "", ["nfs", "nfs-server"]),
        ("our-web", "[our-web]\nagent = ocf:heartbeat:nginx\n", ["our-web", "nginx"]),
        ("our-db", "[our-db]\nagent = ocf:heartbeat:pgsql\n", ["our-db", "postgresql"]),
        ("our-db", "[our-db]\nagent = systemd:postgresql@15-main\n", ["our-db", "postgresql@15-main"]),
        ("MailTo::root@example.com", "", []),
        # The agent turns services of a running xinetd on and off: xinetd itself starts at boot, as before.
        ("Xinetd::tftp", "", []),
        ("WAS::9080", "", []),
    ],
)
def test_what_pacemaker_starts_leaves_the_boot_sequence(line: str, catalogue: str, boot: list[str], tmp_path: Path) -> None:
    """Under the name that it had, and under those that Debian and Red Hat have for what the agent starts."""
    (tmp_path / "site.ini").write_text(catalogue or "# nothing\n")
    one, other = ({**tree, "ha.d/haresources": f"web01 10.9.9.9 {line}\n"} for tree in VIP_ONLY)
    named = names(tmp_path, (one, other), choices=Choices(Manner.V1_SCRIPT, "site.ini"))
    assert list(named.boot) == ["heartbeat", "drbd", "drbd-wait", *boot]


def test_an_init_script_by_the_name_of_a_wrapper_leaves_the_boot_sequence(tmp_path: Path) -> None:
    scripts = {"init.d/apache": "#!/bin/sh\n", "ha.d/resource.d/IPaddr": "#!/bin/sh\n"}
    tree = {"ha.d/haresources": "web01 10.9.9.9 apache\n", **scripts}
    one, other = ({**each, **tree} for each in VIP_ONLY)
    named = names(tmp_path, (one, other))
    assert named.scripts == ("apache",)
    assert "apache" in named.boot


# -------------------------------------------------------------------------------------------------------------- operation


def test_roles_are_the_callers(tmp_path: Path) -> None:
    pair = names(tmp_path, MEMO)
    for survivor, victim in (pair.nodes, pair.nodes[::-1]):
        steps = split.split_brain(pair, survivor, victim)
        discarding = [step.where for step in steps if "--discard-my-data" in " ".join(command.text for command in step.commands)]
        assert discarding == [(victim,)]
        assert [step.where for step in steps if running.STOP_PACEMAKER in step.commands] == [(victim,)]
    for node, peer in (pair.nodes, pair.nodes[::-1]):
        first, *_, last = operate.maintenance(pair, node)
        assert (first.where, first.commands[0].text) == ((peer,), f"crm_standby --node {node} --update on")
        assert (last.where, last.commands[0].text) == ((node,), f"crm_standby --node {node} --lifetime forever --delete")


def test_standby_is_not_left_to_crmsh(tmp_path: Path) -> None:
    """Up to 4.4.1 it takes back what happens while it puts a node on standby or online (crmsh's pull request 1201)."""
    for step in all_steps(names(tmp_path, MEMO)):
        for command in (*step.commands, *step.way_back):
            assert not re.search(r"crm node (standby|online)", command.text)


def test_every_operation_is_in_the_document(tmp_path: Path) -> None:
    pair = names(tmp_path, MEMO)
    shown = set(ids(all_steps(pair)))
    for steps in (
        operate.maintenance(pair, "web02"),
        operate.maintenance(pair, "web01"),
        operate.move_away(pair, "web01"),
        operate.move_here(pair, "web01"),
        operate.replace_disk(pair, "web02", pair.disks[0]),
        operate.cleanup(pair, "mysql", "web01"),
        split.split_brain(pair, "web01", "web02"),
        triage.triage(pair),
        triage.by_hand(pair, "web01"),
        back.way_back(pair),
        back.removal(pair),
    ):
        assert set(ids(steps)) <= shown
