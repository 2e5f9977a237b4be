"""The status section of a CIB, as a cluster would have it: which node is there, what its attributes are, what failed on it.

The functions change the tree that they are given. Shapes are what Pacemaker 2.1's controller and attribute manager write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from .scheduler import bare

_DIGEST = "0" * 32
WHEN = 1_000_000_000
"""The time at which everything that is injected happened, in seconds of the epoch: the same in every run."""

_ONLINE = {"in_ccm": "true", "crmd": "online", "join": "member", "expected": "member"}
_CRASHED = {"in_ccm": "false", "crmd": "offline", "join": "down", "expected": "member"}
_LEFT = {"in_ccm": "false", "crmd": "offline", "join": "down", "expected": "down"}


def cleared(root: etree._Element, nodes: Sequence[str]) -> None:
    """An empty status, and each of `nodes` known by name and id."""
    for status in root.findall("status"):
        root.remove(status)
    etree.SubElement(root, "status")
    configuration = root.find("configuration")
    if configuration is None:
        configuration = etree.SubElement(root, "configuration")
    listed = configuration.find("nodes")
    if listed is None:
        listed = etree.SubElement(configuration, "nodes")
    known = {node.get("uname") for node in listed.iterfind("node")}
    taken = {node.get("id") for node in listed.iterfind("node")}
    for number, name in enumerate(nodes, 1):
        if name not in known:
            free = next(str(n) for n in range(number, number + len(taken) + 2) if str(n) not in taken)
            taken.add(free)
            etree.SubElement(listed, "node", id=free, uname=name)


def node_id(root: etree._Element, node: str) -> str:
    for entry in root.iterfind("configuration/nodes/node"):
        if entry.get("uname") == node:
            return entry.get("id") or node
    return node


def _state(root: etree._Element, node: str) -> etree._Element:
    status = root.find("status")
    if status is None:
        status = etree.SubElement(root, "status")
    for entry in status.iterfind("node_state"):
        if entry.get("uname") == node:
            return entry
    return etree.SubElement(status, "node_state", id=node_id(root, node), uname=node)


def _set(entry: etree._Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        entry.set(name, value)


def up(root: etree._Element, node: str) -> None:
    """The node joins after a boot: nothing has run on it, and it has no attributes."""
    entry = _state(root, node)
    entry[:] = []
    _set(entry, _ONLINE)
    lrm = etree.SubElement(entry, "lrm", id=node_id(root, node))
    etree.SubElement(lrm, "lrm_resources")


def down(root: etree._Element, node: str, *, cleanly: bool = False) -> None:
    """The node is gone, by a crash or after it stopped everything: its history and attributes go with it."""
    entry = _state(root, node)
    entry[:] = []
    _set(entry, _LEFT if cleanly else _CRASHED)


def attributes(root: etree._Element, node: str) -> dict[str, str]:
    """The node's transient attributes, fail counts included."""
    entries = _state(root, node).iterfind("transient_attributes/instance_attributes/nvpair")
    return {entry.get("name", ""): entry.get("value", "") for entry in entries}


def set_attributes(root: etree._Element, node: str, values: Mapping[str, str | None]) -> bool:
    """Sets transient attributes of the node, where None removes one; whether that changed anything."""
    entry = _state(root, node)
    number = node_id(root, node)
    holder = entry.find("transient_attributes")
    if holder is None:
        holder = etree.SubElement(entry, "transient_attributes", id=number)
    found = holder.find("instance_attributes")
    pairs = found if found is not None else etree.SubElement(holder, "instance_attributes", id=f"status-{number}")
    present = {pair.get("name"): pair for pair in pairs.iterfind("nvpair")}
    before = {name: pair.get("value") for name, pair in present.items()}
    for name, value in values.items():
        pair = present.get(name)
        if value is None:
            if pair is not None:
                pairs.remove(pair)
        elif pair is None:
            safe = name.replace("#", ".")
            etree.SubElement(pairs, "nvpair", id=f"status-{number}-{safe}", name=name, value=value)
        else:
            pair.set("value", value)
    return any(before.get(name) != value for name, value in values.items())


def set_standby(root: etree._Element, node: str, value: str | None) -> None:
    """What crm_standby(8) does: an attribute of the node in the configuration."""
    for entry in root.iterfind("configuration/nodes/node"):
        if entry.get("uname") != node:
            continue
        for pair in entry.findall("instance_attributes/nvpair[@name='standby']"):
            holder = pair.getparent()
            if holder is not None:
                holder.remove(pair)
        if value is not None:
            holder = entry.find("instance_attributes")
            if holder is None:
                holder = etree.SubElement(entry, "instance_attributes", id=f"nodes-{entry.get('id')}")
            etree.SubElement(holder, "nvpair", id=f"nodes-{entry.get('id')}-standby", name="standby", value=value)


def _history(root: etree._Element, node: str, resource: str) -> list[etree._Element]:
    found = _state(root, node).iterfind("lrm/lrm_resources/lrm_resource")
    return [entry for entry in found if bare(entry.get("id", "")) == resource]


def fail(root: etree._Element, node: str, resource: str, interval: int) -> None:
    """The recurring monitor (`interval` in milliseconds) of the resource on the node finds it not running.

    The digest is the running monitor's, so that the failure counts for the parameters that are configured now.
    """
    for history in _history(root, node, resource):
        digest = next((op.get("op-digest") for op in history.iterfind("lrm_rsc_op") if op.get("operation") == "monitor"), None)
        calls = [int(op.get("call-id") or 0) for op in history.iterfind("lrm_rsc_op")]
        name = history.get("id", resource)
        key = f"{len(calls)}:1:0:00000000-0000-0000-0000-000000000000"
        for old in [op for op in history if op.get("id") == f"{name}_last_failure_0"]:
            history.remove(old)
        values = {
            "id": f"{name}_last_failure_0",
            "operation_key": f"{name}_monitor_{interval}",
            "operation": "monitor",
            "crm_feature_set": "3.16.1",
            "transition-key": key,
            "transition-magic": f"0:7;{key}",
            "call-id": str(max(calls, default=0) + 1),
            "rc-code": "7",
            "op-status": "0",
            "interval": str(interval),
            "last-rc-change": str(WHEN),
            "exec-time": "0",
            "queue-time": "0",
            "op-digest": digest or _DIGEST,
        }
        etree.SubElement(history, "lrm_rsc_op", attrib=values)
    name = f"{resource}#monitor_{interval}"
    count = attributes(root, node).get(f"fail-count-{name}", "0")
    more = str(int(count) + 1) if count.isdigit() else count
    set_attributes(root, node, {f"fail-count-{name}": more, f"last-failure-{name}": str(WHEN)})


def clean_up(root: etree._Element, node: str, resource: str) -> None:
    """What `crm resource cleanup` does: fail counts and history of the resource on the node go, and it is probed again."""
    for history in _history(root, node, resource):
        parent = history.getparent()
        if parent is not None:
            parent.remove(history)
    _forget_counts(root, node, resource)


def forgive(root: etree._Element, node: str, resource: str) -> None:
    """What happens to a failure that has expired (failure-timeout): its count goes, and its entry in the history."""
    for history in _history(root, node, resource):
        for old in history.findall("lrm_rsc_op"):
            if old.get("id", "").endswith("_last_failure_0"):
                history.remove(old)
    _forget_counts(root, node, resource)


def _forget_counts(root: etree._Element, node: str, resource: str) -> None:
    prefixes = (f"fail-count-{resource}#", f"last-failure-{resource}#")
    set_attributes(root, node, {name: None for name in attributes(root, node) if name.startswith(prefixes)})
