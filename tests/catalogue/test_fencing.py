"""The table of fencing devices, held against the genuine plugins (cluster-glue) and agents (fence-agents)."""

from __future__ import annotations

import subprocess
from functools import cache

import pytest
from ha1to2.catalogue.fencing import DEVICES, SELF_ONLY, Device, Holds
from lxml import etree

DEVICE = pytest.mark.parametrize("device", DEVICES.values(), ids=lambda device: device.plugin)


@cache
def said(*arguments: str) -> list[str]:
    """The words that the genuine `stonith` prints."""
    done = subprocess.run(
        ["/usr/sbin/stonith", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.split()


def declared(agent: str) -> set[str]:
    """The parameters that an agent or plugin declares, without the old names of some."""
    done = subprocess.run(
        ["/usr/sbin/crm_resource", "--show-metadata", f"stonith:{agent}"],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    parameters = etree.fromstring(done.stdout).iterfind("parameters/parameter")
    return {str(each.get("name")) for each in parameters if each.get("deprecated") != "1"}


def test_types_are_there() -> None:
    assert set(DEVICES) | SELF_ONLY <= set(said("-L"))
    assert not set(DEVICES) & SELF_ONLY


@DEVICE
def test_parameters_stand_in_the_order_of_the_plugin(device: Device) -> None:
    names = said("-t", device.plugin, "-n")
    forms = [[parameter.name for parameter in form] for form in device.forms]
    assert any(form == names[: len(form)] for form in forms)
    assert len({len(form) for form in forms}) == len(forms)


@DEVICE
def test_the_agent_has_what_it_is_given(device: Device) -> None:
    used = {parameter.becomes for form in device.forms for parameter in form} - {""}
    assert used <= declared(device.agent)


@DEVICE
def test_nothing_that_could_be_a_password_is_shown(device: Device) -> None:
    """What stands behind a password is one of a few words: a password with a blank in it does not fall out of its place."""
    for form in device.forms:
        seen = False
        for parameter in form:
            if parameter.holds is Holds.SECRET:
                seen = True
                assert parameter.becomes
                assert not parameter.values
            else:
                assert parameter.values or not seen, parameter.name
        for parameter in form:
            assert (parameter.holds is Holds.SECRET) == any(word in parameter.name for word in ("pass", "community"))
