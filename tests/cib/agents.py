"""The genuine agents, ours installed beside those of the system, and what their meta-data says."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ha1to2.install_agents import install
from lxml import etree

SYSTEM = Path("/usr/lib/ocf")

PARAMETERS = 40
"""So many parameters, from p0 on, has the agent ocf:test:any, which runs nothing."""


def _meta_data(parameters: Iterable[str], actions: Iterable[str]) -> str:
    root = etree.Element("resource-agent", name="any")
    declared = etree.SubElement(root, "parameters")
    for name in parameters:
        etree.SubElement(etree.SubElement(declared, "parameter", name=name), "content", type="string")
    known = etree.SubElement(root, "actions")
    for name in actions:
        etree.SubElement(known, "action", name=name, timeout="20s", interval="10s")
    return etree.tostring(root, encoding="unicode")


_ACTIONS = ("start", "stop", "monitor", "status", "meta-data")

OTHER_CLASSES = _meta_data(("one", "two"), _ACTIONS)
"""What an agent of another class than ocf says of itself: the machine that tests has no such agents."""

_TEST_AGENT = _meta_data((f"p{number}" for number in range(PARAMETERS)), (*_ACTIONS, "promote", "demote", "notify"))


class Declared(NamedTuple):
    """What an agent's meta-data declares. Times are seconds."""

    parameters: frozenset[str]
    required: frozenset[str]
    timeouts: dict[tuple[str, str], float]
    """The advised ones, by action and role (empty where the meta-data names none)."""


class Ocf:
    """A directory as /usr/lib/ocf is: ours installed into it, the system's linked."""

    def __init__(self, place: Path) -> None:
        install(place)
        self.root = place / "usr/lib/ocf"
        for provider in ("heartbeat", "linbit", "pacemaker"):
            (self.root / "resource.d" / provider).symlink_to(SYSTEM / "resource.d" / provider)
        (self.root / "lib/heartbeat").symlink_to(SYSTEM / "lib/heartbeat")
        any_agent = self.root / "resource.d/test/any"
        any_agent.parent.mkdir()
        any_agent.write_text(f"#!/bin/sh\ncat <<'END'\n{_TEST_AGENT}\nEND\n")
        any_agent.chmod(0o755)
        self._declared: dict[tuple[str, str], Declared] = {}

    def declared(self, primitive: etree._Element) -> Declared:
        """What the agent of the primitive declares."""
        key = str(primitive.get("provider") or ""), str(primitive.get("type"))
        if key not in self._declared:
            fences = primitive.get("class") == "stonith"
            self._declared[key] = _fencing(key[1]) if fences else _declared(self.metadata(*key))
        return self._declared[key]

    def metadata(self, provider: str, agent: str) -> etree._Element:
        program = self.root / "resource.d" / provider / agent
        done = subprocess.run(
            [program, "meta-data"],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "OCF_ROOT": str(self.root)},
            capture_output=True,
            timeout=30,
            check=True,
        )
        return etree.fromstring(done.stdout)


_FENCER = frozenset(("pcmk_host_list", "pcmk_host_check", "pcmk_reboot_timeout"))
"""Parameters of every fence device, which Pacemaker's fencer takes for itself (pacemaker-fenced(7))."""


def _fencing(agent: str) -> Declared:
    """A fence agent or plugin, as Pacemaker shows it. Where a parameter has a new name, the old one is not needed beside it."""
    done = subprocess.run(
        ["/usr/sbin/crm_resource", "--show-metadata", f"stonith:{agent}"],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    found = _declared(etree.fromstring(done.stdout))
    old = frozenset(
        str(each.get("name"))
        for each in etree.fromstring(done.stdout).iterfind("parameters/parameter")
        if each.get("deprecated") == "1"
    )
    return found._replace(parameters=found.parameters - old | _FENCER, required=found.required - old)


def _declared(root: etree._Element) -> Declared:
    parameters = root.findall("parameters/parameter")
    return Declared(
        frozenset(str(each.get("name")) for each in parameters),
        frozenset(str(each.get("name")) for each in parameters if each.get("required") in ("1", "true")),
        {
            (str(each.get("name")), _role(each.get("role"))): seconds(str(each.get("timeout")))
            for each in root.findall("actions/action")
            if each.get("timeout")
        },
    )


def _role(role: str | None) -> str:
    return {"Master": "Promoted", "Slave": "Unpromoted"}.get(role or "", role or "")


def seconds(text: str) -> float:
    """A time as meta-data and CIB write it."""
    for unit, factor in (("ms", 0.001), ("min", 60.0), ("s", 1.0), ("m", 60.0)):
        if text.endswith(unit):
            return float(text[: -len(unit)]) * factor
    return float(text)
