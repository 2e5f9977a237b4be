"""The files of one machine: the Heartbeat directory, and what stands beside it in the `etc` that it lies in.

A copied tree reads just as `/etc/ha.d` does: an absolute path inside a file is looked for below the root that holds that
`etc`, and nothing else of the machine that runs ha1to2 is looked at. Each file is read once.
"""

from __future__ import annotations

import glob
import os
import stat
from typing import NamedTuple

from .diagnostics import Diagnostic, error
from .source import MAX_BYTES, Secrecy, SourceFile, Span

MAX_INCLUDES = 1000
"""Files that include statements may name in all."""


class ScriptNames(NamedTuple):
    """The scripts of the two directories that ResourceManager looks in, in that order; None: the tree has no such directory."""

    resource_d: frozenset[str] | None = None
    init_d: frozenset[str] | None = None
    files: frozenset[str] = frozenset()
    """The files of ha.d and ha.d/conf, by the paths that they have on the node: some scripts look for theirs there."""

    @property
    def names(self) -> frozenset[str] | None:
        """All of them, or None where the tree has neither directory."""
        found = [each for each in self[:2] if each is not None]
        return frozenset().union(*found) if found else None


class Tree:
    """Reads files on demand and keeps what it read, and what it found wrong in doing so."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.diagnostics: list[Diagnostic] = []
        self._files: dict[str, SourceFile | None] = {}

    @property
    def etc(self) -> str:
        """The directory that holds drbd.conf, my.cnf and init.d: the `etc` above, or where there is none, the directory itself."""
        above = os.path.dirname(os.path.abspath(self.directory))
        if os.path.basename(above) == "etc":
            return os.path.normpath(os.path.join(self.directory, os.pardir)) if self.directory.strip("/") else above
        return self.directory

    @property
    def root(self) -> str:
        """What an absolute path in a file is relative to."""
        return os.path.normpath(os.path.join(self.etc, os.pardir)) if self.etc != self.directory else self.directory

    def exists(self) -> bool:
        return os.path.isdir(self.directory)

    def heartbeat_file(self, name: str, secrecy: Secrecy = Secrecy.OPEN) -> SourceFile | None:
        """A file of the Heartbeat directory itself, or None where there is none."""
        return self._read(os.path.join(self.directory, name), secrecy)

    def etc_file(self, *names: str, secrecy: Secrecy = Secrecy.OPEN) -> SourceFile | None:
        """The first of the names that there is in `etc`."""
        for name in names:
            found = self._read(os.path.join(self.etc, name), secrecy)
            if found is not None:
                return found
        return None

    def program(self, path: str) -> SourceFile | None:
        """The text of a program that a file calls by its absolute path. It may hold passwords: nothing of it is ever shown."""
        return self._read(self.root.rstrip("/") + os.path.normpath(path), Secrecy.WHOLE) if path.startswith("/") else None

    def scripts(self) -> ScriptNames:
        """The names that haresources can call here."""
        own, conf = _listed(self.directory) or (), _listed(os.path.join(self.directory, "conf")) or ()
        files = [f"/etc/ha.d/{name}" for name in own] + [f"/etc/ha.d/conf/{name}" for name in conf]
        scripts, services = _listed(os.path.join(self.directory, "resource.d")), _listed(os.path.join(self.etc, "init.d"))
        return ScriptNames(scripts, services, frozenset(files))

    def listed(self, *patterns: str) -> tuple[str, ...]:
        """The paths in `etc` that fit a glob, as they stand below it: names alone, nothing is read."""
        found: list[str] = []
        for pattern in patterns:
            found += sorted(glob.glob(os.path.join(glob.escape(self.etc), pattern)))[:MAX_INCLUDES]
        return tuple([os.path.relpath(path, self.etc) for path in found])

    def include(self, pattern: str, span: Span) -> tuple[SourceFile, ...]:
        """The files that an include statement at `span` names, sorted: a path or a glob, absolute or beside the including file."""
        if "\0" in pattern:
            return ()
        base = self.root if pattern.startswith("/") else os.path.dirname(span.file.name)
        path = os.path.normpath(os.path.join(base, pattern.lstrip("/")))
        names = sorted(glob.glob(path)) if glob.has_magic(pattern) else [path]
        files = (self._read(name, span.file.secrecy) for name in names[:MAX_INCLUDES] if not os.path.isdir(name))
        return tuple(file for file in files if file is not None)

    def named(self, path: str, secrecy: Secrecy = Secrecy.OPEN) -> SourceFile | None:
        """A file that the user names; None where there is none, or with a diagnostic."""
        return self._read(path, secrecy)

    def document(self, path: str) -> bytes | None:
        """A file that the user names, as bytes; None where there is none, or with a diagnostic."""
        file = self.named(path)
        return None if file is None else file.text.encode("utf-8", "surrogateescape")

    def _read(self, path: str, secrecy: Secrecy) -> SourceFile | None:
        name = os.path.normpath(path)
        if name not in self._files:
            self._files[name] = self._read_once(name, secrecy)
        return self._files[name]

    def _read_once(self, name: str, secrecy: Secrecy) -> SourceFile | None:
        try:
            # O_NONBLOCK: a named pipe in the place of a file must not stop us before we have seen what it is.
            descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "the name is not valid"
            help = "run ha1to2 as a user who may read it, or copy the files"
            self.diagnostics.append(error("H003", _whole(name), f"cannot read this file: {reason}", help=help))
            return None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                help = "put the configuration itself there"
                self.diagnostics.append(error("H004", _whole(name), "this is not a regular file", help=help))
                return None
            with open(descriptor, "rb", closefd=False) as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError as problem:
            help = "is the disk sound?"
            self.diagnostics.append(error("H003", _whole(name), f"cannot read this file: {problem.strerror}", help=help))
            return None
        finally:
            os.close(descriptor)
        if len(data) > MAX_BYTES:
            message = f"this file is larger than {MAX_BYTES // 1024 // 1024} MiB"
            self.diagnostics.append(error("H005", _whole(name), message, help="is it really the configuration?"))
            return None
        return SourceFile.from_bytes(name, data, secrecy)


def _listed(directory: str) -> frozenset[str] | None:
    """The names in a directory, or None where there is none that can be read."""
    try:
        return frozenset(os.listdir(directory))
    except OSError:
        return None


def _whole(name: str) -> Span:
    return Span(SourceFile(name, "", Secrecy.WHOLE), 1, 1, 0)
