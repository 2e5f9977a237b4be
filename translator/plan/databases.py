"""MySQL: where its data lies on a DRBD file system of its own unit, ocf:ha1to2:mysql-on-drbd; else the script that v1 called."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import normpath
from typing import NamedTuple

from ..catalogue.agents import MYSQL
from ..diagnostics import Diagnostic, warning
from ..model import Primitive
from ..settings.mysql import MysqlSettings
from ..source import Word
from ..syntax.haresources import Resource
from .figures import Figures
from .ids import Ids


class Mount(NamedTuple):
    """A file system of the unit on a DRBD device: where it is mounted, its device, the DRBD resource below it."""

    directory: str
    device: str
    replicated: str


def below(path: str, directory: str) -> bool:
    """Whether the path is the directory or lies in it."""
    path, directory = normpath(path), normpath(directory)
    return path == directory or path.startswith(directory.rstrip("/") + "/")


def primitive(
    resource: Resource,
    mounts: Iterable[Mount],
    settings: MysqlSettings | None,
    config: str,
    ids: Ids,
    figures: Figures,
    diagnostics: list[Diagnostic],
) -> Primitive | None:
    """The database on its file system, or None where only its script can be called; a warning says why.

    `mounts` are those that start before it in the unit; `config` is the path of my.cnf on the nodes.
    """
    place = _place(resource, tuple(mounts), settings, diagnostics)
    if place is None:
        return None
    mount, datadir, socket = place
    parameters = (
        ("datadir", str(datadir)),
        ("socket", str(socket)),
        ("config", config),
        ("mount_point", mount.directory),
        ("device", mount.device),
        ("drbd_resource", mount.replicated),
        *((("user", str(settings.user)),) if settings and settings.user else ()),
        *figures.parameters(),
    )
    return Primitive(ids.new(resource.script), MYSQL.agent, parameters, (*MYSQL.operations, figures.monitor()))


def _place(
    resource: Resource, mounts: tuple[Mount, ...], settings: MysqlSettings | None, diagnostics: list[Diagnostic]
) -> tuple[Mount, Word, Word] | None:
    called = f"'{resource.script}' is called by its init script, and asked nothing but its status"
    if not mounts:
        return None  # a database without DRBD below it is a service like any other
    if settings is None or settings.datadir is None:
        missing = "there is no my.cnf" if settings is None else "my.cnf has no datadir"
        help = "copy my.cnf beside the ha.d directory, with datadir and socket in [mysqld]"
        diagnostics.append(warning("H250", resource.text.span, f"{missing}: {called}", help=help))
        return None
    datadir = settings.datadir
    fitting = [mount for mount in mounts if below(datadir, mount.directory)]
    if not fitting:
        message = f"datadir is not on a DRBD file system of this line: {called}"
        help = f"is it on {' or '.join(mount.directory for mount in mounts[:8])}?"
        diagnostics.append(warning("H251", datadir.span, message, help=help))
        return None
    mount = max(fitting, key=lambda each: len(each.directory))
    socket = settings.socket
    if socket is None or not below(socket, mount.directory):
        message = f"the socket is not on {mount.directory}, where the data is: {called}"
        help = f"set socket in [mysqld] to a path below {mount.directory}, on both nodes"
        diagnostics.append(warning("H252", (socket or datadir).span, message, help=help))
        return None
    for directory in settings.directories:
        if directory.startswith("/") and not below(directory, mount.directory):
            message = f"'{directory}' holds data of the server, and is not on {mount.directory}: it does not move with it"
            help = f"move it below {mount.directory}, and say so in my.cnf on both nodes"
            diagnostics.append(warning("H258", directory.span, message, help=help))
    return mount, datadir, socket
