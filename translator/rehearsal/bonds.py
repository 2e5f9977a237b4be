"""Which interfaces a bond consists of, out of a tree's network files: Debian's interfaces(5), Red Hat's ifcfg-DEVICE."""

from __future__ import annotations

import re

from ..syntax.network import Find

MOST = 16
"""Interfaces eth0, eth1, … whose files are looked for."""

_MASTER = re.compile(r"""^\s*MASTER=(["']?)([A-Za-z0-9_.-]{1,15})\1\s*$""", re.MULTILINE)
_IFACE = re.compile(r"^\s*iface\s+(\S+)", re.MULTILINE)
_SLAVES = re.compile(r"^\s*(?:bond-slaves|bond_slaves|slaves)\s+(.+)$", re.MULTILINE)


def bonds(find: Find) -> dict[str, tuple[str, ...]]:
    """The slaves of each bond that the files tell of."""
    found: dict[str, list[str]] = {}
    for number in range(MOST):
        file = find(f"sysconfig/network-scripts/ifcfg-eth{number}")
        matched = _MASTER.search(file.text) if file else None
        if matched:
            found.setdefault(matched[2], []).append(f"eth{number}")
    interfaces = find("network/interfaces")
    if interfaces is not None:
        starts = list(_IFACE.finditer(interfaces.text))
        for start, end in zip(starts, [*(each.start() for each in starts[1:]), len(interfaces.text)]):
            slaves = _SLAVES.search(interfaces.text, start.end(), end)
            if slaves and slaves[1].split() != ["none"]:
                found.setdefault(start[1], slaves[1].split())
    return {bond: tuple(slaves) for bond, slaves in found.items()}
