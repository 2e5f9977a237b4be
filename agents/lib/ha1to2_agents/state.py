"""What must outlast a call: one small file for each resource below HA_RSCTMP, worthless after a reboot."""
import os

DEFAULT_DIRECTORY = "/run/resource-agents"
"""HA_RSCTMP of resource-agents, where the environment does not name another."""

_LONGEST = 65536
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def directory() -> str:
    return os.environ.get("HA_RSCTMP") or DEFAULT_DIRECTORY


def path(agent: str, instance: str, suffix: str = "state") -> str:
    """Where the state of this resource lies. Names that differ give paths that differ, whatever is in them."""
    name = "".join(c if c in _PLAIN else f"%{ord(c):x}." for c in instance)
    if len(name) > 180:
        import zlib

        name = "{}%{:08x}".format(name[:160], zlib.crc32(instance.encode("utf-8", "surrogateescape")))
    return f"{directory()}/ha1to2-{agent}-{name}.{suffix}"


def boot() -> str:
    """What tells this boot of the machine from any other."""
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def read(agent: str, instance: str) -> "str | None":
    """What `write` recorded since the machine booted; None where it did not."""
    try:
        fd = os.open(path(agent, instance), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        text = os.read(fd, _LONGEST).decode("utf-8", "surrogateescape")
    finally:
        os.close(fd)
    # a directory that outlives the boot must not make a resource look started
    first, _, rest = text.partition("\n")
    return rest if first == boot() else None


def write(agent: str, instance: str, text: str = "") -> None:
    """Records `text`, whole or not at all. OSError where that cannot be."""
    target = path(agent, instance)
    os.makedirs(directory(), mode=0o755, exist_ok=True)
    new = f"{target}.{os.getpid()}"
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            os.write(fd, f"{boot()}\n{text}".encode("utf-8", "surrogateescape"))
        finally:
            os.close(fd)
        os.replace(new, target)
    except BaseException:
        os.unlink(new)
        raise


def forget(agent: str, instance: str) -> None:
    """Removes what was recorded. OSError where it is there and cannot be removed."""
    try:
        os.unlink(path(agent, instance))
    except FileNotFoundError:
        pass


def discard(agent: str, instance: str, what: str) -> None:
    """`forget`, for what must not fail: nothing runs by a record, and a stop that fails would have its node fenced.

    `what` is for the log, where the record stays: that the check is started.
    """
    try:
        forget(agent, instance)
    except OSError as error:
        from . import log

        log.warning(f"cannot forget in {directory()} {what}: {error.strerror}")
