"""One generation of the cluster as a scenario sees it: nodes, services, clients, and what can be done to them."""

from __future__ import annotations

import contextlib
import json
import shlex
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Optional, Protocol

from .blueprint import Blueprint, Service
from .clients import Client
from .furnishing import PLACE, STARTS
from .machines import MachineError
from .machines.bed import Bed
from .machines.node import Node, NodeSpec
from .managers import MANAGERS, Manager
from .operator import ARRIVAL, WORK
from .results import Check, Generation, Mark
from .script import Figures, Script

EVERY = 0.5
"""Seconds between two looks at what is waited for."""


class Waiting(Protocol):
    """What shows the user that something is waited for, while the body runs, and for how many seconds at most."""

    def __call__(self, what: str, seconds_allowed: float) -> contextlib.AbstractContextManager[None]: ...


class State(NamedTuple):
    """What a node holds at one moment; everything is empty where it is dead or does not answer."""

    alive: bool
    addresses: frozenset[str]
    mounts: frozenset[tuple[str, str]]
    drbd: dict[str, dict[str, str]]
    sockets: frozenset[str]


class NotSo(Exception):
    """What a scenario waited for did not come; the message says what, and what was there instead."""


class Stage:
    """The running cluster. Scenarios act on it; what they found is in `marks`, `checks`, `expected`."""

    def __init__(
        self, bed: Bed, script: Script, specs: dict[str, NodeSpec], generation: Generation, waiting: Waiting
    ) -> None:
        self.bed = bed
        self.script = script
        self.blueprint: Blueprint = script.blueprint
        self.figures: Figures = script.figures
        self.generation = generation
        self.manager: Manager = MANAGERS[generation]
        self.clients: dict[str, Client] = {}
        self.marks: list[tuple[float, str]] = []
        self.checks: list[Check] = []
        self.expected: dict[str, tuple[str, ...]] = {}
        self.fault_at: float | None = None
        self.losing_is_expected = False
        self._specs = specs
        self._waiting = waiting

    # ------------------------------------------------------------------------------------------------ nodes and services

    @property
    def is_old(self) -> bool:
        return self.generation is Generation.OLD

    @property
    def names(self) -> tuple[str, str]:
        return self.blueprint.names

    @property
    def password(self) -> str:
        return self.script.password

    @property
    def services(self) -> tuple[Service, ...]:
        return self.blueprint.services

    @property
    def main(self) -> Service:
        return self.script.main

    @property
    def watched(self) -> frozenset[str]:
        """The nodes on which the old cluster had a check_primary."""
        return self.script.watched

    @property
    def fails_back(self) -> bool:
        return self.script.fails_back

    @property
    def active(self) -> str:
        """The node that is to serve the main service while nothing is wrong."""
        return self.main.home

    @property
    def passive(self) -> str:
        return self.blueprint.peer(self.active)

    def node(self, name: str) -> Node:
        return self.bed.nodes[name]

    def boot(self, name: str) -> None:
        """Switches a node on; it starts its part of the cluster by itself, and this returns when it answers."""
        self.bed.boot(self._specs[name]).wait_up()

    def kill(self, name: str) -> None:
        self.node(name).kill()

    def run(self, name: str, command: str, timeout: float = 120.0, check: bool = True) -> str:
        """What a command on a node prints."""
        return self.node(name).run(command, timeout=timeout, check=check).stdout

    def obey(self, name: str, command: str, seconds: float, what: str) -> None:
        """Runs an operator's command to its end, shown as waiting; raises NotSo where it fails."""
        with self._waiting(what, seconds):
            answer = self.node(name).run(command, timeout=seconds, check=False)
        if answer.status != 0:
            raise NotSo(f"{what}: {name} answers {answer.status}: {(answer.stdout + answer.stderr).strip()[-1500:]}\n{command}")

    def become(self, generation: Generation) -> None:
        """From now on the nodes are run by the other generation."""
        self.generation = generation
        self.manager = MANAGERS[generation]

    def tell(self, name: str, command: str) -> None:
        """Starts a command on a node, and does not wait for its end."""
        self.node(name).run(f"setsid sh -c {shlex.quote(command)} </dev/null >/var/log/told.log 2>&1 &", timeout=20, check=False)

    # ------------------------------------------------------------------------------------------------------- looking

    def state(self, name: str) -> State:
        """What a node holds now."""
        node = self.bed.nodes.get(name)
        sockets = [service.database.socket for service in self.services if service.database]
        if node is None or not node.is_alive:
            return _NOTHING
        try:
            answer = node.run(f"python3 -IS {PLACE}/survey.py {shlex.join(sockets)}", timeout=20)
            found = json.loads(answer.stdout)
        except (OSError, ValueError, MachineError):
            return _NOTHING
        return State(
            True,
            frozenset(ip for _, ip in found["addresses"]),
            frozenset((device, place) for device, place in found["mounts"]),
            found["drbd"],
            frozenset(found["sockets"]),
        )

    def serving(self, state: State, service: Service) -> bool:
        """Whether all of a service is on the node: addresses, promoted DRBD, file systems, and a mysqld that answers."""
        return (
            all(address.ip in state.addresses for address in service.addresses)
            and all(state.drbd.get(str(volume.minor), {}).get("role") == "Primary" for volume in service.volumes)
            and {mount.directory for mount in service.mounts} <= {place for _, place in state.mounts}
            and (service.database is None or service.database.socket in state.sockets)
        )

    def servers(self) -> dict[str, tuple[str, ...]]:
        """The nodes that serve each service at this moment."""
        states = {name: self.state(name) for name in self.names}
        return {service.id: tuple(name for name in self.names if self.serving(states[name], service)) for service in self.services}

    def drbd(self, name: str, minor: int | None = None) -> dict[str, str]:
        """DRBD's states on a node, of the main service's first volume where no minor is given."""
        wanted = self.main.volumes[0].minor if minor is None else minor
        return self.state(name).drbd.get(str(wanted), {})

    def connected(self) -> bool:
        """Whether all DRBD volumes are whole and connected, on both nodes."""
        wanted = {str(volume.minor) for volume in self.blueprint.volumes}
        for name in self.names:
            found = self.state(name).drbd
            if not all(found.get(minor, {}).get("disk") == "UpToDate" == found[minor]["peer"] for minor in wanted):
                return False
        return True

    # ------------------------------------------------------------------------------------------------------- waiting

    def wait(self, what: str, holds: Callable[[], bool], seconds: float) -> None:
        """Until something holds; raises NotSo after `seconds`."""
        give_up = time.monotonic() + seconds
        with self._waiting(what, seconds):
            while not holds():
                if time.monotonic() > give_up:
                    raise NotSo(f"after {seconds:.0f} s still not so: {what}")
                self._pause(EVERY)

    def watch(self, what: str, seconds: float) -> None:
        """Lets time pass."""
        with self._waiting(what, seconds):
            self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        if self.bed.gone.wait(seconds):
            raise MachineError("the nodes were taken down")

    def writes_reach(self, service: Service, nodes: Sequence[str], since: float) -> bool:
        """Whether the client's last write, later than `since`, was taken by one of the nodes."""
        latest = self.clients[service.id].latest()
        return latest is not None and latest.at > since and latest.node in nodes

    def at_home(self) -> bool:
        """Whether each service runs on its own node, and takes writes there."""
        now = time.monotonic() - 3
        return all(self.writes_reach(service, (service.home,), now) for service in self.services) and self.servers() == self.homes

    @property
    def homes(self) -> dict[str, tuple[str, ...]]:
        return {service.id: (service.home,) for service in self.services}

    # ------------------------------------------------------------------------------------------------------- acting

    def fault(self, text: str) -> None:
        """Says that the fault comes now: time 0 of the scenario."""
        self.fault_at = time.monotonic()
        self.marks.append((self.fault_at, text))

    def mark(self, text: str) -> None:
        """Something else that is done: a repair, a step of the operator."""
        self.marks.append((time.monotonic(), text))

    def check(self, expected: str, seen: str, held: bool) -> None:
        self.checks.append(Check(expected, seen, held))

    def check_nobody_serves(self, expected: str) -> None:
        """Checks that no node serves the main service now; `expected` says it for people."""
        served = self.servers()[self.main.id]
        self.check(expected, " and ".join(served) or "nobody", not served)

    def expect(self, where: dict[str, Optional[str]], seconds: float | None = None) -> None:
        """Waits until each service is where it is to be in the end (None: nowhere), and then whether it stays there."""
        self.expected = {name: (node,) if node else () for name, node in where.items()}
        services = {service.id: service for service in self.services}
        asked = time.monotonic()
        allowed = self.figures.deadtime + self.figures.detection + self.figures.slack if seconds is None else seconds

        def arrived() -> bool:
            reached = all(self.writes_reach(services[name], nodes, asked) for name, nodes in self.expected.items() if nodes)
            return reached and self.servers() == self.expected

        told = ", ".join(f"{name} on {node}" if node else f"{name} nowhere" for name, node in where.items())
        with contextlib.suppress(NotSo):  # what is there instead is seen at the end
            self.wait(told, arrived, allowed)
        self.watch("whether it stays so", self.figures.deadtime)

    def expect_nothing_moves(self, seconds: float | None = None) -> None:
        """Watches for as long as a takeover would take, that every service stays where it is."""
        self.expected = self.homes
        allowed = self.figures.deadtime * 2 + self.figures.detection + 10
        self.watch("whether nothing moves", allowed if seconds is None else seconds)

    def homes_of_one(self) -> dict[str, Optional[str]]:
        """Each service at home, as `expect` takes it."""
        return {service.id: service.home for service in self.services}

    def wait_served_by(self, node: str) -> None:
        """Until one node serves everything; raises NotSo where that takes too long."""
        wanted = {service.id: (node,) for service in self.services}
        allowed = self.figures.deadtime + self.figures.detection + self.figures.slack
        self.wait(f"{node} serves everything", lambda: self.servers() == wanted, allowed)

    def is_whole(self) -> bool:
        """Whether both nodes are in the cluster, and all data is whole and connected."""
        running = all(self.node(name).run(self.manager.running, check=False).status == 0 for name in self.names)
        return running and self.connected()

    def note(self, text: str) -> None:
        """Something seen that is written down, and not judged."""
        self.checks.append(Check("written down", text, True))

    def boot_both(self) -> None:
        """Switches both nodes on at once."""
        for name in self.names:
            self.bed.boot(self._specs[name])
        for name in self.names:
            self.node(name).wait_up()

    def shut_down(self, name: str) -> None:
        """What `shutdown` does: the runlevel's scripts, and the power."""
        self.run(name, f"{self.manager.stop}; for each in $(drbdadm sh-resources); do drbdadm down $each; done", 300, check=False)
        self.node(name).power_off()

    def shut_down_both(self) -> None:
        """Both at once, so that nothing moves from one to the other."""
        for name in self.names:
            self.tell(name, f"{self.manager.stop}; touch /run/stopped")
        for name in self.names:
            self.wait(f"{name} has stopped", partial(self.says, name, "ls /run", "stopped"), self.figures.slack)
        for name in self.names:
            self.shut_down(name)

    def says(self, name: str, command: str, word: str) -> bool:
        """Whether a word is in what a command on a node prints."""
        return word in self.run(name, command, check=False)

    def settle(self) -> None:
        """Until the cluster manager has nothing left to do, but not for long."""
        self.run(self.active, self.manager.idle, check=False)

    def reboot(self, name: str) -> None:
        self.shut_down(name)
        self.boot(name)

    def reinstall(self, name: str) -> None:
        """A node gets a new system, which starts no cluster. Of the old one nothing is left, but for the disks below DRBD.

        The machine of the administrator, which the first node plays as well, keeps what it has.
        """
        administers = name == self.names[0]
        if administers:
            self.run(name, f"tar -C {WORK} -cf /bed/kept.tar .")
        node, files = self.node(name), self.bed.place / name / "files"
        node.power_off()
        node.lose_system()
        shutil.rmtree(files)
        shutil.copytree(self.script.systems[self.names.index(name)], files, symlinks=True)
        (self.bed.place / name / STARTS).unlink(missing_ok=True)
        self.boot(name)
        if administers:
            self.run(name, f"{ARRIVAL} && mkdir -p {WORK} && tar -C {WORK} -xf /bed/kept.tar")

    def relative(self) -> Iterator[Mark]:
        origin = self.fault_at or 0.0
        for at, text in self.marks:
            yield Mark(at - origin, text)


_NOTHING = State(False, frozenset(), frozenset(), {}, frozenset())
