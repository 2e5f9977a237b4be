"""A CIB that is wrong in one place is found out, by the scenario that it is wrong for: the checks can fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from ha1to2.simulate.play import play
from lxml import etree

from ..elements import E, drop, only
from .shapes import MEMO, MEMO_BEHAVIOUR, NODES, nvpairs

Change = Callable[[etree._Element], None]


def find(root: etree._Element, name: str) -> etree._Element:
    return only(root, "//*[@id=$name]", name=name)


def without(*names: str) -> Change:
    def change(root: etree._Element) -> None:
        for name in names:
            drop(find(root, name))

    return change


def with_attribute(name: str, attribute: str, value: str) -> Change:
    return lambda root: find(root, name).set(attribute, value)


def with_value(name: str, value: str) -> Change:
    return with_attribute(name, "value", value)


def with_meta(name: str, **values: object) -> Change:
    return lambda root: find(root, name).insert(0, nvpairs("meta_attributes", f"{name}-new", **values))


def with_property(**values: object) -> Change:
    return lambda root: only(root, "configuration/crm_config/cluster_property_set").extend(nvpairs("x", "new", **values))


def ping_as_taught(root: etree._Element) -> None:
    rule = find(root, "reached-rule")
    del rule.attrib["score-attribute"]
    rule.attrib.update({"score": "-INFINITY", "boolean-op": "or"})
    rule[:] = [
        E.expression(id="reached-not", attribute="pingd", operation="not_defined"),
        E.expression(id="reached-none", attribute="pingd", operation="lt", value="1", type="number"),
    ]


def old_feature_set(root: etree._Element) -> None:
    root.set("crm_feature_set", "3.0.12")


def in_standby(root: etree._Element) -> None:
    only(root, "configuration/nodes/node[@uname='web02']").append(nvpairs("instance_attributes", "web02", standby="on"))


def all_of(*changes: Change) -> Change:
    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


IN_PIECES = "moves to web02, then in pieces: db_ip, db_check, web_ip, web_check, data, fs on web01; mysqld nowhere"

MUTATIONS: Mapping[str, tuple[Change, Mapping[str, str]]] = {
    # What is changed, and for each scenario that it is wrong for, what of the result tells so.
    "INFINITY stickiness": (
        with_value("db_ip-stickiness", "INFINITY"),
        {"ping-10.0.254.254-web01": "stays on web01", "ping-none-web01": "stays on web01"},
    ),
    "no stickiness": (without("db_ip-stickiness"), {"node-lost-web01": "moves to web02 and stays, then moves to web01"}),
    "stickiness of every member, above ping": (
        all_of(without("db_ip-stickiness"), with_meta("www", resource_stickiness=4000)),
        {"ping-10.0.254.254-web01": "stays on web01"},
    ),
    "the ping rule of the documentation": (
        ping_as_taught,
        {
            "ping-none-dead": "in pieces: db_ip, db_check, web_ip, web_check, fs, mysqld nowhere; data on web01",
            "ping-10.0.254.254-web01": "stays on web01",
        },
    ),
    "ping counts for too little": (with_value("ping-multiplier", "10"), {"ping-none-web01": "stays on web01"}),
    "a ping node forgotten": (with_value("ping-host_list", "10.0.254.254"), {"ping-10.1.254.254-web01": "stays on web01"}),
    "no gate": (
        without("gated"),
        {
            "gate-fails-data": "starts on web01, then moves to web02",
            "gate-ping-data": "starts on web01, then moves to web02",
            "gate-data-web02": "starts on web01, then is tried on web02, then stops",
        },
    ),
    "no order before the promotion": (
        without("ips-first"),
        {"start-order": "but nothing makes 'promote data' wait for 'start web_check'"},
    ),
    "no order behind the promotion": (
        without("data-first"),
        {"stop-order": "but nothing makes 'demote data' wait for 'stop fs'"},
    ),
    "an order for the start only": (
        with_attribute("ips-first", "symmetrical", "false"),
        {"stop-order": "but nothing makes 'demote data' wait for 'stop web_check'"},
    ),
    "a group without order": (with_meta("www", ordered="false"), {"start-order": "but nothing makes"}),
    "no colocation with the data": (
        without("with-data"),
        {"gate-alone-data": "in pieces: db_ip, db_check, web_ip, web_check on web02; data, fs, mysqld nowhere"},
    ),
    "a group without colocation": (with_meta("www", collocated="false"), {"fails-mysqld": "in pieces: "}),
    "no ban where something failed": (without("failed"), {"barred-mysqld": IN_PIECES}),
    "neither ban nor migration-threshold": (
        without("failed", "defaults-threshold"),
        {"fails-mysqld": "restarts on web01", "fails-db_ip": "restarts on web01"},
    ),
    "no ban, and a feature set that hides fail counts": (
        all_of(without("failed"), old_feature_set),
        {"fails-mysqld": "restarts on web01"},
    ),
    "failures forgotten after a while": (
        with_meta("mysqld", failure_timeout="10min"),
        {"barred-mysqld": "moves to web02, then moves to web01"},
    ),
    "a failure that blocks": (with_attribute("mysqld-monitor", "on-fail", "block"), {"fails-mysqld": "blocks on web01"}),
    "no monitor of mysqld": (without("mysqld-monitor"), {"fails-mysqld": "stays on web01"}),
    "no monitor of an address": (without("web_check-monitor"), {"fails-web_ip": "stays on web01"}),
    "a node in standby": (
        in_standby,
        {"boot-alone-web02": "runs nowhere", "node-lost-web01": "stops, then runs nowhere, then starts on web01"},
    ),
    "the other node preferred": (with_attribute("home", "node", "web02"), {"boot-together": "starts on web02"}),
    "a node preferred at any cost": (
        with_attribute("home", "score", "INFINITY"),
        {"ping-none-web01": "stays on web01", "node-lost-web01": "moves to web02 and stays, then moves to web01"},
    ),
    "quorum needed": (
        without("options-quorum"),
        {"boot-alone-web01": "runs nowhere", "node-lost-web01": "stops, then starts on web02 and stays"},
    ),
    "fencing without a device": (without("options-stonith"), {"boot-together": "runs nowhere"}),
    "a resource switched off": (with_meta("mysqld", target_role="Stopped"), {"boot-together": "mysqld nowhere"}),
    "nothing managed": (with_property(maintenance_mode="true"), {"boot-together": "runs nowhere"}),
    "one instance of DRBD": (with_value("data-clone-max", "1"), {"disk-data-web01": "stops"}),
    "two primaries": (
        with_value("data-promoted-max", "2"),
        {"boot-together": ", and data is promoted on web01 and web02 at once"},
    ),
}


@pytest.mark.parametrize(("change", "wrong"), MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_wrong_cib_is_found_out(change: Change, wrong: Mapping[str, str]) -> None:
    root = etree.fromstring(MEMO)
    change(root)
    outcome = play(etree.tostring(root), NODES, MEMO_BEHAVIOUR, only=wrong)
    assert {result.name for result in outcome.value} == wrong.keys()
    assert [result for result in outcome.value if result.ok or wrong[result.name] not in result.got] == []


def test_a_fence_device_changes_what_a_failed_stop_leads_to() -> None:
    """With fencing the peer takes over, as when the old node rebooted itself; without, the resource blocks (S8)."""
    root = etree.fromstring(MEMO)
    with_value("options-stonith", "true")(root)
    only(root, "configuration/resources").append(E.primitive({"class": "stonith"}, id="shooter", type="fence_dummy"))
    outcome = play(etree.tostring(root), NODES, MEMO_BEHAVIOUR, only=["stop-fails-mysqld", "node-lost-web01"])
    assert [(result.got, result.ok) for result in outcome.value] == [("moves to web02", True), ("moves to web02 and stays", True)]
