"""What is put onto the disks of a node before it boots for the first time: its configuration of both generations, as files."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..plan.pair import Side
from .blueprint import Blueprint, Machine, Nic
from .trees import HERE, Copy, assignments, my_cnf, parameters_of

GUEST = HERE / "guest"
PLACE = "/rehearsal"
BACKING = "backing"
"""What the device-mapper devices below DRBD are called, with a number each."""
NOTARY_PORT = 7007
STARTS = "starts"
"""In the bed's directory of a node: the file that is there while the node is to start its runlevel at boot."""
LIBEXEC = "/usr/libexec/heartbeat"
"""Where Debian's heartbeat has what is called /usr/lib/heartbeat elsewhere."""


def furnish(files: Path, blueprint: Blueprint, machine: Machine, copy: Copy, side: Side) -> None:
    """Writes the files of one node of the old pair below `files`, the node's future /."""
    furnish_system(files, blueprint, machine, copy)
    _heartbeat(files, copy, side)
    for name in ("drbd.conf", "drbd.d"):
        source = copy.etc / name
        if source.is_dir():
            shutil.copytree(source, files / "etc" / name, dirs_exist_ok=True)
        elif source.is_file():
            _write(files, f"etc/{name}", source.read_text(errors="surrogateescape"))
    _write(files, "etc/init.d/drbd-wait", (GUEST / "drbd_wait.sh").read_text(), 0o755)
    for service in blueprint.services:
        database = service.database
        if database is not None:
            conf = my_cnf(service)
            _write(files, "etc/mysql/my.cnf", conf)
            _write(files, database.config.lstrip("/"), conf)
    _programs(files, copy, side)


def furnish_system(files: Path, blueprint: Blueprint, machine: Machine, copy: Copy) -> None:
    """Writes what a node has below `files` as soon as its system and its servers are installed: nothing of it is a cluster's."""
    for script in blueprint.scripts:
        _write(files, f"etc/init.d/{script}", (GUEST / "stand_in.sh").read_text(), 0o755)
    for service in blueprint.services:
        database = service.database
        if database is not None:
            values: dict[str, object] = {"DATADIR": database.datadir, "SOCKET": database.socket, "CONFIG": database.config}
            text = "#!/bin/sh\n" + assignments(values) + (GUEST / "mysql.sh").read_text()
            _write(files, f"etc/init.d/{database.script}", text, 0o755)
    hosts = (copy.etc / "hosts").read_text(errors="replace") if (copy.etc / "hosts").is_file() else ""
    known = "".join(f"{each.nics[0].address}\t{each.name}\n" for each in blueprint.machines)
    _write(files, "rehearsal/hosts", f"127.0.0.1\tlocalhost\n{hosts or known}")
    _write(files, "rehearsal/network", network_script(machine, blueprint), 0o755)
    for name in ("boot.sh", "survey.py", "notary.py"):
        _write(files, f"rehearsal/{name}", (GUEST / name).read_text(), 0o755)


def _heartbeat(files: Path, copy: Copy, side: Side) -> None:
    named = {f"etc/ha.d/{name}": copy.directory / name for name in ("ha.cf", "haresources", "authkeys")}
    for line in side.configuration.settings.stonith:
        if line.file is not None:
            named[line.file.lstrip("/")] = parameters_of(copy, line)
    for place, source in named.items():
        if source.is_file():
            target = files / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            target.chmod(0o600)


def _programs(files: Path, copy: Copy, side: Side) -> None:
    """The programs that respawn names: Heartbeat's own where Debian has them, check_primary, and a sleeper for any other."""
    for respawn in side.configuration.settings.respawns:
        path = str(respawn.path)
        given = copy.etc.parent / path.lstrip("/")
        if respawn.program == "check_primary":
            _write(files, path, given.read_text(), 0o755)
        elif respawn.program in ("ipfail", "dopd"):
            _from_debian(files, path, respawn.program)
        else:
            _write(files, path, "#!/bin/sh\nwhile :; do sleep 3600; done\n", 0o755)
    for resource in side.configuration.drbd or ():
        handler = resource.heartbeat_handler or ""
        path = handler.partition(" ")[0]
        if path.startswith("/") and path.endswith("/drbd-peer-outdater"):
            _from_debian(files, path, "drbd-peer-outdater")


def _from_debian(files: Path, path: str, program: str) -> None:
    """Heartbeat's own program at the path that the configuration names."""
    real, target = f"{LIBEXEC}/{program}", files / path.lstrip("/")
    if path != real:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.symlink_to(real)


def _write(files: Path, path: str, text: str, mode: int = 0o644) -> None:
    target = files / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, errors="surrogateescape")
    target.chmod(mode)


def network_script(machine: Machine, blueprint: Blueprint) -> str:
    """`network up|down [NIC]`: what ifup and ifdown, or the init script `network`, do on a real machine."""
    cases = []
    for number, nic in enumerate(machine.nics):
        name = shlex.quote(nic.name)
        cases.append(f"up_{number}() {{\n{_up(nic, name, blueprint)}}}")
        cases.append(f"down_{number}() {{ ip addr flush dev {name}; ip link set {name} down; }}")
    every = " ".join(str(number) for number in range(len(machine.nics)))
    table = "\n".join(f"{shlex.quote(nic.name)}) wanted={number} ;;" for number, nic in enumerate(machine.nics))
    head = ["#!/bin/sh", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *cases, f'case ${{2:-}} in\n"") wanted="{every}" ;;']
    return "\n".join([*head, table, "esac", 'for number in $wanted; do "${1}_$number"; done', ""])


def _up(nic: Nic, name: str, blueprint: Blueprint) -> str:
    lines = []
    if nic.slaves:
        lines += [f"[ -e /sys/class/net/{name} ] || ip link add {name} type bond mode active-backup miimon 100"]
        for slave in nic.slaves:
            lines += [f"ip link set {slave} down", f"ip link set {slave} master {name}", f"ip link set {slave} up"]
    lines += [f"ip link set {name} up", f"ip addr replace {nic.address}/{nic.prefix} brd + dev {name}"]
    for each in blueprint.outside:
        if each.nic == nic.name:
            lines.append(f"ip route replace {each.ip}/32 dev {name}")
    return "".join(f"    {line}\n" for line in lines)


def boot_text(machine: Machine, volumes: Sequence[tuple[str, int, str, int]]) -> str:
    """What a node does before it answers: files at its first boot, networks, the disks below DRBD, then its runlevel."""
    lines = [f"[ -e {PLACE} ] || cp -a /bed/files/. /", f"cp {PLACE}/hosts /etc/hosts"]
    lines += ["modprobe dm-mod; modprobe drbd; modprobe bonding max_bonds=0", f"{PLACE}/network up"]
    for number, path in enumerate(machine.backings):
        quoted = shlex.quote(path)
        lines += [table(number, "create"), f"mkdir -p $(dirname {quoted}); ln -sfn /dev/dm-{number} {quoted}"]
    for resource, number, device, minor in volumes:
        # udev's part, which the nodes have not
        named = f"/dev/drbd/by-res/{resource}"
        lines.append(f"mkdir -p {shlex.quote(f'{named}')}; ln -sfn /dev/drbd{minor} {shlex.quote(f'{named}/{number}')}")
        if device != f"/dev/drbd{minor}":
            lines.append(f"mkdir -p $(dirname {shlex.quote(device)}); ln -sfn /dev/drbd{minor} {shlex.quote(device)}")
    lines.append("mkdir -p /var/log/pacemaker /run/heartbeat /run/resource-agents /run/crm /run/mysqld")
    lines.append("mkdir -p /run/heartbeat/ccm /run/heartbeat/crm /run/heartbeat/dopd /run/heartbeat/rsctmp")
    lines.append("chown hacluster:haclient /run/heartbeat/ccm /run/heartbeat/crm /run/heartbeat/dopd /run/crm")
    lines.append("chown mysql /run/mysqld")
    lines.append("mkdir -p /run/sshd; /usr/sbin/sshd")
    lines.append(f"(while :; do python3 -IS {PLACE}/notary.py {NOTARY_PORT}; sleep 1; done) </dev/null >/dev/null 2>&1 &")
    lines.append(f"[ ! -e /bed/{STARTS} ] || setsid sh {PLACE}/boot.sh </dev/null >/var/log/boot.log 2>&1 &")
    return "\n".join(lines)


def disk(number: int) -> str:
    """The node's disk for its backing device of that number."""
    return f"/dev/ubd{'abcdefghijklmno'[number]}"


def table(number: int, verb: str) -> str:
    """`create`s the backing device of that number, or `load`s it anew: all of the disk. Below it, a disk can be made to fail."""
    return f'dmsetup {verb} {BACKING}{number} --table "0 $(cat /sys/block/{disk(number)[5:]}/size) linear {disk(number)} 0"'
