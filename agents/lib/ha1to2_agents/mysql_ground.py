"""What the database stands on: a file system mounted read-write from a DRBD device, which is Primary here and has its disk.

Failure tells what is wrong. Nothing is waited for, and with DRBD 8 no child is needed: a device's minor finds it in /proc/drbd.
"""
import os
import stat

from . import drbd_read
from .agent import OCF_ERR_GENERIC, OCF_ERR_INSTALLED, Call, Failure
from .drbd_state import LOST_DISKS, Volume, of_events2, of_proc, version

MOUNTINFO = "/proc/self/mountinfo"
DRBD_MAJOR = 147
"""Of all block devices of DRBD (Documentation/admin-guide/devices.txt has it as reserved for DRBD)."""


class Mount:
    """A line of mountinfo(5): `number` tells it from others, `device` is its file system's `major:minor`."""

    __slots__ = ("device", "number", "place", "readonly", "source")

    def __init__(self, line: str) -> None:
        fields, _, rest = line.partition(" - ")
        self.number, _, self.device, _, self.place, options = fields.split(" ")[:6]
        self.place = _unescaped(self.place)
        _, self.source, more = [*rest.split(" "), "", "", ""][:3]
        self.source = _unescaped(self.source)
        self.readonly = "ro" in options.split(",") or "ro" in more.split(",")


def mounted(call: Call) -> "Mount | None":
    """What is mounted on the mount point, None where nothing is."""
    place = os.path.realpath(call.text("mount_point"))
    found = None
    for mount in _mounts():
        if mount.place == place:
            # the last one covers those before it
            found = mount
    return found


def check_mount(call: Call) -> Mount:
    """The mount; Failure where it is missing, read-only or of another device."""
    place, device = call.text("mount_point"), call.text("device")
    mount = mounted(call)
    if mount is None:
        raise _wrong(f"nothing is mounted on {place}: start the file system of {device} first")
    number = _device_number(device)
    if mount.device != number and _number_of(mount.source) != number:
        raise _wrong(f"{place} is mounted from {mount.source} instead of {device}: unmount it, and start the right file system")
    if mount.readonly:
        raise _wrong(f"{place} is mounted read-only: the kernel's log says whether an error of the device made it so")
    return mount


def check_drbd(call: Call) -> None:
    """Failure where the device is no DRBD device, or is not Primary here, or has lost its disk."""
    device, resource = call.text("device"), call.text("drbd_resource")
    major, _, minor = _device_number(device).partition(":")
    if int(major) != DRBD_MAJOR:
        raise Failure(OCF_ERR_INSTALLED, f"{device} is no DRBD device: correct the parameter device")
    volume = _volume(resource, int(minor), call)
    if volume is None or volume.disk == "Unconfigured":
        raise _wrong(f"DRBD does not have {device}: start {resource}")
    if volume.role != "Primary":
        raise _wrong(f"{resource} is {volume.role or 'of no known role'} here: promote it before the database is started")
    if volume.disk in LOST_DISKS:
        raise _wrong(f"{resource} has lost its disk here ({volume.disk}): replace the disk and attach it; the peer has the data")


def check_places(call: Call, mount: Mount) -> None:
    """Failure where data directory or socket do not lie on the mount, whatever links lead there, or no database is there."""
    datadir, socket = call.text("datadir"), call.text("socket")
    mounts = _mounts()
    for name, path, directory in (("datadir", datadir, datadir), ("socket", socket, os.path.dirname(socket))):
        real = os.path.realpath(directory)
        if not os.path.isdir(real):
            raise Failure(OCF_ERR_INSTALLED, f"{name} {path}: there is no directory {real}: correct {name}, or set the database up")
        if _covering(real, mounts) != mount.number:
            place = call.text("mount_point")
            raise Failure(OCF_ERR_INSTALLED, f"{name} {path} does not lie on {place}: correct {name}, or what is mounted below")
    if not os.path.isdir(os.path.join(datadir, "mysql")):
        raise Failure(OCF_ERR_INSTALLED, f"datadir {datadir} holds no database: run mysql_install_db, or correct datadir")


def full(call: Call) -> str:
    """`/drbd is full`, or empty where it is not or cannot be told."""
    place = call.text("mount_point")
    try:
        usage = os.statvfs(place)
    except OSError:
        return ""
    return f"{place} is full" if usage.f_bavail * usage.f_frsize < 65536 or (usage.f_files and not usage.f_favail) else ""


def _volume(resource: str, minor: int, call: Call) -> "Volume | None":
    text = drbd_read.proc()
    if version(text)[0] < 9:
        volumes = of_proc(text, [minor])
    else:
        volumes = of_events2(drbd_read.events(resource, call.deadline - 1) or "", resource)
    for volume in volumes:
        if volume.minor == minor:
            return volume
    return None


def _device_number(device: str) -> str:
    """`147:0`; Failure where there is no such block device."""
    number = _number_of(device)
    if not number:
        raise _wrong(f"there is no block device {device}: see whether DRBD is loaded and its resource started")
    return number


def _number_of(device: str) -> str:
    try:
        status = os.stat(device)
    except OSError:
        return ""
    return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}" if stat.S_ISBLK(status.st_mode) else ""


def _mounts() -> "list[Mount]":
    with open(MOUNTINFO, encoding="utf-8", errors="surrogateescape") as file:
        return [Mount(line) for line in file.read().split("\n") if line.count(" ") >= 8]


def _covering(path: str, mounts: "list[Mount]") -> str:
    """The number of the mount that the path, which holds no link, lies on."""
    best = ""
    number = ""
    for mount in mounts:
        below = mount.place == path or path.startswith(mount.place.rstrip("/") + "/")
        if below and len(mount.place) >= len(best):
            best, number = mount.place, mount.number
    return number


def _unescaped(text: str) -> str:
    """Blanks, tabs, newlines and backslashes stand as \\040, \\011, \\012 and \\134."""
    if "\\" not in text:
        return text
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def _wrong(reason: str) -> Failure:
    return Failure(OCF_ERR_GENERIC, reason)
