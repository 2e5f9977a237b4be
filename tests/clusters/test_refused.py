"""A good cluster with one mistake in it is refused: with the code that says what is wrong, at the file, and without a CIB."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Optional

import pytest
from click.testing import CliRunner
from ha1to2 import pipeline
from ha1to2.cli import main
from ha1to2.diagnostics import Severity

from .generator import cluster, planted
from .seeds import SEEDS
from .spec import Files, Kind, Pair

CONF, LINES, KEYS, DRBD = "etc/ha.d/ha.cf", "etc/ha.d/haresources", "etc/ha.d/authkeys", "etc/drbd.conf"

Spoil = Callable[[Pair], Optional[Files]]
"""The first tree with a mistake in it, or None where it does not fit."""


class Mistake(NamedTuple):
    """`file` is where the diagnostic points."""

    spoil: Spoil
    code: str
    file: str


def changed(name: str, pattern: str, replacement: str) -> Spoil:
    """The first place in the file that the pattern fits."""

    def spoil(pair: Pair) -> Files | None:
        files = pair.trees[0]
        text, count = re.subn(pattern.encode(), replacement.encode(), files.get(name, b""), count=1, flags=re.MULTILINE)
        return {**files, name: text} if count else None

    return spoil


def more(name: str, text: str) -> Spoil:
    def spoil(pair: Pair) -> Files | None:
        files = pair.trees[0]
        return {**files, name: files[name].rstrip(b"\n") + f"\n{text}\n".encode()} if name in files else None

    return spoil


def without(name: str) -> Spoil:
    return lambda pair: {other: content for other, content in pair.trees[0].items() if other != name}


def turned_round(pair: Pair) -> Files | None:
    """Two lines that share two resources, which one of them starts the other way round."""
    for line in pair.spec.lines:
        words = [resource.text for resource in line.resources]
        if len(words) > 2 and words[1] != words[2]:
            return {**pair.trees[0], LINES: f"{line.node} {' '.join(words)}\n{line.node} turned {words[2]} {words[1]}\n".encode()}
    return None


def on_both(pair: Pair) -> Files | None:
    """A line of the other node that shares a resource."""
    for line in pair.spec.lines:
        if len(line.resources) > 1:
            shared = line.resources[-1].text
            return more(LINES, f"{pair.spec.peer(line.node)} shares {shared}")(pair)
    return None


def unknown_disk(pair: Pair) -> Files | None:
    word = next((each.text for line in pair.spec.lines for each in line.resources if each.kind is Kind.DISK and each.arguments), "")
    return changed(LINES, re.escape(word), "drbddisk::nowhere")(pair) if word and "all" not in word else None


def replicated(spoil: Spoil) -> Spoil:
    """Where no line has a DRBD resource, drbd.conf is not looked at."""
    return lambda pair: spoil(pair) if any(each.kind is Kind.DISK for line in pair.spec.lines for each in line.resources) else None


MISTAKES = {
    "a misspelt directive": Mistake(changed(CONF, r"^deadtime", "deattime"), "H105", CONF),
    "a time with a unit": Mistake(more(CONF, "warntime 2s"), "H111", CONF),
    "a deadtime that is too short": Mistake(changed(CONF, r"^deadtime\s.*$", "deadtime 100ms"), "H116", CONF),
    "a third node": Mistake(more(CONF, "node third"), "H122", CONF),
    "a cluster with a CIB": Mistake(more(CONF, "crm respawn"), "H140", CONF),
    "an address that is none": Mistake(more(CONF, "ucast eth9 10.0.0.300"), "H127", CONF),
    "a bad boolean": Mistake(more(CONF, "auto_failback never"), "H112", CONF),
    "a node that is none": Mistake(more(LINES, "strange 10.255.0.1"), "H231", LINES),
    "the mask and the NIC exchanged": Mistake(more(LINES, "{node} 10.255.0.1/eth0/24"), "H236", LINES),
    "a mask that is none": Mistake(more(LINES, "{node} 10.255.0.1/33"), "H237", LINES),
    "no mount point": Mistake(more(LINES, "{node} 10.255.0.1 Filesystem::/dev/sdz1"), "H242", LINES),
    "options for a type": Mistake(more(LINES, "{node} 10.255.0.1 Filesystem::/dev/sdz1::/z::::noatime"), "H245", LINES),
    "a blank behind the backslash": Mistake(more(LINES, "{node} 10.255.0.1 \\ "), "H214", LINES),
    "an order turned round": Mistake(turned_round, "H233", LINES),
    "one resource, two nodes": Mistake(on_both, "H232", LINES),
    "a DRBD resource that is none": Mistake(unknown_disk, "H249", LINES),
    "a semicolon forgotten": Mistake(replicated(changed(DRBD, r"usage-count no;", "usage-count no")), "H405", DRBD),
    "a brace forgotten": Mistake(replicated(more(DRBD, "common { net {")), "H407", DRBD),
    "no active key": Mistake(changed(KEYS, r"^auth \d", "auth 9"), "H309", KEYS),
    "no ha.cf": Mistake(without(CONF), "H001", CONF),
    "no haresources": Mistake(without(LINES), "H002", LINES),
}


def spoiled(seed: int) -> tuple[Mistake, Files]:
    """The mistake of a seed, and the tree with it: the first that fits from a place in the table that the seed gives."""
    pair = cluster(seed)
    table = list(MISTAKES.values())
    for number in range(len(table)):
        mistake = table[(seed + number) % len(table)]
        files = mistake.spoil(pair)
        if files is not None:
            files = {name: content.replace(b"{node}", pair.spec.nodes[0].encode()) for name, content in files.items()}
            return mistake, files
    raise ValueError(f"no mistake fits seed {seed}")


@pytest.mark.parametrize("seed", SEEDS)
def test_is_refused(seed: int, tmp_path: Path) -> None:
    mistake, files = spoiled(seed)
    directory, _ = planted(cluster(seed)._replace(trees=(files, {})), tmp_path)
    done = CliRunner().invoke(main, ["convert", directory])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)
    errors = [each for each in pipeline.convert(directory).diagnostics if each.severity is Severity.ERROR]
    found = {(each.code, each.span.file.name.removeprefix(f"{tmp_path}/one/")) for each in errors if each.span}
    assert (mistake.code, mistake.file) in found, found
    assert all(each.help for each in errors)


def test_each_mistake_is_made() -> None:
    made = [spoiled(seed)[0] for seed in range(100)]
    assert {name: made.count(mistake) for name, mistake in MISTAKES.items() if mistake not in made} == {}
