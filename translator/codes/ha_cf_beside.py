"""H148 to H169: what becomes of the fencing devices and programs of ha.cf."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H148",
        "warning",
        "a fencing device that needs its password",
        "Every user of the group haclient can read a CIB, so no password is put into it. Its place is taken by 'lrm://', which tells "
        "Pacemaker to read the value from a file below /var/lib/pacemaker/lrm/secrets that root alone may read, on each node. "
        "'cibsecret set DEVICE PARAMETER' (Pacemaker 2.0.5 and newer) asks for the value and writes these files. Until then the "
        "device does not start, and nothing can be fenced.",
    ),
    Code(
        "H149",
        "error",
        "parameters that do not fit the fencing device",
        "Heartbeat hands the words of the line to the plugin by their position (stonith1_compat_string_to_NVpair in stonith.c), and "
        "does not start where one is missing. The note says what the words are, in their order. None of them is shown, since one is "
        "a password.",
    ),
    Code(
        "H151",
        "error",
        "the file of a fencing device",
        "'stonith TYPE FILE' has the device's parameters in the first line of a file that is neither empty nor a comment. Without "
        "them there is no device. The file holds a password: nothing of it is ever shown, and the password stays in it.",
    ),
    Code(
        "H152",
        "warning",
        "a fencing device that a later line replaces",
        "Heartbeat 1 has one device on each node: the last line that the node follows (config.c). This line counts nowhere.",
    ),
    Code(
        "H153",
        "warning",
        "a fencing device that Heartbeat did not use",
        "Heartbeat 1 has one device on each node: the last line that the node follows (config.c). This line was not used, and yet it "
        "is the only one that can shoot its node. The old cluster could not take that node's resources over: it tried to shoot it "
        "for ever. The new cluster uses all devices, and can.",
    ),
    Code(
        "H154",
        "warning",
        "a fencing device that cannot be trusted",
        "null says that a node is off and does nothing. ssh asks the node to reboot, which one that hangs does not do. meatware asks "
        "a person. Each is converted as it is, and none of them protects shared data by itself.",
    ),
    Code(
        "H156",
        "note",
        "your own program is a clone now",
        "Heartbeat started the program on each node whose ha.cf has the line, as a shell reads it, and started it again at once when "
        "it ended, unless with the exit code 100 or more than ten times in a row within 30 seconds. ocf:heartbeat:anything does so "
        "on both nodes, looks at it every ten seconds, and knows neither exception. Its failures move nothing: nothing is tied to it.",
    ),
    Code(
        "H157",
        "warning",
        "your own program is not started any more",
        "Its line cannot become parameters of a resource: it is a shell command with more than a program and its arguments, or an "
        "argument looks like a password, which everyone in the group haclient could read in the CIB and everyone on the node in the "
        "list of processes.",
    ),
    Code(
        "H158",
        "warning",
        "your own program calls heartbeat",
        "The program uses commands of heartbeat's, which do nothing in the new cluster. It must be changed: the help line names "
        "Pacemaker's own.",
    ),
    Code(
        "H159",
        "warning",
        "a program whose end costs the node",
        "'failfast' (heartbeat 3) reboots the node when the program ends. As a clone it has a monitor whose failure shoots the node, "
        "where there is fencing; where there is none it sends the node to standby, so that its services move, and it stays there "
        "until an operator brings it back.",
    ),
    Code(
        "H160",
        "warning",
        "pingd acts on nothing",
        "pingd publishes how many hosts a node reaches, for rules in a CIB. A haresources cluster has none: ipfail moves its "
        "resources. The clone publishes the same attribute, and nothing acts on that either.",
    ),
    Code(
        "H161",
        "warning",
        "options that pingd does not take",
        "pingd of heartbeat 2 and Pacemaker 1.0 does not start with them. Its defaults are taken in their place.",
    ),
    Code(
        "H162",
        "note",
        "what fences in the place of a device",
        "Devices that one of today's fence agents drives in the same way get that agent (external/ipmi becomes fence_ipmilan); the "
        "others keep their plugin, which is in cluster-glue. Both are called by Pacemaker's fencer. Debian has the packages "
        "fence-agents and cluster-glue, Red Hat has no cluster-glue: there choose another device.",
    ),
)
