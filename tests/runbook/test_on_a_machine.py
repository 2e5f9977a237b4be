"""What can be run without a cluster is run: the boot sequence by Debian's update-rc.d, fstab, the files of the admin's machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ha1to2.runbook import back, fstab, prepare, shell, window
from ha1to2.runbook.fstab import changes
from ha1to2.runbook.model import Step
from ha1to2.runbook.names import Mount, Names
from ha1to2.source import SourceFile

from .conftest import LSB, Run
from .pairs import MEMO, names


@pytest.fixture
def pair(tmp_path: Path) -> Names:
    return names(tmp_path / "pair", MEMO)


def link(machine: Path, name: str, kind: str = "S") -> None:
    for level in "2345":
        (machine / f"etc/rc{level}.d/{kind}20{name}").symlink_to(f"../init.d/{name}")


def links(machine: Path) -> set[str]:
    return {path.name for level in "2345" for path in (machine / f"etc/rc{level}.d").iterdir()}


def step(steps: tuple[Step, ...], id: str) -> Step:
    return next(each for each in steps if each.id == id)


def test_out_of_the_boot_sequence_and_back(pair: Names, machine: Path, on: Run) -> None:
    """What started at boot is turned off, and that alone is turned on again: mysql, which did not, stays off."""
    for name in ("heartbeat", "drbd", "drbd-wait"):
        link(machine, name)
    link(machine, "mysql", "K")
    out = step(window.steps(pair), "out-of-boot")
    before = on(out.check.text)
    assert (before.returncode, before.stdout.split()) == (1, ["heartbeat", "drbd", "drbd-wait"])
    for command in out.commands:
        assert on(command.text).returncode == 0
    assert on(out.check.text).returncode == 0
    assert links(machine) == {"K20heartbeat", "K20drbd", "K20drbd-wait", "K20mysql"}
    for command in out.commands:  # again, as after an interruption
        assert on(command.text).returncode == 0
    assert on(back.way_back(pair)[3].commands[0].text).returncode == 0
    assert links(machine) == {"S20heartbeat", "S20drbd", "S20drbd-wait", "K20mysql"}


def test_red_hat_has_its_own_program(pair: Names, machine: Path, on: Run) -> None:
    link(machine, "heartbeat")
    chkconfig = machine / "bin/chkconfig"
    chkconfig.write_text(f'#!/bin/sh\necho "$@" >>{machine}/asked\n')
    chkconfig.chmod(0o755)
    out = step(window.steps(pair), "out-of-boot")
    for command in (*out.commands, *out.way_back):
        assert on(command.text).returncode == 0
    assert (machine / "asked").read_text() == "heartbeat off\nheartbeat on\n"


def test_nothing_at_boot_is_nothing_to_bring_back(pair: Names, machine: Path, on: Run) -> None:
    out = step(window.steps(pair), "out-of-boot")
    for command in (*out.commands, *out.way_back):
        assert on(command.text).returncode == 0
    assert links(machine) == set()


def test_the_new_cluster_starts_at_boot_in_the_end_alone(pair: Names, machine: Path, on: Run) -> None:
    link(machine, "corosync")
    link(machine, "pacemaker")
    into = step(window.steps(pair), "into-boot")
    disable = step(prepare.steps(pair), "install").commands[-1]
    assert on(into.check.text).returncode == 0
    assert on(disable.text).returncode == 0
    off = on(into.check.text)
    assert (off.returncode, off.stdout.split()) == (1, ["corosync", "pacemaker"])
    assert on(into.commands[0].text).returncode == 0
    assert on(into.check.text).returncode == 0


SYSTEMCTL = """\
#!/bin/sh
[ "$1" = show ] || exec /usr/bin/systemctl "$@"
for place in /etc/systemd/system /usr/lib/systemd/system
do if [ -e "$place/$4" ]
  then basename "$(readlink -f "$place/$4")"
  exit
  fi
done
echo "$4"
"""
"""What systemd says where it runs: Id is the unit's own name, whichever of its names was asked for; all else needs files alone."""


def enabled(machine: Path) -> set[str]:
    """What systemd is told to start, and by which names it knows it."""
    etc = machine / "etc/systemd/system"
    return {path.relative_to(etc).as_posix() for path in etc.rglob("*") if path.is_symlink()}


def test_units_come_back_whatever_alias_they_are_known_by(pair: Names, machine: Path, on: Run) -> None:
    """bind9 goes with named, which is a script, too, as on Debian; mysql is a name that the package of mariadb itself has."""
    (machine / "bin/systemctl").write_text(SYSTEMCTL)
    (machine / "bin/systemctl").chmod(0o755)
    unit = "[Service]\nExecStart=/bin/true\n"
    (machine / "units/named.service").write_text(f"{unit}[Install]\nWantedBy=multi-user.target\nAlias=bind9.service\n")
    (machine / "units/mariadb.service").write_text(f"{unit}[Install]\nWantedBy=multi-user.target\n")
    (machine / "units/mysql.service").symlink_to("mariadb.service")
    (machine / "units/drbd-wait.service").write_text(unit)
    (machine / "etc/init.d/named").write_text(LSB)
    (machine / "etc/init.d/named").chmod(0o755)
    link(machine, "named")
    assert on("systemctl enable named mariadb").returncode == 0
    before = enabled(machine)
    assert before == {"bind9.service", "multi-user.target.wants/named.service", "multi-user.target.wants/mariadb.service"}

    pair = pair._replace(boot=("drbd-wait", "bind9", "mysql"))
    out = step(window.steps(pair), "out-of-boot")
    looked = on(out.check.text)
    assert (looked.returncode, looked.stdout.split()) == (1, ["named", "mariadb"])
    for _ in ("once", "again"):
        for command in out.commands:
            assert on(command.text).returncode == 0
        assert on(out.check.text).returncode == 0
        assert (enabled(machine), links(machine)) == (set(), {"K20named"})

    for command in out.way_back:
        done = on(command.text)
        assert (done.returncode, done.stderr.count("Failed")) == (0, 0)
    assert (enabled(machine), links(machine)) == (before, {"S20named"})


TABLES = {
    "/dev/drbd0 /drbd ext3 defaults 1 2": "/dev/drbd0 /drbd ext3 noauto 1 0",
    "/dev/drbd0\t/drbd\text3\tauto,noatime\t0\t0": "/dev/drbd0 /drbd ext3 noauto,noatime 0 0",
    "UUID=12-34 /drbd/ ext3 rw,noauto 0 1": "UUID=12-34 /drbd/ ext3 noauto,rw 0 0",
    "/dev/drbd0 /elsewhere ext3 ro": "/dev/drbd0 /elsewhere ext3 noauto,ro 0 0",
}
OTHERS = (
    "# /dev/drbd0 /drbd ext3 defaults 1 2",
    "/dev/sda1  /  ext4  errors=remount-ro  0  1",
    "/dev/drbd00 /drbd2 ext3 defaults 1 2",
    "none /drbd",
    "",
)


@pytest.mark.parametrize("line", TABLES)
def test_fstab(line: str, pair: Names, machine: Path, on: Run) -> None:
    """The step changes our lines, and those alone; the tree's lines are told with the same change."""
    table = machine / "etc/fstab"
    table.write_text("\n".join([*OTHERS, line, ""]))
    made = fstab.step(pair)
    assert on(made.check.text).returncode == 1
    for command in made.commands:
        assert on(command.text).returncode == 0
    assert table.read_text() == "\n".join([*OTHERS, TABLES[line], ""])
    assert on(made.check.text).returncode == 0
    told = changes(SourceFile("fstab", "\n".join([*OTHERS, line])), pair)
    assert [(change.span.line, change.after) for change in told] == [(len(OTHERS) + 1, TABLES[line])]
    assert changes(SourceFile("fstab", TABLES[line]), pair) == ()


def test_fstab_that_is_good_or_missing(pair: Names, machine: Path, on: Run) -> None:
    table = machine / "etc/fstab"
    made = fstab.step(pair)
    for text in (None, "", "/dev/drbd0 /drbd ext3 noauto,noatime 0 0\n", "/dev/drbd0 /drbd ext3 noauto\n"):
        if text is not None:
            table.write_text(text)
        assert on(made.check.text).returncode == 0
        for command in made.commands:
            assert on(command.text).returncode == 0
        assert on(made.check.text).returncode == 0
        assert table.exists() == (text is not None)


def test_fstab_with_a_blank_in_the_mount_point(pair: Names, machine: Path, on: Run) -> None:
    (service, *_) = pair.services
    spaced = service._replace(mounts=(Mount("/dev/drbd0", "/my data"),))
    made = fstab.step(pair._replace(services=(spaced,)))
    table = machine / "etc/fstab"
    table.write_text("LABEL=x /my\\040data ext3 defaults 1 2\n/dev/sdc data xfs defaults 1 2\n")
    for command in made.commands:
        assert on(command.text).returncode == 0
    assert table.read_text() == "LABEL=x /my\\040data ext3 noauto 1 0\n/dev/sdc data xfs defaults 1 2\n"


def test_backup(pair: Names, machine: Path, on: Run) -> None:
    """Also where check_primary is not there; the archive is for root alone."""
    (machine / "root/before-ha1to2").rmdir()
    (machine / "etc/ha.d").mkdir()
    for name in ("ha.cf", "haresources"):
        (machine / "etc/ha.d" / name).write_text("x\n")
    made = step(prepare.steps(pair), "backup")
    assert on(made.check.text).returncode != 0
    for command in made.commands:
        assert on(command.text).returncode == 0, on(command.text).stderr
    assert on(made.check.text).returncode == 0
    assert (machine / "root/before-ha1to2").stat().st_mode & 0o777 == 0o700


def test_files_are_made_and_unpacked(pair: Names, tmp_path: Path, machine: Path, on: Run) -> None:
    """The admin's step for real, then the first command of the node's."""
    made = step(prepare.steps(pair), "make")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    work = tmp_path / "pair"
    for text in [*[command.text for command in made.commands], made.check.text]:
        call = ["bash", "-c", text]
        done = subprocess.run(call, cwd=work, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
    (work / "ha1to2-files.tar.gz").rename(machine / "root/ha1to2-files.tar.gz")
    unpack = step(prepare.steps(pair), "unpack")
    assert on(unpack.commands[0].text).returncode == 0
    there = {path.name for path in (machine / "root/ha1to2-files").iterdir()}
    assert there == {"cib.xml", "corosync.conf", "usr"}
    assert (machine / "root/ha1to2-files").stat().st_uid == 0


def test_a_process_does_not_find_itself(pair: Names) -> None:
    """pgrep -f sees the command line of the shell that asks, which holds what is looked for."""
    gone = step(window.steps(pair), "gone")
    (condition,) = [line.strip(" &") for line in gone.check.text.splitlines() if "pgrep -f" in line]
    assert condition.startswith("! ")
    assert subprocess.run(["bash", "-c", f"{condition}; exit $?"], check=False, timeout=60).returncode == 0
    other = ["bash", "-c", "exec -a /usr/local/cluster/check_primary sleep 60"]
    with subprocess.Popen(other) as running:
        try:
            waiting = f"for i in $(seq 50); do {condition} || exit 0; sleep 0.1; done; exit 1"
            assert subprocess.run(["bash", "-c", waiting], check=False, timeout=60).returncode == 0
        finally:
            running.kill()


def test_waiting_ends() -> None:
    for condition, status in (("true", 0), ("false", 124)):
        check = shell.waiting(1, [condition], "x.")
        assert subprocess.run(["bash", "-c", check.text], check=False, timeout=30).returncode == status


def test_waiting_ends_without_timeout(tmp_path: Path) -> None:
    """Also in a shell that has run for long, and for what holds after a while; a shell that it is pasted into goes on."""
    for condition, status in (("true", 0), ("false", 1), (f"[ -e {tmp_path}/there ] || ! touch {tmp_path}/there", 0)):
        check = shell.patiently(1, [condition], "x.")
        text = f"SECONDS=1000\n{check.text}\necho $?"
        done = subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=False, timeout=30)
        assert done.stdout == f"{status}\n"


DRBD = """\
common {{ handlers {{ split-brain "/usr/lib/drbd/notify-split-brain.sh root"; }} }}
resource r0 {{
  {section} {{ fencing resource-only; }}
  handlers {{ {handler}; }}
  on web01 {{ device /dev/drbd0; disk /dev/sda7; address 10.0.9.1:7788; meta-disk internal; }}
  on web02 {{ device /dev/drbd0; disk /dev/sda7; address 10.0.9.2:7788; meta-disk internal; }}
}}
"""
OUTDATERS = (
    'fence-peer "/usr/lib/heartbeat/drbd-peer-outdater -t 5"',
    'outdate-peer  "/usr/lib64/heartbeat/drbd-peer-outdater"',
    "fence-peer\t/usr/sbin/drbd-peer-outdater",
)


SCRIPTS = "/usr/lib/drbd"


class Generation(NamedTuple):
    """What is its own to DRBD 8.4 or 9. `drbdadm` asks the kernel which of the two it has, and there is neither here."""

    version: str
    drbdadm: str
    section: str
    suffix: str
    undone: str


GENERATIONS = (
    Generation("8.4.11", "/usr/lib/drbd/drbdadm-84", "disk", "", "after-resync-target"),
    Generation("9.2.1", "drbdadm", "net", ".9", "unfence-peer"),
)


@pytest.mark.parametrize("drbd", GENERATIONS, ids=lambda drbd: drbd.version)
@pytest.mark.parametrize("place", ["drbd.conf", "drbd.d/r0.res"])
@pytest.mark.parametrize("handler", OUTDATERS)
def test_the_handler_of_drbd(
    handler: str, place: str, drbd: Generation, tmp_path: Path, machine: Path, on: Run
) -> None:
    """drbdadm reads what the step makes of it, and the way back brings what was there."""
    text = DRBD.format(handler=handler, section=drbd.section)
    pair = names(tmp_path / "with-dopd", ({**MEMO[0], "drbd.conf": text}, {**MEMO[1], "drbd.conf": text}))

    def look(command: str) -> subprocess.CompletedProcess[str]:
        return on(f"hostname web01; {command.replace('drbdadm', drbd.drbdadm)}")

    assert pair.outdates == ("r0",)
    main, file = machine / "etc/drbd.conf", machine / "etc" / place
    main.write_text('include "drbd.d/*.res";\n')
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    save = step(prepare.steps(pair), "backup")
    for command in save.commands:
        assert on(command.text).returncode == 0
    (machine / "root/version").write_text(f"{drbd.version}\n")
    made = step(window.steps(pair), "outdate")
    assert look(made.check.text).returncode != 0
    for command in made.commands:
        changed = command.text.replace("/sys/module/drbd/version", "/root/version")
        assert changed != command.text
        done = on(changed)
        assert (done.returncode, done.stderr) == (0, "")
    scripts = f'fence-peer "{SCRIPTS}/crm-fence-peer{drbd.suffix}.sh"; {drbd.undone} "{SCRIPTS}/crm-unfence-peer{drbd.suffix}.sh"'
    assert file.read_text() == DRBD.format(handler=scripts, section=drbd.section)
    asked = look(made.check.text)
    assert asked.returncode == 0, asked.stderr
    (again,) = back.way_back(pair)[3].commands
    assert on(again.text).returncode == 0
    assert file.read_text() == text
    assert look(back.way_back(pair)[3].check.text).returncode == 0


def test_handlers_that_are_no_matter_stay(tmp_path: Path) -> None:
    for change in (("fencing resource-only", "fencing dont-care"), ("heartbeat/drbd-peer-outdater", "drbd/crm-fence-peer.sh")):
        text = DRBD.format(handler=OUTDATERS[0], section="disk").replace(*change)
        pair = names(tmp_path / change[1][-5:], ({**MEMO[0], "drbd.conf": text}, {**MEMO[1], "drbd.conf": text}))
        assert pair.outdates == ()
        assert "outdate" not in {each.id for each in (*window.steps(pair), *back.way_back(pair))}
