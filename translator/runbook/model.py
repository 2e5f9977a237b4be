"""What a runbook is made of: frozen values that a person reads as a document and a machine runs as they stand.

A command is text for bash, run by root on a node (or by whoever has ha1to2, on `ADMIN`), in a shell of its own. It exits with 0
when it has done its work, needs no terminal and asks nothing. Nothing in it depends on systemd: `service` and `update-rc.d` do
the same with and without it.
"""

from __future__ import annotations

from typing import NamedTuple, Union

ADMIN = "@admin"
"""The machine that ha1to2 runs on; it need not be a node. No node can be called so."""

MINUTE = 60


class Command(NamedTuple):
    """`text` for bash. After `seconds` something is wrong: a machine gives up then, a person looks."""

    text: str
    seconds: int = MINUTE


class Check(NamedTuple):
    """A command that exits with 0 as soon as what `shows` says is so, and with something else when it is not so in time."""

    text: str
    shows: str
    seconds: int = MINUTE


class Step(NamedTuple):
    """One step. `commands` run on each node of `where` in that order, all of them on one before the next; then, when all nodes
    are done, `check` on each.

    `way_back` undoes it on the same nodes, last node first; empty where there is nothing to undo. `outage`: nobody is served
    when the step is over. `asks`: what a person types on the first node, where each asks for a password; `why` tells of them, since
    lines that are pasted together would answer each other.
    """

    id: str
    where: tuple[str, ...]
    title: str
    why: str
    commands: tuple[Command, ...]
    check: Check
    way_back: tuple[Command, ...] = ()
    outage: bool = False
    asks: tuple[Command, ...] = ()


class Prose(NamedTuple):
    """One paragraph of Markdown. What comes from the configuration is a code span in it (`markdown.code`)."""

    text: str


class Listing(NamedTuple):
    """A list of such texts; `ordered` where one comes after the other."""

    items: tuple[str, ...]
    ordered: bool = False


class PointOfNoReturn(NamedTuple):
    """Up to here the way back is open. `text` is Markdown, as in Prose."""

    text: str


Item = Union[Step, Prose, Listing, PointOfNoReturn]


class Chapter(NamedTuple):
    """`title` is unique in a document: links lead to it."""

    title: str
    items: tuple[Item, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(item for item in self.items if isinstance(item, Step))
