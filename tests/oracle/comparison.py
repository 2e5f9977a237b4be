"""One haresources file, read by ha1to2 and by the genuine script."""

from __future__ import annotations

from ha1to2.diagnostics import has_errors
from ha1to2.source import SourceFile
from ha1to2.syntax.haresources import HaResources, Line, parse

from .resource_manager import Call, ResourceManager


def read(data: bytes) -> tuple[HaResources, tuple[str, ...], bool]:
    """What the reader makes of it: the lines, the codes of its diagnostics (sorted, each once), whether it refuses the file."""
    outcome = parse(SourceFile.from_bytes("haresources", data))
    return outcome.value, tuple(sorted({each.code for each in outcome.diagnostics})), has_errors(outcome.diagnostics)


def raw(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def expected_calls(line: Line, *actions: bytes) -> list[Call]:
    """The calls for all resources of a line, each with all actions."""
    return [
        Call(raw(resource.script), tuple(map(raw, resource.arguments)), action)
        for resource in line.resources
        for action in actions
    ]


def genuine(data: bytes, value: HaResources, locale: str = "C") -> ResourceManager:
    """The genuine script, with every script there that the file may call."""
    words = {raw(resource.script) for line in value.lines for resource in line.resources}
    return ResourceManager(data, words | {raw(line.node) for line in value.lines}, locale)


def assert_same_meaning(data: bytes, value: HaResources, locale: str = "C") -> None:
    """Both find the same lines in the same order for the same nodes, and call the same scripts with the same arguments."""
    with genuine(data, value, locale) as script:
        keys = [raw(line.resources[0].text) for line in value.lines]
        assert script.all_keys() == keys
        for node in {str(line.node): None for line in value.lines}:
            assert script.keys(node) == [key for line, key in zip(value.lines, keys) if line.node == node]
        for line, key in zip(value.lines, keys):
            assert script.take(key) == expected_calls(line, b"status", b"start"), script.log()
            assert script.give(key) == expected_calls(line, b"stop")[::-1], script.log()


def finds_each_line_alone(data: bytes, value: HaResources) -> bool:
    """Whether the genuine script, asked for each key, takes the resources of its line and no others."""
    with genuine(data, value) as script:
        return all(script.take(raw(line.resources[0].text)) == expected_calls(line, b"status", b"start") for line in value.lines)
