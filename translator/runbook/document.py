"""The runbook as a document: chapters of steps and of what has to be known, and their Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from ..templates.plain import environment
from . import about, back, operate, prepare, reinstall, split, triage, window
from .markdown import anchor, block, code
from .model import ADMIN, Chapter, Item, Prose, Step
from .names import Names
from .trees import AtBoot


def render(names: Names, trees: Sequence[AtBoot] = ()) -> str:
    """The whole document. `trees`: what the boot of each tree does to the cluster's things."""
    made = chapters(names, trees)
    numbers = {id(item): number for number, item in enumerate([step for chapter in made for step in chapter.steps], 1)}
    return environment().get_template("runbook.md.j2").render(
        nodes=names.nodes,
        chapters=made,
        anchor=anchor,
        block=block,
        kind=lambda item: type(item).__name__,
        number=lambda item: numbers[id(item)],
        where=_where,
    )


def chapters(names: Names, trees: Sequence[AtBoot] = ()) -> tuple[Chapter, ...]:
    """All chapters; the steps have different ids, also across chapters."""
    made = [
        Chapter("What this is", about.purpose(names)),
        Chapter("What becomes what", about.things(names)),
        Chapter("What leaves the boot sequence", about.boot(names, trees)),
        Chapter("Networks and firewalls", about.networks(names)),
        Chapter("Before the window", (Prose(about.BEFORE), *prepare.steps(names))),
        Chapter("The window", (Prose(about.WINDOW), *window.steps(names))),
        Chapter("The way back", (Prose(about.BACK), *back.way_back(names))),
    ]
    earlier = [step for chapter in made for step in chapter.steps]
    made += [
        Chapter(reinstall.TITLE, reinstall.items(names, earlier)),
        Chapter("Afterwards", (*about.afterwards(names), *back.removal(names))),
        Chapter("Planned maintenance", _maintenance(names)),
        Chapter("Moving by hand", _moving(names)),
    ]
    if names.disks:
        made.append(
            Chapter("Split brain", (Prose(about.SPLIT), *split.split_brain(names, names.active, names.standby)))
        )
    made.append(Chapter("When something is wrong", (Prose(about.TRIAGE), *triage.triage(names), *_cleanups(names))))
    if names.disks:
        made.append(Chapter("A lost disk", (Prose(about.LOST), *_lost(names))))
        if names.mounts:
            made.append(Chapter("The last resort", (Prose(about.BY_HAND), *triage.by_hand(names, names.active))))
    return tuple(made)


def _maintenance(names: Names) -> tuple[Item, ...]:
    return (
        Prose(about.MAINTENANCE),
        *operate.maintenance(names, names.standby),
        *([] if names.served_by(names.standby) else _shot(names, names.standby)),
        *operate.maintenance(names, names.active),
        *([] if names.fails_back else _shot(names, names.active)),
    )


def _shot(names: Names, node: str) -> list[Step]:
    """As after the migration, under names of their own."""
    return [step._replace(id=f"maintained-{step.id}") for step in operate.shoot(names, node)]


def _moving(names: Names) -> tuple[Item, ...]:
    """The steps of hb_standby are those of maintenance, without the work in between."""
    homes = [(node, names.served_by(node)) for node in names.homes]
    return (Prose(about.MOVING), *(step for node, services in homes for step in operate.move_here(names, node, services)))


def _cleanups(names: Names) -> tuple[Item, ...]:
    watched = [(service.fails, service.home) for service in names.services if service.members]
    return tuple(step for member, node in watched for step in operate.cleanup(names, member, node))


def _lost(names: Names) -> tuple[Step, ...]:
    return operate.replace_disk(names, names.standby, names.disks[0])


def _where(step: Step, how: str = "") -> str:
    """`On web01, then on web02`; for a check both in any order, for the way back from the last to the first."""
    if step.where == (ADMIN,):
        return {"": "Where ha1to2 is", "then": "there", "back": "there"}[how]
    nodes = [code(node) for node in step.where]
    if how == "then":
        return "on " + " and on ".join(nodes)
    if how == "back":
        return "on " + ", then on ".join(nodes[::-1])
    return "On " + ", then on ".join(nodes)
