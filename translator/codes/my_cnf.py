"""What may be wrong with my.cnf."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H501",
        "error",
        "my.cnf is not text",
        "The file holds control characters. Copy the my.cnf of the old node as it is.",
    ),
    Code(
        "H502",
        "error",
        "byte order mark",
        "MySQL takes the mark for an option before any group and does not start. Save without it.",
    ),
    Code(
        "H503",
        "error",
        "option before any group",
        "MySQL does not start with an option that stands before the first [group].",
    ),
    Code("H504", "error", "group without ']'", "MySQL does not start with a group line that has no closing bracket."),
    Code("H505", "warning", "blank in front of a group's name", "MySQL reads '[ mysqld]' as another group than '[mysqld]'."),
    Code(
        "H506",
        "warning",
        "unknown directive",
        "Lines that begin with '!' are '!include' or '!includedir'; MySQL skips all others.",
    ),
    Code(
        "H507",
        "error",
        "include without a name",
        "MySQL does not start with '!include' or '!includedir' that names nothing.",
    ),
    Code(
        "H508",
        "error",
        "includes nested too deep",
        "MySQL skips includes beyond ten levels; here a thousand files are the limit.",
    ),
    Code(
        "H509",
        "error",
        "line too long",
        "MySQL reads 4094 characters at once, and takes the rest, even of a comment, for another line.",
    ),
    Code(
        "H510",
        "warning",
        "included file is not there",
        "MySQL says nothing when an included file is missing. Here it may hold datadir or socket, so copy it beside "
        "my.cnf.",
    ),
    Code(
        "H511",
        "warning",
        "file includes itself",
        "MySQL reads it ten times over; it is read once here, with the same result.",
    ),
    Code(
        "H512",
        "warning",
        "path is not absolute",
        "mysqld and mysqld_safe start in different directories, so the path is ambiguous.",
    ),
    Code(
        "H513",
        "note",
        "group of one version",
        "A group such as [mysqld-5.1] is read by that version alone. The new node's version is not known, so it is left "
        "out.",
    ),
    Code("H514", "error", "option without its value", "The option needs a value; mysqld does not start without it."),
    Code(
        "H515",
        "warning",
        "abbreviated option",
        "MySQL takes 'data' for 'datadir'. Only whole names are looked at here: write it out.",
    ),
    Code(
        "H516",
        "warning",
        "set to two values",
        "The later one is in force, whatever group it is in; what [mysqld_safe] says of datadir, socket, pid-file, log- "
        "error, user and port is given to mysqld on the command line and beats all others.",
    ),
    Code(
        "H517",
        "error",
        "value with characters that cannot be shown",
        "The value holds control characters or is no UTF-8.",
    ),
    Code("H518", "error", "bad port", "A port is a number from 1 to 65535."),
    Code(
        "H519",
        "warning",
        "clients ask another socket",
        "mysqladmin, which asks whether mysqld lives, uses the socket of [client]. Where it differs from the server's, it "
        "finds nobody.",
    ),
    Code("H520", "warning", "include in a last line that does not end", "MySQL cuts the last character of such a name off."),
)
