"""What is done before the window: nothing of it stops or moves anything."""

from __future__ import annotations

from posixpath import basename
from shlex import quote

from . import fences, fstab, lvm, saving, shell
from .model import ADMIN, MINUTE, Check, Command, Step
from .names import Names

PACKAGES = (
    "corosync",
    "crmsh",
    "pacemaker",
    "pacemaker-cli-utils",
    "pacemaker-resource-agents",
    "python3",
    "resource-agents",
)
"""What every node of the new cluster has, by Debian 12's names. The agents of Pacemaker itself (ping) have a package of their own."""

NEW_SERVICES = ("corosync", "pacemaker")
"""What the new cluster starts at boot, in the order in which it starts by hand."""

_FILES = basename(shell.WORK)


def steps(names: Names) -> tuple[Step, ...]:
    """In their order; the last ones are the verification without which the window is not opened."""
    return (
        *saving.steps(names),
        _make(names),
        carry(names.nodes),
        _install(names),
        _unpack(names),
        key(names.nodes[0]),
        carry_key(*names.nodes),
        *fences.reached(names.fences, names.nodes),
        *([fstab.step(names)] if names.mounts else []),
        *lvm.identity(names),
        _try(names),
    )


def _make(names: Names) -> Step:
    one, other = map(quote, names.ordered_trees)
    chosen = "".join(f" {quote(word)}" for word in names.options)
    return Step(
        id="make",
        where=(ADMIN,),
        title="Make the files of the new cluster",
        why="One CIB and one corosync.conf for both nodes. The CIB comes from the tree that starts check_primary, where one does: its "
        "figures become those of the monitors. Read what check says, and run simulate, before you go on.",
        commands=(
            Command(f"ha1to2 check{chosen} {one} {other}"),
            Command(f"mkdir -p {_FILES}"),
            Command(f"ha1to2 convert{chosen} -o {_FILES}/cib.xml {one}"),
            Command(f"ha1to2 corosync{chosen} -o {_FILES}/corosync.conf {one} {other}"),
            Command(f"ha1to2 install-agents --root {_FILES}"),
            Command(f"tar --owner=0 --group=0 -czf {_FILES}.tar.gz {_FILES}"),
            Command(f"sha256sum {_FILES}.tar.gz >{_FILES}.sha256"),
        ),
        check=shell.now(
            [f"[ -s {_FILES}/cib.xml ]", f"[ -s {_FILES}/corosync.conf ]", f"sha256sum --check {_FILES}.sha256"],
            "All files are there.",
        ),
    )


def carry(nodes: tuple[str, ...]) -> Step:
    """The files of the new cluster, to these nodes."""
    check = [f'ssh root@{node} "cd /root && sha256sum --check {_FILES}.sha256"' for node in nodes]
    return Step(
        id="carry",
        where=(ADMIN,),
        title="Carry them to the nodes",
        why="They go to /root on both nodes. Any other way there is as good.",
        commands=tuple(
            Command(f"scp -p {_FILES}.tar.gz {_FILES}.sha256 root@{node}:/root/", 5 * MINUTE) for node in nodes
        ),
        check=shell.now(check, "Both nodes have the same file."),
    )


def _install(names: Names) -> Step:
    packages = " ".join(sorted({*PACKAGES, *names.packages}))
    quiet = "DEBIAN_FRONTEND=noninteractive"
    return Step(
        id="install",
        where=names.nodes,
        title="Install the packages, and start nothing",
        why="policy-rc.d keeps Debian from starting what it installs. A node that reboots before the window must come up with the old "
        "cluster alone, so corosync and Pacemaker stay out of the boot sequence until the end.",
        commands=(
            Command(r"printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 0755 /usr/sbin/policy-rc.d"),
            Command(f"{quiet} apt-get install -y --no-install-recommends {packages}", 20 * MINUTE),
            Command("rm -f /usr/sbin/policy-rc.d"),
            Command(shell.each(NEW_SERVICES, shell.switch("disable"))),
        ),
        check=shell.now(
            [
                f"! dpkg-query -W -f='${{db:Status-Status}}\\n' {packages} | grep -vx installed",
                "[ ! -e /usr/sbin/policy-rc.d ]",
                shell.not_running("corosync"),
                shell.not_running("pacemakerd"),
                "[ ! -e /var/lib/pacemaker/cib/cib.xml ]",
                shell.never_at_boot(NEW_SERVICES),
            ],
            "All is installed, nothing of it runs or starts at boot, and no CIB of an earlier try is left.",
        ),
        way_back=(Command("apt-get remove -y corosync pacemaker", 5 * MINUTE),),
    )


def _unpack(names: Names) -> Step:
    agents = "/usr/lib/ocf"
    return Step(
        id="unpack",
        where=names.nodes,
        title="Put the agents and corosync.conf in place",
        why="The agents are compiled here, for this machine's python3: a monitor then costs a fraction of a shell script's.",
        commands=(
            Command(f"tar -C /root -xzf {shell.WORK}.tar.gz && chmod 0700 {shell.WORK}"),
            Command(f"mkdir -p {agents} && cp -R {shell.WORK}{agents}/. {agents}/"),
            Command(f"python3 -m compileall -q --invalidation-mode checked-hash {agents}/lib/ha1to2", 5 * MINUTE),
            Command(f"install -D -m 0644 {shell.WORK}/corosync.conf /etc/corosync/corosync.conf"),
        ),
        check=shell.now(
            [
                f"OCF_ROOT={agents} {agents}/resource.d/ha1to2/drbd-wait meta-data >/dev/null",
                f"cmp {shell.WORK}/corosync.conf /etc/corosync/corosync.conf",
            ],
            "The agents run, and corosync.conf is the one that ha1to2 made.",
        ),
    )


def key(node: str) -> Step:
    """The key of the new cluster is made on one node."""
    return Step(
        id="key",
        where=(node,),
        title="Make the key of the new cluster",
        why="Heartbeat's key signs nothing any more. corosync's is made here, and is the same on both nodes.",
        commands=(Command("[ -s /etc/corosync/authkey ] || corosync-keygen", 5 * MINUTE),),
        check=_key_check(),
    )


def carry_key(source: str, target: str) -> Step:
    """The key of the new cluster, from the node that has it to the other."""
    key = "/etc/corosync/authkey"
    listed = f"root@{source} root@{target}"
    return Step(
        id="carry-key",
        where=(ADMIN,),
        title="Carry the key to the other node",
        why="Over ssh, from node to node, with its mode: whoever has the key can take part in the cluster.",
        commands=(Command(f"scp -3 -p root@{source}:{key} root@{target}:{key}"),),
        check=Check(
            f"[ \"$(for node in {listed}; do ssh \"$node\" \"stat -c %a:%u {key}; sha256sum {key}\"; done | sort -u | wc -l)\" = 2 ]",
            "Owner, mode and content are the same on both nodes.",
        ),
    )


def _key_check() -> Check:
    return shell.now(['[ "$(stat -c %a:%u /etc/corosync/authkey)" = 400:0 ]'], "The key is there, for root alone.")


def _try(names: Names) -> Step:
    cib, scratch = f"{shell.WORK}/cib.xml", f"{shell.WORK}/try.xml"
    return Step(
        id="try",
        where=names.nodes,
        title="Try the files where they will be used",
        why="What is missing or refused on a node is found now, and not in the window. Nothing is started: the CIB is loaded into a "
        "file.",
        commands=(
            Command(f"cibadmin --empty >{scratch}"),
            Command(f"CIB_file={scratch} crm configure load xml replace {cib}", 5 * MINUTE),
        ),
        check=shell.now(["corosync -t", *fences.verified(scratch, names.fences)], "corosync takes its file, and Pacemaker the CIB."),
    )
