"""H850 to H859: what a rehearsal cannot play."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H850",
        "error",
        "a service without an address cannot be rehearsed",
        "The client of a rehearsal reaches a service by its virtual address, and what it sees acknowledged is the measure of every "
        "fault. A line of haresources without an IPv4 address gives it nothing to go to.",
    ),
    Code(
        "H851",
        "error",
        "a file system of the line lies on no DRBD device",
        "The two nodes of a rehearsal share nothing but DRBD: a disk in a storage network, an NFS server or a volume group of both "
        "is not there. Heartbeat and Pacemaker would both fail to mount it, which proves nothing.",
    ),
    Code(
        "H852",
        "error",
        "a type of file system that the rehearsal's nodes do not know",
        "User-mode Linux as Debian builds it has ext2, ext3 and ext4. The type matters little to either cluster: a copy of the trees "
        "with ext4 shows the same.",
    ),
    Code(
        "H853",
        "error",
        "a script of Heartbeat's that needs what the rehearsal's nodes do not have",
        "Volume groups, RAID arrays, web servers and the like belong to the machine, and the nodes of a rehearsal have none. An init "
        "script is played by a stand-in that only notes that it runs; Heartbeat's own scripts are the genuine ones or nothing.",
    ),
    Code(
        "H854",
        "error",
        "more disks than a node of the rehearsal has",
        "Each device below DRBD is a disk of its own in user-mode Linux, which has sixteen, one of them for the node itself.",
    ),
    Code(
        "H855",
        "error",
        "a fence device that the rehearsal does not have",
        "Each node of a rehearsal has a board of its own that switches it, OpenIPMI's simulator, at the address that external/ipmi or "
        "ipmilan name. Both clusters reach it by ipmitool, as they reach a real one. It stands at an IPv4 address that nothing else has, "
        "and the name of its user is 1 to 16 printable characters of ASCII, without quotation marks and backslashes. Power switches, and "
        "boards that speak something else, are not there: their nodes could not be shot, and nothing would ever be taken over.",
    ),
)
