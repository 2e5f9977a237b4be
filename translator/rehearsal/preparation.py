"""From two trees to disks that both generations boot from: copies, conversion, a first boot, DRBD, file systems, a database.

The disks are made once for a rehearsal. Each scenario begins with a fresh copy of them, so that none can spoil the next.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .. import pipeline
from ..diagnostics import Outcome, Severity, has_errors
from ..install_agents import install
from ..plan.ends import Ground
from ..plan.wires import position, wires
from ..source import Word
from ..syntax.check_primary import CheckPrimary
from ..syntax.network import hosts
from .blueprint import Blueprint, Database, Service
from .bonds import bonds
from .clients import CREATE
from .draw import draw
from .furnishing import STARTS, boot_text, furnish, furnish_system
from .machines import MachineError
from .machines.bed import Bed
from .machines.boards import BoardSpec
from .machines.image import FIRST_DATA
from .machines.node import Nic, Node, NodeSpec
from .managers import starting_at_boot
from .operator import provide
from .results import Generation
from .script import Figures, Script
from .trees import SLOWER, copied, place_check_primary, replace_passwords, shorten

DISK_MIB = 256
SYSTEM_MIB = 1024
MEMORY = "700M"
BLANK = "blank"
"""The state of the disks on which no cluster ever ran: that is also how the old one finds them."""


def script(directory: str, other: str, place: Path, factor: float) -> Outcome[Script | None]:
    """Reads both trees, works out the machines, and converts the shortened copies; None where any of that is refused."""
    given = pipeline.pair(directory, other)
    planned = pipeline.planned(directory)
    if given.value is None or planned.value is None or has_errors(planned.diagnostics):
        return Outcome(None, given.diagnostics)
    sides, nics, found = given.value.sides, given.value.nics, list(given.diagnostics)
    linked = wires(*sides, nics)
    found += linked.diagnostics
    if has_errors(found):
        return Outcome(None, tuple(found))
    names: tuple[Word, ...] = sides[0].configuration.settings.nodes
    grounds = [Ground(side, nic, hosts(side.hosts)) for side, nic in zip(sides, nics)]
    order = (1, 0) if position(names, *grounds) else (0, 1)
    known = [bonds(given.value.trees[each].etc_file) for each in order]
    drawn = draw([sides[each] for each in order], planned.value, linked.value, [nics[each] for each in order], known)
    if drawn.value is None:
        return Outcome(None, (*found, *drawn.diagnostics))
    blueprint = drawn.value

    copies = [copied(path, place / f"tree{number}") for number, path in enumerate((directory, other), 1)]
    main = next((service for service in blueprint.services if service.database), blueprint.services[0])
    password = secrets.token_hex(8)  # as long as IPMI 1.5 takes
    for copy, side in zip(copies, sides):
        replace_passwords(copy, side, password)
        shorten(copy, side.configuration.settings, factor)
        place_check_primary(copy, side, main, factor)
    cib = pipeline.convert(str(copies[0].directory))
    conf = pipeline.corosync(str(copies[0].directory), str(copies[1].directory))
    named = pipeline.runbook_names(str(copies[0].directory), str(copies[1].directory))
    if not (cib.value and conf.value and named.value):
        # Shortened, times may no longer fit each other, or what Heartbeat and corosync can do.
        refused = [each for outcome in (cib, conf, named) for each in outcome.diagnostics if each.severity is Severity.ERROR]
        return Outcome(None, tuple(dict.fromkeys(refused)))
    files, systems = [], []
    for number, machine in enumerate(blueprint.machines):
        target = place / "files" / machine.name
        furnish(target, blueprint, machine, copies[order[number]], sides[order[number]])
        files.append(target)
        system = place / "systems" / machine.name
        furnish_system(system, blueprint, machine, copies[order[number]])
        systems.append(system)
    renewed = place / "renewed"
    _new_generation(renewed, conf.value, cib.value)
    settings = sides[0].configuration.settings
    check = sides[0].configuration.check or CheckPrimary()
    starts = [side.configuration.settings.check_primary is not None for side in sides]
    detection = check.interval + check.retrycount * (check.retryinterval + 5)
    made = Script(
        blueprint,
        (files[0], files[1]),
        cib.value,
        Figures(
            settings.deadtime.ms / 1000 / factor,
            settings.initdead.ms / 1000 / factor,
            check.initwait * SLOWER if any(starts) else 0,
            max(detection, settings.deadping.ms / 1000) / factor,
        ),
        frozenset(machine.name for number, machine in enumerate(blueprint.machines) if starts[order[number]]),
        settings.ipfail is not None,
        settings.fails_back,
        any(resource.option("wfc-timeout") in (None, "0") for resource in sides[0].configuration.drbd or ()),
        (copies[0].directory, copies[1].directory),
        named.value,
        renewed,
        (systems[0], systems[1]),
        password,
    )
    return Outcome(made, tuple(found))


def _new_generation(files: Path, conf: bytes, cib: bytes) -> None:
    place = files / "etc/corosync"
    place.mkdir(parents=True, exist_ok=True)
    (place / "corosync.conf").write_bytes(conf)
    key = place / "authkey"
    key.write_bytes(os.urandom(256))
    key.chmod(0o400)
    (files / "rehearsal").mkdir()
    (files / "rehearsal/cib.xml").write_bytes(cib)
    install(files)


def specs(made: Script) -> dict[str, NodeSpec]:
    """The nodes as the bed boots them."""
    blueprint = made.blueprint
    found = {}
    for machine in blueprint.machines:
        nics = {}
        for nic in machine.nics:
            nics.update({slave: Nic(nic.name) for slave in nic.slaves} or {nic.name: Nic(nic.name)})
        volumes = [(each.resource, each.number, each.device, each.minor) for each in blueprint.volumes]
        boot = boot_text(machine, volumes)
        sizes = [DISK_MIB] * len(machine.backings)
        found[machine.name] = NodeSpec(machine.name, nics, sizes, MEMORY, boot, SYSTEM_MIB)
    return found


def lay_wires(bed: Bed, blueprint: Blueprint) -> None:
    """The networks outside the nodes: gateways, the nodes' boards, and the client's own addresses."""
    for nic, address in blueprint.clients:
        bed.network(nic)
        bed.ip(f"addr add {address} dev {nic}")
    for each in blueprint.outside:
        bed.network(each.nic)
        bed.ip(f"addr add {each.ip}/32 dev {each.nic}")


def boards(made: Script) -> list[BoardSpec]:
    """The nodes' boards as they are started beside the bed."""
    return [BoardSpec(each.node, each.ip, each.port, each.user, made.password) for each in made.blueprint.boards]


class Disks:
    """The disks of both nodes, in the states that scenarios begin with."""

    def __init__(self, bed: Bed, made: Script, place: Path) -> None:
        self._bed = bed
        self._script = made
        self._place = place
        self._specs = specs(made)

    def lay_out(self) -> None:
        """What the nodes find in their directories on the host: their files, what the new generation adds, the administrator's."""
        names = self._script.blueprint.names
        for name, files in zip(names, self._script.files):
            place = self._bed.place / name
            place.mkdir(parents=True, exist_ok=True)
            shutil.copytree(files, place / "files", symlinks=True)
            shutil.copytree(self._script.renewed, place / "renewed", symlinks=True)
        provide(self._bed.place / names[0] / "admin", self._script.trees)

    def build(self, said: Callable[[str], None]) -> None:
        """A first boot: DRBD, file systems and databases on both nodes' disks, nothing started. The old cluster starts at boot."""
        names = self._script.blueprint.names
        nodes = {name: self._bed.boot(self._specs[name]) for name in names}
        for node in nodes.values():
            node.wait_up()
        volumes = self._script.blueprint.volumes
        resources = tuple(dict.fromkeys(volume.resource for volume in volumes))
        for node in nodes.values():
            node.run("".join(f"drbdadm create-md --force {each} && drbdadm up {each} && " for each in resources) + "true")
        for node in nodes.values():
            node.poll("cat /proc/drbd", lambda text: text.count("cs:Connected") == len(volumes))
        first = nodes[names[0]]
        for volume in volumes:
            # two empty disks are equal: no first synchronisation. DRBD refuses while its handshake is not over
            said(f"{volume.resource}: both disks are declared equal")
            first.poll(
                f"drbdadm new-current-uuid --clear-bitmap {volume.resource}/{volume.number} 2>&1; cat /proc/drbd; true",
                partial(_is_whole, volume.minor),
            )
        for service in self._script.blueprint.services:
            said(f"{service.id}: file systems and data")
            _fill(nodes[service.home], service)
        for node in nodes.values():
            node.run("".join(f"drbdadm down {each};" for each in resources) + starting_at_boot(Generation.OLD))
            node.power_off()
        self.save(BLANK)

    def forget(self) -> None:
        """Ends the nodes, and takes their disks away."""
        for node in self._bed.nodes.values():
            node.kill()
        for name in self._script.blueprint.names:
            for disk in _disks(self._bed.place / name):
                disk.unlink()

    def save(self, state: str) -> None:
        """Keeps the disks as they are now, under this name. The nodes are off."""
        for name in self._script.blueprint.names:
            target = self._place / state / name
            target.mkdir(parents=True, exist_ok=True)
            for disk in _disks(self._bed.place / name):
                _sparse(disk, target / disk.name)

    def restore(self, state: str, *, starts: bool) -> dict[str, NodeSpec]:
        """Puts the disks as they were saved. `starts`: the nodes will start at boot what their runlevel has, and else nothing."""
        for name in self._script.blueprint.names:
            for disk in _disks(self._place / state / name):
                _sparse(disk, self._bed.place / name / disk.name)
            mark = self._bed.place / name / STARTS
            if starts:
                mark.touch()
            else:
                mark.unlink(missing_ok=True)
        return self._specs


def _disks(place: Path) -> list[Path]:
    return [path for path in sorted(place.iterdir()) if path.name == "system" or path.name.startswith("disk")]


def _sparse(source: Path, target: Path) -> None:
    done = subprocess.run(["cp", "--sparse=always", str(source), str(target)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise MachineError(done.stderr.strip())


def _is_whole(minor: int, text: str) -> bool:
    """Whether /proc/drbd says so of a volume."""
    return any(line.lstrip().startswith(f"{minor}:") and "ds:UpToDate/UpToDate" in line for line in text.splitlines())


def _first_data(database: Database) -> str:
    """The system tables that were made when the image was built, at the places of my.cnf."""
    home = dict(database.settings).get("innodb_data_home_dir", database.datadir)
    log = dict(database.settings).get("innodb_log_group_home_dir", database.datadir)
    places, data = shlex.join(database.directories), shlex.quote(database.datadir)
    parts = ((home, "ibdata1"), (log, "ib_logfile0"))
    return "\n".join(
        [
            "set -e",
            f"mkdir -p {places}",
            f"cp -a {FIRST_DATA}/. {data}/",
            *(f"[ {shlex.quote(place)} -ef {data} ] || mv {data}/{name} {shlex.quote(place)}/" for place, name in parts),
            f"chown -R {shlex.quote(database.user)}: {places}",
        ]
    )


def _fill(node: Node, service: Service) -> None:
    """Makes what a service stands on, on its own node, and takes it down again."""
    for volume in service.volumes:
        node.run(f"drbdadm primary {volume.resource}")
    for mount in service.mounts:
        device, directory = shlex.quote(mount.device), shlex.quote(mount.directory)
        # DRBD sends what is discarded as zeros, all of it over the wire
        node.run(f"mkfs.{mount.fstype} -q -F -E nodiscard {device}")
        node.run(f"mkdir -p {directory} && mount -t {mount.fstype} {device} {directory}")
    database = service.database
    if database is not None:
        node.run(_first_data(database), timeout=200)
        node.run(f"/etc/init.d/{database.script} start", timeout=200)
        node.run(f"mariadb --no-defaults --socket={database.socket} <<'END'\n{CREATE}END")
        node.run(f"/etc/init.d/{database.script} stop", timeout=200)
    for mount in reversed(service.mounts):
        node.run(f"umount {shlex.quote(mount.directory)}")
    for volume in service.volumes:
        node.run(f"drbdadm secondary {volume.resource}")


