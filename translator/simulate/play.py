"""Plays every scenario on a CIB and holds what Pacemaker would do against what Heartbeat did."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import NamedTuple

from lxml import etree

from ..diagnostics import Diagnostic, Outcome, error, warning
from ..model import Behaviour
from . import words
from .cluster import Cluster, State
from .heartbeat import NOTHING_RUNS, Standing, standing
from .orders import got_order, wanted_order
from .scenarios import Scenario, scenarios
from .scheduler import ProgramMissing, SchedulerFailed, parse, program
from .world import World

Told = dict[str, list[str]]
"""For each service, the words of each step."""


class Result(NamedTuple):
    """One scenario's judgement. `details` are lines for whoever wants to know more, of failures above all."""

    name: str
    title: str
    expected: str
    got: str
    why: str
    ok: bool
    details: tuple[str, ...] = ()


def play(
    cib: bytes, nodes: Sequence[str], behaviour: Behaviour, only: Collection[str] | None = None
) -> Outcome[tuple[Result, ...]]:
    """The results of all scenarios that fit `behaviour`, in order; none, and an error, where there is nothing to judge with.

    `only` are the names of scenarios to be content with.
    """
    try:
        root = parse(cib)
    except (etree.XMLSyntaxError, ValueError) as problem:
        return Outcome((), (error("H801", None, f"the CIB is no XML: {problem}", help="write it with 'ha1to2 convert'"),))
    if root.tag != "cib" or root.find("configuration/resources") is None:
        message = f"this is no CIB with resources, but a '{root.tag}'"
        return Outcome((), (error("H801", None, message, help="save one with 'cibadmin --query', or use 'ha1to2 convert'"),))
    found = tuple(_missing(root, behaviour))
    try:
        theatre = _Theatre(Cluster(program(os.environ), cib, nodes), behaviour)
        rows = [scenario for scenario in scenarios(behaviour, nodes) if only is None or scenario.name in only]
        return Outcome(theatre.play(rows), found)
    except ProgramMissing:
        help = "apt install pacemaker-cli-utils"
        return Outcome((), (*found, error("H802", None, "crm_simulate is not installed", help=help)))
    except SchedulerFailed as problem:
        message = f"Pacemaker's scheduler does not take this CIB: {problem}"
        return Outcome((), (*found, error("H803", None, message, help="crm_verify -V -x says what is wrong with it")))


def _missing(root: etree._Element, behaviour: Behaviour) -> list[Diagnostic]:
    """Resources that the old cluster had and the CIB has not, under the ids that they are given in conversion."""
    known = {entry.get("id") for entry in root.iterfind("configuration/resources//*")}
    found = []
    for service in behaviour.services:
        for name in (*service.start_order, *(disk.primitive for disk in service.replicated)):
            if name not in known:
                message = f"the CIB has no resource '{name}', which the configuration becomes"
                found.append(warning("H804", None, message, help="keep the ids that 'ha1to2 convert' gives: results go by them"))
    return found


class _Theatre:
    """One CIB, many scenarios. States that scenarios have in common are simulated once."""

    def __init__(self, cluster: Cluster, behaviour: Behaviour) -> None:
        self.cluster = cluster
        self.behaviour = behaviour
        self.states: dict[tuple[World, ...], State] = {(): cluster.blank}

    def play(self, rows: Sequence[Scenario]) -> tuple[Result, ...]:
        from concurrent.futures import ThreadPoolExecutor  # crm_simulate runs beside us; threads wait for it

        if rows:
            self.state(rows[0].worlds[:1])
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            return tuple(pool.map(self.result, rows))

    def state(self, worlds: tuple[World, ...]) -> State:
        """The cluster after all of `worlds`."""
        if worlds not in self.states:
            self.states[worlds] = self.cluster.after(self.state(worlds[:-1]), worlds[-1])
        return self.states[worlds]

    def result(self, scenario: Scenario) -> Result:
        path = [self.state(scenario.worlds[:count]) for count in range(len(scenario.worlds) + 1)]
        started = len(path) > 2 and path[1].world == World(frozenset(self.cluster.nodes))
        if scenario.order:
            expected, got = wanted_order(self.behaviour, scenario.order), got_order(self.behaviour, scenario.order, path[-1])
            ok = expected == got
        else:
            foretold, seen = self.foretold(scenario), self.seen(path)
            ok = foretold == seen
            if started and not _differ(foretold, seen, 0):
                # That all starts well is told by its own scenario.
                foretold, seen = _without_first(foretold), _without_first(seen)
            expected, got = words.of_all(self.behaviour, foretold), words.of_all(self.behaviour, seen)
        if path[-1].violations:
            ok, got = False, f"{got}, and {'; '.join(path[-1].violations)}"
        details = () if ok else _details(path[2:] if started else path[1:])
        return Result(scenario.name, scenario.title, expected, got, scenario.why, ok, details)

    def foretold(self, scenario: Scenario) -> Told:
        told: Told = {service.id: [] for service in self.behaviour.services}
        before: Standing = NOTHING_RUNS
        fences = self.cluster.inventory.fences
        for world in scenario.worlds:
            after = standing(self.behaviour, self.cluster.nodes, before, world, fences=fences)
            for service, text in words.all_foretold(self.behaviour, before, after).items():
                told[service].append(text)
            before = after
        return told

    def seen(self, path: Sequence[State]) -> Told:
        return {
            service.id: [words.seen(service, before, after) for before, after in zip(path, path[1:])]
            for service in self.behaviour.services
        }


def _differ(foretold: Told, seen: Told, step: int) -> bool:
    return any(foretold[service][step] != seen[service][step] for service in foretold)


def _without_first(told: Told) -> Told:
    return {service: steps[1:] for service, steps in told.items()}


_SHOWN = 40
"""How many actions of a step the details name."""


def _details(path: Sequence[State]) -> tuple[str, ...]:
    """What the cluster did, step by step; monitors and notifications left out."""
    lines = []
    for number, state in enumerate(path, 1):
        steps = [
            f"{action.task} {action.resource} on {action.node}"
            for action in state.actions
            if action.task not in ("monitor", "notify", "cancel")
        ]
        lines.append(f"step {number}: {', '.join(steps[:_SHOWN]) or 'nothing'}{', …' if len(steps) > _SHOWN else ''}")
    return tuple(lines)
