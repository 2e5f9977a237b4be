"""Trees of the two nodes of a pair, written for a test: what is not given is as in BASE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ha1to2 import pipeline
from ha1to2.diagnostics import Diagnostic, Outcome

from ..golden.cases import GOLDEN, within

MEMO = GOLDEN / "memo-web01/etc", GOLDEN / "memo-web02/etc"

ONE, OTHER = "one/etc/ha.d", "other/etc/ha.d"

BASE = {
    "etc/ha.d/ha.cf": "node web01 web02\nauto_failback off\ninitdead 120\n",
    "etc/ha.d/haresources": "web01 10.9.9.9\n",
    "etc/ha.d/authkeys": "auth 1\n1 sha1 none-of-your-business\n",
}


class Conf(NamedTuple):
    """What stands in a corosync.conf: `settings` by path (`totem.token`), `links` with each node's address, in their order."""

    settings: dict[str, str]
    names: list[str]
    links: list[tuple[str, ...]]
    ports: list[str | None]


def plant(place: Path, tree: Mapping[str, str], base: Mapping[str, str] = BASE) -> None:
    """Writes one tree below `place`. `ha.cf` and `hosts` are short names; ha.cf is appended to that of BASE."""
    files = dict(base)
    for name, text in tree.items():
        path = {"ha.cf": "etc/ha.d/ha.cf", "haresources": "etc/ha.d/haresources"}.get(name, f"etc/{name}")
        files[path] = files["etc/ha.d/ha.cf"] + text if name == "ha.cf" else text
    for path, text in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogateescape"))


@contextmanager
def planted(place: Path, one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[None]:
    """Both trees, and the directory that they stand in as the working directory."""
    plant(place / "one", one)
    plant(place / "other", other)
    with within(place):
        yield


def convert(place: Path, one: Mapping[str, str], other: Mapping[str, str]) -> Outcome[bytes]:
    with planted(place, one, other):
        return pipeline.corosync(ONE, OTHER)


def memo(place: Path, change: Callable[[str], str] = str) -> bytes:
    """The corosync.conf of the memo's pair, with ha.cf changed in both trees."""
    trees = []
    for source in MEMO:
        tree = {path.relative_to(source).as_posix(): path.read_text() for path in source.rglob("*") if path.is_file()}
        tree["ha.d/ha.cf"] = change(tree["ha.d/ha.cf"])
        trees.append(tree)
    outcome = convert(place, *trees)
    assert outcome.value, outcome.diagnostics
    return outcome.value


def codes(diagnostics: tuple[Diagnostic, ...]) -> set[str]:
    """The codes that are about corosync.conf."""
    return {diagnostic.code for diagnostic in diagnostics if diagnostic.code.startswith("H9")}


def read(conf: bytes) -> Conf:
    """A corosync.conf, taken apart as coroparse.c does it: a brace before a colon, `#` only where a line begins."""
    settings: dict[str, str] = {}
    sections: list[str] = []
    nodes: list[dict[str, str]] = []
    ports: list[str | None] = []
    for line in conf.decode().splitlines():
        text = line.strip()
        assert len(line) < 500
        if not text or text.startswith("#"):
            continue
        if text.endswith("{"):
            sections.append(text[:-1].strip())
            if sections == ["nodelist", "node"]:
                nodes.append({})
            if sections == ["totem", "interface"]:
                ports.append(None)
        elif text == "}":
            sections.pop()
        else:
            assert "{" not in text
            key, colon, value = text.partition(":")
            assert colon
            assert value.strip()
            if sections == ["nodelist", "node"]:
                nodes[-1][key] = value.strip()
            elif sections == ["totem", "interface"] and key == "mcastport":
                ports[-1] = value.strip()
            settings[".".join((*sections, key))] = value.strip()
    assert not sections
    assert [node["nodeid"] for node in nodes] == [str(number) for number in range(1, len(nodes) + 1)]
    links = list(zip(*([value for key, value in node.items() if key.startswith("ring")] for node in nodes)))
    return Conf(settings, [node["name"] for node in nodes], links, ports)
