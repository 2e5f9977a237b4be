"""One tree, read whole: each file found, parsed and typed, so that a plan can be made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .catalogue.scripts import MISSPELT
from .catalogue.wrapper import Wrapper
from .catalogue.wrappers import WRAPPERS
from .choices import AS_IT_WAS, Choices
from .diagnostics import Diagnostic, error, warning
from .plan.planner import Configuration
from .settings.drbd.model import DrbdResource
from .settings.mysql import MysqlSettings
from .source import Secrecy, SourceFile, Span, Word
from .syntax.authkeys import AuthKeys
from .syntax.haresources import HaResources
from .tree import Tree

if TYPE_CHECKING:
    from .settings.heartbeat.settings import Settings

MY_CNF = ("my.cnf", "mysql/my.cnf")
"""Where my.cnf is looked for in etc: Red Hat's place and Debian's."""


class Read(NamedTuple):
    """One tree, read and typed; `configuration` is None where there is nothing to plan from."""

    configuration: Configuration | None
    diagnostics: tuple[Diagnostic, ...]
    keys: AuthKeys | None = None
    hostname: Word | None = None
    hosts: SourceFile | None = None


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
