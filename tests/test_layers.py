"""Nobody imports against the direction of the data: bytes, tokens, nodes, settings, plan, CIB; printing and commands come last."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
TRANSLATOR = PROJECT / "translator"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("version",),
    ("source",),
    ("diagnostics", "templates"),
    ("fates", "model", "tree", "output", "install_agents"),
    ("codes", "catalogue"),
    ("syntax",),
    ("choices", "settings"),
    ("plan",),
    ("cib", "render"),
    ("ledger", "reading", "simulate", "corosync", "runbook"),
    ("pipeline",),
    ("rehearsal",),
    ("cli",),
)
"""Modules and packages of the translator, the lowest first. A module may import what stands above it here, and its own package."""

WITHIN: dict[str, tuple[str, ...]] = {
    "settings": ("settings.drbd", "settings.heartbeat", "settings.mysql", "settings.scripts"),
    "syntax": tuple(
        f"syntax.{name}"
        for name in ("authkeys", "catalogue_file", "check_primary", "drbd_conf", "ha_cf", "haresources", "my_cnf")
    ),
}
"""Parts of a package that know nothing of each other."""


def modules() -> dict[str, Path]:
    """All modules of the translator by their names below ha1to2."""
    found = {}
    for path in sorted(TRANSLATOR.rglob("*.py")):
        parts = list(path.relative_to(TRANSLATOR).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found[".".join(parts)] = path
    return found


MODULES = modules()


def imports(name: str) -> Iterator[tuple[int, str]]:
    """Line and target of every import of a module of ours, wherever in the file it stands."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    package = [part for part in package if part]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "ha1to2":
                    yield node.lineno, alias.name.partition(".")[2]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                assert len(package) - node.level + 1 >= 0, f"{path}:{node.lineno}"
            elif (node.module or "").partition(".")[0] == "ha1to2":
                base = (node.module or "").split(".")[1:]
            else:
                continue
            if node.level and node.module:
                base = [*base, *node.module.split(".")]
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield node.lineno, whole if whole in MODULES else ".".join(base)


def layer(name: str) -> int:
    top = name.partition(".")[0]
    for number, members in enumerate(LAYERS):
        if top in members:
            return number
    raise AssertionError(f"'{top}' has no layer: write in LAYERS where it belongs")


@pytest.mark.parametrize("name", sorted(MODULES))
def test_direction(name: str) -> None:
    if not name:
        assert not list(imports(name))
        return
    top = name.partition(".")[0]
    wrong = [
        f"{name}:{line} imports {target}"
        for line, target in imports(name)
        if target.partition(".")[0] != top and layer(target) >= layer(name)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_parts_of_a_package_are_apart(name: str) -> None:
    for parts in WITHIN.values():
        mine = [part for part in parts if name == part or name.startswith(f"{part}.")]
        for line, target in imports(name) if mine else ():
            other = [part for part in parts if target == part or target.startswith(f"{part}.")]
            assert other in ([], mine), f"{name}:{line} imports {target}"


def test_every_layer_is_there() -> None:
    """A name that no module has any more would hide a mistake."""
    tops = {name.partition(".")[0] for name in MODULES if name} | {"templates"}
    assert {member for members in LAYERS for member in members} == tops
    assert {part for parts in WITHIN.values() for part in parts} <= set(MODULES)


def test_no_cycles() -> None:
    """Also of imports that stand inside functions. A package's own __init__ may name what is in it."""
    edges = {name: {target for _, target in imports(name) if target != name} for name in MODULES}
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name in done:
            return
        path.append(name)
        for target in sorted(edges.get(name, ())):
            visit(target)
        path.pop()
        done.add(name)

    for name in sorted(edges):
        visit(name)


def test_agents_know_nothing_of_the_translator() -> None:
    agents = PROJECT / "agents"
    starters = [path for path in agents.iterdir() if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/python3")]
    assert len(starters) >= 4
    files = [*agents.rglob("*.py"), *starters]
    assert len(files) >= 10
    standard = set(sys.stdlib_module_names) | {"ha1to2_agents", "__future__"}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            strange = [each for each in names if each.partition(".")[0] not in standard]
            assert strange == [], f"{path}:{node.lineno}"


def test_translator_does_not_import_the_agents() -> None:
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text())):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [each for each in named if "ha1to2_agents" in each], name


def test_only_cli_prints() -> None:
    """Printing is in cli alone (DESIGN.md); what runs on its own reports by values."""
    for name, path in MODULES.items():
        if name.partition(".")[0] == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{name}:{node.lineno}"
            if isinstance(node, ast.Import):
                assert "click" not in [alias.name for alias in node.names], f"{name}:{node.lineno}"
