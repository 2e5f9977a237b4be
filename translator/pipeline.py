"""The one place where the stages meet: files, nodes, settings, plan, CIB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .choices import AS_IT_WAS, Choices
from .diagnostics import Diagnostic, Outcome, Severity, error, has_errors, limited
from .fates import Entry
from .plan.pair import Side, compare
from .plan.planner import Plan, plan
from .reading import read
from .tree import Tree

if TYPE_CHECKING:
    from .cib.fit import Rendering, Unfit
    from .model import ClusterPlan
    from .runbook.names import Names
    from .simulate.play import Result
    from .syntax.network import Nics


class Simulated(NamedTuple):
    """The CIB that was judged, and how it behaved."""

    cib: bytes
    results: tuple[Result, ...]


def check(directory: str, other: str | None = None, *, choices: Choices = AS_IT_WAS) -> tuple[Diagnostic, ...]:
    """What is to be said of a tree, or of both nodes' trees and of what must agree between them."""
    return _checked([directory] if other is None else [directory, other], choices)[1]


def _checked(directories: Sequence[str], choices: Choices) -> tuple[list[Side], tuple[Diagnostic, ...]]:
    """The trees that could be read, and all that is to be said of them."""
    found: list[Diagnostic] = []
    sides: list[Side] = []
    for directory in directories:
        source = read(directory, choices)
        found += source.diagnostics
        if source.configuration is not None:
            found += plan(source.configuration).diagnostics
            sides.append(Side(source.configuration, source.keys, source.hostname, source.hosts))
    if len(sides) == 2:
        found += compare(*sides)
    # Both trees go by one catalogue, of which all is said once.
    return sides, _sorted(tuple(dict.fromkeys(found)))


def planned(directory: str, choices: Choices = AS_IT_WAS) -> Outcome[Plan | None]:
    """The plan of a tree; None where the files do not even allow one. It must not be rendered where there are errors."""
    source = read(directory, choices)
    if source.configuration is None:
        return Outcome(None, source.diagnostics)
    outcome = plan(source.configuration)
    return Outcome(outcome.value, _sorted((*source.diagnostics, *outcome.diagnostics)))


def convert(directory: str, choices: Choices = AS_IT_WAS, language: str = "xml") -> Outcome[bytes]:
    """The CIB of a tree, or what makes one in the `language` of crmsh or pcs; empty where it is refused."""
    outcome = planned(directory, choices)
    if outcome.value is None or has_errors(outcome.diagnostics):
        return Outcome(b"", outcome.diagnostics)
    rendering = _rendered(outcome.value.cluster, language)
    if not rendering.unfit:
        return Outcome(rendering.document, outcome.diagnostics)
    refused = tuple(_unfit(outcome.value, each, language) for each in rendering.unfit)
    return Outcome(b"", _sorted((*outcome.diagnostics, *refused)))


def _rendered(cluster: ClusterPlan, language: str) -> Rendering:
    """The format is imported when it is asked for: each brings much with it."""
    if language == "xml":
        from .cib.fit import Rendering, lost
        from .cib.render import render

        unfit = lost(cluster)
        return Rendering(b"" if unfit else render(cluster), unfit)
    from .cib import crmsh, pcs

    return {"crmsh": crmsh.render, "pcs": pcs.render}[language](cluster)


def _unfit(plan: Plan, unfit: Unfit, language: str) -> Diagnostic:
    """At the item of the input that became this resource, or had a part in it."""
    from .cib.fit import not_for_pacemaker
    from .ledger import resource_entries

    nowhere = not_for_pacemaker(unfit.value) is not None
    holder = "Pacemaker" if nowhere else language
    other = "" if nowhere else "; XML, loaded with 'cibadmin --replace --xml-file', can hold it"
    entries = (*plan.entries, *resource_entries(plan))
    return error(
        "H821",
        next((entry.item.span for entry in entries if unfit.id in entry.targets), None),
        f"{holder} cannot hold '{unfit.value}', {unfit.parameter} of {unfit.id}: it {unfit.reason}",
        help=f"change the value{other}",
    )


def explain(directory: str, choices: Choices = AS_IT_WAS) -> Outcome[list[Entry]]:
    """The ledger of a tree, also of one that is refused."""
    from .ledger import resource_entries

    outcome = planned(directory, choices)
    if outcome.value is None:
        return Outcome([], outcome.diagnostics)
    return Outcome([*outcome.value.entries, *resource_entries(outcome.value)], outcome.diagnostics)


def _sorted(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By file in the order in which files are met, then by place; errors before warnings at one place. Not too many alike."""
    files: dict[str, int] = {}
    for diagnostic in diagnostics:
        if diagnostic.span is not None:
            files.setdefault(diagnostic.span.file.name, len(files))

    ranks = list(Severity)

    def key(diagnostic: Diagnostic) -> tuple[int, int, int, int]:
        rank = ranks.index(diagnostic.severity)
        if diagnostic.span is None:
            return -1, 0, 0, rank
        return files[diagnostic.span.file.name], diagnostic.span.line, diagnostic.span.column, rank

    return limited(sorted(diagnostics, key=key))


def corosync(directory: str, other: str, choices: Choices = AS_IT_WAS) -> Outcome[bytes]:
    """corosync.conf from both nodes' trees; empty where they are refused."""
    both = pair(directory, other, choices)
    if both.value is None:
        return Outcome(b"", both.diagnostics)
    from .corosync import convert

    outcome = convert(*both.value.sides, both.value.nics)
    return Outcome(outcome.value, _sorted((*both.diagnostics, *outcome.diagnostics)))


class Pair(NamedTuple):
    """Both trees of a cluster, in the order in which they were given, and the addresses of the interfaces in each."""

    trees: tuple[Tree, Tree]
    sides: tuple[Side, Side]
    nics: tuple[Nics, Nics]


def pair(directory: str, other: str, choices: Choices = AS_IT_WAS) -> Outcome[Pair | None]:
    """Both trees, read and held against each other; None where they are refused."""
    sides, found = _checked([directory, other], choices)
    if has_errors(found) or len(sides) != 2:
        return Outcome(None, found)
    from .syntax.network import nics

    trees = Tree(directory), Tree(other)
    links = [side.configuration.settings.links for side in sides]
    one, two = [nics(tree.etc_file, {str(link.device) for link in both}) for tree, both in zip(trees, links)]
    unread = [diagnostic for tree in trees for diagnostic in tree.diagnostics]
    if has_errors(unread):
        return Outcome(None, (*found, *unread))
    return Outcome(Pair(trees, (sides[0], sides[1]), (one, two)), found)


def runbook_names(
    directory: str, other: str, active: str | None = None, choices: Choices = AS_IT_WAS
) -> Outcome[Names | None]:
    """What the steps of the runbook are made from; None where the trees are refused, or `active` is no node of theirs."""
    both = pair(directory, other, choices)
    return Outcome(None, both.diagnostics) if both.value is None else _named(both.value, both.diagnostics, active, choices)


def _named(both: Pair, found: tuple[Diagnostic, ...], active: str | None, choices: Choices) -> Outcome[Names | None]:
    from .corosync import convert
    from .plan.wires import wires
    from .runbook.names import converted, names

    # The tree that is converted comes first: both files count the nodes in its order.
    turned = -1 if converted(both.sides) else 1
    (one, two), nics = both.sides[::turned], both.nics[::turned]
    made = convert(one, two, nics)
    found = _sorted((*found, *made.diagnostics))
    planned = plan(one.configuration).value
    nodes = [node.name for node in planned.cluster.nodes]
    if active is not None and active.lower() not in nodes:
        help = f"name {' or '.join(nodes)}"
        found = (*found, error("H951", None, f"'{active}' is no node of this cluster", help=help))
    if has_errors(found):
        return Outcome(None, found)
    trees = both.trees[0].directory, both.trees[1].directory
    linked = wires(one, two, nics).value
    made_of = names(planned, both.sides, linked, trees, active.lower() if active else None)
    return Outcome(made_of._replace(options=choices.words), found)


def runbook(directory: str, other: str, active: str | None = None, choices: Choices = AS_IT_WAS) -> Outcome[bytes]:
    """The runbook of a pair as Markdown; empty where its trees are refused. `active` is the node that serves, None: the home."""
    both = pair(directory, other, choices)
    if both.value is None:
        return Outcome(b"", both.diagnostics)
    named = _named(both.value, both.diagnostics, active, choices)
    if named.value is None:
        return Outcome(b"", named.diagnostics)
    from .runbook.document import render
    from .runbook.fstab import remark
    from .runbook.trees import at_boot

    boots = [at_boot(tree, named.value) for tree in both.value.trees]
    remarks = [remark(change) for boot in boots for change in boot.changes]
    unread = [diagnostic for tree in both.value.trees for diagnostic in tree.diagnostics]
    found = _sorted((*named.diagnostics, *remarks, *unread))
    if has_errors(found):
        return Outcome(b"", found)
    return Outcome(render(named.value, boots).encode("utf-8", "replace"), found)


def simulate(directory: str, cib: str | None = None, choices: Choices = AS_IT_WAS) -> Outcome[Simulated | None]:
    """The faults of `simulate` played on the CIB of a tree, or on the file `cib`, and held against the tree's old cluster."""
    outcome = planned(directory, choices)
    if outcome.value is None or has_errors(outcome.diagnostics):
        return Outcome(None, outcome.diagnostics)
    from .simulate.play import play

    if cib is None:
        from .cib.render import render

        document = render(outcome.value.cluster)
    else:
        tree = Tree(".")
        given = tree.document(cib)
        if given is None:
            missing = () if tree.diagnostics else (error("H008", None, f"there is no file '{cib}'", help="name a CIB"),)
            return Outcome(None, (*outcome.diagnostics, *tree.diagnostics, *missing))
        document = given
    nodes = [node.name for node in outcome.value.cluster.nodes]
    played = play(document, nodes, outcome.value.behaviour)
    return Outcome(Simulated(document, played.value), (*outcome.diagnostics, *played.diagnostics))
