"""DRBD's fence-peer handler: it asked Heartbeat's dopd, and has to ask Pacemaker while Pacemaker runs.

DRBD with `fencing resource-only` or `resource-and-stonith` promotes a node that is alone only after the handler has said that the
peer is outdated (drbd.conf(5)). drbdadm reads the handlers anew at each call, so that nothing has to be adjusted.
"""

from __future__ import annotations

from shlex import quote

from . import shell
from .model import Command, Step
from .names import Names

_SCRIPTS = "/usr/lib/drbd"
_FILES = "/etc/drbd.conf /etc/drbd.d/*"
_OLD = "drbd-peer-outdater|/heartbeat/|dopd"
_CHANGE = f"""\
case $(cat /sys/module/drbd/version) in
8.*) new='fence-peer "{_SCRIPTS}/crm-fence-peer.sh"; after-resync-target "{_SCRIPTS}/crm-unfence-peer.sh"' ;;
9.*) new='fence-peer "{_SCRIPTS}/crm-fence-peer.9.sh"; unfence-peer "{_SCRIPTS}/crm-unfence-peer.9.sh"' ;;
*) echo "DRBD is not loaded" >&2; exit 1 ;;
esac
for file in {_FILES}
do [ ! -f "$file" ] || sed -i -E 's@(fence|outdate)-peer[[:space:]]+("[^"]*({_OLD})[^"]*"|[^";[:space:]]*({_OLD})[^";[:space:]]*)@'"$new@" "$file"
done"""


def to_pacemaker(names: Names) -> tuple[Step, ...]:
    """The step of the window, while neither cluster runs; none where no handler asks Heartbeat."""
    if not names.outdates:
        return ()
    asks = [f"drbdadm dump {quote(name)} | grep -q crm-fence-peer" for name in names.outdates]
    step = Step(
        id="outdate",
        where=names.nodes,
        title="Let DRBD's handler ask Pacemaker",
        why="It asked dopd, which went with Heartbeat. A handler that fails keeps DRBD from being promoted while the peer is away: nothing "
        "would be taken over from a node that dies.",
        commands=(Command(_CHANGE),),
        check=shell.now(asks, "drbdadm takes the file, and the handler is Pacemaker's."),
        way_back=(_restored(),),
        outage=True,
    )
    return (step,)


def to_heartbeat(names: Names) -> tuple[Step, ...]:
    """The same for the way back."""
    if not names.outdates:
        return ()
    asks = [f"! drbdadm dump {quote(name)} | grep -q crm-fence-peer" for name in names.outdates]
    step = Step(
        id="back-outdate",
        where=names.nodes,
        title="Let DRBD's handler ask Heartbeat again",
        why="drbd.conf as it was before.",
        commands=(_restored(),),
        check=shell.now(asks, "The handler is the old one."),
        outage=True,
    )
    return (step,)


def let_in(names: Names, node: str) -> tuple[Step, ...]:
    """Once a node has whole data again and is in the cluster: its peer was promoted without it, and the handler keeps it out for that.

    What the handler of DRBD 8.4 forbade, its after-resync-target allows, where Pacemaker runs on the target when the copy ends
    (crm-fence-peer.sh of drbd-utils 9.22). The copy of a reinstalled node ends before that.
    """
    if not names.outdates:
        return ()
    step = Step(
        id=f"let-in-{node}",
        where=(node,),
        title=f"Let {node} be promoted again",
        why=f"DRBD's handler forbade it in the CIB when {names.standby} was promoted alone. Its data is whole now.",
        commands=tuple([Command(f"{_SCRIPTS}/crm-unfence-peer.sh --resource {quote(name)}") for name in names.outdates]),
        check=shell.now(["! cibadmin --query --scope constraints | grep drbd-fence-by-handler"], "Nothing keeps it out."),
    )
    return (step,)


def _restored() -> Command:
    archive = f"{shell.BACKUP}/etc.tar.gz"
    return Command(f"tar -tzf {archive} | grep -E '^etc/drbd\\.(conf|d/.*[^/])$' | tar -C / -xzf {archive} --files-from -")
