"""What may be wrong with the settings of check_primary."""

from __future__ import annotations

from .code import Code

CODES = (
    Code("H539", "warning", "value that cannot be shown", "The value holds control characters or is no UTF-8; it is left out."),
    Code(
        "H530",
        "warning",
        "check_primary is no script",
        "The program that Heartbeat respawned is not text; its settings are unknown.",
    ),
    Code(
        "H531",
        "note",
        "password in a script",
        "check_primary gave the password to mysqladmin on its command line. The new agent reads a defaults-extra-file "
        "instead. The password is never read, shown or converted.",
    ),
    Code(
        "H532",
        "warning",
        "computed setting",
        "The shell would put something else in its place, and nothing of a script is run here.",
    ),
    Code("H533", "warning", "setting given twice", "The later assignment is in force; both places are shown."),
    Code(
        "H534",
        "warning",
        "setting is no number",
        "Times are whole seconds, and the count of retries is a number. The default is taken.",
    ),
    Code(
        "H535",
        "warning",
        "unknown syslog facility",
        "logger(1) takes kern, user, mail, daemon, auth, … and local0 to local7.",
    ),
    Code("H536", "warning", "bad mail address", "Without an address nobody is mailed when something fails."),
    Code("H537", "warning", "bad address", "CVIP is the virtual address that check_primary looked at."),
    Code("H538", "warning", "bad mount point", "The mount point of the database's file system is an absolute path."),
)
