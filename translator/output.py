"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile


def write(data: bytes, path: str) -> None:
    """`data` in the place of what `path` was, in one step; OSError where that cannot be, and then the old file is untouched.

    A symbolic link stays one, and what is no regular file (a device, a pipe) is written to and never replaced.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as stream:
            stream.write(data)
        return
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".ha1to2-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """The permissions that the file has, or that a new one would get."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def takes_files(directory: str) -> str:
    """Why no file can be written to a directory, which is made where it is missing; empty where one can."""
    try:
        os.makedirs(directory, exist_ok=True)
    except OSError as problem:
        return str(problem.strerror)
    return "" if os.access(directory, os.W_OK) else "it is not writable"
