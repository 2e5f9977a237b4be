"""File systems: `Filesystem::device::directory[::fstype[::options]]` as ocf:heartbeat:Filesystem."""

from __future__ import annotations

from ..catalogue.agents import FILESYSTEM
from ..catalogue.scripts import KNOWN
from ..diagnostics import Diagnostic, did_you_mean, error, warning
from ..model import Primitive
from ..syntax.haresources import Resource
from .ids import Ids

_OPTIONS = frozenset(
    "async atime auto bind defaults dev diratime exec loop mand noatime noauto nodev nodiratime noexec nomand norelatime nosuid "
    "ro relatime remount rw suid sync user".split()
)
_TYPES = (
    "autofs btrfs ceph cifs ext2 ext3 ext4 ext4dev gfs gfs2 glusterfs iso9660 jfs nfs nfs4 none ocfs2 reiser4 reiserfs tmpfs "
    "vfat xfs zfs"
).split()


def primitive(resource: Resource, ids: Ids, diagnostics: list[Diagnostic]) -> Primitive | None:
    """The file system, or None where it is refused."""
    script = KNOWN["Filesystem"]
    arguments = resource.arguments
    if not script.required <= len(arguments) <= len(script.positional):
        diagnostics.append(
            error(
                "H242",
                resource.text.span,
                f"'Filesystem' takes 2 to 4 arguments (device, directory, fstype, options); here are {len(arguments)}",
                help="write Filesystem::/dev/drbd0::/mnt::ext3",
            )
        )
        return None
    directory = arguments[1]
    if not directory.startswith("/"):
        message = f"the mount point '{directory}' is no absolute path"
        diagnostics.append(error("H243", directory.span, message, help="Filesystem::device::directory: begin it with '/'"))
        return None
    values = [(name, str(value)) for name, value in zip(script.positional, arguments)]
    if len(arguments) == 2:
        message = "no file system type: 'auto' leaves it to mount, as before"
        diagnostics.append(warning("H244", resource.text.span, message, help=f"write {resource.text}::ext3, or what it is"))
        values.append(("fstype", "auto"))
    else:
        fstype = arguments[2]
        if fstype.split(",")[0] in _OPTIONS - {"auto"}:
            diagnostics.append(
                error(
                    "H245",
                    fstype.span,
                    f"'{fstype}' is a mount option where the file system type belongs",
                    notes=("an empty argument vanishes: Heartbeat read what came after '::::' one place earlier",),
                    help="name the type: Filesystem::device::directory::ext3::options",
                )
            )
            return None
        if fstype not in _TYPES and fstype != "auto":
            message = f"'{fstype}' is no file system type that is known here"
            diagnostics.append(warning("H246", fstype.span, message, help=did_you_mean(fstype, _TYPES)))
    last = directory.rstrip("/").rsplit("/", 1)[-1] or "root"
    return Primitive(ids.new("fs", last), FILESYSTEM.agent, tuple(values), FILESYSTEM.operations)
