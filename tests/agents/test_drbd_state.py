"""Texts of DRBD 8.0 to 9 -> the verdict on the node."""

from __future__ import annotations

from pathlib import Path

import pytest
from ha1to2_agents import drbd_state
from ha1to2_agents.drbd_state import BAD_DISKS, OTHER_STATES, TARGET_STATES, Volume, judge
from hypothesis import given, settings
from hypothesis import strategies as st

OUTPUTS = Path(__file__).parent / "drbd_outputs"


def volume(disk: str = "UpToDate", *states: str, role: str = "Secondary") -> Volume:
    made = Volume("minor 0")
    made.disk, made.states, made.role = disk, list(states), role
    return made


@pytest.mark.parametrize(
    ("name", "minors", "good", "why"),
    [
        ("8.0-syncsource.proc", [0], True, "minor 0: UpToDate, SyncSource"),
        ("8.3-synctarget.proc", [1], False, "minor 1: SyncTarget, Inconsistent (9.1% done, 9:21:04 to go)"),
        ("8.3-synctarget.proc", [0], False, "minor 0: Unconfigured"),
        ("8.3-two-volumes.proc", [0], True, "minor 0: UpToDate, Connected"),
        ("8.3-two-volumes.proc", [10], True, "minor 10: UpToDate, VerifyT"),
        ("8.3-two-volumes.proc", [0, 3], False, "minor 3: PausedSyncT, Inconsistent"),
        ("8.3-two-volumes.proc", [4], False, "minor 4: Unconfigured"),
        ("8.3-two-volumes.proc", [3, 4], False, "minor 3: PausedSyncT, Inconsistent; minor 4: Unconfigured"),
        ("8.4-connected-primary.proc", [0], True, "minor 0: UpToDate, Connected"),
        ("8.4-wfconnection.proc", [0], True, "minor 0: UpToDate, WFConnection"),
        ("8.4-standalone-primary.proc", [0], True, "minor 0: UpToDate, StandAlone"),
        ("8.4-syncsource.proc", [0], True, "minor 0: UpToDate, SyncSource"),
        ("8.4-synctarget.proc", [0], False, "minor 0: SyncTarget, Inconsistent (2.1% done, 0:08:03 to go)"),
        ("8.4-pausedsynct.proc", [0], False, "minor 0: PausedSyncT, Inconsistent"),
        ("8.4-verifys.proc", [0], True, "minor 0: UpToDate, VerifyS"),
        ("8.4-verifyt.proc", [0], True, "minor 0: UpToDate, VerifyT"),
        ("8.4-diskless-primary.proc", [0], False, "minor 0: Diskless"),
        ("8.4-peer-diskless.proc", [0], True, "minor 0: UpToDate, Connected"),
        ("8.4-down.proc", [0], False, "minor 0: Unconfigured"),
        ("9.proc", [0], False, "minor 0: Unconfigured"),
    ],
)
def test_proc(name: str, minors: list[int], good: bool, why: str) -> None:
    verdict = judge(drbd_state.of_proc((OUTPUTS / name).read_text(), minors))
    assert (verdict.good, verdict.why) == (good, why)


@pytest.mark.parametrize(
    ("name", "resource", "good", "why"),
    [
        ("9-connected.events2", "r0", True, "volume 0: UpToDate, Established"),
        ("9-connected.events2", "r", False, "no volume is configured"),
        ("9-synctarget.events2", "r0", False, "volume 1: SyncTarget, Inconsistent (37.42% done)"),
        ("9-primary-alone.events2", "r0", True, "volume 0: UpToDate, Off"),
        ("9-primary-diskless.events2", "r0", False, "volume 0: Diskless"),
        ("9-no-quorum.events2", "r0", False, "volume 0: UpToDate, but without quorum"),
    ],
)
def test_events2(name: str, resource: str, good: bool, why: str) -> None:
    verdict = judge(drbd_state.of_events2((OUTPUTS / name).read_text(), resource))
    assert (verdict.good, verdict.why) == (good, why)


def test_roles() -> None:
    (of_8,) = drbd_state.of_proc((OUTPUTS / "8.0-syncsource.proc").read_text(), [0])
    (of_9,) = drbd_state.of_events2((OUTPUTS / "9-primary-diskless.events2").read_text(), "r0")
    assert (of_8.role, of_9.role, of_9.disk) == ("Primary", "Primary", "Diskless")


@pytest.mark.parametrize(
    ("name", "version"), [("8.0-syncsource.proc", (8, 0)), ("8.3-synctarget.proc", (8, 3)), ("9.proc", (9, 2))]
)
def test_version(name: str, version: tuple[int, int]) -> None:
    assert drbd_state.version((OUTPUTS / name).read_text()) == version


@pytest.mark.parametrize("text", ["", "version: x.y", "version: 8", "srcversion: 8.4", "version:"])
def test_no_version(text: str) -> None:
    assert drbd_state.version(text) == (0, 0)


def test_finish() -> None:
    text = (OUTPUTS / "9-synctarget.json").read_text()
    assert drbd_state.finish_of_json(text) == "1:01:02"
    assert drbd_state.finish_of_json(text.replace("3662", "987654321")) == ""
    assert drbd_state.finish_of_json(text.replace("3662", "nan")) == ""


@pytest.mark.parametrize("state", sorted(TARGET_STATES))
def test_a_target_is_bad_whatever_its_disk(state: str) -> None:
    verdict = judge([volume("UpToDate", "Established", state)])
    assert (verdict.good, verdict.syncing) == (False, True)


@pytest.mark.parametrize("role", ["Primary", "Secondary"])
@pytest.mark.parametrize("state", sorted(OTHER_STATES))
def test_any_other_state_keeps_good_data_good(state: str, role: str) -> None:
    assert judge([volume("UpToDate", state, role=role)]).good


@pytest.mark.parametrize("disk", sorted(BAD_DISKS))
@pytest.mark.parametrize("role", ["Primary", "Secondary"])
def test_a_bad_disk_is_bad_whatever_the_role(disk: str, role: str) -> None:
    assert not judge([volume(disk, "Connected", role=role)]).good


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (volume("UpToDate", "Frobnicating"), "the state 'Frobnicating' is unknown"),
        (volume("UpToDate", ""), "the state '' is unknown"),
        (volume("TOO_LARGE", "Connected"), "the disk state 'TOO_LARGE' is unknown"),
        (volume("", "Connected"), "the disk state '' is unknown"),
        (volume("uptodate", "Connected"), "the disk state 'uptodate' is unknown"),
        (volume("UpToDate", "Connected", role="Tertiary"), "the role 'Tertiary' is unknown"),
    ],
)
def test_what_is_unknown_is_bad(made: Volume, why: str) -> None:
    verdict = judge([made])
    assert (verdict.good, verdict.why) == (False, f"minor 0: {why}")


def test_nothing_is_bad() -> None:
    assert not judge([]).good


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" :/\n0189csrodUpToDateConnected%'finishsync'ed", max_size=300) | st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    drbd_state.version(text)
    judge(drbd_state.of_proc(text, [0, 1]))
    judge(drbd_state.of_events2("exists device name:r0 " + text, "r0"))
    drbd_state.finish_of_json(text)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(OUTPUTS.glob("*.[pe]*"))), st.data())
def test_a_cut_or_damaged_text_never_turns_good(path: Path, data: st.DataObject) -> None:
    """Losing any byte of a bad node's text must not make it look fit."""
    whole = path.read_text()

    def verdicts(text: str) -> list[bool]:
        return [judge(drbd_state.of_proc(text, [minor])).good for minor in range(11)] + [
            judge(drbd_state.of_events2(text, "r0")).good
        ]

    cut = data.draw(st.integers(0, len(whole)))
    before, after = verdicts(whole), verdicts(whole[:cut])
    assert all(now <= then for now, then in zip(after, before))
