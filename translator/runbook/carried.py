"""A node's backup on its way off the old machine, and onto the machine that takes its place."""

from __future__ import annotations

from posixpath import basename
from shlex import quote

from . import shell
from .markdown import code
from .model import ADMIN, MINUTE, Command, Step
from .names import Names

_HERE = basename(shell.BACKUP)
_PATIENCE = 30 * MINUTE
"""A dump goes over the network."""

_SETTINGS = ("ha[.]d/.*[^/]", "drbd[.]conf", "drbd[.]d/.*[^/]", "my[.]cnf")
"""Extended regular expressions for what the old cluster has below etc on any node, with all of the user's own in ha.d."""


def off(names: Names) -> Step:
    """Both backups, onto the machine of the administrator."""
    places = " ".join(f"{_HERE}/{node}" for node in names.nodes)
    return Step(
        id="carry-off",
        where=(ADMIN,),
        title="Carry the backups off the machines",
        why="What is reinstalled has nothing any more. They hold keys and passwords: keep them for yourself. Any other way is as good; an "
        "old sshd may want `-o HostKeyAlgorithms=+ssh-rsa -o KexAlgorithms=+diffie-hellman-group14-sha1`.",
        commands=(
            Command(f"install -d -m 0700 {_HERE} {places}"),
            *[
                Command(f'ssh root@{node} "tar -C {shell.BACKUP} -cf - ." | tar -C {_HERE}/{node} -xf -', _PATIENCE)
                for node in names.nodes
            ],
        ),
        check=shell.now(
            [
                *[_same(node) for node in names.nodes],
                *[f"tar -tzf {_HERE}/{node}/etc.tar.gz >/dev/null" for node in names.nodes],
            ],
            "What is here is what is there, and the archives can be read.",
        ),
    )


def onto(node: str) -> Step:
    """The node's own backup, to the place that it had."""
    return Step(
        id=f"carry-back-{node}",
        where=(ADMIN,),
        title=f"Carry the backup back to {node}",
        why=f"The new system has another host key: `ssh-keygen -R {node}` forgets the old one.",
        commands=(
            Command(
                f"tar -C {_HERE}/{node} --owner=0 --group=0 -cf - . | "
                f'ssh root@{node} "install -d -m 0700 {shell.BACKUP} && tar -C {shell.BACKUP} -xf -"',
                _PATIENCE,
            ),
        ),
        check=shell.now([_same(node)], "It is there again, whole."),
    )


def dump(names: Names, source: str, target: str) -> Step:
    """The dumps of the databases, from node to node."""
    files = [f"{shell.BACKUP}/{database.id}.{suffix}" for database in names.databases for suffix in ("sql", "tables")]
    sums = [f"$(ssh root@{node} cksum {' '.join(files)})" for node in (source, target)]
    return Step(
        id="carry-dump",
        where=(ADMIN,),
        title=f"Carry the dump to {target}",
        why="It is the last state of the data, and no write can have come after it.",
        commands=tuple(Command(f"scp -3 -p root@{source}:{file} root@{target}:{file}", _PATIENCE) for file in files),
        check=shell.now([f'[ "{sums[0]}" = "{sums[1]}" ]'], "Both nodes have the same."),
    )


def restored(names: Names, node: str) -> Step:
    """Puts in place what no package brings."""
    archive = f"{shell.BACKUP}/etc.tar.gz"
    own = [shell.escaped(path.lstrip("/")) for path in (*names.files, *names.programs)]
    wanted = "|".join(dict.fromkeys([*[f"etc/{name}" for name in _SETTINGS], *own]))
    listed = f"tar -tzf {archive} | grep -E {quote(f'^({wanted})$')} |"
    commands = [Command(f"{listed} tar -C / -xzf {archive} --files-from -")]
    conditions = [f"{listed} tar -C / --compare -zf {archive} --files-from -", "[ -s /etc/ha.d/haresources ]"]
    if names.scripts:
        scripts = "|".join(map(shell.escaped, names.scripts))
        # /etc/init.d of Red Hat is a link to /etc/rc.d/init.d.
        commands.append(
            Command(
                f"tar -tzf {archive} | grep -E {quote(f'^etc/(rc[.]d/)?init[.]d/({scripts})$')} | "
                f"tar -C / --skip-old-files --transform='s,^etc/rc[.]d/,etc/,' -xzf {archive} --files-from -"
            )
        )
        found = '[ -x "/etc/ha.d/resource.d/$name" ] || [ -x "/etc/init.d/$name" ] || echo "$name"'
        conditions.append("! " + shell.each(names.scripts, found) + " | grep .")
    conditions += [f"[ -x {quote(path)} ]" for path in names.called]
    kept = " Install the package heartbeat, too, and let it not start." if names.keeps_heartbeat else ""
    calls = f" The cluster calls {', '.join(map(code, names.scripts))}." if names.scripts else ""
    return Step(
        id=f"restore-{node}",
        where=(node,),
        title=f"Put what was the old cluster's own in place on {node}",
        why="ha.d with the scripts of its resource.d and ldirectord's files, drbd.conf, my.cnf, what else the new cluster names, and your "
        f"own programs, just as they were. A script of init.d that a package has brought already stays as the package has it.{calls}{kept}",
        commands=tuple(commands),
        check=shell.now(conditions, "The files are those of the backup, and each script can be called."),
    )


def _same(node: str) -> str:
    """The condition that each file has its sum, by a program that every system has."""
    summed = "cksum -- * | LC_ALL=C sort"
    return f'[ "$(ssh root@{node} "cd {shell.BACKUP} && {summed}")" = "$(cd {_HERE}/{node} && {summed})" ]'
