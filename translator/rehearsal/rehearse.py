"""A whole rehearsal: prepares both generations' disks, plays each scenario on each, and says what was seen."""

from __future__ import annotations

import base64
import contextlib
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from .clients import Client, channel_to
from .figures import outage, takeover
from .machines.bed import Bed, MachineError
from .machines.image import Image
from .preparation import Disks, lay_wires, specs
from .results import Compared, Generation, Mark, Rehearsal, Run, Track, Write
from .scenarios.scenario import Scenario, Start
from .script import Script
from .stage import NotSo, Stage

READY_SECONDS = 400.0


class Progress(Protocol):
    """What is told while it runs."""

    def scenario(self, number: int, of: int, name: str, generation: Generation) -> None: ...

    def waiting(self, what: str, seconds_allowed: float) -> contextlib.AbstractContextManager[None]: ...

    def said(self, text: str) -> None: ...

    def result(self, run: Run) -> None: ...


class Wanted(NamedTuple):
    """What is to be played, and where: `place` is a directory of our own, `logs` one that keeps the nodes' logs of failures."""

    scenarios: Sequence[Scenario]
    generations: Sequence[Generation]
    hurry: float
    place: Path
    logs: Path


class Rehearsing:
    """A rehearsal while it runs."""

    def __init__(self, bed: Bed, image: Image, script: Script, wanted: Wanted, progress: Progress) -> None:
        self._bed = bed
        self._image = image
        self._script = script
        self._wanted = wanted
        self._progress = progress
        self._disks = Disks(bed, script, wanted.place / "disks")

    def prepare(self) -> None:
        """Disks for both generations. The new one is configured with crmsh, as an administrator does it."""
        lay_wires(self._bed, self._script.blueprint)
        self._progress.said("both nodes boot for the first time; DRBD, file systems and data are made")
        self._disks.build(self._progress.said)
        if Generation.NEW in self._wanted.generations:
            self._progress.said("the new cluster starts, and gets its CIB")
            stage = self._stage(Generation.NEW, "none")
            stage.boot_both()
            try:
                configure(stage)
            except (NotSo, MachineError):
                self._keep_logs(stage, "preparation")
                raise
            stage.shut_down_both()
            self._disks.save("new")

    def play(self, keep: bool = False) -> Rehearsal:
        """All that is wanted, in its order. `keep`: the nodes of the last run go on."""
        compared = []
        for number, scenario in enumerate(self._wanted.scenarios, 1):
            runs: dict[Generation, Run] = {}
            for generation in (each for each in self._wanted.generations if each in scenario.generations):
                self._progress.scenario(number, len(self._wanted.scenarios), scenario.name, generation)
                last = scenario is self._wanted.scenarios[-1] and generation is self._wanted.generations[-1]
                runs[generation] = self._run(scenario, generation, keep and last)
                self._progress.result(runs[generation])
            difference = scenario.difference(self._script)
            compared.append(
                Compared(
                    scenario.name, scenario.title, runs.get(Generation.OLD), runs.get(Generation.NEW), difference, scenario.memo
                )
            )
        blueprint = self._script.blueprint
        return Rehearsal(blueprint.names, self._wanted.hurry, tuple(compared), blueprint.scripts, self._versions())

    def _stage(self, generation: Generation, boots: str | None = None) -> Stage:
        restored = self._disks.restore("none" if boots == "none" else generation.value, boots or generation.value)
        stage = Stage(self._bed, self._script, restored, generation, self._progress.waiting)
        stage.clients = {
            service.id: Client(channel_to(service, self._bed, self._image.root)) for service in self._script.blueprint.services
        }
        return stage

    def _run(self, scenario: Scenario, generation: Generation, keep: bool) -> Run:
        stage = self._stage(scenario.boots or generation)
        begin = time.monotonic()
        before: dict[str, tuple[str, ...]] = {}
        problem = ""
        try:
            for client in stage.clients.values():
                client.start()
            if scenario.start is Start.SERVING:
                stage.boot_both()
                wait_ready(stage)
                before = stage.servers()
            scenario.play(stage)
        except (NotSo, MachineError, OSError) as error:
            problem = str(error)
        run = self._judged(stage, begin, before, problem)
        if not run.succeeded:
            self._keep_logs(stage, f"{scenario.name}-{generation.value}")
        if not keep:
            for name in stage.names:
                with contextlib.suppress(KeyError):
                    stage.kill(name)
        return run

    def _judged(self, stage: Stage, begin: float, before: dict[str, tuple[str, ...]], problem: str) -> Run:
        after = stage.servers()
        end = time.monotonic()
        for client in stage.clients.values():
            client.stop()
        origin = stage.fault_at or begin
        tracks = []
        for service in stage.services:
            client = stage.clients[service.id]
            writes = tuple(Write(each.at - origin, each.node) for each in client.acknowledged)
            missing = client.missing() if after[service.id] else None
            if missing is None and client.acknowledged and not problem and stage.expected.get(service.id):
                problem = f"{service.id}: nobody could be asked which writes are there"
            was = before.get(service.id, ())
            tracks.append(
                Track(
                    service.id,
                    service.address.ip,
                    was,
                    after[service.id],
                    stage.expected.get(service.id, ()),
                    writes,
                    len(missing or ()),
                    outage(writes, end - origin),
                    takeover(writes, was),
                )
            )
        marks = tuple(stage.relative()) if stage.fault_at else (Mark(0.0, "nothing was done"),)
        return Run(
            stage.generation, tuple(tracks), marks, tuple(stage.checks), begin - origin, end - origin,
            stage.losing_is_expected, problem,
        )  # fmt: skip

    def _keep_logs(self, stage: Stage, name: str) -> None:
        """The nodes' logs and consoles, for whoever looks for the reason."""
        for node in stage.names:
            target = self._wanted.logs / name / node
            target.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                shutil.copy(self._bed.place / node / "console", target / "console")
            with contextlib.suppress(KeyError, MachineError, OSError, ValueError):
                text = stage.run(node, "cd /var/log; cat /proc/drbd; crm_mon -1rfA 2>&1; dmesg | tail -n 200", check=False)
                (target / "state").write_text(text)
                packed = stage.run(node, "tar -C /var/log -cz . 2>/dev/null | base64", check=False)
                (target / "logs.tar.gz").write_bytes(base64.b64decode(packed))

    def _versions(self) -> tuple[str, ...]:
        status = (self._image.root / "var/lib/dpkg/status").read_text(errors="replace")
        found = {}
        for entry in status.split("\n\n"):
            fields = dict(line.partition(": ")[::2] for line in entry.splitlines() if line[:1].isalpha())
            found[fields.get("Package", "")] = fields.get("Version", "")
        wanted = ("heartbeat", "corosync", "pacemaker", "drbd-utils", "mariadb-server", "resource-agents")
        return tuple(f"{name} {found[name]}" for name in wanted if name in found)


def wait_ready(stage: Stage) -> None:
    """Until both nodes serve what is theirs, all data is whole, the cluster is at rest, and check_primary watches."""
    stage.wait("every service runs on its own node", lambda: stage.at_home() and stage.connected(), READY_SECONDS)
    if stage.is_old:
        for name in sorted(stage.watched):
            waits = f"pgrep -fx 'sleep {stage.figures.initwait:.0f}' || echo over"
            stage.wait(f"check_primary watches on {name}", partial(stage.says, name, waits, "over"), stage.figures.initwait + 60)
    else:
        stage.run(stage.names[0], stage.manager.idle, check=False)
        stage.watch("node attributes take effect", stage.figures.deadtime / 3 + 5)


def configure(stage: Stage) -> None:
    """The first start of the new cluster: no Pacemaker before both nodes see each other, then the CIB."""
    for name in stage.names:
        stage.run(name, "cp -a /bed/renewed/. / && /etc/init.d/corosync start")
    for name in stage.names:
        stage.wait(
            f"{name} sees both nodes", partial(stage.says, name, "corosync-quorumtool -s", "Total votes:      2"), 60
        )
    for name in stage.names:
        stage.run(name, "/etc/init.d/pacemaker start")
    first = stage.names[0]
    online = f"Online: [ {' '.join(sorted(stage.names))} ]"
    stage.wait("both nodes are online", partial(stage.says, first, "crm_mon -1 2>&1", online), 120)
    answer = stage.node(first).run("crm configure load xml replace /rehearsal/cib.xml", timeout=120)
    if answer.stdout.strip() or answer.stderr.strip():
        stage.note(f"crm said: {answer.stdout}{answer.stderr}".strip())


__all__ = ["Rehearsing", "Wanted", "configure", "specs", "wait_ready"]
