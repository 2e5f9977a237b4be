"""The chapter of reinstalled nodes: its order, who may be shot meanwhile, and its commands where they can run without machines."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from ha1to2.runbook import alone, carried, fences, newcomer, prepare, reinstall, window
from ha1to2.runbook.document import chapters
from ha1to2.runbook.model import PointOfNoReturn, Prose, Step
from ha1to2.runbook.names import Names

from ..golden.cases import GOLDEN as CASES
from .conftest import Run
from .pairs import FENCED, GOLDEN, MEMO, PAIRS, VIP_ONLY, names


def chapter(named: Names) -> tuple[Step, ...]:
    return next(each for each in chapters(named) if each.title == reinstall.TITLE).steps


def place(steps: tuple[Step, ...], text: str) -> list[int]:
    """Which steps have a command with this text."""
    return [number for number, step in enumerate(steps) if any(text in command.text for command in step.commands)]


# ------------------------------------------------------------------------------------------------------------------ order


@pytest.mark.parametrize("active", ["web01", "web02"])
def test_order(active: str, tmp_path: Path) -> None:
    named = names(tmp_path, MEMO, active)
    first, second = named.stop_order
    steps = chapter(named)
    order = [step.id for step in steps]
    wanted = [
        "carry-off", f"leave-{first}", f"goes-on-{second}", f"system-{first}", f"carry-back-{first}", f"restore-{first}",
        f"key-{first}", f"target-{first}", f"target-resync-{first}", "last-dump-mysql", "carry-dump", f"stop-old-{second}",
        f"cut-{second}", f"corosync-{first}", f"pacemaker-{first}", f"load-{first}", f"release-data-{first}",
        f"serves-alone-{first}", f"system-{second}", f"carry-back-{second}", f"restore-{second}", f"carry-key-{second}",
        f"target-{second}",
        f"target-resync-{second}", f"join-{second}", "waits-again",
    ]  # fmt: skip
    assert order == wanted
    items = next(each for each in chapters(named) if each.title == reinstall.TITLE).items
    closed = next(number for number, item in enumerate(items) if isinstance(item, PointOfNoReturn))
    (system,) = [number for number, item in enumerate(items) if isinstance(item, Step) and item.id == f"system-{second}"]
    (serves,) = [number for number, item in enumerate(items) if isinstance(item, Step) and item.id == f"serves-alone-{first}"]
    assert serves < closed < system


def test_what_fails_back_is_waited_for(tmp_path: Path) -> None:
    """The cluster looks whole before the move begins, and nobody is served while it lasts."""
    named = names(tmp_path, VIP_ONLY)
    assert (named.fails_back, named.active) == (True, "web01")
    steps = {step.id: step for step in reinstall.steps(named)}
    order = list(steps)
    assert order.index("returns-web01") == order.index("join-web01") + 1 < order.index("whole")
    assert "10.9.9.9" in steps["returns-web01"].check.text
    assert "returns-web02" not in {step.id for step in reinstall.steps(names(tmp_path / "away", VIP_ONLY, "web02"))}
    assert "returns-web01" not in {step.id for step in reinstall.steps(names(tmp_path / "memo", MEMO))}


def test_the_node_that_serves_is_never_the_target(tmp_path: Path) -> None:
    """Each node declares its data bad once, while its peer has the good one, and before it connects."""
    named = names(tmp_path, MEMO)
    steps = chapter(named)
    assert [steps[number].where for number in place(steps, "drbdadm invalidate")] == [("web02",), ("web01",)]
    assert not place(steps, "create-md") + place(steps, "discard-my-data") + place(steps, "primary --force")
    for number in place(steps, "drbdadm invalidate"):
        texts = [command.text for command in steps[number].commands]
        assert texts[-3:] == ["drbdadm attach r0", "drbdadm invalidate r0", "drbdadm adjust r0"]
        assert "UpToDate/UpToDate" in steps[number + 1].check.text
    (cut,) = place(steps, "drbdadm disconnect")
    assert "UpToDate/UpToDate" in steps[cut - 1].check.text, "what is cut off is whole on both nodes"


def test_without_drbd_nothing_speaks_of_it(tmp_path: Path) -> None:
    for step in chapter(names(tmp_path, VIP_ONLY)):
        spoken = [step.title, step.why, step.check.shows, step.check.text, *[command.text for command in step.commands]]
        if not step.id.startswith("restore"):
            assert "drbd" not in " ".join(spoken).lower(), step.id


@pytest.mark.parametrize("pair", PAIRS)
def test_steps_that_are_told_by_number_have_that_number(pair: str) -> None:
    text = (GOLDEN / f"{pair}.md").read_text()
    headings = dict(re.findall(r"^### (\d+)\. (.*)$", text, re.MULTILINE))
    told = re.findall(r"step (\d+) \(([^()]*)\)", text)
    assert len(told) > 15
    assert [(number, title) for number, title in told if headings[number] != title] == []


def whole(named: Names) -> list[str]:
    """What a reader does, by the titles: the chapter's own steps, and those that its sentences name."""
    titles: list[str] = []
    for item in next(each for each in chapters(named) if each.title == reinstall.TITLE).items:
        if isinstance(item, Step):
            titles.append(item.title)
        elif isinstance(item, Prose):
            titles += re.findall(r"step \d+ \(([^()]*)\)", item.text)
    return titles


@pytest.mark.parametrize("pair", PAIRS)
def test_the_reader_and_the_rehearsal_do_the_same(pair: str, tmp_path: Path) -> None:
    named = names(tmp_path, PAIRS[pair])
    assert [step.title for step in reinstall.steps(named)] == whole(named)


def test_each_node_becomes_what_the_window_would_have_made_of_it(tmp_path: Path) -> None:
    """Each step of the window and before is done on each node that it is for, but those that are done otherwise here."""
    for pair in PAIRS:
        named = names(tmp_path / pair, PAIRS[pair])
        done = {(step.id, node) for step in reinstall.steps(named) for node in step.where}
        wanted = {(step.id, node) for step in (*prepare.steps(named), *window.steps(named)) for node in step.where}
        otherwise = {id for id, _ in wanted - done}
        assert {re.sub(r"-(web|db)0?\d$", "", id) for id in otherwise} <= {
            "key", "carry-key", "stop-standby", "alone", "stop-active", "gone", "lvm-own", "corosync", "pacemaker", "load", "serve",
            "passwords", "tables-mysql", "shoot",
        }  # fmt: skip


@pytest.mark.parametrize("active", ["web01", "web02"])
def test_shared_steps_are_for_the_node_whose_turn_it_is(active: str, tmp_path: Path) -> None:
    named = names(tmp_path, MEMO, active)
    first, second = named.stop_order
    steps = reinstall.steps(named)
    order = [step.id for step in steps]
    installed = [order.index(f"system-{node}") for node in (first, second)]
    for begin, end, node in ((installed[0], installed[1], first), (installed[1], len(steps), second)):
        turn = {step.id: step for step in steps[begin:end]}
        assert turn["install"].where == turn["unpack"].where == turn["try"].where == (node,)
        (carried,) = [command.text for command in turn["carry"].commands]
        assert f"root@{node}:" in carried
        assert re.findall(r"root@(\w+)", turn["carry"].check.text) == [node]
    assert [step.where for step in steps if step.id == "out-of-boot"] == [(first,), (second,), (second,)]
    assert [step.where for step in steps if step.id == "into-boot"] == [(first,), named.nodes]


@pytest.mark.parametrize("pair", PAIRS)
def test_an_old_node_needs_no_timeout(pair: str, tmp_path: Path) -> None:
    """Nor does a check look once where something is on its way."""
    named = names(tmp_path, PAIRS[pair])
    old = set(named.nodes)
    waiting = []
    for step in reinstall.steps(named):
        old -= {node for node in old if step.id == f"system-{node}"}
        if old & set(step.where):
            assert not [text for text in (step.check.text, *[each.text for each in step.commands]) if "timeout" in text], step.id
            waiting += [step.id] if "sleep" in step.check.text else []
    wanted = ["leave", "goes-on", "stop-old", *(["cut"] if named.disks else [])]
    assert [id.rpartition("-")[0] for id in waiting] == wanted


HANDLER = 'handlers { fence-peer "/usr/lib/heartbeat/drbd-peer-outdater"; }\n    disk {\n        fencing resource-only;'


def test_the_handler_is_changed_by_the_drbd_that_is_loaded_and_lets_its_node_in(tmp_path: Path) -> None:
    """`target` loads DRBD on a new system. What the handler forbids goes by hand: no copy ends in a cluster of two."""
    one, other = ({**tree, "drbd.conf": tree["drbd.conf"].replace("disk {", HANDLER)} for tree in MEMO)
    named = names(tmp_path, (one, other))
    assert named.outdates == ("r0",)
    order = [(step.id, step.where) for step in reinstall.steps(named)]
    for node in named.nodes:
        assert order.index((f"target-resync-{node}", (node,))) + 1 == order.index(("outdate", (node,)))
    assert order.index(("outdate", ("web02",))) < order.index(("load-web02", ("web02",)))
    assert order.index(("join-web01", ("web01",))) < order.index(("let-in-web01", ("web01",))) < order.index(("whole", ("web01",)))
    assert "let-in-web01" not in {step.id for step in reinstall.steps(names(tmp_path / "memo", MEMO))}


# ---------------------------------------------------------------------------------------------------------------- fencing


def shot(cib: str, online: tuple[str, ...], place: Path) -> list[str]:
    """Whom Pacemaker's scheduler shoots where only these nodes have ever been seen."""
    nodes = re.findall(r'<node id="(\d+)" uname="([^"]+)"', cib)
    seen = "".join(
        f'<node_state id="{id}" uname="{name}" in_ccm="true" crmd="online" join="member" expected="member"/>'
        for id, name in nodes
        if name in online
    )
    text = re.sub(r"<status/>|<status>.*</status>", f"<status>{seen}</status>", cib, flags=re.DOTALL)
    assert text.count("<node_state") == len(online)
    file = place / "seen.xml"
    file.write_text(text.replace("<cib ", '<cib have-quorum="1" ', 1))
    call = ["crm_simulate", "--simulate", "--xml-file", str(file)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    assert "Start      vip_10_0_0_10" in done.stdout
    return re.findall(r"^ *\* Fencing (\S+) ", done.stdout, re.MULTILINE)


def test_the_old_node_is_not_shot(tmp_path: Path) -> None:
    """With the CIB as it is, the first new node would do it; with that of the step it does not; with both there, none is shot."""
    cib = CASES / "fence-for-each/cib.xml"
    made = tmp_path / "alone.xml"
    subprocess.run(["bash", "-c", fences.without(str(cib), str(made))], check=True, timeout=60)
    assert shot(cib.read_text(), ("web02",), tmp_path) == ["web01"]
    assert shot(made.read_text(), ("web02",), tmp_path) == []
    assert shot(cib.read_text(), ("web01", "web02"), tmp_path) == []


def test_fencing_is_off_until_the_second_node_has_come(tmp_path: Path) -> None:
    named = names(tmp_path, FENCED)
    steps = chapter(named)
    order = [step.id for step in steps]
    (load,) = [step for step in steps if step.id == "load-web02"]
    assert fences.is_set("false") in load.check.text
    assert load.commands[-1].text.endswith("alone.xml")
    assert order[-5:] == ["join-web01", "waits-again", "passwords-web01", "fencing-on", "shoot-web01"]
    assert fences.is_set("true") in steps[-2].check.text
    whole = [step.id for step in reinstall.steps(named)]
    assert whole.index("system-web01") < whole.index("root-ssh") < whole.index("passwords-web01")
    assert not [step for step in chapter(names(tmp_path / "memo", MEMO)) if "stonith-enabled=true" in str(step.commands)]


# --------------------------------------------------------------------------------------------------------------- commands


def test_the_database_is_held_and_let_go(tmp_path: Path) -> None:
    """The step's own commands, but the last, on the CIB of the memo; then the one that lets it go."""
    cib = (CASES / "memo-web01/cib.xml").read_text()
    (tmp_path / "cib.xml").write_text(cib)
    steps = {step.id: step for step in alone.start_new(names(tmp_path / "pair", MEMO))}
    file = tmp_path / "alone.xml"

    def run(text: str) -> None:
        moved = text.replace("/root/ha1to2-files", str(tmp_path))
        environment = {**os.environ, "CIB_file": str(file)}
        subprocess.run(["bash", "-c", moved], env=environment, capture_output=True, text=True, timeout=60, check=True)

    for command in steps["load-web02"].commands[:-1]:
        run(command.text)
    assert re.findall(r'name="target-role" value="(\w+)"', file.read_text()) == ["Stopped"]
    assert re.findall(r"<primitive id=\"(\w+)\"", file.read_text().partition("target-role")[0])[-1] == "mysql"
    assert subprocess.run(["crm_verify", "--xml-file", str(file)], check=False, timeout=60).returncode == 0
    for command in steps["release-data-web02"].commands:
        run(command.text)
    assert "target-role" not in file.read_text()


def test_the_node_that_is_alone_does_not_wait_for_its_peer(tmp_path: Path) -> None:
    named = names(tmp_path / "pair", MEMO)
    file = tmp_path / "alone.xml"
    file.write_text((CASES / "memo-web01/cib.xml").read_text())
    load = next(step for step in alone.start_new(named) if step.id == "load-web02")
    again = next(step for step in alone.join(named) if step.id == "waits-again")
    for step, seconds in ((load, "0"), (again, "120")):
        (command,) = [each.text for each in step.commands if "peer_wait" in each.text]
        environment = {**os.environ, "CIB_file": str(file)}
        text = command.rpartition("CIB_file=/root/ha1to2-files/alone.xml ")[2]
        subprocess.run(["bash", "-c", text], env=environment, capture_output=True, timeout=60, check=True)
        assert re.findall(r'name="seconds" value="(\w+)"', file.read_text()) == [seconds]
        told = subprocess.run(["bash", "-c", again.check.text], env=environment, check=False, timeout=60)
        assert (told.returncode == 0) == (step is again)


SSH = """\
#!/bin/bash
# What ssh does with its words: the other machine's shell gets them as one line. Its /root is a directory of ours.
there=$PLACE/${1#root@}
shift
line=$*
exec bash -c "${line//\\/root\\//$there/}"
"""


def test_backups_off_the_machines_and_back(tmp_path: Path) -> None:
    named = names(tmp_path / "pair", MEMO)
    ssh = tmp_path / "bin/ssh"
    ssh.parent.mkdir()
    ssh.write_text(SSH)
    ssh.chmod(0o755)
    for node in named.nodes:
        kept = tmp_path / node / "before-ha1to2"
        kept.mkdir(parents=True)
        (kept / "mysql.sql").write_text(f"-- {node}\n")
        subprocess.run(["tar", "-C", str(tmp_path), "-czf", str(kept / "etc.tar.gz"), "bin"], check=True, timeout=60)
    work = tmp_path / "admin"
    work.mkdir()

    def run(text: str) -> int:
        environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "PLACE": str(tmp_path)}
        return subprocess.run(["bash", "-c", text], cwd=work, env=environment, check=False, timeout=60).returncode

    made, again = carried.off(named), carried.onto("web02")
    assert run(made.check.text) != 0
    assert [run(command.text) for command in made.commands] == [0] * len(made.commands)
    assert run(made.check.text) == 0
    assert (work / "before-ha1to2").stat().st_mode & 0o777 == 0o700
    (tmp_path / "web02/before-ha1to2/mysql.sql").write_text("-- other\n")
    assert run(made.check.text) != 0
    subprocess.run(["rm", "-r", str(tmp_path / "web02")], check=True, timeout=60)
    (tmp_path / "web02").mkdir()
    assert run(again.check.text) != 0
    assert [run(command.text) for command in again.commands] == [0]
    assert run(again.check.text) == 0
    assert (tmp_path / "web02/before-ha1to2/mysql.sql").read_text() == "-- web02\n"


def test_what_was_the_old_clusters_is_restored(tmp_path: Path, machine: Path, on: Run) -> None:
    """From a Red Hat's archive, over what Debian's packages have brought."""
    old = tmp_path / "old"
    kept = (
        "ha.d/ha.cf", "ha.d/haresources", "ha.d/resource.d/ours", "drbd.conf", "my.cnf", "passwd", "rc.d/init.d/squid",
        "rc.d/init.d/oursd",
    )  # fmt: skip
    for name in kept:
        file = old / "etc" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("old")
        file.chmod(0o755)
    (old / "etc/init.d").symlink_to("rc.d/init.d")
    subprocess.run(["tar", "-C", str(old), "-czf", str(machine / "root/before-ha1to2/etc.tar.gz"), "etc"], check=True, timeout=60)
    for name in ("drbd.conf", "init.d/squid"):
        (machine / "etc" / name).write_text("of the package")
        (machine / "etc" / name).chmod(0o755)
    passwd = (machine / "etc/passwd").read_text()
    named = names(tmp_path / "pair", VIP_ONLY)._replace(scripts=("squid", "oursd", "ours"))
    made = carried.restored(named, "web02")
    assert on(made.check.text).returncode != 0
    for command in made.commands:
        done = on(command.text)
        assert (done.returncode, done.stderr) == (0, "")
    done = on(made.check.text)
    assert (done.returncode, done.stdout) == (0, "")
    wanted = {"drbd.conf": "old", "init.d/squid": "of the package", "init.d/oursd": "old", "ha.d/resource.d/ours": "old"}
    assert {name: (machine / "etc" / name).read_text() for name in wanted} == wanted
    assert (machine / "etc/passwd").read_text() == passwd
    (machine / "etc/init.d/oursd").unlink()
    missing = on(made.check.text)
    assert (missing.returncode, missing.stdout) == (1, "oursd\n")


def test_a_node_that_had_no_check_primary_needs_none(tmp_path: Path, machine: Path, on: Run) -> None:
    """The memo's web02 starts none; what the new cluster itself calls has to be there."""
    named = names(tmp_path / "pair", MEMO)
    assert named.check_primary
    old = tmp_path / "old/etc/ha.d"
    old.mkdir(parents=True)
    for name in ("ha.cf", "haresources"):
        (old / name).write_text("old")
    archive = machine / "root/before-ha1to2/etc.tar.gz"
    subprocess.run(["tar", "-C", str(tmp_path / "old"), "-czf", str(archive), "etc"], check=True, timeout=60)
    made = carried.restored(named, "web02")
    for command in made.commands:
        assert on(command.text).returncode == 0
    assert on(made.check.text).returncode == 0
    called = carried.restored(named._replace(files=("/usr/local/bin/feed",)), "web02")
    assert on(called.check.text).returncode != 0


def test_what_is_below_drbd_is_spared_by_name(tmp_path: Path) -> None:
    step = newcomer.system(names(tmp_path, MEMO), "web02")
    assert "`/dev/VolGroup01/DRBD00`" in step.why
    assert "[ -b /dev/VolGroup01/DRBD00 ]" in step.check.text
    assert {"eth2", "bond0"} == set(re.findall(r"/sys/class/net/(\w+)", step.check.text))
