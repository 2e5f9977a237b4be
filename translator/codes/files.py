"""H001 to H029: files, and the programs that ha1to2 calls."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H001",
        "error",
        "no ha.cf",
        "The directory has no ha.cf, so it is no Heartbeat configuration directory. Give the directory itself (/etc/ha.d, or the "
        "ha.d of a copied etc), not the etc above it.",
    ),
    Code(
        "H002",
        "error",
        "no haresources",
        "ha.cf is there, and haresources is not: either the copy is incomplete, or the cluster already ran with Pacemaker or the "
        "CRM of Heartbeat 2, which keep their resources in a CIB and need no conversion.",
    ),
    Code(
        "H003",
        "error",
        "a file cannot be read",
        "The file is there, and the system does not let it be read. authkeys has mode 600: run ha1to2 as root, or on a copy.",
    ),
    Code(
        "H004",
        "error",
        "something that is no file stands where a file belongs",
        "Only regular files are read: never a device, a named pipe or a directory, which could block or have no end.",
    ),
    Code(
        "H005",
        "error",
        "a file is too large",
        "No configuration is this large. The bound keeps a wrong argument from filling the memory of a production machine.",
    ),
    Code(
        "H006",
        "warning",
        "no authkeys",
        "Heartbeat does not start without authkeys, so the tree is not complete. Nothing in the CIB comes from it: corosync has a "
        "key of its own.",
    ),
    Code(
        "H007",
        "warning",
        "drbddisk, and no drbd.conf",
        "The names of DRBD resources are taken on trust, and which device belongs to which is guessed from the line alone. Copy "
        "drbd.conf (and drbd.d) beside the ha.d directory.",
    ),
    Code(
        "H008",
        "error",
        "no CIB to simulate",
        "`simulate --cib` plays the faults on a CIB that someone changed by hand. The file that it names is not there.",
    ),
    Code(
        "H009",
        "error",
        "no such directory",
        "The argument is no directory that is there, or none that you may enter. It is the ha.d directory itself: /etc/ha.d, or that "
        "of a copied etc.",
    ),
)
