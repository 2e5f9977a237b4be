"""Asks DRBD of any version how a resource is; what the answer means is `drbd_state`'s.

DRBD 8 tells all in /proc/drbd, without a child, but by minor numbers. Which of them are the resource's is asked of `drbdsetup`
(what the kernel has now) or `drbdadm` (what is configured), and asked again only when minors have come or gone.
DRBD 9 tells nothing there, and is asked through `drbdsetup`.
"""
from . import process
from .drbd_state import Volume, finish_of_json, of_events2, of_proc, version

PROC = "/proc/drbd"


class Sight:
    """What was seen: `problem` says why nothing could be seen, `memory` is for the next look."""

    __slots__ = ("memory", "problem", "volumes")

    def __init__(self, volumes: "list[Volume]", problem: str = "", memory: str = "") -> None:
        self.volumes = volumes
        self.problem = problem
        self.memory = memory


def look(resource: str, deadline: float, memory: str) -> Sight:
    """The resource's volumes as they are now; `memory` is what an earlier look left, or empty."""
    text = proc()
    major, minor = version(text)
    if major == 0:
        return Sight([], "DRBD is not loaded: see why its resource is not started", memory)
    try:
        if major >= 9:
            return _look_9(resource, deadline)
        return _look_8(resource, deadline, memory, text, (major, minor))
    except process.TooLate:
        return Sight([], "DRBD's tools do not answer: see whether the kernel's log tells of a hanging DRBD", memory)


def proc() -> str:
    """The text of /proc/drbd, empty where DRBD is not loaded."""
    try:
        with open(PROC, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def events(resource: str, deadline: float) -> "str | None":
    """What drbdsetup of DRBD 8.4 and 9 tells of the resource, for `of_events2`; None where it does not."""
    return _ask("drbdsetup", ["events2", "--now", resource], deadline)


def _look_9(resource: str, deadline: float) -> Sight:
    told = events(resource, deadline)
    if told is None:
        return Sight([], f"drbdsetup does not tell the state of {resource}: run drbdsetup status {resource} by hand")
    volumes = of_events2(told, resource)
    if any(volume.done for volume in volumes):
        finish = finish_of_json(_ask("drbdsetup", ["status", resource, "--json"], deadline) or "")
        for volume in volumes:
            volume.finish = finish if volume.done else ""
    return Sight(volumes)


def _look_8(resource: str, deadline: float, memory: str, text: str, release: "tuple[int, int]") -> Sight:
    present = " ".join(_present(text))
    known, separator, minors = memory.partition(":")
    problem = ""
    if not separator or known != present:
        answer = _minors(resource, deadline, release)
        if answer is not None:
            minors = answer
            memory = f"{present}:{minors}"
        elif not separator:
            problem = f"no tool of DRBD tells the minors of {resource}: run drbdadm sh-minor {resource} by hand"
    return Sight(of_proc(text, [int(minor) for minor in minors.split()]), problem, memory)


def _present(text: str) -> "list[str]":
    """The minors that /proc/drbd has."""
    heads = [line.partition(":") for line in text.split("\n")]
    return [head.strip() for head, _, rest in heads if rest.startswith(" cs:") and head.strip().isdigit()]


def _minors(resource: str, deadline: float, release: "tuple[int, int]") -> "str | None":
    """The resource's minors, blanks between; None where nobody tells."""
    if release >= (8, 4):
        told = events(resource, deadline)
        if told is not None and told.endswith("exists -\n"):
            return " ".join(str(volume.minor) for volume in of_events2(told, resource) if volume.minor >= 0)
    answer = _ask("drbdadm", ["sh-minor", resource], deadline)
    words = (answer or "").split()
    return " ".join(words) if words and all(word.isdigit() for word in words) else None


def _ask(program: str, arguments: "list[str]", deadline: float) -> "str | None":
    """What it printed; None where it is not there or fails."""
    path = process.find(program)
    if path is None:
        return None
    try:
        finished = process.run([path, *arguments], deadline)
    except OSError:
        return None
    return finished.text if finished.code == 0 else None
