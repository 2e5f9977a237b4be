"""The genuine ResourceManager script at work on a haresources file: which groups it finds, and what it calls for them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from .heartbeat_package import RESOURCE_MANAGER, tree
from .sandbox import SHELLFUNCS, Sandbox, substituted

# Its name, its arguments and the action, as it gets them. It prints nothing, so it is not running to anyone who asks.
_STAND_IN = """#!/bin/sh
name=${0#"$ROOT"/ha.d/resource.d/}
printf '%s\\0' $# "${name#"$ROOT"/init.d/}" "$@" >>"$RECORD"
"""


class Call(NamedTuple):
    """One call of a resource script: `arguments` without the action, which is the last."""

    script: bytes
    arguments: tuple[bytes, ...]
    action: bytes


def changes(root: Path) -> dict[str, str]:
    """The lines of the script that are exchanged: where its files are."""
    return {
        "HA_DIR=/etc/ha.d": f"HA_DIR={root}/ha.d",
        "INITDIR=/etc/init.d": f"INITDIR={root}/init.d",
        "STANDBY=/usr/share/heartbeat/hb_standby": f"STANDBY={root}/stubs/hb_standby",
    }


def original() -> str:
    """The script as Debian has it."""
    return (tree() / RESOURCE_MANAGER).read_text()


class ResourceManager:
    """The script with stand-ins for the resource scripts of these names, in a sandbox that ends with the `with`."""

    def __init__(self, haresources: bytes, scripts: Iterable[bytes], locale: str = "C") -> None:
        self._sandbox = Sandbox()
        root = self._sandbox.root
        self._program = self._sandbox.script(root / "ResourceManager", substituted(original(), changes(root)))
        self._sandbox.script(root / "stubs" / "hb_standby", "#!/bin/sh\nexit 0\n")
        (root / "ha.d" / "resource.d").mkdir(parents=True)
        (root / "init.d").mkdir()
        (root / "ha.d" / "shellfuncs").symlink_to(SHELLFUNCS)
        (root / "ha.d" / "haresources").write_bytes(haresources)
        stand_in = self._sandbox.script(root / "stand-in", _STAND_IN)
        for number, name in enumerate(sorted(set(scripts) - {b""})):
            place = os.fsencode(root / ("init.d" if number % 2 else "ha.d/resource.d")) + b"/" + name  # it looks in both
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.link(stand_in, place)
        self._record = self._sandbox.writable / "record"
        self._environment = {"RECORD": str(self._record), "ROOT": str(root), "LANG": locale}

    def __enter__(self) -> ResourceManager:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._sandbox.__exit__(kind, value, trace)

    def keys(self, node: str) -> list[bytes]:
        """`listkeys`: the first resources of the lines of a node."""
        return self._output(b"listkeys", os.fsencode(node))

    def all_keys(self) -> list[bytes]:
        """`allkeys`: the first resources of all lines."""
        return self._output(b"allkeys")

    def take(self, key: bytes) -> list[Call]:
        """`takegroup`: what is called to take the group over."""
        return self._calls(b"takegroup", key)

    def give(self, key: bytes) -> list[Call]:
        """`givegroup`: what is called to give the group up."""
        return self._calls(b"givegroup", key)

    def log(self) -> str:
        """What it logged so far."""
        return "".join(
            path.read_text("utf-8", "replace")
            for path in sorted(self._sandbox.writable.iterdir())
            if path.name in ("log", "debug")
        )

    def _output(self, *arguments: bytes) -> list[bytes]:
        return self._sandbox.run([self._program, *arguments], self._environment).stdout.split(b"\n")[:-1]

    def _calls(self, *arguments: bytes) -> list[Call]:
        self._record.unlink(missing_ok=True)
        self._sandbox.run([self._program, *arguments], self._environment)
        fields = self._record.read_bytes().split(b"\0")[:-1] if self._record.exists() else []
        calls, place = [], 0
        while place < len(fields):
            count = int(fields[place])
            name, *given = fields[place + 1 : place + 2 + count]
            calls.append(Call(name, tuple(given[:-1]), given[-1]))
            place += 2 + count
        return calls
