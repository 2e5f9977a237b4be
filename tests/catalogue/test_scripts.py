"""The catalogue of scripts is consistent, and docs/scripts.md says what stands in it."""

from __future__ import annotations

import re

import pytest
from ha1to2.catalogue.scripts import CALLED, KNOWN, MISSPELT, UNCONVERTED
from ha1to2.catalogue.services import SERVICES
from ha1to2.catalogue.wrapper import Wrapper
from ha1to2.catalogue.wrappers import ADDRESS_NAMES, WRAPPERS

from .page import PAGE, page

SHIPPED = """
AudibleAlarm Delay Filesystem ICP IPaddr IPaddr2 IPsrcaddr IPv6addr LVM LVSSyncDaemonSwap LinuxSCSI MailTo OCF Raid1 SendArp
ServeRAID WAS WinPopup Xinetd apache db2 drbddisk drbdupper hto-mapfuncs ids ldirectord portblock
""".split()
"""What heartbeat 2.1 and 3.0, drbd-utils and ldirectord put into resource.d."""


def test_page() -> None:
    assert PAGE.read_text() == page(), "if it is meant: python -m tests.golden.regenerate"


@pytest.mark.parametrize("script", SHIPPED)
def test_every_script_has_one_entry(script: str) -> None:
    assert sum(script in table for table in (KNOWN, WRAPPERS, CALLED, UNCONVERTED)) == 1


def test_tables_do_not_overlap() -> None:
    names = [*KNOWN, *WRAPPERS, *CALLED, *UNCONVERTED, *MISSPELT]
    assert len(names) == len(set(names))
    # The database is a service like any other where its data is not on DRBD.
    assert set(SERVICES) & set(names) == {"mysql", "mysqld", "mariadb"}
    assert {name for name, script in KNOWN.items() if script.positional == ("address",)} == set(ADDRESS_NAMES)


def choices(wrapper: Wrapper) -> list[Wrapper]:
    found, choice = [], wrapper.otherwise
    while choice is not None:
        found.append(choice)
        choice = choice.otherwise
    return [wrapper, *found]


@pytest.mark.parametrize("wrapper", [choice for wrapper in WRAPPERS.values() for choice in choices(wrapper)])
def test_rows(wrapper: Wrapper) -> None:
    """Each argument has a value for each parameter; what is said comes with what to do; what is held is always given."""
    for argument in wrapper.arguments:
        assert re.compile(argument.pattern).groups == len(argument.parameters) == len(argument.given)
        assert (argument.shape == "anything") == (argument.pattern == "(.+)")
        assert len(argument.parameters) == 1 or not (argument.default or argument.prolongs)
    assert max(wrapper.counts, default=1) == len(wrapper.arguments)
    assert bool(wrapper.warning) == bool(wrapper.advice)
    renamed = any(argument.parameters != argument.given for argument in wrapper.arguments)
    assert not (renamed or wrapper.fixed) or wrapper.differs
    assert renamed == bool(wrapper.original)
    least = min(wrapper.counts, default=0)
    assert wrapper.holds in {"", *(name for argument in wrapper.arguments[:least] for name in argument.parameters)}
    names = {operation.name for operation in wrapper.profile.operations}
    assert names | {"monitor"} == {"start", "stop", "monitor"}
    assert {argument.prolongs for argument in wrapper.arguments} <= {"", *names}
