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

from ..runbook.fences import passwords
from ..runbook.outdate import to_pacemaker
from .clients import Client, channel_to
from .figures import outage, takeover
from .machines import MachineError
from .machines.bed import Bed
from .machines.boards import Boards
from .machines.image import Image
from .managers import starting_at_boot
from .operator import perform
from .preparation import BLANK, Disks, boards, lay_wires
from .results import Generation, Mark, Run, Track, Write
from .scenarios.scenario import Scenario, Start
from .script import Script
from .stage import NotSo, Stage

READY_SECONDS = 400.0
BUILDS = 4
"""So often the first disks are begun, at most."""


class Progress(Protocol):
    """What is told while it runs."""

    def scenario(self, number: int, of: int, name: str, generation: Generation) -> None: ...

    def waiting(self, what: str, seconds_allowed: float) -> contextlib.AbstractContextManager[None]: ...

    def said(self, text: str) -> None: ...

    def result(self, run: Run) -> None: ...


class Wanted(NamedTuple):
    """What is to be played, and where: `disks` has the nodes' disks in the states that scenarios begin with, `logs` keeps the
    nodes' logs of failures."""

    scenarios: Sequence[Scenario]
    disks: Path
    logs: Path


class Rehearsing:
    """The rehearsal of one generation while it runs, on a bed of its own."""

    def __init__(
        self, bed: Bed, image: Image, script: Script, wanted: Wanted, progress: Progress, generation: Generation
    ) -> None:
        self.bed = bed
        self.generation = generation
        self.runs: dict[str, Run] = {}
        """What was played to its end, by the scenarios' names."""
        self._image = image
        self._script = script
        self._wanted = wanted
        self._progress = progress
        self._disks = Disks(bed, script, wanted.disks)
        self._boards = Boards(bed, boards(script))

    def build(self) -> None:
        """The disks that everything begins with. Tried several times: nothing of the clusters takes part yet, and a machine may be
        slow, or a node's kernel not come up."""
        self._progress.said("both nodes boot for the first time; DRBD, file systems and data are made")
        for more in range(BUILDS - 1, -1, -1):
            try:
                self._disks.build(self._progress.said)
                return
            except MachineError as problem:
                if self.bed.gone.is_set() or not more:
                    raise
                self._progress.said(f"{problem}\nonce more, from the beginning")
                self._disks.forget()

    def prepare(self) -> None:
        """Wires and files; the new cluster is configured with crmsh, as an administrator does it."""
        lay_wires(self.bed, self._script.blueprint)
        self._boards.start()
        self._disks.lay_out()

    def configure(self) -> None:
        """The new cluster starts for the first time, and gets its CIB; its disks are kept like that."""
        self._progress.said("the new cluster starts for the first time, and gets its CIB")
        stage = self._stage(BLANK, starts=False)
        stage.boot_both()
        try:
            configure(stage)
        except (NotSo, MachineError):
            self._keep_logs(stage, "preparation")
            raise
        self._boards.rest()
        stage.shut_down_both()
        self._disks.save(Generation.NEW.value)

    def play(self, scenario: Scenario, keep: bool = False) -> None:
        """One of the scenarios that are wanted of this generation. `keep`: the nodes go on after the last of them."""
        scenarios = [each for each in self._wanted.scenarios if self.generation in each.generations]
        number = scenarios.index(scenario) + 1
        self._progress.scenario(number, len(scenarios), scenario.name, self.generation)
        run = self._run(scenario, keep and number == len(scenarios))
        if self.bed.gone.is_set():  # it was judged while its nodes were taken down
            return
        self.runs[scenario.name] = run
        self._progress.result(run)

    def _stage(self, disks: str, *, starts: bool, generation: Generation | None = None) -> Stage:
        restored = self._disks.restore(disks, starts=starts)
        stage = Stage(self.bed, self._script, restored, generation or self.generation, self._waiting)
        stage.clients = {
            service.id: Client(channel_to(service, self.bed, self._image.root)) for service in self._script.blueprint.services
        }
        self._boards.obey(restored, stage.mark)
        return stage

    def _waiting(self, what: str, seconds_allowed: float) -> contextlib.AbstractContextManager[None]:
        return self._progress.waiting(f"{self.generation.value}: {what}", seconds_allowed)

    def _run(self, scenario: Scenario, keep: bool) -> Run:
        boots = scenario.boots or self.generation
        stage = self._fresh(boots)
        begin = time.monotonic()
        before: dict[str, tuple[str, ...]] = {}
        problem = ""
        try:
            for client in stage.clients.values():
                client.start()
            if scenario.start is Start.SERVING:
                stage.boot_both()
                try:
                    wait_ready(stage)
                except NotSo as unready:
                    stage = self._again(stage, boots, str(unready))
                    begin = time.monotonic()
                    wait_ready(stage)
                before = stage.servers()
            scenario.play(stage)
        except (NotSo, MachineError, OSError) as error:
            if self.bed.gone.is_set():
                raise
            problem = str(error)
        run = self._judged(stage, begin, before, problem)
        if not run.succeeded:
            self._keep_logs(stage, f"{scenario.name}-{self.generation.value}")
        if not keep:
            self._switch_off(stage)
        return run

    def _switch_off(self, stage: Stage) -> None:
        self._boards.rest()
        for name in stage.names:
            with contextlib.suppress(KeyError):
                stage.kill(name)

    def _fresh(self, boots: Generation) -> Stage:
        return self._stage(BLANK if boots is Generation.OLD else boots.value, starts=True, generation=boots)

    def _again(self, stage: Stage, boots: Generation, why: str) -> Stage:
        """Another try, from the beginning, where the cluster did not come to rest before the scenario began; it is written down."""
        self._progress.said(f"{self.generation.value}: {why}; once more")
        for client in stage.clients.values():
            client.stop()
        self._switch_off(stage)
        again = self._fresh(boots)
        again.note(f"{why}: both nodes were booted once more")
        for client in again.clients.values():
            client.start()
        again.boot_both()
        return again

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
            self.generation, tuple(tracks), marks, tuple(stage.checks), begin - origin, end - origin,
            stage.losing_is_expected, problem,
        )  # fmt: skip

    def _keep_logs(self, stage: Stage, name: str) -> None:
        """The nodes' logs and consoles, for whoever looks for the reason."""
        for node in stage.names:
            target = self._wanted.logs / name / node
            target.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):
                shutil.copy(self.bed.place / node / "console", target / "console")
            with contextlib.suppress(KeyError, MachineError, OSError, ValueError):
                text = stage.run(node, "cd /var/log; cat /proc/drbd; crm_mon -1rfA 2>&1; dmesg | tail -n 200", check=False)
                (target / "state").write_text(text)
                packed = stage.run(node, "tar -C /var/log -cz . 2>/dev/null | base64", check=False)
                (target / "logs.tar.gz").write_bytes(base64.b64decode(packed))


def versions(image: Image) -> tuple[str, ...]:
    """The programs of both generations in the image, with their versions."""
    status = (image.root / "var/lib/dpkg/status").read_text(errors="replace")
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
            ended = f"pkill -fx 'sleep {stage.figures.initwait:.0f}' && echo over"
            stage.wait(f"check_primary watches on {name}", partial(stage.says, name, ended, "over"), 60)
    else:
        stage.settle()
        stage.watch("node attributes take effect", stage.figures.deadtime / 3 + 5)


def configure(stage: Stage) -> None:
    """The first start of the new cluster: no Pacemaker before both nodes see each other, then the CIB.

    What of the nodes' own files has to change with the cluster is changed by the runbook's steps.
    """
    perform(stage, to_pacemaker(stage.script.names))
    for name in stage.names:
        stage.run(name, f"cp -a /bed/renewed/. / && {starting_at_boot(Generation.NEW)} && /etc/init.d/corosync start")
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
    perform(stage, passwords(stage.script.names.fences, stage.names))
