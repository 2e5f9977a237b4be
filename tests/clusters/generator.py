"""From a seed to a cluster: what is wanted, and both trees. The same seed gives the same bytes on every machine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random

from .ha_cf import authkeys, ha_cf
from .haresources import haresources
from .lines import Composer, disks
from .spec import Files, Link, Pair, Spec, Target
from .surroundings import surroundings

NAMES = (
    ("web01", "web02"),
    ("db1", "db2"),
    ("node1", "node2"),
    ("alpha", "beta"),
    ("ha-a", "ha-b"),
    ("nfs1.example.com", "nfs2.example.com"),
    ("castor", "pollux"),
)
_FAILBACK = (
    ("auto_failback", "off"), ("auto_failback", "off"), ("auto_failback", "off"), ("auto_failback", "on"),
    ("auto_failback", "on"), ("auto_failback", "legacy"), ("auto_failback", "No"), ("auto_failback", "yes"),
    ("nice_failback", "on"), ("nice_failback", "off"), (), (),
)  # fmt: skip
_DEVICES = ("eth0", "eth1", "eth2", "bond0")


@lru_cache(maxsize=512)
def cluster(seed: int) -> Pair:
    """The cluster of a seed."""
    spec = _spec(seed)
    directives = 0
    trees: list[Files] = []
    for node in (0, 1):
        conf, directives = ha_cf(spec, node)
        own = {"etc/ha.d/ha.cf": conf, "etc/ha.d/haresources": haresources(spec), "etc/ha.d/authkeys": authkeys(spec)}
        trees.append({**own, **surroundings(spec, node)})
    return Pair(spec, (trees[0], trees[1]), directives)


def _spec(seed: int) -> Spec:
    rng = Random(seed)
    flavour = rng.choice(("debian", "redhat"))
    nodes = rng.choice(NAMES)
    version = rng.choice(("8.3", "8.3", "8.4", "9"))
    drbd = disks(rng, version)
    targets = _targets(rng)
    return Spec(
        seed=seed,
        flavour=flavour,
        nodes=nodes,
        lines=Composer(rng, flavour, drbd).lines(nodes),
        disks=drbd,
        drbd=version,
        links=_links(rng),
        targets=targets,
        ipfail=rng.random() < (0.75 if targets else 0.35),
        failback=rng.choice(_FAILBACK),
        watched=rng.random() < 0.3,
    )


def _links(rng: Random) -> tuple[Link, ...]:
    devices = rng.sample(_DEVICES, rng.choice((1, 2, 2, 3)))
    return tuple(
        Link(rng.choice(("ucast", "ucast", "bcast", "mcast")), device, (f"10.{number}.13.2", f"10.{number}.13.3"))
        for number, device in enumerate(devices, 20)
    )


def _targets(rng: Random) -> tuple[Target, ...]:
    singles = [f"192.0.2.{number}" for number in range(1, 1 + rng.choice((0, 0, 1, 1, 1, 2, 2, 3)))]
    groups = [f"198.51.100.{number}" for number in range(1, 1 + rng.choice((0, 0, 0, 2, 3)))]
    made = [Target(address, (address,), group=False) for address in singles]
    if len(groups) > 2 and rng.random() < 0.5:
        made.append(Target("backbone", (groups.pop(),), group=True))
    if groups:
        made.append(Target("gateways", tuple(groups), group=True))
    return tuple(made)


def planted(pair: Pair, place: Path) -> tuple[str, str]:
    """Writes both trees below `place`; the ha.d directories, the first node's first."""
    for name, tree in zip(("one", "other"), pair.trees):
        for path, content in tree.items():
            file = place / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return str(place / "one/etc/ha.d"), str(place / "other/etc/ha.d")
