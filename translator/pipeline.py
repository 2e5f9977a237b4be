"""The one place where the stages meet: files, nodes, settings, plan, CIB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .catalogue.scripts import MISSPELT
from .catalogue.wrapper import Wrapper
from .catalogue.wrappers import WRAPPERS
from .choices import AS_IT_WAS, Choices
from .diagnostics import Diagnostic, Outcome, Severity, error, has_errors, limited, warning
from .fates import Entry
from .plan.pair import Side, compare
from .plan.planner import Configuration, Plan, plan
from .settings.drbd.model import DrbdResource
from .settings.mysql import MysqlSettings
from .source import Secrecy, SourceFile, Span, Word
from .syntax.authkeys import AuthKeys
from .syntax.haresources import HaResources
from .tree import Tree

if TYPE_CHECKING:
    from .cib.fit import Rendering, Unfit
    from .model import ClusterPlan
    from .runbook.names import Names
    from .settings.heartbeat.settings import Settings
    from .simulate.play import Result
    from .syntax.network import Nics

MY_CNF = ("my.cnf", "mysql/my.cnf")
"""Where my.cnf is looked for in etc: Red Hat's place and Debian's."""


class Read(NamedTuple):
    """One tree, read and typed; `configuration` is None where there is nothing to plan from."""

    configuration: Configuration | None
    diagnostics: tuple[Diagnostic, ...]
    keys: AuthKeys | None = None
    hostname: Word | None = None
    hosts: SourceFile | None = None


class Simulated(NamedTuple):
    """The CIB that was judged, and how it behaved."""

    cib: bytes
    results: tuple[Result, ...]


def read(directory: str, choices: Choices = AS_IT_WAS) -> Read:
    """All files of the tree that `directory` stands in, parsed and typed."""
    from .settings.heartbeat import settings
    from .syntax import authkeys, ha_cf, haresources

    tree = Tree(directory)
    if not tree.exists():
        help = "give a Heartbeat configuration directory, such as /etc/ha.d"
        return Read(None, (error("H009", None, f"there is no directory '{directory}'", help=help),))
    found: list[Diagnostic] = []
    conf_file = tree.heartbeat_file("ha.cf", Secrecy.VALUES)
    lines_file = tree.heartbeat_file("haresources")
    keys_file = tree.heartbeat_file("authkeys", Secrecy.WHOLE)
    if conf_file is None and not tree.diagnostics:
        found.append(error("H001", _at(directory, "ha.cf"), "there is no ha.cf", help="give the ha.d directory itself"))
    if lines_file is None and not tree.diagnostics:
        help = "give the whole ha.d directory; a cluster with 'crm yes' has none, and needs no conversion"
        found.append(error("H002", _at(directory, "haresources"), "there is no haresources", help=help))
    if keys_file is None and conf_file is not None and not tree.diagnostics:
        found.append(warning("H006", _at(directory, "authkeys"), "there is no authkeys", help="is the tree complete?"))

    keys = lines = None
    if lines_file is not None:
        parsed = haresources.parse(lines_file)
        found += parsed.diagnostics
        lines = parsed.value
    if keys_file is not None:
        parsed_keys = authkeys.parse(keys_file)
        found += parsed_keys.diagnostics
        keys = parsed_keys.value
    if conf_file is None:
        return Read(None, (*tree.diagnostics, *found))
    conf = ha_cf.parse(conf_file)
    interpreted = settings.interpret(conf.value, keys)
    found = [*conf.diagnostics, *interpreted.diagnostics, *found]
    if lines is None:
        return Read(None, (*tree.diagnostics, *found))

    scripts = {resource.script for line in lines.lines for resource in line.resources}
    drbd = _drbd(tree, lines, found) if scripts & {"drbddisk", *MISSPELT, "Filesystem"} else None
    mysql, my_cnf = _mysql(tree, found) if scripts & {"mysql", "mysqld", "mariadb"} else (None, "/etc/my.cnf")
    check = None
    respawn = interpreted.value.check_primary
    program = tree.program(respawn.path) if respawn else None
    if program is not None:
        from .syntax import check_primary

        read_check = check_primary.parse(program)
        found += read_check.diagnostics
        check = read_check.value
    hostname = _hostname(tree)
    files = _files(tree, interpreted.value)
    known = WRAPPERS if choices.catalogue is None else {**WRAPPERS, **_site(tree, choices.catalogue, scripts, found)}
    configuration = Configuration(
        interpreted.value, lines, drbd, mysql, my_cnf, check, tree.scripts(), hostname, files, choices.services, known
    )
    return Read(configuration, (*tree.diagnostics, *found), keys, hostname, tree.etc_file("hosts"))


def _files(tree: Tree, settings: Settings) -> dict[str, SourceFile]:
    """What there is of the files of stonith and of the programs of respawn, by their paths.

    A program that cannot be read is none that anything can be said of, and no error.
    """
    programs = Tree(tree.directory)
    named = [(line.file, tree) for line in settings.stonith if line.file is not None]
    named += [(respawn.path, programs) for respawn in settings.respawns if respawn.own]
    found = ((str(path), where.program(path)) for path, where in named)
    return {path: file for path, file in found if file is not None}


def _at(directory: str, name: str) -> Span:
    return Span(SourceFile(f"{directory.rstrip('/') or '/'}/{name}", "", Secrecy.WHOLE), 1, 1, 0)


def _drbd(tree: Tree, lines: HaResources, found: list[Diagnostic]) -> tuple[DrbdResource, ...] | None:
    from .settings.drbd.resources import interpret
    from .syntax import drbd_conf

    resources = [resource for line in lines.lines for resource in line.resources]
    disks = [resource for resource in resources if resource.script == "drbddisk" or resource.script in MISSPELT]
    if not disks and not any("/dev/drbd" in resource.text for resource in resources):
        return None
    file = tree.etc_file("drbd.conf", secrecy=Secrecy.VALUES)
    if file is None and not disks:
        return None
    if file is None:
        span = disks[0].text.span
        help = "copy drbd.conf beside the ha.d directory"
        found.append(warning("H007", span, "drbddisk is used, and there is no drbd.conf: names are taken on trust", help=help))
        return None
    parsed = drbd_conf.parse(file, tree.include)
    named = {str(argument) for resource in disks for argument in resource.arguments}
    everything = any(not resource.arguments or resource.arguments[0] == "all" for resource in disks)
    interpreted = interpret(parsed.value, None if everything else named)
    found += (*parsed.diagnostics, *interpreted.diagnostics)
    return interpreted.value


def _mysql(tree: Tree, found: list[Diagnostic]) -> tuple[MysqlSettings | None, str]:
    from .settings.mysql import interpret
    from .syntax import my_cnf

    for name in MY_CNF:
        file = tree.etc_file(name, secrecy=Secrecy.VALUES)
        if file is not None:
            parsed = my_cnf.parse(file, tree.include)
            interpreted = interpret(parsed.value)
            found += (*parsed.diagnostics, *interpreted.diagnostics)
            return interpreted.value, f"/etc/{name}"
    return None, f"/etc/{MY_CNF[0]}"


def _site(tree: Tree, path: str, used: set[Word], found: list[Diagnostic]) -> dict[str, Wrapper]:
    """The entries of the site's catalogue."""
    from .settings.scripts import interpret
    from .syntax import catalogue_file

    before = len(tree.diagnostics)
    file = tree.named(path, Secrecy.VALUES)
    if file is None:
        if len(tree.diagnostics) == before:
            span = Span(SourceFile(path, "", Secrecy.WHOLE), 1, 1, 0)
            found.append(error("H267", span, "there is no such file", help="name the file that says what the scripts become"))
        return {}
    parsed = catalogue_file.parse(file)
    interpreted = interpret(parsed.value, used)
    found += (*parsed.diagnostics, *interpreted.diagnostics)
    return interpreted.value


def _hostname(tree: Tree) -> Word | None:
    """Debian's place, else Red Hat's."""
    file = tree.etc_file("hostname")
    words = file.text.split("\n", 1)[0].split() if file else []
    if file and words:
        return Word(words[0], Span(file, 1, 1, len(words[0])))
    other = tree.etc_file("sysconfig/network")
    if other is None:
        return None
    from .syntax.network import hostname

    return hostname(other)


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


def runbook_names(directory: str, other: str, active: str | None = None) -> Outcome[Names | None]:
    """What the steps of the runbook are made from; None where the trees are refused, or `active` is no node of theirs."""
    both = pair(directory, other)
    return Outcome(None, both.diagnostics) if both.value is None else _named(both.value, both.diagnostics, active)


def _named(both: Pair, found: tuple[Diagnostic, ...], active: str | None) -> Outcome[Names | None]:
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
    return Outcome(names(planned, both.sides, linked, trees, active.lower() if active else None), found)


def runbook(directory: str, other: str, active: str | None = None) -> Outcome[bytes]:
    """The runbook of a pair as Markdown; empty where its trees are refused. `active` is the node that serves, None: the home."""
    both = pair(directory, other)
    if both.value is None:
        return Outcome(b"", both.diagnostics)
    named = _named(both.value, both.diagnostics, active)
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
