"""What may be wrong with drbd.conf."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H401",
        "error",
        "drbd.conf is not text",
        "The file holds control characters, so it is an archive, a program or damaged. Copy the drbd.conf of the old node "
        "as it is.",
    ),
    Code(
        "H402",
        "error",
        "character that cannot stand there",
        "Outside of double quotes drbdadm reads letters, digits, '/._-' and its own signs '{};[]:' only. Put other values "
        "in double quotes, and save the file without a byte order mark.",
    ),
    Code(
        "H403",
        "error",
        "quote that is never closed",
        "A text in double quotes must end on the line that it began on. Add the closing quote; inside the text a quote is "
        "written '\\\"'.",
    ),
    Code(
        "H404",
        "error",
        "word too long",
        "drbdadm refuses words of more than 128 characters (80 in DRBD 8.3), and texts of more than 255 between quotes. "
        "Shorten it.",
    ),
    Code(
        "H405",
        "error",
        "';' is missing",
        "Each statement of drbd.conf ends with ';'. Without it the next line would belong to the statement. Add it where "
        "the caret points.",
    ),
    Code(
        "H406",
        "error",
        "'{' is missing",
        "The keyword opens a section, so its statements stand between '{' and '}'. Add the '{'.",
    ),
    Code(
        "H407",
        "error",
        "section that is never closed",
        "The file ends, or something begins that cannot stand inside, before the section has its '}'. Add it.",
    ),
    Code(
        "H408",
        "error",
        "'}' that closes nothing",
        "No section is open at this place. Remove it, or find the '{' missing above.",
    ),
    Code(
        "H409",
        "error",
        "sign without a statement",
        "There is no word before this ';' or '{'. A section ends with '}' alone: '};' is refused by drbdadm.",
    ),
    Code(
        "H410",
        "error",
        "sections nested too deep",
        "DRBD's own sections go five deep, and this file goes beyond sixteen.",
    ),
    Code(
        "H411",
        "error",
        "included file is not there",
        "drbdadm refuses a configuration whose 'include' (or 'template-file') names a file that does not exist. A path is "
        "looked for beside the file that includes it, or below the root of the tree. Copy the file there.",
    ),
    Code(
        "H412",
        "warning",
        "pattern that matches no file",
        "An 'include' with '*', '?' or '[' may match nothing, and drbdadm says nothing then. Was drbd.d forgotten in the "
        "copy?",
    ),
    Code(
        "H413",
        "warning",
        "file included again",
        "drbdadm reads each file once, and so does this program. A file that includes itself, or two lines that include "
        "the same file, are probably a mistake.",
    ),
    Code(
        "H414",
        "error",
        "includes nested too deep",
        "Files include each other sixteen deep, or a thousand times in all. Flatten them.",
    ),
    Code(
        "H415",
        "error",
        "include that cannot be read",
        "'include' stands outside of all sections and names exactly one file or pattern; a name with '*' must be in "
        "double quotes.",
    ),
    Code(
        "H416",
        "error",
        "value with characters that cannot be shown",
        "The bytes of the value are no UTF-8, so they cannot be written to the CIB or shown.",
    ),
    Code(
        "H417",
        "warning",
        "resource that ends with the file",
        "drbdadm reads a 'resource' or 'common' to the end of the file where its '}' is missing, and so does this program. Add the "
        "'}', since whatever is put behind it belongs to it.",
    ),
    Code(
        "H421",
        "warning",
        "unknown keyword",
        "No generation of DRBD from 8.3 to 9 has this keyword here; drbdadm would refuse the file. It is ignored. Where "
        "it belongs to another section, or a known keyword is near, the help line says so.",
    ),
    Code(
        "H422",
        "error",
        "statement of the wrong form",
        "The keyword needs other words than it has. Often the ';' of the line is missing, and the next line was read with "
        "it.",
    ),
    Code(
        "H423",
        "error",
        "statement or section in the wrong place",
        "The keyword is known, but not in this form at this place.",
    ),
    Code(
        "H424",
        "error",
        "given twice",
        "drbdadm refuses a second section or statement of this kind here; both places are shown.",
    ),
    Code("H425", "error", "resource defined twice", "Two 'resource' sections have the same name; both places are shown."),
    Code(
        "H426",
        "error",
        "device used twice",
        "On one host each volume has a device and minor number of its own. Both places are shown; change one of them.",
    ),
    Code("H427", "error", "disk used twice", "On one host one disk can back one volume only. Both places are shown."),
    Code(
        "H428",
        "error",
        "address and port used twice",
        "Two resources, or both ends of one, use the same address and port. Give each resource a port of its own.",
    ),
    Code(
        "H429",
        "error",
        "host section is not complete",
        "Each host needs an address, and a device and a disk, which may also be set for the whole resource.",
    ),
    Code(
        "H430",
        "error",
        "number out of range",
        "The number is none, or outside of what DRBD takes; the help line has the limits.",
    ),
    Code("H431", "error", "bad port", "A port is a number from 1 to 65535."),
    Code(
        "H432",
        "error",
        "bad address",
        "DRBD takes IPv4 addresses, and IPv6 addresses as 'ipv6 [fd00::1]:7788'. Names of hosts are not looked up.",
    ),
    Code(
        "H433",
        "error",
        "value that the option does not take",
        "The option has a list of values, or a range; see drbd.conf(5).",
    ),
    Code(
        "H434",
        "error",
        "bad device",
        "A device is /dev/drbd and its minor number, or /dev/drbd_ and a name followed by 'minor' and the number.",
    ),
    Code(
        "H435",
        "error",
        "volumes differ between hosts",
        "A volume is replicated, so all hosts of the resource must have it.",
    ),
    Code(
        "H436",
        "error",
        "numbered and unnumbered volumes mixed",
        "Where one volume has a 'volume N' section, all have one: drbdadm refuses 'device' and 'disk' outside of them.",
    ),
    Code(
        "H437",
        "error",
        "both nodes are to be Primary",
        "'become-primary-on' names both nodes, so the init script made both Primary. A haresources line lives on one node "
        "at a time, and the new cluster promotes one node; a cluster file system on both needs another design.",
    ),
    Code(
        "H438",
        "warning",
        "two nodes may be Primary",
        "With 'allow-two-primaries' DRBD does not stop a second node from being promoted and mounting the file system "
        "while the first has it: the data is lost then. One node is promoted by the new cluster as by the old one, so "
        "remove the option.",
    ),
    Code(
        "H439",
        "error",
        "stacked resource",
        "A resource that is stacked on another one (three nodes, drbdupper) is not converted.",
    ),
    Code("H440", "error", "resource without hosts", "drbdadm refuses a resource that has no 'on' or 'floating' section."),
    Code(
        "H441",
        "error",
        "name that must be in quotes",
        "drbdadm takes bare numbers and its own keywords for what they are, never for the name of a host or resource.",
    ),
    Code("H442", "error", "host has two sections", "In one resource a host has one 'on' section; both places are shown."),
    Code("H443", "warning", "resource with one host", "Nothing is replicated while only one host has a section."),
    Code(
        "H444",
        "error",
        "policy names an unknown host",
        "'discard-node-NAME' must name a host of the resource; drbdadm refuses others.",
    ),
    Code(
        "H445",
        "warning",
        "handler needs Heartbeat",
        "drbd-peer-outdater asks Heartbeat's dopd to outdate the peer. Pacemaker has no dopd: crm-fence-peer.sh, which "
        "drbd-utils brings, does the same with a location constraint. Until it is changed the handler fails. With 'fencing "
        "resource-only' or 'resource-and-stonith', DRBD then refuses to be promoted while the peer is away: nothing is taken "
        "over from a node that dies. The old cluster needs its handler until it is stopped, so the change belongs into the "
        "window; a step of the runbook makes it.",
    ),
    Code(
        "H446",
        "note",
        "old form that DRBD 9 refuses",
        "DRBD 8.4 still reads 'syncer { rate … }' and 'after'; drbdadm of DRBD 9 stops at them. Nothing is to be done "
        "while the new nodes run the DRBD 8.4 of the kernel.",
    ),
)
