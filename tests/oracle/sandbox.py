"""A directory in which genuine scripts run on a copy of their surroundings, and may do no harm.

The scripts name their files absolutely (/etc/ha.d, /etc/init.d, /usr/lib/ocf/resource.d): copies of them run with these
assignments changed, and nothing else. Where the tests run as root the scripts run as nobody: ResourceManager reboots a machine
on which a stop fails, and where it finds no script it runs its first argument instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

SHELLFUNCS = Path("/etc/ha.d/shellfuncs")
"""Of Debian's package resource-agents, which heartbeat depends on."""


class Sandbox:
    """A temporary directory, gone at the end of the `with`."""

    def __init__(self) -> None:
        if not SHELLFUNCS.is_file():
            raise FileNotFoundError(f"{SHELLFUNCS}: install resource-agents")
        self.root = Path(tempfile.mkdtemp(prefix="ha1to2-oracle-"))
        self.root.chmod(0o755)
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.writable = self.root / "written"
        self.writable.mkdir()
        if self._user:
            os.chown(self.writable, self._user.pw_uid, self._user.pw_gid)
        # Found before the real ones, since shellfuncs puts HA_BIN first: nothing waits, nothing is killed.
        self.stubs = self.root / "stubs"
        for name in ("sleep", "pkill"):
            self.script(self.stubs / name, "#!/bin/sh\nexit 0\n")

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def script(self, path: Path, text: str) -> Path:
        """An executable file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def run(
        self, command: Sequence[str | bytes | Path], more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """`command` with a bare environment, in a directory that holds nothing."""
        empty = self.root / "empty"
        empty.mkdir(exist_ok=True)
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C",
            "HA_BIN": str(self.stubs),
            "HA_LOGFILE": str(self.writable / "log"),
            "HA_DEBUGLOG": str(self.writable / "debug"),
            **(more or {}),
        }
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [os.fsencode(word) for word in command],
            cwd=empty,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
            **who,
        )


def substituted(text: str, changes: Mapping[str, str]) -> str:
    """`text` with whole lines exchanged. Raises ValueError where one is not there exactly once: the script is another one then."""
    lines = text.split("\n")
    for old, new in changes.items():
        if lines.count(old) != 1:
            raise ValueError(f"{lines.count(old)} lines are {old!r}")
        lines[lines.index(old)] = new
    return "\n".join(lines)
