"""The status section: what faults leave in it."""

from __future__ import annotations

import pytest
from ha1to2.simulate import status
from lxml import etree

from ..elements import every, only
from .shapes import MEMO, NODES


@pytest.fixture
def root() -> etree._Element:
    root = etree.fromstring(MEMO)
    status.cleared(root, NODES)
    for node in NODES:
        status.up(root, node)
    return root


def state_of(root: etree._Element, node: str) -> etree._Element:
    return only(root, "status/node_state[@uname=$node]", node=node)


def test_a_node_that_joins_has_no_past(root: etree._Element) -> None:
    status.set_attributes(root, "web01", {"pingd": "1"})
    status.up(root, "web01")
    assert (state_of(root, "web01").get("crmd"), status.attributes(root, "web01")) == ("online", {})


@pytest.mark.parametrize(("cleanly", "expected"), [(True, "down"), (False, "member")])
def test_a_node_that_is_gone_was_expected_to_be_or_not(root: etree._Element, cleanly: bool, expected: str) -> None:
    status.down(root, "web01", cleanly=cleanly)
    entry = state_of(root, "web01")
    assert (entry.get("in_ccm"), entry.get("crmd"), entry.get("expected"), len(entry)) == ("false", "offline", expected, 0)


def test_attributes_are_set_changed_and_removed(root: etree._Element) -> None:
    assert status.set_attributes(root, "web01", {"a": "1", "b": "2"})
    assert not status.set_attributes(root, "web01", {"a": "1", "none": None})
    assert status.set_attributes(root, "web01", {"a": "3", "b": None})
    assert status.attributes(root, "web01") == {"a": "3"}
    assert status.attributes(root, "web02") == {}


def test_ids_of_attributes_are_valid(root: etree._Element) -> None:
    status.set_attributes(root, "web01", {"fail-count-fs#monitor_20000": "1"})
    (pair,) = state_of(root, "web01").iterfind(".//nvpair")
    assert (pair.get("name"), pair.get("id")) == ("fail-count-fs#monitor_20000", "status-1-fail-count-fs.monitor_20000")


def test_a_failure_is_counted_and_forgotten(root: etree._Element) -> None:
    holder = only(state_of(root, "web01"), "lrm/lrm_resources")
    history = etree.SubElement(holder, "lrm_resource", id="fs")
    etree.SubElement(history, "lrm_rsc_op", {"id": "m", "operation": "monitor", "call-id": "7", "op-digest": "abc"})
    status.fail(root, "web01", "fs", 20000)
    status.fail(root, "web01", "fs", 20000)
    status.set_attributes(root, "web01", {"fail-count-fs2#monitor_20000": "1"})
    failure = only(history, "lrm_rsc_op[@rc-code='7']")
    assert (failure.get("op-digest"), failure.get("operation_key")) == ("abc", "fs_monitor_20000")
    assert status.attributes(root, "web01")["fail-count-fs#monitor_20000"] == "2"
    status.clean_up(root, "web01", "fs")
    assert list(holder) == []
    assert status.attributes(root, "web01") == {"fail-count-fs2#monitor_20000": "1"}


def test_a_failure_that_expires_leaves_the_rest_of_the_history(root: etree._Element) -> None:
    history = etree.SubElement(only(state_of(root, "web01"), "lrm/lrm_resources"), "lrm_resource", id="fs")
    etree.SubElement(history, "lrm_rsc_op", id="fs_last_0")
    status.fail(root, "web01", "fs", 20000)
    status.forgive(root, "web01", "fs")
    assert [op.get("id") for op in history] == ["fs_last_0"]
    assert status.attributes(root, "web01") == {}


def test_standby_is_an_attribute_of_the_configuration(root: etree._Element) -> None:
    status.set_standby(root, "web01", "on")
    status.set_standby(root, "web01", "on")
    assert len(every(root, "configuration/nodes/node[@uname='web01']//nvpair[@name='standby'][@value='on']")) == 1
    status.set_standby(root, "web01", None)
    assert every(root, "//nvpair[@name='standby']") == []


def test_nodes_that_the_cib_does_not_name_are_added() -> None:
    root = etree.fromstring("<cib><configuration><nodes><node id='2' uname='web01'/></nodes></configuration></cib>")
    status.cleared(root, ("web01", "web02", "web03"))
    assert [(node.get("id"), node.get("uname")) for node in root.iter("node")] == [("2", "web01"), ("3", "web02"), ("4", "web03")]
    assert status.node_id(root, "web02") == "3"
