"""What a resource may not have when Pacemaker is to run it as one promoted copy, and what Pacemaker's DRBD no longer takes."""

from __future__ import annotations

from ...diagnostics import Label, error, note, warning
from .model import DrbdResource, same_host
from .values import Found


def check(resource: DrbdResource, found: Found) -> None:
    options = {option.name: option for option in resource.options}
    here = Label(resource.name.span, f"the resource '{resource.name}'")
    lower = resource.stacked_on
    if lower is not None:
        help = "take the stacked resource out of haresources and let an administrator run it by hand"
        message = f"'{resource.name}' is stacked on '{lower}': this is not converted"
        found.append(error("H439", lower.span, message, labels=[here], help=help))
    primaries = options.get("become-primary-on")
    both = primaries is not None and (len(primaries.values) > 1 or primaries.value == "both")
    if primaries is not None and both:
        help = "one node is to be Primary at a time: remove 'become-primary-on' and 'allow-two-primaries'"
        message = f"both nodes are Primary for '{resource.name}': haresources cannot have meant that"
        found.append(error("H437", primaries.keyword.span, message, labels=[here], help=help))
    two = options.get("allow-two-primaries")
    if two is not None and two.value == "yes" and not both:
        help = "remove it: with it DRBD does not stop both nodes from mounting the file system"
        message = f"two nodes may be Primary for '{resource.name}', though one is to be"
        found.append(warning("H438", two.keyword.span, message, labels=[here], help=help))
    handler = resource.heartbeat_handler
    if handler is not None:
        help = "use /usr/lib/drbd/crm-fence-peer.sh, and crm-unfence-peer.sh as after-resync-target (DRBD 9: unfence-peer)"
        message = f"the handler of '{resource.name}' needs Heartbeat's dopd, which Pacemaker has not"
        if resource.fences:
            message += ": until that is changed, nothing is taken over from a node that dies"
            help += "; a step of the runbook does it"
        found.append(warning("H445", handler.span, message, labels=[here], help=help))
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
                found.append(error("H444", chosen.value.span, message, labels=[here], help=help))
