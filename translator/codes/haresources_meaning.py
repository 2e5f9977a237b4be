"""H230 to H259: what the words of haresources mean."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H230",
        "warning",
        "a script's name is misspelt",
        "The name is one that no script ever had, and one letter away from one that every DRBD cluster uses. It is taken for the "
        "right one. Heartbeat itself would have logged 'Cannot locate resource script' and given the whole line up, so the file "
        "was never used as it stands.",
    ),
    Code(
        "H231",
        "error",
        "a line begins with a node that ha.cf does not have",
        "The first word of a line of haresources is the node that the line belongs to, compared in lower case with the `node` "
        "directives of ha.cf. A line for an unknown node is started by nobody. Often the first word was lost in a continuation.",
    ),
    Code(
        "H232",
        "error",
        "a resource prefers two nodes",
        "Lines that share a resource live on one node, since the resource does. Where they begin with different nodes, each node "
        "would take the shared resource from the other. Heartbeat did not notice, and started it on both.",
    ),
    Code(
        "H233",
        "error",
        "lines that share resources contradict each other in their order",
        "A line starts from left to right and stops from right to left. Lines that share resources run on one node, so that "
        "one order has to hold all of theirs. Here each of the named pairs starts in one order on one line, and round in a circle "
        "no order is left.",
    ),
    Code(
        "H234",
        "error",
        "IPaddr with a number of arguments other than one",
        "The wrappers IPaddr and IPaddr2 in resource.d take exactly one argument, with the mask, the NIC and the broadcast address "
        "behind slashes; else they print their usage and start nothing.",
    ),
    Code(
        "H235",
        "error",
        "an address that is none",
        "Anything that looks like four numbers with dots between is an address to Heartbeat (a shell pattern, ResourceManager), "
        "also 300.1.2.3. Numbers with leading zeros are refused because half of all programs read them as octal.",
    ),
    Code(
        "H236",
        "error",
        "a NIC name where the mask belongs",
        "The wrapper takes the second field for the mask, always: `ip/eth0` sets the mask to eth0, and the agent then fails or "
        "guesses. The field order is ip/mask/nic/broadcast.",
    ),
    Code(
        "H237",
        "error",
        "a netmask that is none",
        "The second field of an address is the mask: a number of bits from 1 to 32 (128 with IPv6), or a netmask whose ones stand "
        "together, such as 255.255.255.0.",
    ),
    Code(
        "H238",
        "error",
        "an interface name that is none",
        "Linux takes names of up to 15 characters for an interface (IFNAMSIZ), and an address label is NIC, colon and label within "
        "the same room.",
    ),
    Code(
        "H239",
        "error",
        "a third field that is neither NIC nor broadcast address",
        "The wrapper takes the third field of an address for the broadcast address where it begins with a digit, and for the NIC "
        "otherwise.",
    ),
    Code(
        "H240",
        "warning",
        "more fields than an address has",
        "The wrapper looks at ip, mask, nic and broadcast, or at ip, mask and broadcast. What comes after was never read.",
    ),
    Code(
        "H241",
        "warning",
        "a broadcast address of another network",
        "The broadcast address is set as it stands, as before. It is not the one that the address and its mask have: hosts of the "
        "network may not listen to it.",
    ),
    Code(
        "H242",
        "error",
        "Filesystem with too few or too many arguments",
        "The wrapper takes device, directory, type and options, the first two of which must be there. What is more would be taken "
        "for the action, so that nothing is mounted.",
    ),
    Code(
        "H243",
        "error",
        "a mount point that is no absolute path",
        "ocf:heartbeat:Filesystem compares the mount point with what /proc/mounts says, which is absolute.",
    ),
    Code(
        "H244",
        "warning",
        "Filesystem without a type",
        "v1 left the type to mount(8); the agent's meta-data calls for one, so it is set to 'auto', which does the same. Naming the "
        "type is safer: a damaged file system is then an error, not a guess.",
    ),
    Code(
        "H245",
        "error",
        "a mount option in the place of the file system type",
        "`::` becomes one blank before the words are split, so an empty argument vanishes: in "
        "Filesystem::/dev/sda1::/mnt::::noatime the type is noatime. Heartbeat could not have mounted that.",
    ),
    Code(
        "H246",
        "warning",
        "an unknown file system type",
        "The type is passed on as it stands. It is none of those that Linux has, so it may be misspelt.",
    ),
    Code(
        "H247",
        "error",
        "drbddisk with more than one argument",
        "The script tells by the number of its arguments whether there is a resource name. With two names it takes the first for "
        "the action and prints its usage.",
    ),
    Code(
        "H248",
        "error",
        "drbddisk for all resources, without drbd.conf",
        "Without a name the script promotes all resources of drbd.conf. Which those are is in that file, which was not found "
        "beside the ha.d directory.",
    ),
    Code(
        "H249",
        "error",
        "a DRBD resource that drbd.conf does not have",
        "drbdadm refuses a name that is not in drbd.conf, so that the line could not start.",
    ),
    Code(
        "H250",
        "warning",
        "a database on DRBD, and nothing that says where its data is",
        "ocf:ha1to2:mysql-on-drbd needs datadir and socket, which my.cnf has. Without them the init script is called as before: "
        "a hung server is not noticed, and a start on an empty directory is not refused.",
    ),
    Code(
        "H251",
        "warning",
        "a database whose data is not on the DRBD file system of its line",
        "The data directory of [mysqld] lies on none of the file systems that start before it on the line, so after a takeover the "
        "other node has other data. Perhaps that is meant (replication); then only the script is called, as before.",
    ),
    Code(
        "H252",
        "warning",
        "a database whose socket is not on the file system of its data",
        "A socket below the mount point can only be the server's that runs on the data. One elsewhere may be that of another "
        "server on the same node. So the init script is called as before.",
    ),
    Code(
        "H253",
        "error",
        "one thing is managed by two resources",
        "The same address or DRBD resource stands in two resources with different words (IPaddr and IPaddr2, another mask, "
        "drbddisk with and without a name). Pacemaker would manage it twice, and stop it under the other.",
    ),
    Code(
        "H254",
        "error",
        "a file system on a DRBD device that is not promoted before it",
        "A DRBD device can only be mounted where it is Primary. In v1 another line may have promoted it by chance, because lines "
        "start one after the other; lines that share nothing move independently of each other now.",
    ),
    Code(
        "H255",
        "warning",
        "a script that the tree does not have",
        "ResourceManager looks in resource.d and then in init.d, and gives the line up where it finds nothing. The resource is "
        "converted; on the new nodes the script has to be there.",
    ),
    Code(
        "H256",
        "warning",
        "a script name that looks misspelt",
        "The tree has no resource.d and no init.d to look the name up in. It is very near to one that is known.",
    ),
    Code(
        "H258",
        "warning",
        "data of the server that does not move with it",
        "InnoDB's table space, its logs or its undo files are on another file system than the data directory. After a takeover the "
        "server finds old files there, or none, and InnoDB refuses them or recovers from the wrong log.",
    ),
    Code(
        "H259",
        "error",
        "too many DRBD resources that depend on each other",
        "All DRBD resources of a line, and of the lines that share resources with it, are promoted together and where all of them "
        "have good data. Pacemaker gets a rule for each pair of them, which for hundreds it does not digest in useful time.",
    ),
)
