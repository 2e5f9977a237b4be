"""The passes, in their order: what the files say, to the plan of the new cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ..catalogue.programs import PROGRAMS
from ..catalogue.services import Manner
from ..catalogue.wrapper import Wrapper
from ..catalogue.wrappers import WRAPPERS
from ..diagnostics import Diagnostic, Label, Outcome, error, warning
from ..fates import Became, Entry, Fate
from ..model import Behaviour, ClusterPlan, Node, Service
from ..settings.drbd.model import DrbdResource
from ..settings.heartbeat import failback
from ..settings.heartbeat.settings import Settings
from ..settings.mysql import MysqlSettings
from ..source import SourceFile, Word
from ..syntax.check_primary import CheckPrimary
from ..syntax.haresources import HaResources, Line
from ..tree import ScriptNames
from . import boot, fencing, options, outdating, ping, placement, watching
from .beside import beside
from .binding import Placed
from .ids import Ids
from .services import Surroundings, services
from .units import correct, units


class Configuration(NamedTuple):
    """All that one tree says, read and typed. None: there is no such file."""

    settings: Settings
    haresources: HaResources
    drbd: tuple[DrbdResource, ...] | None
    mysql: MysqlSettings | None
    my_cnf: str
    """The path of my.cnf on the nodes."""
    check: CheckPrimary | None
    scripts: ScriptNames
    hostname: Word | None = None
    """What etc/hostname says this machine is called."""
    files: Mapping[str, SourceFile] = MappingProxyType({})
    """What of the tree ha.cf names by its path: the files of stonith, and the programs of respawn."""
    manner: Manner = Manner.V1_SCRIPT
    """How services run: --services."""
    wrappers: Mapping[str, Wrapper] = WRAPPERS
    """The scripts that hand their arguments on to an agent, those of --catalogue among them."""


class Plan(NamedTuple):
    """The new cluster, what the old one did, and what became of each line."""

    cluster: ClusterPlan
    behaviour: Behaviour
    lines: tuple[Line, ...]
    """The lines of haresources, with misspelt scripts put right."""
    placed: tuple[Placed, ...]
    """What each different resource of the lines became."""
    entries: tuple[Entry, ...]
    """The fates of ha.cf and authkeys; those of haresources follow from `lines` and `placed`."""


def plan(configuration: Configuration) -> Outcome[Plan]:
    """The plan, also of a configuration that is refused (then it has gaps, and must not be rendered)."""
    settings = configuration.settings
    check = configuration.check or CheckPrimary()
    diagnostics: list[Diagnostic] = []
    ids = Ids()
    # What every cluster may have gets its ids first, so that no script's name can take them.
    alert = watching.alert(check, ids) if settings.check_primary else None
    pings = settings.pings if settings.ipfail else ()
    called = ping.names(pings, ids)
    waiter = ids.new(boot.NAME)
    extras = beside(settings, configuration.files, ids)
    diagnostics += extras.diagnostics

    corrected = correct(configuration.haresources)
    diagnostics += corrected.diagnostics
    grouped = units(corrected.value, settings.nodes)
    diagnostics += grouped.diagnostics
    around = Surroundings(
        configuration.drbd, configuration.mysql, configuration.my_cnf, configuration.scripts, watching.figures(check),
        configuration.manner, configuration.wrappers,
    )  # fmt: skip
    served = services(grouped.value, around, ids)
    diagnostics += served.diagnostics
    made = served.value

    stickiness = failback.stickiness(settings.fails_back)
    staying = max([stickiness * len(group.members) for group in made.groups], default=0) + failback.PREFERENCE
    pinged = ping.pinging(pings, called, made.services, staying, settings.deadping.ms)
    if pinged.too_many:
        diagnostics.append(_too_many(settings))

    words = [(clone.id, dict(clone.primitive.parameters)["name"]) for clone in pinged.clones]
    booting = boot.boot(settings.initdead.ms, waiter, made.services, words, fences=bool(extras.devices))

    constraints = [
        *made.constraints,
        *placement.preferences(made.services),
        *pinged.constraints,
        *booting.constraints,
        *placement.bans(made.groups, made.services),
        *extras.constraints,
    ]
    diagnostics += watching.remarks(settings, configuration.check)
    if extras.devices:
        diagnostics.append(fencing.remark(settings.stonith, any(service.replicated for service in made.services)))
    diagnostics += _differences(settings, made.services)
    diagnostics += _stranger(settings, configuration.hostname)
    diagnostics += outdating.strangers(configuration.drbd or (), settings.nodes)
    cluster = ClusterPlan(
        nodes=tuple(Node(number, str(node)) for number, node in enumerate(settings.nodes, 1)),
        properties=options.properties(booting.dc_deadtime, fences=bool(extras.devices)),
        resource_defaults=options.resource_defaults(stickiness),
        groups=tuple(made.groups),
        # On a node with one processor Pacemaker starts one after the other at boot, in this order: a ping takes longest, and again
        # for its first monitor.
        clones=(*made.clones, *pinged.clones, booting.waiting, *extras.clones),
        constraints=tuple(constraints),
        alerts=(alert,) if alert else (),
        fencing=extras.devices,
    )
    behaviour = Behaviour(tuple(made.services), settings.fails_back, pinged.targets)
    entries = _entries(settings, called, extras.fates, booting)
    return Outcome(Plan(cluster, behaviour, corrected.value, tuple(made.placed), entries), tuple(diagnostics))


def _entries(
    settings: Settings, called: dict[str, str], fates: Mapping[int, Became], booting: boot.Boot
) -> tuple[Entry, ...]:
    """The ledger of ha.cf, with the ids of what pings and waits now, and with `fates`, by the lines of ha.cf."""
    groups = {ping.directive.span.line: called.get(f"ping_group {ping.name}") for ping in settings.pings}
    entries = [_pinging(entry, groups.get(entry.item.span.line), tuple(called.values())) for entry in settings.entries]
    return tuple([_became(boot.told(entry, booting), fates.get(entry.item.span.line)) for entry in entries])


def _became(entry: Entry, fate: Became | None) -> Entry:
    # A line of authkeys may have the number of one of ha.cf, and what was refused stays so.
    if fate is None or entry.item not in _BESIDE or entry.fate is Fate.REFUSED:
        return entry
    return Entry(entry.item, *fate)


_BESIDE = frozenset(("stonith", "stonith_host", "respawn", "failfast", "ping", "ping6", "ping_group"))
"""The directives that `beside` decides on."""


def _pinging(entry: Entry, group: str | None, all_of_them: tuple[str, ...]) -> Entry:
    if entry.fate is not Fate.TRANSLATED:
        return entry
    if entry.item == "ping_group":
        if group is None:
            return entry._replace(fate=Fate.DROPPED, targets=(), reason="it is named again: it counts once")
        return entry._replace(targets=(group,))
    if entry.targets == PROGRAMS["ipfail"].targets and entry.item not in ("ping", "ping6"):
        # deadping, and the line that starts ipfail, are about everything that is pinged.
        if not all_of_them:
            return entry._replace(fate=Fate.DROPPED, targets=(), reason="there are no ping nodes: it moved nothing")
        return entry._replace(targets=all_of_them)
    return entry


def _too_many(settings: Settings) -> Diagnostic:
    return error(
        "H604",
        settings.pings[-1].name.span,
        f"{len(settings.pings)} ping nodes are more than Pacemaker's scores can keep apart",
        help="put those that stand for the same network into a ping_group",
    )


def _differences(settings: Settings, made: Sequence[Service]) -> list[Diagnostic]:
    """S11: what the new cluster would like to have, or does otherwise, and the old one did not say."""
    found: list[Diagnostic] = []
    first = settings.nodes[0].span if settings.nodes else None
    if settings.whole and not settings.fencing:
        found.append(
            warning(
                "H605",
                first,
                "no fencing, as before: a node that hangs or is cut off may still write while the other takes over",
                notes=(
                    "a stop that fails blocks its resource until someone comes; Heartbeat rebooted the node there",
                    "with all links cut, both nodes serve, and DRBD ends in split brain, as the old cluster did",
                ),
                help="configure a fence device for each node, then 'crm configure property stonith-enabled=true', and set "
                "'fencing resource-and-stonith' in drbd.conf",
            )
        )
    homes: dict[str, list[str]] = {}
    for service in made:
        homes.setdefault(service.node, []).append(service.id)
    for node, names in homes.items():
        if len(names) > 1:
            span = next((each.span for each in settings.nodes if each == node), None)
            found.append(
                warning(
                    "H606",
                    span,
                    f"the {len(names)} lines of '{node}' that share no resource fail over one by one now",
                    notes=(
                        "Heartbeat moved all lines of a node at once, and started them in the order of the file",
                        f"they are {', '.join(names[:6])}{', …' if len(names) > 6 else ''}",
                    ),
                    help="where one needs another, put both on one line, or add a colocation and an order",
                )
            )
    return found


def _stranger(settings: Settings, hostname: Word | None) -> list[Diagnostic]:
    """A tree of a machine that is no node: Heartbeat does not start there, so that it is perhaps the wrong tree."""
    if hostname is None or not settings.nodes or hostname.lower() in settings.nodes:
        return []
    return [
        warning(
            "H607",
            hostname.span,
            f"this is the tree of '{hostname}', which is no node of ha.cf",
            labels=[Label(node.span, "a node of the cluster") for node in settings.nodes],
            notes=("Heartbeat compares its nodes with 'uname -n', and does not start on any other machine",),
            help="is it the right tree? Pacemaker's nodes too must be called as corosync.conf names them",
        )
    ]
