"""What a resource may not have when Pacemaker is to run it as one promoted copy, and what Pacemaker's DRBD no longer takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Optional

from ...diagnostics import Label, error, note, warning
from ...source import Span, Word
from .model import DrbdResource, same_host
from .values import Found


def check(resources: Sequence[DrbdResource], found: Found) -> None:
    """What is to be said of the resources that haresources has. What stands in `common` is said once, and of all whom it is for."""
    for resource in resources:
        _alone(resource, found)
    for place, those in _sharing(resources, _primaries):
        help = "one node is to be Primary at a time: remove 'become-primary-on' and 'allow-two-primaries'"
        message = f"both nodes are Primary for {_names(those)}: haresources cannot have meant that"
        found.append(error("H437", place.span, message, labels=_here(those), help=help))
    for place, those in _sharing(resources, _two_allowed):
        help = "remove it: with it DRBD does not stop both nodes from mounting the file system"
        message = f"two nodes may be Primary for {_names(those)}, though one is to be"
        found.append(warning("H438", place.span, message, labels=_here(those), help=help))
    for place, those in _sharing(resources, lambda resource: resource.heartbeat_handler):
        help = "use /usr/lib/drbd/crm-fence-peer.sh, and crm-unfence-peer.sh as after-resync-target (DRBD 9: unfence-peer)"
        message = f"the handler of {_names(those)} needs Heartbeat's dopd, which Pacemaker has not"
        if any(resource.fences for resource in those):
            message += ": until that is changed, nothing is taken over from a node that dies"
            help += "; a step of the runbook does it"
        found.append(warning("H445", place.span, message, labels=_here(those), help=help))


def _sharing(
    resources: Sequence[DrbdResource], of: Callable[[DrbdResource], Optional[Word]]
) -> list[tuple[Word, list[DrbdResource]]]:
    """Each word that `of` gives, with all the resources that it gives it for."""
    shared: dict[Span, tuple[Word, list[DrbdResource]]] = {}
    for resource in resources:
        word = of(resource)
        if word is not None:
            shared.setdefault(word.span, (word, []))[1].append(resource)
    return list(shared.values())


def _primaries(resource: DrbdResource) -> Optional[Word]:
    """The option that makes both nodes Primary."""
    options = [option for option in resource.options if option.name == "become-primary-on"]
    return next((option.keyword for option in options if len(option.values) > 1 or option.value == "both"), None)


def _two_allowed(resource: DrbdResource) -> Optional[Word]:
    """The option that lets both nodes be Primary, where nothing makes them so."""
    if _primaries(resource) is not None:
        return None
    options = [option for option in resource.options if option.name == "allow-two-primaries"]
    return next((option.keyword for option in options if option.value == "yes"), None)


def _names(resources: Sequence[DrbdResource]) -> str:
    *others, last = [f"'{resource.name}'" for resource in resources]
    return f"{', '.join(others)} and {last}" if others else last


def _here(resources: Sequence[DrbdResource]) -> list[Label]:
    return [Label(resource.name.span, f"the resource '{resource.name}'") for resource in resources]


def _alone(resource: DrbdResource, found: Found) -> None:
    options = {option.name: option for option in resource.options}
    here = _here([resource])
    lower = resource.stacked_on
    if lower is not None:
        help = "take the stacked resource out of haresources and let an administrator run it by hand"
        message = f"'{resource.name}' is stacked on '{lower}': this is not converted"
        found.append(error("H439", lower.span, message, labels=here, help=help))
    for option in resource.options:
        if option.section == "syncer" and option.name in ("resync-rate", "resync-after"):
            help = f"before a move to DRBD 9 write 'disk {{ {option.name} {option.value}; }}'"
            message = "drbdadm of DRBD 9 refuses this in 'syncer'; those of 8.3 and 8.4 take it"
            found.append(note("H446", option.keyword.span, message, help=help))
    for split in ("after-sb-0pri",):
        chosen = options.get(split)
        if chosen is not None and chosen.value.startswith("discard-node-"):
            node = chosen.value[len("discard-node-") :]
            if not any(same_host(node, name) for host in resource.hosts for name in host.names):
                help = "name one of the resource's hosts"
                message = f"'{split}' names '{node}', which is no host of '{resource.name}'"
                found.append(error("H444", chosen.value.span, message, labels=here, help=help))
