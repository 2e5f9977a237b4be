"""haresources as it is read: words, lines and the groups that they make."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H201",
        "error",
        "haresources holds no resource",
        "The file is empty, or there are only comments in it. Heartbeat runs with such a file and manages nothing. Where "
        "ha.cf says 'crm yes' the resources are in a CIB already, and haresources is not read at all.",
    ),
    Code(
        "H202",
        "error",
        "a character that cannot be seen",
        "A word holds a control character, or a blank or other invisible character that is none for Heartbeat: such as a "
        "no-break space that came with a line copied from a web page. The shell takes it for a part of the word, so that "
        "no such script is found. Delete the word and type it again.",
    ),
    Code(
        "H203",
        "error",
        "bytes that are no UTF-8",
        "A word holds bytes of an older encoding. What they were meant to be cannot be known, and a CIB can only hold "
        "UTF-8. In comments such bytes do no harm.",
    ),
    Code(
        "H204",
        "error",
        "a shell pattern in a word",
        "Heartbeat's script hands the words of a line to the shell without quotes. A word with '*', '?' or '[' is then "
        "replaced by the names of the files that it fits, as seen from the directory in which heartbeat runs. Write out "
        "what is meant.",
    ),
    Code(
        "H205",
        "error",
        "a backslash in a word",
        "Heartbeat's script passes each word through the shell's echo. Some shells interpret a backslash there (dash "
        "does, bash does not), so that one file means different things on different systems. Write the word without it.",
    ),
    Code(
        "H206",
        "error",
        "line ends of DOS",
        "The lines end with CR LF. The CR is a part of the last word on each line for Heartbeat: script 'mysql<CR>' does "
        "not exist, and a '\\' before a CR continues nothing. Remove the CRs with dos2unix or sed.",
    ),
    Code(
        "H207",
        "error",
        "a node without resources",
        "A line has only one word. That is a node with nothing to run, or, more often, a resource that belongs to the "
        "line before: that line must end with '\\' as its very last character. heartbeat does not start where the word is "
        "no node of ha.cf.",
    ),
    Code(
        "H208",
        "error",
        "a line that does not begin with a node",
        "The first word of a line is the node that its resources prefer, as `uname -n` prints it and ha.cf names it. "
        "heartbeat checks this and does not start otherwise. A resource at this place mostly means that the line before "
        "was to go on: it must end with '\\', and not even a blank may stand behind that.",
    ),
    Code(
        "H209",
        "error",
        "two lines with the same first resource",
        "Heartbeat finds a line by its first resource. Where two lines begin with the same one it gets both together, and"
        " takes the node name of the second for a resource. The comments of its script say that the first resource must "
        "be unique in the file.",
    ),
    Code(
        "H210",
        "error",
        "a first resource that also stands on another line",
        "Heartbeat finds a line by its first resource, searching all lines for it. It finds each line that has this "
        "resource anywhere, takes them together for one, and the node name of the second for a resource, which cannot "
        "start. Resources that several lines share must not be the first of any: begin each line with something of its "
        "own, such as its address.",
    ),
    Code(
        "H211",
        "error",
        "a resource that stands twice on a line",
        "The same script with the same arguments cannot start at two places of one line. Heartbeat leaves the second "
        "alone when it starts, as it runs already, but stops it at the second place first. Delete the one that is not "
        "meant. A bare address and IPaddr with it are the same.",
    ),
    Code(
        "H212",
        "error",
        "a first resource that Heartbeat cannot search for",
        "Heartbeat finds a line by its first resource, which it uses as an extended regular expression and puts into a "
        "command for the shell. One that holds a special character of either is not found, finds something else, or runs "
        "something. Begin the line with another resource, such as its address.",
    ),
    Code(
        "H213",
        "error",
        "a first resource whose dots find another line",
        "Heartbeat finds a line by its first resource, which it uses as a regular expression: a dot stands for any "
        "character. So eth0.5 also finds eth0:5. It takes both lines together, and the node name of the second for a "
        "resource, which cannot start.",
    ),
    Code(
        "H214",
        "error",
        "a backslash that continues nothing",
        "A line goes on only where '\\' is its very last character and there is a next line. With a blank behind it the "
        "'\\' is a resource, which cannot start, and the next line begins with a node.",
    ),
    Code(
        "H215",
        "error",
        "a line that is too long",
        "heartbeat reads the lines of this file in parts of at most 5,118 bytes to check their node names (MAXLINE in its"
        " sources). What is behind that is taken for a new line, even in a comment, and heartbeat does not start where no"
        " node stands there.",
    ),
    Code(
        "H216",
        "error",
        "a resource without a script",
        "The script is what stands before the first '::'. There is nothing, as with a blank before '::', or it begins "
        "with '-', which the shell's echo may take for an option.",
    ),
    Code(
        "H217",
        "error",
        "a script that Heartbeat takes for an address",
        "A word that begins with a digit and has three more digits behind dots is an address to Heartbeat's script, even "
        "where it is a script whose argument is an address. It then asks IPaddr for the status, but starts and stops the "
        "script. Rename the script.",
    ),
    Code(
        "H218",
        "error",
        "nodes that differ only in dots",
        "Heartbeat finds the lines of a node by its name, which it uses as a regular expression: a dot stands for any "
        "character. The lines of the one node are then also those of the other.",
    ),
    Code(
        "H219",
        "error",
        "a comment on a continued line",
        "Heartbeat cuts comments off before it joins lines. On a line that the '\\' of the line before pulls up, '#' is a "
        "resource and so is each word behind it; the group cannot start. Put comments before the first line.",
    ),
    Code(
        "H220",
        "error",
        "joined lines that heartbeat's own check takes apart",
        "heartbeat checks the node names of this file by itself, and joins lines in another way than its script: the node "
        "is what stands on the first line up to a blank or the line's end, with the '\\' that may be there, and only a '\\'"
        " at the very end of a line makes it pass over the next, whether a comment stands before it or not. It does not "
        "start where it takes something for a node that is none.",
    ),
    Code(
        "H221",
        "warning",
        "an empty argument vanishes",
        "Heartbeat turns each '::' into a blank and lets the shell take the words apart. An empty argument is not passed "
        "as such: it is gone, and those behind it take its place. Filesystem::/dev/sda1::/mnt::::noatime mounts with the "
        "file system type 'noatime'.",
    ),
    Code(
        "H222",
        "warning",
        "an IPv6 address falls in two",
        "'::' separates arguments also where it is a part of an IPv6 address, and the script gets two halves. Write the "
        "address without '::', with all its groups: 2001:db8:0:0:0:0:0:1.",
    ),
    Code(
        "H223",
        "warning",
        "a single colon separates nothing",
        "Arguments are separated by '::'. What stands before the first '::' is the name of the script, with a single ':' "
        "in it; and Heartbeat's script then gives a wrong first argument as well, since it cuts behind the last single "
        "colon. In the arguments a single ':' is a part of the argument, as NFS and address labels need it.",
    ),
    Code(
        "H224",
        "warning",
        "a comma or semicolon separates nothing",
        "Resources are separated by blanks, in haresources alone: ha.cf takes commas too. Here a comma is a part of the "
        "script's name or of the argument.",
    ),
    Code(
        "H225",
        "warning",
        "a blank behind '::'",
        "'::' and a blank end the resource: its script is called without an argument, and what was meant to be the "
        "argument is a resource of its own. A bare address there is still an address, without the script that was meant.",
    ),
    Code(
        "H226",
        "warning",
        "quotes are a part of the word",
        "Heartbeat knows no quoting in this file. Quotes are passed to the script as they stand, and a blank between them"
        " separates.",
    ),
    Code(
        "H227",
        "warning",
        "a line goes on in the middle of a word",
        "Nothing stands between two lines that '\\' joins: the last word of the one and the first word of the other are "
        "one word, unless there is a blank before the '\\' or at the beginning of the next line.",
    ),
    Code(
        "H228",
        "warning",
        "arguments behind a bare address",
        "A bare address is short for IPaddr with it. With '::' behind it Heartbeat's script cuts the address off, as it "
        "would a script's name, and calls IPaddr with the rest alone. Mask, interface and broadcast follow an address "
        "with '/', not with '::'.",
    ),
    Code(
        "H229",
        "warning",
        "a node among the resources",
        "A line that begins with a node was pulled up by the '\\' at the end of the line before, so that the node is a "
        "resource there, and what follows belongs to the line before.",
    ),
)
