"""The settings of check_primary, the shell script that Heartbeat respawned to watch mysqld and its address (memo 3.5).

Only plain assignments at the beginning of a line are read; nothing is run. The password is never kept: only where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Optional

from ..diagnostics import Diagnostic, Label, Outcome, note, warning
from ..source import CONTROL, SourceFile, Span, Word

FACILITIES = frozenset(
    [f"local{number}" for number in range(8)]
    + ["auth", "authpriv", "cron", "daemon", "ftp", "kern", "lpr", "mail", "news", "syslog", "user", "uucp"]
)
"""What logger(1) takes; `security` is an old name of auth."""

_ASSIGNMENT = re.compile(r"^(?:export[ \t]+|readonly[ \t]+)?([A-Z_]{1,32})=([^\n]*)", re.MULTILINE)
_SECRET_LINE = re.compile(r"^.*(?:(?i:pass)|[ \t\"']-p[^ \t\n]).*$", re.MULTILINE)
_QUOTED = re.compile(r"""'([^']*)'|"((?:[^"\\$`]|\\.)*)"|([^\s"'$`\\;&|<>()#]*)""")
_END = re.compile(r"[ \t\r]*(?:;.*|[ \t]#.*)?\Z")
_COMMENT = re.compile(r"[ \t]+#.*|[ \t]*;.*")
_MAIL = re.compile(r"[^\s@,;<>\"'()]{1,64}@[A-Za-z0-9.-]{1,253}\Z|[a-z_][a-z0-9_.-]{0,63}\Z")
_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\Z")
_TIMES = {"INITWAIT": (0, 86400), "INTERVAL": (1, 86400), "RETRYCOUNT": (0, 1000), "RETRYINTERVAL": (0, 86400)}
_NAMES = frozenset((*_TIMES, "FACILITY", "ADMIN", "CVIP", "MOUNTPPOINT", "MOUNTPOINT", "MYSQL_USER", "MYSQL_PASSWD"))


@dataclass(frozen=True)
class CheckPrimary:
    """The settings as the script has them, None where it has none; the properties are what is in force. Times in seconds."""

    INITWAIT: ClassVar[int] = 60
    INTERVAL: ClassVar[int] = 30
    RETRYCOUNT: ClassVar[int] = 2
    RETRYINTERVAL: ClassVar[int] = 10
    FACILITY: ClassVar[str] = "local0"

    initwait_word: Optional[Word] = None
    interval_word: Optional[Word] = None
    retrycount_word: Optional[Word] = None
    retryinterval_word: Optional[Word] = None
    facility_word: Optional[Word] = None
    admin: Optional[Word] = None
    cvip: Optional[Word] = None
    mountpoint: Optional[Word] = None
    mysql_user: Optional[Word] = None
    password_at: Optional[Span] = None
    """Where the script holds a password; the line is not shown."""

    @property
    def initwait(self) -> int:
        return self.INITWAIT if self.initwait_word is None else int(self.initwait_word)

    @property
    def interval(self) -> int:
        return self.INTERVAL if self.interval_word is None else int(self.interval_word)

    @property
    def retrycount(self) -> int:
        return self.RETRYCOUNT if self.retrycount_word is None else int(self.retrycount_word)

    @property
    def retryinterval(self) -> int:
        return self.RETRYINTERVAL if self.retryinterval_word is None else int(self.retryinterval_word)

    @property
    def facility(self) -> str:
        return self.FACILITY if self.facility_word is None else str(self.facility_word)


def parse(file: SourceFile) -> Outcome[CheckPrimary]:
    """The settings of the script; where one cannot be used, a diagnostic, and its default holds."""
    text = file.text
    junk = CONTROL.search(text)
    if junk:
        line = text.count("\n", 0, junk.start()) + 1
        span = Span(SourceFile(file.name, "", file.secrecy), line, junk.start() - text.rfind("\n", 0, junk.start()), 1)
        message = "this is a program, not a shell script: its settings cannot be read, and the documented ones are taken"
        return Outcome(CheckPrimary(), (warning("H530", span, message, help="compare them with those of the old cluster"),))
    # No span may lead to the password, whatever the file's own secrecy says.
    shown = SourceFile(file.name, _SECRET_LINE.sub("[not shown]", text), file.secrecy)
    found: list[Diagnostic] = []
    values: dict[str, Word] = {}
    password: Optional[Span] = None
    line, counted = 1, 0
    for match in _ASSIGNMENT.finditer(text):
        name, raw = match[1], match[2]
        if name not in _NAMES:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        start = match.start(2) - match.start() + 1
        if name == "MYSQL_PASSWD":
            password = Span(shown, line, match.start(1) - match.start() + 1, len(name))
            message = "the database's password stands in a script, and on a command line that every user can see"
            help = "put it into a defaults-extra-file with mode 600, and give the account a new one"
            found.append(note("H531", password, message, help=help))
            continue
        place = Span(shown, line, start, len(_COMMENT.sub("", raw).rstrip()))
        value = _value(raw)
        if value is None:
            message = f"the value of {name} is computed by the shell, and cannot be read here"
            found.append(warning("H532", place, f"{message}: {_default(name)}", help="write the plain value"))
        else:
            _keep(name, Word(value, place), values, found)
    return Outcome(_checked(values, password, found), tuple(found))


def _default(name: str) -> str:
    known = getattr(CheckPrimary, name, None)
    return "it is taken as not set" if known is None else f"{known} is taken"


def _value(raw: str) -> Optional[str]:
    """The text that the shell would assign, or None where it would substitute something."""
    parts, position = [], 0
    while True:
        match = _QUOTED.match(raw, position)
        if match is None or match.end() == position:
            break
        single, double, bare = match.groups()
        if double is not None:
            parts.append(re.sub(r'\\(["\\$`])', r"\1", double))
        else:
            parts.append(bare if single is None else single)
        position = match.end()
    return "".join(parts) if _END.match(raw, position) else None


def _keep(name: str, word: Word, values: dict[str, Word], found: list[Diagnostic]) -> None:
    """The last assignment is in force."""
    key = "MOUNTPOINT" if name == "MOUNTPPOINT" else name
    if key in values and values[key] != word:
        labels = [Label(values[key].span, "the one before")]
        found.append(warning("H533", word.span, f"{name} is set again", labels=labels, help="keep the one that is true"))
    values[key] = word


def _checked(values: dict[str, Word], password: Optional[Span], found: list[Diagnostic]) -> CheckPrimary:
    good: dict[str, Word] = {}
    for name, word in values.items():
        if not word:
            continue  # set to nothing is not set
        problem = _problem(name, word)
        if problem is None:
            good[name] = word
        else:
            found.append(problem)
    return CheckPrimary(
        good.get("INITWAIT"),
        good.get("INTERVAL"),
        good.get("RETRYCOUNT"),
        good.get("RETRYINTERVAL"),
        good.get("FACILITY"),
        good.get("ADMIN"),
        good.get("CVIP"),
        good.get("MOUNTPOINT"),
        good.get("MYSQL_USER"),
        password,
    )


def _problem(name: str, word: Word) -> Optional[Diagnostic]:
    if not word.isprintable():
        message = f"the value of {name} holds characters that cannot be shown: {_default(name)}"
        return warning("H539", word.span, message, help="write it in ASCII or UTF-8")
    if name in _TIMES:
        lowest, highest = _TIMES[name]
        if re.match(r"[0-9]{1,9}\Z", word) and lowest <= int(word) <= highest:
            return None
        help = f"write a whole number from {lowest} to {highest}"
        message = f"{name} cannot be '{word}': {getattr(CheckPrimary, name)} is taken"
        return warning("H534", word.span, message, help=help)
    if name == "FACILITY" and word not in FACILITIES:
        help = "write one that logger(1) knows, such as local0"
        message = f"'{word}' is no syslog facility: {CheckPrimary.FACILITY} is taken"
        return warning("H535", word.span, message, help=help)
    if name == "ADMIN" and not _MAIL.match(word):
        message = f"'{word}' is no mail address: nobody is mailed"
        return warning("H536", word.span, message, help="write one, such as root@localhost")
    if name == "CVIP" and not _QUAD.match(word):
        help = "write the address that haresources has, such as 10.1.13.10"
        return warning("H537", word.span, f"'{word}' is no IPv4 address", help=help)
    if name == "MOUNTPOINT" and not word.startswith("/"):
        return warning("H538", word.span, f"'{word}' is no absolute path", help="write the mount point, from '/'")
    return None
