"""What people see while a rehearsal runs: which scenario, what it waits for and how long already, and what each run came to.

On a terminal the last line is rewritten in place; elsewhere each phase is a plain line. cli gives the function that prints.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import NamedTuple

from .comparison import shown, told
from .results import Generation, Run

Write = Callable[[str], None]
"""Writes a text as it is, and flushes."""

AGAIN = 1.0
"""Seconds between two looks at the clock: the elapsed time is shown in whole seconds."""
_CLEAR = "\r\x1b[K"
"""To the line's begin, and all of it away."""


class _Wait(NamedTuple):
    """What is waited for since when (by the clock), and for how many seconds at most."""

    what: str
    since: float
    allowed: float


class Progress:
    """Told by the engine what it does. `live` is whether `write` goes to a terminal, `width` gives its columns.

    A stream that takes nothing any more (a closed terminal) ends the talk and not the rehearsal, which has nodes to clear away.
    All methods may be called by any thread.
    """

    def __init__(
        self, write: Write, live: bool, width: Callable[[], int] = lambda: 80, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write, self._live, self._width, self._clock = write, live, width, clock
        self._lock = Lock()
        self._waits: list[_Wait] = []
        self._scenarios: dict[Generation, str] = {}
        self._runs: dict[Generation, str] = {}
        self._drawn = False
        self._closed = False

    def scenario(self, number: int, of: int, name: str, generation: Generation) -> None:
        """The scenario that the generation plays from now on, counted from 1. Both generations may play at once."""
        with self._lock:
            text = f"[{number}/{of}] {generation.value}  {shown(name)}"
            self._scenarios = {**{key: value for key, value in self._scenarios.items() if key is not generation}, generation: text}
            self._runs[generation] = f"{generation.value}  {shown(name)}"
            if self._live:
                self._draw()
            else:
                self._say(text)

    def said(self, text: str) -> None:
        """A line that stays."""
        with self._lock:
            self._say(shown(text))

    def result(self, run: Run) -> None:
        """What the generation's run of its present scenario came to, in a line that stays; the run is over with it."""
        with self._lock:
            self._scenarios.pop(run.generation, None)
            label = self._runs.get(run.generation, run.generation.value)
            self._say(f"{label}  {'' if run.succeeded else 'NOT as expected: '}{shown(told(run))}")

    @contextmanager
    def waiting(self, what: str, seconds_allowed: float) -> Iterator[None]:
        """While the body runs, `what` is waited for. Within another wait, or beside one, the latest is shown."""
        wait = _Wait(shown(what), self._clock(), seconds_allowed)
        with self._lock:
            self._waits.append(wait)
            if self._live:
                self._draw()
            else:
                self._say(f"  {wait.what} (at most {seconds_allowed:.0f} s)")
        over = Event()
        ticker = Thread(target=self._tick_until, args=(over,), name="progress", daemon=True) if self._live else None
        if ticker:
            ticker.start()
        try:
            yield
        finally:
            over.set()
            if ticker:
                ticker.join()
            with self._lock:
                self._waits.remove(wait)
                if self._live:
                    self._draw()

    def tick(self) -> None:
        """Shows the time that has passed; on a terminal alone."""
        with self._lock:
            if self._live and self._waits:
                self._draw()

    def close(self) -> None:
        """Takes the line away that was rewritten: what comes next is the caller's."""
        with self._lock:
            self._erase()
            self._scenarios.clear()

    def _tick_until(self, over: Event) -> None:
        while not over.wait(AGAIN):
            self.tick()

    def _draw(self) -> None:
        """The line that is rewritten: the scenario that began last, and the latest wait."""
        parts = list(self._scenarios.values())[-1:]
        if self._waits:
            wait = self._waits[-1]
            parts.append(f"{wait.what}, {self._clock() - wait.since:.0f} of at most {wait.allowed:.0f} s")
        text = ": ".join(parts)
        # In the last column the cursor would go on to the next line, and the one above could not be rewritten.
        room = max(self._width() - 1, 1)
        self._put(_CLEAR + (text if len(text) <= room else text[: room - 1] + "…"))
        self._drawn = bool(text)

    def _say(self, line: str) -> None:
        self._erase()
        self._put(f"{line}\n")
        if self._live:
            self._draw()

    def _erase(self) -> None:
        if self._drawn:
            self._put(_CLEAR)
            self._drawn = False

    def _put(self, text: str) -> None:
        if self._closed:
            return
        try:
            self._write(text)
        except (OSError, ValueError):
            self._closed = True
