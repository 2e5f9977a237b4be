"""A copy of the image to install into, and an administrator at its shell."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

SECONDS = 300
_APT = ("-o", "Dpkg::Use-Pty=0", "-o", "Dpkg::Options::=--force-unsafe-io")
_CHANGED_BY_APT = ("var/cache", "var/lib/apt", "var/lib/dpkg", "var/log", "proc", "dev", "tmp", "srv")


class System:
    """Each command runs as root with process and network namespaces of its own: nothing outlives it, and there is no network."""

    def __init__(self, image: Path, root: Path) -> None:
        subprocess.run(["cp", "-a", "--reflink=auto", str(image), str(root)], check=True, timeout=SECONDS)
        self.root = root

    def command(self, *words: str, term: str = "dumb") -> list[str]:
        namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--net"]
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        settings = [path, "HOME=/root", "LC_ALL=C.UTF-8", f"TERM={term}", "DEBIAN_FRONTEND=noninteractive"]
        return ["unshare", *namespaces, f"--root={self.root}", "--mount-proc", "--wd=/srv", "env", "-i", *settings, *words]

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """What a command printed; it must end with `code`. The directory is /srv."""
        done = subprocess.run(
            self.command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done

    def apt(self, *words: str) -> str:
        return self.run("apt-get", "-qq", *_APT, "--no-install-recommends", *words).stdout

    def type_into(self, shell: tuple[str, ...], keys: str) -> str:
        """Types into an interactive shell on a terminal of its own until it ends; what the terminal showed."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            self.command("setsid", "--ctty", *shell, term="xterm"), stdin=theirs, stdout=theirs, stderr=theirs
        ) as process:
            os.close(theirs)
            os.write(ours, keys.encode())
            try:
                shown = b"".join(_read(ours))
                process.wait(SECONDS)
            finally:
                process.kill()
                os.close(ours)
        return shown.decode(errors="replace")

    def files(self) -> dict[str, int]:
        """Every path that is not apt's own or temporary, with its size: what an installation adds is here, and what it leaves."""
        return {name: size for name, size in self._walk() if not name.startswith(_CHANGED_BY_APT)}

    def _walk(self) -> Iterator[tuple[str, int]]:
        for directory, names, files in os.walk(self.root):
            for name in [*names, *files]:
                path = os.path.join(directory, name)
                yield os.path.relpath(path, self.root), -1 if name in names else os.lstat(path).st_size


def _read(terminal: int) -> Iterator[bytes]:
    """Until the other end is closed, which Linux tells as an error."""
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return
        yield data
