"""What is read from a CIB about its agents."""

from __future__ import annotations

import pytest
from ha1to2.simulate.inventory import Gate, Pinger, Replica, Watcher, inventory, milliseconds
from lxml import etree

from ..elements import drop, only
from .shapes import MEMO, parameters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30s", 30000), ("30", 30000), ("500ms", 500), ("2min", 120000), ("1h", 3600000), (" 10 S ", 10000),
        ("0", 0), ("", 0), ("soon", 0), ("10 parsec", 0), ("-3s", 0), ("٣s", 0),
    ],
)  # fmt: skip
def test_intervals(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


def test_the_memo() -> None:
    found = inventory(etree.fromstring(MEMO))
    assert found.pingers == (Pinger("ping", "pingd", ("10.0.254.254", "10.1.254.254"), 20000),)
    assert found.gates == (Gate("gate", "drbd_wait_r0", "r0"),)
    assert found.replicas == (Replica("data", "r0", ("0", "10", "1000", "10000")),)
    assert found.watchers["mysqld"] == Watcher("mysqld", 30000)
    assert found.watchers["web_ip"] == Watcher("web_check", 30000)
    assert found.watchers["data"] == Watcher("data", 10000)
    assert not found.fences


def test_scores_and_names_that_the_cib_gives() -> None:
    root = etree.fromstring(MEMO)
    only(root, ".//primitive[@id='data']").append(parameters("more", adjust_master_score="5 10 20 30"))
    only(root, ".//primitive[@id='gate']").append(parameters("named", attribute="good"))
    only(root, ".//primitive[@id='ping']").append(parameters("other", name="reach"))
    found = inventory(root)
    assert (found.replicas[0].scores, found.gates[0].attribute) == (("5", "10", "20", "30"), "good")
    assert found.pingers[0].attribute == "reach"


@pytest.mark.parametrize(
    ("value", "device", "fences"),
    [("true", True, True), ("true", False, False), ("false", True, False), (None, True, True)],
)
def test_fencing(value: str | None, device: bool, fences: bool) -> None:
    root = etree.fromstring(MEMO)
    option = only(root, ".//nvpair[@name='stonith-enabled']")
    if value is None:
        drop(option)
    else:
        option.set("value", value)
    if device:
        etree.SubElement(only(root, "configuration/resources"), "primitive", {"class": "stonith", "id": "shooter", "type": "x"})
    assert inventory(root).fences is fences
