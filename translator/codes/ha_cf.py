"""ha.cf: H1xx."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H101",
        "error",
        "ha.cf is not a text file",
        "The file holds NUL bytes, so it is an archive, an image or damaged. None of its lines is read. Restore it from a"
        " backup, or name the directory that the running heartbeat was started with.",
    ),
    Code(
        "H102",
        "error",
        "a byte that cannot stand in a value",
        "A control character, or a byte that is no UTF-8, stands outside a comment. Heartbeat would carry it into a node "
        "name or a path; a CIB is XML and cannot hold it. The lines that have such bytes are not read; it is said once "
        "for the file.",
    ),
    Code(
        "H103",
        "error",
        "line too long",
        "Heartbeat reads 5119 bytes at a time (MAXLINE in config.c) and takes what follows for a line of its own, also "
        "behind a comment. Break the line up.",
    ),
    Code(
        "H104",
        "warning",
        "text behind a carriage return",
        "Heartbeat ends a line at its first carriage return. Text behind it is not read, so it is not converted either. A"
        " file with carriage returns alone is one line to heartbeat: convert it with mac2unix.",
    ),
    Code(
        "H105",
        "error",
        "unknown directive",
        "Heartbeat does not start with a directive that it does not know. Names are in small letters and end at a blank, "
        "not at a comma or '='. ha.cf(5) lists them; media are the plugins of HBcomm.",
    ),
    Code(
        "H106",
        "warning",
        "directive without a value",
        "Heartbeat applies each argument of a line; where there is none, it does nothing and says nothing. The default "
        "stays in force.",
    ),
    Code(
        "H107",
        "error",
        "incomplete line",
        "The directive needs more arguments than it has. Some of these lines heartbeat refuses, on others it crashes "
        "('ucast' alone).",
    ),
    Code(
        "H108",
        "warning",
        "several values in one line",
        "Heartbeat applies them one after the other, so the last one counts. Often the rest was meant as a comment "
        "without '#'.",
    ),
    Code(
        "H109",
        "warning",
        "directive set again",
        "Each line overrides the one before. The ledger shows the earlier one as dropped.",
    ),
    Code(
        "H110",
        "error",
        "directive that may stand only once",
        "A second 'watchdog' or 'baud', or a second 'apiauth' for the same client, keeps heartbeat from starting "
        "(config.c).",
    ),
    Code(
        "H111",
        "error",
        "not a time",
        "A time is a number of seconds, or a number with 'ms' or 'us' behind it (cl_get_msec). There are no other units: "
        "'2s' is refused. keepalive, warntime and conn_logd_time cannot be 0, and no time may be longer than 24 days.",
    ),
    Code(
        "H112",
        "error",
        "neither on nor off",
        "Truth values are true, on, yes, y, 1 and false, off, no, n, 0, in small or capital letters (cl_str_to_boolean).",
    ),
    Code(
        "H113",
        "error",
        "not a number, or out of range",
        "The directive takes a whole number within limits that heartbeat checks; the help line names them.",
    ),
    Code(
        "H114",
        "warning",
        "number with something behind it",
        "Heartbeat reads numbers with atoi: digits as far as they go, and the rest is ignored.",
    ),
    Code(
        "H115",
        "error",
        "a value that the directive does not take",
        "The directive takes one of a few words, in small letters. Heartbeat does not start with another one.",
    ),
    Code(
        "H116",
        "error",
        "deadtime or deadping too short for keepalive",
        "Heartbeat does not start unless each is more than twice keepalive (init_config in config.c): a single lost "
        "packet would be a dead node.",
    ),
    Code(
        "H117",
        "warning",
        "warntime longer than deadtime",
        "The warning of late heartbeats would come after the node was declared dead, so it never comes.",
    ),
    Code(
        "H118",
        "error",
        "initdead shorter than deadtime",
        "Heartbeat does not start with it (init_config in config.c). initdead is the patience with a peer at boot; it becomes "
        "what ocf:ha1to2:peer-wait waits for, and with fencing dc-deadtime. Unset, it is deadtime, or for short deadtimes twice "
        "that and at least 12 seconds.",
    ),
    Code(
        "H119",
        "warning",
        "initdead under ten seconds",
        "Networks take seconds to come up at boot. Two nodes that are both too impatient start everything on both: split "
        "brain.",
    ),
    Code(
        "H120",
        "error",
        "no nodes",
        "Without a 'node' line heartbeat does not start. Names are those that 'uname -n' prints.",
    ),
    Code(
        "H121",
        "error",
        "only one node",
        "One node is no cluster: there is nobody to take over. Name both nodes in both machines' ha.cf.",
    ),
    Code(
        "H122",
        "error",
        "more than two nodes",
        "Heartbeat manages haresources for two nodes; with more, what runs where is not defined. Nothing can be converted"
        " faithfully.",
    ),
    Code(
        "H123",
        "warning",
        "node named twice",
        "Heartbeat makes two entries of it that shadow each other. It is taken as one node.",
    ),
    Code(
        "H124",
        "error",
        "not a host name",
        "Node names are what 'uname -n' prints, and heartbeat makes them small. Pacemaker and corosync want letters, "
        "digits, dots, hyphens and underscores, at most 64 of them.",
    ),
    Code(
        "H125",
        "error",
        "no link between the nodes",
        "There is no bcast, ucast or mcast line, or nothing but serial lines, which corosync cannot use. Heartbeat itself"
        " does not start without any medium.",
    ),
    Code(
        "H126",
        "warning",
        "udpport below the links",
        "A medium takes its port when its first line is read (ha.cf(5)). 'udpport' below it changes nothing there, "
        "although the file looks as if it did. The links are converted with the port that they really have.",
    ),
    Code(
        "H127",
        "error",
        "not an address",
        "The word must be an address of the right family, or for serial links a path. 'ping' and 'ucast' take IPv4 "
        "addresses and host names, 'ping6' and 'ucast6' IPv6. Numbers that are no complete address, as 10.1, are refused:"
        " resolvers read them as 10.0.0.1.",
    ),
    Code(
        "H128",
        "error",
        "mcast line that heartbeat refuses",
        "The form is 'mcast INTERFACE GROUP PORT TTL LOOP': a group from 224.0.0.0 to 239.255.255.255 (for mcast6 from "
        "ff00::/8), a ttl from 0 to 4 and loop 0 or 1 (plugins/HBcomm/mcast.c).",
    ),
    Code(
        "H129",
        "warning",
        "serial link",
        "corosync knows networks only. A pair that relied on the serial cable as its second link has one link less after "
        "the move.",
    ),
    Code(
        "H130",
        "warning",
        "old name",
        "'udp' is the old name of bcast, 'nice_failback' is replaced by auto_failback. The line is converted as heartbeat"
        " reads it.",
    ),
    Code(
        "H131",
        "error",
        "auto_failback and nice_failback contradict each other",
        "'nice_failback on' is documented as 'resources stay', the opposite of 'auto_failback on'. What heartbeat makes "
        "of both depends on their order and not on the value of nice_failback, so it cannot be known what was meant.",
    ),
    Code(
        "H132",
        "warning",
        "nice_failback alone",
        "It is taken as documented: on means that resources stay. But in heartbeat 2 and 3, set_nice_failback in config.c does not "
        "look at its value; alone it means 'auto_failback legacy', and resources return. Write auto_failback instead, and"
        " check it against what the old cluster does.",
    ),
    Code(
        "H133",
        "note",
        "auto_failback is not set",
        "The default is 'legacy', which fails back: a node that returns takes its resources back, with a second "
        "interruption.",
    ),
    Code(
        "H134",
        "note",
        "ping nodes without ipfail",
        "Heartbeat watches ping nodes, but only ipfail acts on them. Without it, resources stay on a node that lost the "
        "network, and so they do in the new cluster.",
    ),
    Code(
        "H135",
        "warning",
        "ipfail without ping nodes",
        "ipfail compares how many ping nodes each side reaches. Where there are none, it never moves anything.",
    ),
    Code(
        "H136",
        "warning",
        "ping node named twice",
        "The same address or group counts once in the new cluster.",
    ),
    Code(
        "H137",
        "error",
        "relative path in respawn",
        "Heartbeat does not start unless the program is named by its absolute path.",
    ),
    Code(
        "H138",
        "error",
        "check_primary written as two words",
        "'respawn root …/check primary' runs a program called check with the argument primary. The program's name is "
        "check_primary: printed documents swallow the underscore.",
    ),
    Code(
        "H139",
        "warning",
        "a program of heartbeat's that the new cluster does not have",
        "'respawn' kept the program running beside heartbeat. This one came with heartbeat and works for it alone. The help line "
        "says what does its work now.",
    ),
    Code(
        "H140",
        "error",
        "this cluster does not use haresources",
        "With 'crm' or 'pacemaker' in any mode but off, heartbeat 2 and 3 ignore haresources and run from a CIB. There is"
        " nothing of version 1 to convert: upgrade that CIB.",
    ),
    Code(
        "H141",
        "error",
        "fibre channel ping node",
        "hbaping was never fully supported (ha.cf(5)), and Pacemaker has no agent for it.",
    ),
    Code(
        "H142",
        "error",
        "autojoin beside haresources",
        "Heartbeat refuses to start with 'autojoin any' or 'other' while haresources is in use (r1_style_valid in "
        "config.c).",
    ),
    Code(
        "H143",
        "note",
        "watchdog",
        "The watchdog reboots a node on which heartbeat itself hangs. Neither corosync nor Pacemaker opens it unless configured to: "
        "corosync.conf has resources { watchdog_device }, and sbd makes a fencing device of it, for two nodes together with a disk "
        "that both reach. The cluster property have-watchdog only reports that sbd runs: Pacemaker sets it by itself.",
    ),
    Code(
        "H144",
        "warning",
        "use_logd and log files",
        "With use_logd the messages go through ha_logd, and logd.cf says where to; heartbeat warns that logfile, "
        "debugfile and logfacility are still there (check_logd_usage in config.c).",
    ),
    Code(
        "H145",
        "error",
        "no log at all",
        "'use_logd off' without logfile, debugfile and logfacility keeps heartbeat from starting (check_logd_usage in "
        "config.c).",
    ),
    Code(
        "H146",
        "error",
        "fencing device that is not known",
        "stonith and stonith_host name a device that switches the peer off. Of this type it is not known what its parameters are "
        "called, and leaving the line out in silence would take the fencing away. The parameters are secret and are never shown.",
    ),
    Code(
        "H147",
        "error",
        "bad apiauth line",
        "After the client's name come uid= and gid=, each at most once, each a list with commas and without blanks "
        "(set_api_authorization in config.c).",
    ),
    Code(
        "H169",
        "warning",
        "ipfail beside auto_failback legacy",
        "ipfail ends at once where auto_failback is 'legacy', which it is where nothing sets it (ipfail.c, heartbeat 2 and 3), and the "
        "resource manager does not listen to it there (ask_for_resources in hb_resource.c): in such a cluster nothing ever moved with "
        "the network. Whoever wrote the lines wanted it to, and the new cluster does it. To stay with what was, delete the ipfail line.",
    ),
    Code(
        "H150",
        "warning",
        "a fencing device for no node",
        "'stonith_host NODE …' counts only on the node of that name, or on all with '*' (set_stonith_host_info in config.c). "
        "Heartbeat passes over this line on both nodes, without a word.",
    ),
    Code(
        "H155",
        "error",
        "a fencing device that shoots no peer",
        "suicide resets the machine that it runs on. Heartbeat shoots the peer before it takes anything over, and this device cannot, "
        "so nothing was ever taken over.",
    ),
)
