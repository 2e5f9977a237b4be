"""Fencing: which device shoots which node from where, as Heartbeat would have used them.

Each node has one device, the last line that is for it (config.c keeps one), and shoots its peer with it before it takes anything
over. So a line counts for each pair of a node that shoots and a node that is shot for which no later line counts. A device is
kept from every node that does not shoot with it: from the one that it shoots above all.

S8: with fencing, a node that cannot stop a resource is shot, as it used to reboot itself. S7: Pacemaker takes nothing over from a
node that it wants to shoot and cannot; so where only one node can be shot, the configuration is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..catalogue.fencing import SECRET, Effect
from ..diagnostics import Diagnostic, Label, error, note, warning
from ..fates import Became, Fate
from ..model import Agent, Ban, Constraint, Operation, Parameters, Primitive
from ..settings.heartbeat.stonith import Fence, Stonith, fence
from ..source import SourceFile, Word
from .ids import Ids

# The interval that the plugins' meta-data advise: a device that died is to be known before it is needed.
_OPERATIONS = (Operation("start", 0, 60), Operation("stop", 0, 60), Operation("monitor", 3600, 60))

# A device that once did not answer is tried again: one that is banned is no device.
_META: Parameters = (("migration-threshold", "INFINITY"), ("failure-timeout", "60s"))

Pair = tuple[str, str]
"""Who shoots, and who is shot."""


class Fencing(NamedTuple):
    """`fates` are by the line in ha.cf."""

    primitives: tuple[Primitive, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    fates: Mapping[int, Became] = {}
    diagnostics: tuple[Diagnostic, ...] = ()


_REFUSED = Became(Fate.REFUSED, (), "see the diagnostics")


def fencing(
    lines: Sequence[Stonith], nodes: Sequence[Word], files: Mapping[str, SourceFile], ids: Ids, *, whole: bool = True
) -> Fencing:
    """The devices of the new cluster. `files` are those of the tree, by the paths that ha.cf has.

    `whole`: no other line of fencing was refused. None of them is a device while one is.
    """
    if not lines:
        return Fencing()
    diagnostics: list[Diagnostic] = []
    fates: dict[int, Became] = {}
    read: list[Fence] = []
    for line in lines:
        made = fence(line, files.get(str(line.file)), nodes)
        diagnostics += made.diagnostics
        fates[line.directive.span.line] = _REFUSED
        if made.value is not None:
            read.append(made.value)
    if len(read) < len(lines) or not whole:
        return Fencing((), (), fates, tuple(diagnostics))
    used, before = _used(read, nodes), _used_by_heartbeat(read, nodes)
    shot = {target for pairs in used for _, target in pairs}
    safe = [node for node in nodes if node not in shot]
    if safe:
        return Fencing((), (), fates, (*diagnostics, _cannot_be_shot(read, safe)))
    primitives: list[Primitive] = []
    constraints: list[Constraint] = []
    for device, pairs, heeded in zip(read, used, before):
        number = device.line.directive.span.line
        if not pairs:
            fates[number] = Became(Fate.DROPPED, (), "a later line names the device that its nodes use")
            diagnostics.append(_replaced(device, read))
            continue
        targets = [str(node) for node in nodes if node in {target for _, target in pairs}]
        made_primitive = _primitive(device, targets, ids)
        primitives.append(made_primitive)
        name = made_primitive.id
        sources = {source for source, _ in pairs}
        constraints += [Ban(f"{name}-not-on-{node}", name, str(node)) for node in nodes if node not in sources]
        fates[number] = Became(Fate.TRANSLATED, (name, "stonith-enabled"), f"it shoots {' and '.join(targets)}")
        diagnostics += _remarks(device, made_primitive)
        if pairs.isdisjoint(heeded):
            diagnostics.append(_both(device, read))
    return Fencing(tuple(primitives), tuple(constraints), fates, tuple(diagnostics))


def remark(lines: Sequence[Stonith], replicated: bool) -> Diagnostic:
    """What it means that fencing is on. `replicated`: there is DRBD in the cluster."""
    drbd = (
        "DRBD is to wait for it: 'fencing resource-and-stonith' in drbd.conf, with the handlers crm-fence-peer "
        "and crm-unfence-peer of /usr/lib/drbd",
    )
    return note(
        "H611",
        lines[0].directive.span,
        "fencing is on, as it was: a node is shot before its resources are taken over, and where a stop fails",
        notes=(
            "a node that boots alone shoots its peer after initdead, before it starts anything",
            "with all links cut each node shoots the other; 'pcmk_delay_base=10s' at one device lets one of them win",
            "'crm_verify -x' of the file warns that it would shoot both nodes, since it has seen none; 'crm_verify -L' does not",
            *(drbd if replicated else ()),
        ),
        help="before going live, let each device reboot its node once: 'stonith_admin --reboot NODE' on the other node",
    )


def _pairs(device: Fence, nodes: Sequence[Word]) -> set[Pair]:
    sources = [str(node) for node in nodes if device.line.source is None or device.line.source.lower() == node]
    targets = device.machines or [str(node) for node in nodes]
    return {(source, target) for source in sources for target in targets if source != target}


def _used(devices: Sequence[Fence], nodes: Sequence[Word]) -> list[set[Pair]]:
    """For each device the pairs for which no later one counts."""
    taken: set[Pair] = set()
    found = []
    for device in reversed(devices):
        pairs = _pairs(device, nodes) - taken
        taken |= pairs
        found.append(pairs)
    return found[::-1]


def _used_by_heartbeat(devices: Sequence[Fence], nodes: Sequence[Word]) -> list[set[Pair]]:
    """For each device the pairs for which Heartbeat used it: on each node the last one alone, whatever that could shoot."""
    found: list[set[Pair]] = [set() for _ in devices]
    for node in nodes:
        mine = [place for place, device in enumerate(devices) if device.line.source is None or device.line.source.lower() == node]
        if mine:
            found[mine[-1]] |= {pair for pair in _pairs(devices[mine[-1]], nodes) if pair[0] == node}
    return found


def _primitive(device: Fence, targets: Sequence[str], ids: Ids) -> Primitive:
    parameters = (
        ("pcmk_host_list", " ".join(targets)),
        ("pcmk_host_check", "static-list"),
        *device.line.device.fixed,
        *device.parameters,
        *[(name, SECRET) for name in device.secrets],
    )
    return Primitive(ids.new("fence", *targets), Agent("stonith", "", device.line.device.agent), parameters, _OPERATIONS, _META)


def _remarks(device: Fence, primitive: Primitive) -> list[Diagnostic]:
    line = device.line
    span, known = line.directive.span, line.device
    found: list[Diagnostic] = []
    if device.secrets:
        names = " and ".join(f"'{name}'" for name in device.secrets)
        found.append(
            warning(
                "H148",
                span,
                f"{primitive.id} cannot fence before it has its password: {names} of '{known.plugin}' is not put into the CIB",
                notes=(
                    f"the CIB has '{SECRET}' in its place: Pacemaker reads the value from a file that root alone may read",
                    "cibsecret copies it to the other node by ssh or pssh",
                ),
                help="with both nodes up and the CIB loaded: "
                + "; ".join(f"'cibsecret set {primitive.id} {name}'" for name in device.secrets)
                + ", which asks for the value",
            )
        )
    if known.agent == known.plugin:
        message = f"{primitive.id} goes on using the plugin '{known.plugin}'"
        found.append(note("H162", span, message, help="install cluster-glue on both nodes: it has the plugin"))
    else:
        message = f"'{known.plugin}' becomes today's fence agent {known.agent}"
        found.append(note("H162", span, message, help="install fence-agents on both nodes: it has the agent"))
    doubt = _DOUBTS.get(known.effect)
    if doubt:
        help = "use a device that cuts the power, or reaches the machine's management board"
        found.append(warning("H154", span, f"'{known.plugin}' {doubt}", help=help))
    return found


_DOUBTS = {
    Effect.ASKS: "asks the node itself to reboot: where that hangs or is cut off, nothing is taken over",
    Effect.WAITS: "fences nothing: everything waits until a person has reset the node and says so ('meatclient -c NODE')",
    Effect.NONE: "fences nothing and says that it did: both nodes may write to the same data",
}


def _cannot_be_shot(devices: Sequence[Fence], safe: Sequence[Word]) -> Diagnostic:
    first = devices[0].line.directive
    return error(
        "H610",
        first.span,
        f"no device shoots {' and '.join(safe)}: Pacemaker would take nothing over from there",
        labels=[Label(node.span, "it can be shot by nobody") for node in safe],
        notes=("Heartbeat took over without fencing where the surviving node had no device",),
        help="write the lines of both nodes' ha.cf into this one, with a device for each node; or delete all of them, to convert "
        "without fencing",
    )


def _replaced(device: Fence, devices: Sequence[Fence]) -> Diagnostic:
    return warning(
        "H152",
        device.line.directive.span,
        "heartbeat does not use this device: a later line replaces it",
        labels=[Label(devices[-1].line.directive.span, "a later line")],
        help="delete the line that does not count",
    )


def _both(device: Fence, devices: Sequence[Fence]) -> Diagnostic:
    return warning(
        "H153",
        device.line.directive.span,
        "heartbeat has one device on each node, the last one: this one it did not use, and the new cluster does",
        labels=[Label(devices[-1].line.directive.span, "the last one")],
        help="is this what was meant? The old cluster could not shoot the node that this device switches",
    )
