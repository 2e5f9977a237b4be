"""Parts of a name -> id; and that no two ever meet."""

from __future__ import annotations

import re

import pytest
from ha1to2.plan.ids import Ids
from hypothesis import given, settings
from hypothesis import strategies as st

NCNAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("vip", "10.1.13.10"), "vip_10_1_13_10"),
        (("vip", "2001:db8::10"), "vip_2001_db8_10"),
        (("drbd", "r0"), "drbd_r0"),
        (("mysql",), "mysql"),
        (("httpd", "--config", "/etc/x.conf"), "httpd__config__etc_x_conf"),
        (("0day",), "_0day"),
        (("-x",), "x"),
        (("a-b",), "a_b"),
        (("主系",), "resource"),
        (("",), "resource"),
        (("_",), "resource"),
        (("x" * 200,), "x" * 80),
        (("fs", "__a__"), "fs___a"),
    ],
)
def test_id(parts: tuple[str, ...], expected: str) -> None:
    assert Ids().new(*parts) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["a", "a", "a"], ["a", "a_2", "a_3"]),
        (["a_2", "a", "a"], ["a_2", "a", "a_3"]),
        (["a", "a", "a_2"], ["a", "a_2", "a_2_2"]),
        (["a.b", "a_b", "a-b"], ["a_b", "a_b_2", "a_b_3"]),
        (["x" * 90, "x" * 91], ["x" * 80, "x" * 80 + "_2"]),
    ],
)
def test_ids_that_are_taken(asked: list[str], expected: list[str]) -> None:
    ids = Ids()
    assert [ids.new(each) for each in asked] == expected


NASTY = ["a", "a_2", "a_2_2", "a.2", "2", "_2", "a" * 80, "a" * 79, "-", "vip", "vip_2"]
PART = st.one_of(st.text(max_size=12), st.sampled_from(NASTY))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(PART, min_size=1, max_size=3), max_size=30))
def test_ids_are_names_and_differ(asked: list[list[str]]) -> None:
    ids, again = Ids(), Ids()
    given_out = [ids.new(*parts) for parts in asked]
    assert len(set(given_out)) == len(given_out)
    assert all(NCNAME.match(each) for each in given_out)
    # What belongs to a resource is called after it with a hyphen: an id of another resource must not look like that.
    assert not [each for each in given_out if "-" in each]
    assert given_out == [again.new(*parts) for parts in asked]


def test_many_alike_take_linear_time() -> None:
    ids = Ids()
    assert ids.new("a") == "a"
    for number in range(2, 50_000):
        assert ids.new("a") == f"a_{number}"
