"""authkeys: H3xx."""

from __future__ import annotations

from .code import Code

CODES = (
    Code(
        "H301",
        "error",
        "authkeys is not a text file",
        "The file holds NUL bytes. None of its lines is read.",
    ),
    Code(
        "H302",
        "error",
        "auth without a number",
        "'auth' is followed by the number of the key that signs, 0 to 15. A line that begins with 'a' is an auth line to "
        "heartbeat.",
    ),
    Code(
        "H303",
        "error",
        "not a line of authkeys",
        "A line is 'auth N', or 'N method' with a key behind it, or a comment with '#' as its first character. Heartbeat "
        "does not start with another one.",
    ),
    Code(
        "H304",
        "error",
        "number of a key out of range",
        "Keys are numbered from 0 to 15 (MAXAUTH).",
    ),
    Code(
        "H305",
        "error",
        "unknown method",
        "Heartbeat has crc, md5 and sha1, in small letters (plugins/HBauth). The word is not shown, since it is the key "
        "where the method was forgotten.",
    ),
    Code(
        "H306",
        "error",
        "key missing",
        "md5 and sha1 sign with a key, which is the word behind the method.",
    ),
    Code(
        "H307",
        "error",
        "key behind crc",
        "crc takes no key, and heartbeat does not start where a word stands behind it; a '#' there is such a word, not a "
        "comment.",
    ),
    Code(
        "H308",
        "error",
        "no auth line",
        "Without 'auth N' heartbeat does not know which key signs, and does not start. An empty file is the usual case.",
    ),
    Code(
        "H309",
        "error",
        "the key that signs is missing",
        "'auth N' names a key that no line gives.",
    ),
    Code(
        "H310",
        "warning",
        "auth given twice",
        "The last one that has its key below it counts.",
    ),
    Code(
        "H311",
        "warning",
        "key given twice",
        "The later line replaces the earlier one.",
    ),
    Code(
        "H312",
        "error",
        "auth below its key",
        "Heartbeat looks for the number while it reads the keys, so 'auth N' must stand above them (parse_authfile in "
        "auth.c).",
    ),
    Code(
        "H313",
        "warning",
        "crc signs",
        "crc is a checksum that everyone can compute: it finds damage, not forgery. corosync gets a real key; nothing of "
        "this file is reused.",
    ),
)
