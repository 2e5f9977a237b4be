"""Heartbeat's times: what ha.cf sets, and the defaults and rules that `init_config` (config.c, 2.1 and 3.0) adds."""

from __future__ import annotations

from typing import NamedTuple

from ...diagnostics import Diagnostic, Label, error, warning
from ...source import Span, Word
from .values import Value


class Time(NamedTuple):
    """Milliseconds, and the word that they were read from, None where they are Heartbeat's default."""

    ms: int
    word: Word | None


class Timing(NamedTuple):
    """The times that count."""

    keepalive: Time
    warntime: Time
    deadtime: Time
    initdead: Time
    deadping: Time


def effective(values: dict[str, list[Value]]) -> Timing:
    """The times of the file, with defaults for the others."""

    def time(name: str, default: int) -> Time:
        last = values.get(name)
        return Time(int(last[-1].value), last[-1].word) if last else Time(default, None)

    deadtime = time("deadtime", 30000)
    return Timing(
        keepalive=time("keepalive", 1000),
        warntime=time("warntime", deadtime.ms // 2),
        deadtime=deadtime,
        initdead=time("initdead", _initdead(deadtime.ms)),
        deadping=time("deadping", deadtime.ms),
    )


def _initdead(deadtime: int) -> int:
    """The default is deadtime itself, but for short ones twice it, and never less than 12 s then."""
    if deadtime > 10000:
        return deadtime
    return 12000 if deadtime < 6000 else 2 * deadtime


def judge(timing: Timing) -> list[Diagnostic]:
    """Times that do not fit each other."""
    keepalive, deadtime, initdead = timing.keepalive, timing.deadtime, timing.initdead
    found: list[Diagnostic] = []
    for name, time in (("deadtime", deadtime), ("deadping", timing.deadping)):
        if (name == "deadtime" or time.word is not None) and time.ms <= 2 * keepalive.ms:
            span, labels = _places(time, keepalive, "keepalive")
            found.append(
                error(
                    "H116",
                    span,
                    f"{name} ({shown(time.ms)}) must be more than twice keepalive ({shown(keepalive.ms)})",
                    labels=labels,
                    help="write a longer one (heartbeat does not start with this one; four times keepalive is usual)",
                )
            )
    if initdead.ms < deadtime.ms:
        span, labels = _places(initdead, deadtime, "deadtime")
        found.append(
            error(
                "H118",
                span,
                f"initdead ({shown(initdead.ms)}) is shorter than deadtime ({shown(deadtime.ms)})",
                labels=labels,
                help="write a longer one (heartbeat does not start with this one; twice deadtime is usual)",
            )
        )
    elif initdead.ms < 10000 and initdead.word is not None:
        found.append(
            warning(
                "H119",
                initdead.word.span,
                f"initdead ({shown(initdead.ms)}) may be shorter than the network takes to come up",
                help="10 seconds or more keep two booting nodes from starting everything twice",
            )
        )
    if timing.warntime.ms > deadtime.ms and timing.warntime.word is not None:
        found.append(
            warning(
                "H117",
                timing.warntime.word.span,
                f"warntime ({shown(timing.warntime.ms)}) is longer than deadtime ({shown(deadtime.ms)}): nothing warns",
                labels=_labels("deadtime", deadtime),
                help="write a warntime of a half to a quarter of deadtime",
            )
        )
    return found


def shown(ms: int) -> str:
    """A time for people: seconds where they are whole."""
    return f"{ms // 1000} s" if ms % 1000 == 0 else f"{ms} ms"


def _places(one: Time, other: Time, other_name: str) -> tuple[Span | None, tuple[Label, ...]]:
    """Where a conflict is shown, at the first of the two unless it is a default, and the label at the other."""
    if one.word is not None:
        return one.word.span, _labels(other_name, other)
    return (other.word.span if other.word is not None else None), ()


def _labels(name: str, time: Time) -> tuple[Label, ...]:
    return (Label(time.word.span, f"{name} is set here"),) if time.word is not None else ()
