"""The genuine Heartbeat and DRBD, asked about the generated clusters: whether they start with them, and what they make of them.

This is what makes the generator's word worth something: that a line has these resources in this order is what ResourceManager
says of the file, and not only what whoever wrote the generator believes.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from ..elements import every
from ..oracle.heartbeat_daemon import HOST, Case, ask
from ..oracle.resource_manager import Call, ResourceManager
from ..oracle.test_drbd_oracle import PROGRAMS
from .generator import cluster, planted
from .seeds import SEEDS
from .spec import Line


def _calls(line: Line, *actions: bytes) -> list[Call]:
    return [
        Call(each.script.encode(), tuple(word.encode() for word in each.arguments), action)
        for each in line.resources
        for action in actions
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_resource_manager(seed: int) -> None:
    """It finds the same lines for the same nodes, starts each from left to right and stops it from right to left."""
    pair = cluster(seed)
    lines = pair.spec.lines
    keys = [line.resources[0].text.encode() for line in lines]
    scripts = {each.script.encode() for line in lines for each in line.resources}
    with ResourceManager(pair.trees[0]["etc/ha.d/haresources"], scripts) as script:
        assert script.all_keys() == keys
        for node in pair.spec.nodes:
            assert script.keys(node) == [key for line, key in zip(lines, keys) if line.node == node]
        for line, key in zip(lines, keys):
            assert script.take(key) == _calls(line, b"status", b"start"), script.log()
            assert script.give(key) == _calls(line, b"stop")[::-1], script.log()


@pytest.mark.parametrize("seed", SEEDS)
def test_drbdadm(seed: int, tmp_path: Path) -> None:
    """DRBD of the version that drbd.conf is written for takes it, and finds these resources and devices."""
    spec, trees, _ = pair = cluster(seed)
    # This machine has none of the addresses.
    tree = {name: content.replace(b"usage-count no;", b"disable-ip-verification;") for name, content in trees[0].items()}
    one, _ = planted(pair._replace(trees=(tree, {})), tmp_path)
    conf = Path(one).parent / "drbd.conf"
    if not spec.disks:
        assert not conf.exists()
        return
    done = subprocess.run(
        [PROGRAMS[spec.drbd.replace(".", "")], "-c", conf, "dump-xml"],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "__DRBD_NODE__": spec.nodes[0]},
        stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    found = {
        str(resource.get("name")): tuple(f"/dev/drbd{device.get('minor')}" for device in every(resource, "host//device"))
        for resource in every(etree.fromstring(done.stdout), "//resource")
    }
    # Each host has the devices, one after the other.
    assert found == {disk.name: disk.devices * 2 for disk in spec.disks}


def _on_this_machine(content: bytes, node: str) -> bytes:
    """The file for a machine that is called HOST and has neither serial ports nor the programs of the old cluster."""
    content = re.sub(re.escape(node.encode()), HOST.encode(), content, flags=re.IGNORECASE)
    content = re.sub(rb"/dev/(?:ttyS\d|watchdog)", b"/dev/null", content)
    return re.sub(rb"/usr/\S+/(?:ipfail|dopd|check_primary)", b"/bin/true", content)


def test_daemon() -> None:
    """heartbeat starts with each ha.cf, authkeys and haresources, and knows the same nodes, ping nodes and way to fail back."""
    files = "ha.cf", "authkeys", "haresources"
    pairs = [cluster(seed) for seed in SEEDS]
    answers = ask(
        [Case(*(_on_this_machine(pair.trees[0][f"etc/ha.d/{name}"], pair.spec.nodes[0]) for name in files)) for pair in pairs]
    )
    wrong = {}
    for pair, answer in zip(pairs, answers):
        spec = pair.spec
        known = {HOST, spec.nodes[1], *(target.name for target in spec.targets)}
        if not answer.accepted or set(answer.nodes) != known:
            wrong[spec.seed] = answer.output
        elif "nice_failback" not in spec.failback and (answer.settings["auto_failback"] .lower() in ("off", "no")) is spec.returns:
            wrong[spec.seed] = f"auto_failback {answer.settings['auto_failback']}"
    assert wrong == {}
