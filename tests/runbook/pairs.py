"""Pairs of trees that runbooks are made of, and the golden runbooks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ha1to2 import pipeline
from ha1to2.choices import AS_IT_WAS, Choices
from ha1to2.diagnostics import Outcome
from ha1to2.runbook.names import Names

from ..corosync.trees import ONE, OTHER, plant
from ..golden.cases import GOLDEN as CASES
from ..golden.cases import within

GOLDEN = Path(__file__).resolve().parent / "golden"

Tree = dict[str, str]


def _tree(case: str) -> Tree:
    etc = CASES / case / "etc"
    return {path.relative_to(etc).as_posix(): path.read_text() for path in sorted(etc.rglob("*")) if path.is_file()}


def _peer(tree: Tree, changes: Mapping[str, str], hostname: str) -> Tree:
    """The other node's tree: ha.cf changed, and a name of its own."""
    conf = tree["ha.d/ha.cf"]
    for old, new in changes.items():
        assert old in conf
        conf = conf.replace(old, new)
    return {**tree, "ha.d/ha.cf": conf, "hostname": f"{hostname}\n"}


MEMO = _tree("memo-web01"), _tree("memo-web02")
_DB1 = {**_tree("active-active"), "hostname": "db1\n"}
ACTIVE_ACTIVE = _DB1, _peer(_DB1, {"ucast eth1 10.0.0.2": "ucast eth1 10.0.0.1"}, "db2")
_CONF = "node web01 web02\nauto_failback on\ninitdead 60\nucast eth0 10.1.0.2\n"
_VIP = {
    "ha.d/ha.cf": _CONF,
    "ha.d/haresources": "web01 10.9.9.9 squid\n",
    "ha.d/authkeys": "auth 1\n1 sha1 swordfish\n",
    "hostname": "web01\n",
}
VIP_ONLY = _VIP, _peer(_VIP, {"10.1.0.2": "10.1.0.1"}, "web02")

_BOARDS = {**_tree("fence-for-each"), "hostname": "web01\n"}
FENCED = _BOARDS, _peer(_BOARDS, {"ucast eth0 10.0.0.3": "ucast eth0 10.0.0.2"}, "web02")

_GROUP = {**_tree("wrappers-on-drbd"), "hostname": "db1\n"}
VOLUME_GROUP = _GROUP, _peer(_GROUP, {"ucast eth1 10.0.0.2": "ucast eth1 10.0.0.1"}, "db2")

PAIRS: dict[str, tuple[Tree, Tree]] = {
    "memo": MEMO,
    "active-active": ACTIVE_ACTIVE,
    "address-and-script": VIP_ONLY,
    "fenced": FENCED,
    "volume-group": VOLUME_GROUP,
}
"""With DRBD and one home, with two homes, without DRBD, with fencing, and with a volume group of LVM on DRBD."""


def document(
    place: Path, pair: tuple[Tree, Tree], active: str | None = None, choices: Choices = AS_IT_WAS
) -> Outcome[bytes]:
    """The runbook of a pair that is planted below `place`."""
    with _planted(place, pair):
        return pipeline.runbook(ONE, OTHER, active, choices)


def names(place: Path, pair: tuple[Tree, Tree], active: str | None = None, choices: Choices = AS_IT_WAS) -> Names:
    with _planted(place, pair):
        named = pipeline.runbook_names(ONE, OTHER, active, choices).value
    assert named is not None
    return named


@contextmanager
def _planted(place: Path, pair: tuple[Tree, Tree]) -> Iterator[None]:
    for name, tree in zip(("one", "other"), pair):
        plant(place / name, tree, {})
    with within(place):
        yield


def regenerate() -> None:
    for name, pair in PAIRS.items():
        with tempfile.TemporaryDirectory() as place:
            (GOLDEN / f"{name}.md").write_bytes(document(Path(place), pair).value)
