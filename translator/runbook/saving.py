"""The first steps: the old cluster is seen to be well, and what it has is saved."""

from __future__ import annotations

from shlex import quote

from . import shell
from .model import MINUTE, Command, Step
from .names import Names, Service

_TABLES = (
    "--batch --skip-column-names --execute=\"SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN "
    "('information_schema', 'performance_schema', 'sys') ORDER BY 1, 2\""
)
"""Arguments of mysql: all tables, one a line, but those that the server makes up."""


def steps(names: Names) -> tuple[Step, ...]:
    """In their order."""
    return (_well(names), *_serves(names), _backup(names), *dumps(names))


def dumps(names: Names) -> tuple[Step, ...]:
    """One step for each database, on the node that serves it."""
    return tuple(step for service in names.services for step in _dumps(names, service))


def _well(names: Names) -> Step:
    """A step without commands: the old cluster is as the runbook takes it to be."""
    conditions = ["pgrep -x heartbeat >/dev/null", *shell.replicating(names.disks)]
    return Step(
        id="old-well",
        where=names.nodes,
        title="The old cluster is well",
        why="A pair that is not whole is repaired first, and not migrated.",
        commands=(),
        check=shell.now(conditions, f"Heartbeat runs{names.drbd(', and DRBD is Connected and UpToDate/UpToDate')}."),
    )


def _serves(names: Names) -> list[Step]:
    """One step for each node that serves, without commands."""
    made = []
    for node in names.nodes:
        mine = [service for service in names.services if names.serving(service) == node]
        if mine:
            conditions = shell.all_served(mine)
            made.append(
                Step(
                    id=f"serves-{node}",
                    where=(node,),
                    title=f"{node} serves",
                    why=f"This runbook is for a window that opens while {node} serves. Where its peer does, make the runbook anew with "
                    "`--active`, or move the service first.",
                    commands=(),
                    check=shell.now(conditions, f"All that can be seen of the services is on {node}."),
                )
            )
    return made


def _backup(names: Names) -> Step:
    paths = " ".join(["etc", *[quote(path.lstrip("/")) for path in names.programs]])
    unless = " --ignore-failed-read" if names.programs else ""
    return Step(
        id="backup",
        where=names.nodes,
        title="Back up the configuration",
        why="All of /etc: ha.d, drbd.conf, my.cnf, fstab, the runlevels. It holds keys and passwords, so root alone may read it.",
        commands=(
            Command(f"install -d -m 0700 {shell.BACKUP}"),
            Command(f"tar -C / -czf {shell.BACKUP}/etc.tar.gz{unless} {paths}", 5 * MINUTE),
        ),
        check=shell.now(
            [f"tar -tzf {shell.BACKUP}/etc.tar.gz | grep -x etc/ha.d/{name} >/dev/null" for name in ("ha.cf", "haresources")],
            "The archive can be read, and Heartbeat's files are in it.",
        ),
    )


def _dumps(names: Names, service: Service) -> list[Step]:
    node = names.serving(service)
    made = []
    for database in service.databases:
        client = f"--socket={quote(database.socket)}"
        dump, tables = (f"{shell.BACKUP}/{database.id}.{suffix}" for suffix in ("sql", "tables"))
        made.append(
            Step(
                id=f"dump-{database.id}",
                where=(node,),
                title=f"Dump the database {database.id}",
                why="DRBD is no backup: it mirrors a mistake at once. The dump is also the way to a newer version of the server. "
                "It needs room below /root. A password for root stands in /root/.my.cnf, never on a command line.",
                commands=(
                    Command(
                        f"mysqldump {client} --all-databases --single-transaction --routines --events >{quote(dump)}", 60 * MINUTE
                    ),
                    Command(f"mysql {client} {_TABLES} >{quote(tables)}"),
                ),
                check=shell.now(
                    [f"tail -n 1 {quote(dump)} | grep -q 'Dump completed'", f"[ -s {quote(tables)} ]"],
                    "The dump is complete, and the list of the tables is written, for the comparison afterwards.",
                ),
            )
        )
    return made


def same_tables(names: Names) -> list[tuple[str, str, str]]:
    """For each database that serves at home before and after: the node, the database and the condition that its tables are there.

    Where it starts on the other node, the list of its tables lies on the wrong machine.
    """
    found = []
    for service in names.services:
        if names.serving(service) != service.home:
            continue
        for database in service.databases:
            tables = quote(f"{shell.BACKUP}/{database.id}.tables")
            query = f"mysql --socket={quote(database.socket)} {_TABLES}"
            found.append((service.home, database.id, f"{query} | cmp - {tables}"))
    return found
