"""Copies of the two trees as the rehearsal converts and installs them: times divided by one factor, check_primary in its place.

Whatever is made of the copies, the old cluster's files and the new cluster's CIB alike, is shortened by the same factor.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ..catalogue.directives import DIRECTIVES, Shape
from ..plan.pair import Side
from ..settings.heartbeat.settings import Settings
from ..settings.heartbeat.stonith import Stonith, secret_spans
from ..source import MAX_BYTES, SourceFile
from ..syntax import ha_cf
from ..syntax.check_primary import CheckPrimary
from ..tree import Tree
from .blueprint import Service

HERE = Path(__file__).resolve().parent
COPIED = ("drbd.conf", "drbd.d", "my.cnf", "mysql", "init.d", "hosts", "hostname", "sysconfig", "network")
"""What is looked for in etc, beside the Heartbeat directory itself."""
SLOWER = 10
"""How many times as long a start may take on a node of user-mode Linux."""
TIMES = ("keepalive", "warntime", "deadtime", "initdead", "deadping")


class Copy(NamedTuple):
    """A copied tree: its Heartbeat directory, and the etc that it stands in."""

    directory: Path
    etc: Path


def copied(directory: str, target: Path) -> Copy:
    """The parts of a tree that the converter reads, below `target`/etc; links are followed, and only regular files are taken."""
    etc = target / "etc"
    _copy(Path(directory), etc / "ha.d")
    source = Path(Tree(directory).etc)
    if source.resolve() != Path(directory).resolve():
        for name in COPIED:
            _copy(source / name, etc / name)
    return Copy(etc / "ha.d", etc)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        for place, _, names in os.walk(source):
            for name in names:
                path = Path(place) / name
                if path.is_file() and path.stat().st_size <= MAX_BYTES:
                    _file(path, target / path.relative_to(source))
    elif source.is_file():
        _file(source, target)


def _file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)


def shorten(copy: Copy, settings: Settings, factor: float) -> None:
    """Divides all times of the copy's ha.cf by `factor`; those that Heartbeat has by default are written out."""
    path = copy.directory / "ha.cf"
    file = SourceFile.from_bytes(str(path), path.read_bytes())
    gone = {
        directive.name.span.line
        for directive in ha_cf.parse(file).value.directives
        if (row := DIRECTIVES.get(directive.name)) is not None and row.shape is Shape.TIME
    }
    lines = ["" if number in gone else line for number, line in enumerate(file.text.split("\n"), 1)]
    lines += [f"{name} {max(1, round(getattr(settings, name).ms / factor))}ms" for name in TIMES]
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))


def replace_passwords(copy: Copy, side: Side, password: str) -> None:
    """Writes `password` in the place of each that a fence device of the copy's ha.cf is given: the user's own go nowhere.

    The files that `stonith` names are put in their places below the copy's root.
    """
    texts: dict[Path, list[str]] = {}
    for line in side.configuration.settings.stonith:
        file = side.configuration.files.get(str(line.file))
        path = parameters_of(copy, line)
        source = line.directive.span.file if file is None else file
        lines = texts.setdefault(path, source.text.split("\n"))
        for span in reversed(secret_spans(line, file)):
            text, begin = lines[span.line - 1], span.column - 1
            lines[span.line - 1] = text[:begin] + password + text[begin + span.length :]
    for path, lines in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))


def parameters_of(copy: Copy, line: Stonith) -> Path:
    """The file in the copy that has the parameters of a line."""
    return copy.directory / "ha.cf" if line.file is None else copy.etc.parent / str(line.file).lstrip("/")


def place_check_primary(copy: Copy, side: Side, service: Service, factor: float) -> str | None:
    """Puts the rehearsal's own check_primary where the copy's ha.cf respawns one; its path, or None where it starts none."""
    respawn = side.configuration.settings.check_primary
    if respawn is None:
        return None
    given = side.configuration.check or CheckPrimary()
    cvip = str(given.cvip) if given.cvip and str(given.cvip) in {each.ip for each in service.addresses} else service.address.ip
    settings = {
        # Whoever looks too early stops heartbeat before mysqld is up, and the nodes are slow: a rehearsal ends this wait itself.
        "INITWAIT": given.initwait * SLOWER,
        "INTERVAL": _seconds(given.interval, factor),
        "RETRYCOUNT": given.retrycount,
        "RETRYINTERVAL": _seconds(given.retryinterval, factor),
        "FACILITY": given.facility,
        "ADMIN": str(given.admin or ""),
        "CVIP": cvip,
        # IPaddr of resource-agents 4 takes eth0 where it is given no interface; that of Heartbeat 2 found the right one.
        "RESOURCE": next(f"{each.ip}/{each.prefix}/{each.nic}" for each in service.addresses if each.ip == cvip),
        "MYSQL_USER": "root" if service.database else "",
    }
    path = copy.etc.parent / str(respawn.path).lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + assignments(settings) + (HERE / "guest/check_primary.sh").read_text())
    path.chmod(0o755)
    return str(respawn.path)


def _seconds(given: int, factor: float) -> int:
    return max(1, round(given / factor)) if given else 0


def assignments(values: dict[str, object]) -> str:
    """Shell variables, one a line."""
    return "".join(f"{name}={shlex.quote(str(value))}\n" for name, value in values.items())


def my_cnf(service: Service) -> str:
    """my.cnf for the MariaDB of the nodes: the given places, and no more memory than a node has."""
    database = service.database
    assert database is not None
    # Of an 8 TiB address space for the buffer pool user-mode Linux dies.
    server = [
        ("datadir", database.datadir),
        ("socket", database.socket),
        ("user", database.user),
        ("port", str(database.port)),
        ("bind-address", "0.0.0.0"),
        ("innodb_buffer_pool_size", "32M"),
        ("innodb_buffer_pool_size_max", "64M"),
        ("innodb_log_file_size", "8M"),
        *database.settings,
    ]
    return "\n".join(_section("client", [("socket", database.socket)]) + _section("mysqld", [*server, ("skip-name-resolve", "")]))


def _section(name: str, options: Iterable[tuple[str, str]]) -> list[str]:
    return [f"[{name}]", *(f"{key} = {value}" if value else key for key, value in options), ""]
