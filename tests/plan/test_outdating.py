"""DRBD's fence-peer handler finds a node only under the name that the CIB has."""

from __future__ import annotations

import pytest

from .material import BASE, codes, planned

FENCING = "disk { fencing resource-only; }"


def drbd_conf(one: str, other: str, fencing: str = FENCING, number: int = 0) -> str:
    return (
        f"resource r{number} {{ device /dev/drbd{number}; disk /dev/vg/r{number}; meta-disk internal; {fencing} "
        f"on {one} {{ address 10.0.0.1:{7788 + number}; }} on {other} {{ address 10.0.0.2:{7788 + number}; }} }}\n"
    )


@pytest.mark.parametrize(
    ("conf", "drbd_text", "told"),
    [
        (BASE, drbd_conf("a", "b"), []),
        (BASE, drbd_conf("A", "b"), ["'A'"]),
        (BASE, drbd_conf("A", "B", "disk { fencing resource-and-stonith; }"), ["'A'", "'B'"]),
        # drbdadm of DRBD 9 takes a name with its domain for the node without.
        (BASE, drbd_conf("a", "b.example.com"), ["'b.example.com'"]),
        # The handler gets all names of a section, with blanks between them.
        (BASE, drbd_conf("a", "b b2"), ["'b2'"]),
        # The name in ha.cf does not count: heartbeat makes small letters of it, and the CIB has them.
        (BASE.replace("node a b", "node A B"), drbd_conf("a", "b"), []),
        # DRBD asks no handler.
        (BASE, drbd_conf("A", "B", ""), []),
        (BASE, drbd_conf("A", "B", "disk { fencing dont-care; }"), []),
        # drbdadm has no section for the node, and the resource does not come up at all.
        (BASE, drbd_conf("a", "c"), []),
    ],
)  # fmt: skip
def test_names(conf: str, drbd_text: str, told: list[str]) -> None:
    found = [each for each in planned("a drbddisk::r0\n", conf, drbd_text).diagnostics if each.code == "H608"]
    assert [next(word for word in told if word in each.message) for each in found] == told


def test_one_warning_for_all_resources_of_a_node() -> None:
    outcome = planned("a drbddisk::r0 drbddisk::r1\n", BASE, drbd_conf("a", "B") + drbd_conf("a", "B", number=1))
    assert codes(outcome.diagnostics) == ["H608"]
    [found] = [each for each in outcome.diagnostics if each.code == "H608"]
    assert [label.message for label in found.labels] == ["the node's name", "here too"]
    assert "'on b'" in (found.help or "")


def test_a_domain_bans_the_promoted_role_with_drbd_9() -> None:
    [found] = [each for each in planned("a drbddisk::r0\n", BASE, drbd_conf("a.x.org", "b")).diagnostics if each.code == "H608"]
    assert any("promoted nowhere" in text for text in found.notes)
    [found] = [each for each in planned("a drbddisk::r0\n", BASE, drbd_conf("A", "b")).diagnostics if each.code == "H608"]
    assert not any("promoted nowhere" in text for text in found.notes)
