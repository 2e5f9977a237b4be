"""What is said while a rehearsal runs: on a terminal, into a file, and to nobody any more."""

from __future__ import annotations

import os
import threading
import time

import pytest
from ha1to2.rehearsal import progress as module
from ha1to2.rehearsal.progress import Progress
from hypothesis import given
from hypothesis import strategies as st

from .samples import APART, BROKEN, MYSQLD, NEW, OLD


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Screen:
    """A terminal, as far as it is needed here: it wraps, obeys a carriage return and "erase to the end of the line"."""

    def __init__(self, width: int = 80) -> None:
        self.width = width
        self.lines = [""]
        self.column = 0
        self.seen: list[str] = []

    def write(self, text: str) -> None:
        rest = text
        while rest:
            if rest.startswith("\x1b[K"):
                self.lines[-1] = self.lines[-1][: self.column]
                rest = rest[3:]
                continue
            character, rest = rest[0], rest[1:]
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.lines.append("")
                self.column = 0
            else:
                assert character.isprintable(), repr(character)
                if self.column == self.width:
                    self.lines.append("")
                    self.column = 0
                line = self.lines[-1]
                self.lines[-1] = line[: self.column] + character + line[self.column + 1 :]
                self.column += 1
        self.seen.append(self.lines[-1])


def test_on_a_terminal_one_line_is_rewritten() -> None:
    screen, clock = Screen(100), Clock()
    shown = Progress(screen.write, True, clock=clock)
    shown.scenario(3, 14, "mysqld-stopped", OLD)
    assert screen.lines == ["[3/14] old  mysqld-stopped"]
    with shown.waiting("web02 serves", 120):
        assert screen.lines == ["[3/14] old  mysqld-stopped: web02 serves, 0 of at most 120 s"]
        clock.now += 12.4
        shown.tick()
        assert screen.lines == ["[3/14] old  mysqld-stopped: web02 serves, 12 of at most 120 s"]
    assert screen.lines == ["[3/14] old  mysqld-stopped"]
    assert MYSQLD.old is not None
    shown.result(MYSQLD.old)
    assert screen.lines == [
        "old  mysqld-stopped  web01 -> web02, 66.0 s without service, 0 of 137 writes lost",
        "",
    ]
    shown.scenario(3, 14, "mysqld-stopped", NEW)
    assert screen.lines[-1] == "[3/14] new  mysqld-stopped"
    shown.close()
    assert screen.lines[-1] == ""


def test_what_is_said_stands_above_the_line_that_is_rewritten() -> None:
    screen = Screen()
    shown = Progress(screen.write, True, clock=Clock())
    shown.scenario(1, 1, "x", NEW)
    with shown.waiting("both boot", 60):
        shown.said("web01 is up")
        assert screen.lines == ["web01 is up", "[1/1] new  x: both boot, 0 of at most 60 s"]


def test_elsewhere_each_phase_is_a_plain_line() -> None:
    written: list[str] = []
    shown = Progress(written.append, False, clock=Clock())
    shown.scenario(1, 2, "mysqld-stopped", OLD)
    with shown.waiting("web02 serves", 120):
        shown.tick()
        shown.said("DRBD is Connected")
    assert MYSQLD.old is not None
    assert MYSQLD.new is not None
    shown.result(MYSQLD.old)
    shown.scenario(2, 2, "heartbeat-hangs", NEW)
    assert BROKEN.new is not None
    shown.result(BROKEN.new)
    shown.close()
    assert "".join(written).splitlines() == [
        "[1/2] old  mysqld-stopped",
        "  web02 serves (at most 120 s)",
        "DRBD is Connected",
        "old  mysqld-stopped  web01 -> web02, 66.0 s without service, 0 of 137 writes lost",
        "[2/2] new  heartbeat-hangs",
        "new  heartbeat-hangs  NOT as expected: stays on web01, 0.0 s without service, 2 of 201 writes lost; 1 check failed",
    ]


def test_each_service_is_in_the_result() -> None:
    written: list[str] = []
    shown = Progress(written.append, False)
    shown.scenario(1, 1, "power-lost", NEW)
    assert APART.new is not None
    shown.result(APART.new)
    assert written[-1].startswith("new  power-lost  10.2.0.11: db-a -> db-b, 9.7 s without service")
    assert written[-1].count("\n") == 1


@given(st.text(), st.text(), st.text(), st.booleans(), st.integers(1, 100))
def test_no_text_moves_the_cursor(name: str, what: str, said: str, live: bool, width: int) -> None:
    """The screen knows no other control than the two of ours, and no line but one that stays is ever wrapped."""
    screen = Screen(width)
    shown = Progress(screen.write, live, lambda: width, Clock())
    shown.scenario(1, 1, name, OLD)
    with shown.waiting(what, 5):
        before = len(screen.lines)
        shown.tick()
        shown.tick()
        assert len(screen.lines) == before
        shown.said(said)
    shown.close()
    assert screen.lines[-1] == ""


def test_the_latest_wait_is_shown_then_the_one_around_it() -> None:
    screen = Screen()
    shown = Progress(screen.write, True, clock=Clock())
    with shown.waiting("the cluster comes up", 90):
        with shown.waiting("web01 boots", 20):
            assert screen.lines == ["web01 boots, 0 of at most 20 s"]
        assert screen.lines == ["the cluster comes up, 0 of at most 90 s"]
    assert screen.lines == [""]


def test_two_equal_waits_are_two() -> None:
    screen = Screen()
    shown = Progress(screen.write, True, clock=Clock())
    with shown.waiting("web01 boots", 20), shown.waiting("web01 boots", 20):
        assert screen.lines == ["web01 boots, 0 of at most 20 s"]
    assert screen.lines == [""]


def _fail_while_waiting(shown: Progress) -> None:
    with shown.waiting("web01 boots", 20):
        raise RuntimeError("no boot")


def test_an_error_ends_the_wait() -> None:
    screen = Screen()
    shown = Progress(screen.write, True, clock=Clock())
    with pytest.raises(RuntimeError, match="no boot"):
        _fail_while_waiting(shown)
    assert screen.lines == [""]
    assert not [each for each in threading.enumerate() if each.name == "progress"]


@pytest.mark.parametrize("problem", [BrokenPipeError, ValueError])
@pytest.mark.parametrize("live", [True, False])
def test_a_closed_stream_ends_no_rehearsal(problem: type[Exception], live: bool) -> None:
    calls = []

    def closed(text: str) -> None:
        calls.append(text)
        raise problem

    shown = Progress(closed, live, clock=Clock())
    shown.scenario(1, 1, "x", OLD)
    with shown.waiting("web01 boots", 20):
        shown.tick()
        shown.said("up")
    shown.close()
    assert len(calls) == 1


def test_it_ticks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.01)
    screen, ticked = Screen(), threading.Event()

    def write(text: str) -> None:
        screen.write(text)
        if len(screen.seen) > 3:
            ticked.set()

    with Progress(write, True).waiting("web01 boots", 20):
        assert ticked.wait(30)
    assert set(screen.seen) <= {"", *(f"web01 boots, {second} of at most 20 s" for second in range(31))}
    assert not [each for each in threading.enumerate() if each.name == "progress"]


def test_on_a_real_terminal() -> None:
    """What goes through the kernel's line discipline is what the screen shows."""
    leader, follower = os.openpty()
    try:
        shown = Progress(lambda text: void(os.write(follower, text.encode())), os.isatty(follower), lambda: 40, Clock())
        shown.scenario(1, 1, "every-network", NEW)
        with shown.waiting("a name that is longer than this terminal is wide", 20):
            shown.said("web01 is up")
        shown.close()
        screen = Screen(40)
        screen.write(read(leader))
    finally:
        os.close(leader)
        os.close(follower)
    assert screen.lines == ["web01 is up", ""]
    assert max(map(len, screen.seen)) < 40


def void(_: object) -> None:
    """Writes return a number, and the function that Progress is given returns nothing."""


def read(leader: int) -> str:
    """All that has come, which was written before: the kernel has it at once."""
    os.set_blocking(leader, False)
    parts, until = b"", time.monotonic() + 5
    while not parts.endswith(b"\x1b[K") and time.monotonic() < until:
        try:
            parts += os.read(leader, 65536)
        except BlockingIOError:
            time.sleep(0.01)
    return parts.decode()
