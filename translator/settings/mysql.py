"""Where the server of my.cnf keeps its things: what mysqld itself reads, and what mysqld_safe hands to it.

Facts: mysqld_safe of MySQL 5.1 and MariaDB 10.11 reads the server's groups, then its own, and gives mysqld what its own say on
the command line, which wins; mysqld_safe(1).
"""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from ..diagnostics import Diagnostic, Label, Outcome, error, note, warning
from ..source import Word
from ..syntax.my_cnf import MyCnf, MyOption, canonical

SERVER = ("mysqld", "server", "mariadb", "mariadbd", "client-server")
"""What every server reads: MySQL the first two, MariaDB all; [mysqld-5.1] and the like are read by that version alone."""
SAFE = ("mysqld_safe", "safe_mysqld", "mariadb_safe", "mariadbd-safe")
CLIENT = ("client", "client-server", "client-mariadb", "mysqladmin")

_VERSIONED = re.compile(r"(?:mysqld|mariadb|mariadbd|server)-[0-9]+\.[0-9]+\Z", re.IGNORECASE)
_GIVEN_BY_SAFE = frozenset({"datadir", "socket", "pid-file", "log-error", "user", "port"})
_PATHS = frozenset({"datadir", "socket", "pid-file", "log-error"})
_DIRECTORIES = (
    "innodb-data-home-dir",
    "innodb-log-group-home-dir",
    "innodb-undo-directory",
    "innodb-log-arch-dir",
    "innodb-temp-data-file-path",
)


class MysqlSettings(NamedTuple):
    """None: not set in my.cnf, so the program's own default holds. `directories` are the innodb_* ones that are set, in order."""

    datadir: Optional[Word]
    socket: Optional[Word]
    pid_file: Optional[Word]
    log_error: Optional[Word]
    user: Optional[Word]
    port: Optional[Word]
    innodb_data_home_dir: Optional[Word]
    innodb_log_group_home_dir: Optional[Word]
    innodb_undo_directory: Optional[Word]

    @property
    def directories(self) -> tuple[Word, ...]:
        """All the directories that hold data and must be on the replicated disk."""
        all_of_them = (self.datadir, self.innodb_data_home_dir, self.innodb_log_group_home_dir, self.innodb_undo_directory)
        return tuple(each for each in all_of_them if each)


def interpret(conf: MyCnf) -> Outcome[MysqlSettings]:
    """What is in force for the server, and what an administrator should know of how it is set."""
    found: list[Diagnostic] = []
    interesting: dict[str, list[MyOption]] = {}
    wanted = frozenset((*MysqlSettings._fields, "err_log"))
    server, safe = frozenset(SERVER), frozenset(SAFE)
    for option in conf.options:
        group = option.group.lower()
        if group in server or group in safe:
            plain = canonical(option.name)
            if plain.replace("-", "_") in wanted:
                interesting.setdefault("log-error" if plain == "err-log" else plain, []).append(option)
            elif group in server:
                _short(option, plain, found)
    values = {}
    for field in MysqlSettings._fields:
        plain = field.replace("_", "-")
        values[field] = _value(plain, interesting.get(plain, []), found)
    for named in conf.groups:
        if _VERSIONED.match(named):
            help = "move what counts to [mysqld]"
            message = f"[{named}] is read by that version alone, and is left out here"
            found.append(note("H513", named.span, message, help=help))
    _client(conf, values["socket"], found)
    return Outcome(MysqlSettings(**values), tuple(found))


def _value(plain: str, options: list[MyOption], found: list[Diagnostic]) -> Optional[Word]:
    """The value in force of one option, checked."""
    own = [option for option in options if option.group.lower() in SAFE]
    rest = [option for option in options if option.group.lower() not in SAFE]
    chosen = own[-1] if own and plain in _GIVEN_BY_SAFE else rest[-1] if rest else None
    if chosen is None:
        return None
    for other in options:
        if other is not chosen and other.value is not None and other.value != chosen.value and chosen.value is not None:
            labels = [Label(other.name.span, f"here it is '{other.value}'")]
            message = f"'{plain}' is set twice, and '{chosen.value}' is in force"
            found.append(warning("H516", chosen.name.span, message, labels=labels, help="keep one of them"))
            break
    value = chosen.value
    if not value:
        if plain == "log-error":
            return None  # alone it means a file in the data directory
        message = f"'{plain}' has no value"
        found.append(error("H514", chosen.name.span, message, help=f"write '{plain} = …'"))
        return None
    if not value.isprintable() or any("\ud800" <= character <= "\udfff" for character in value):
        message = f"the value of '{plain}' holds characters that cannot be shown"
        found.append(error("H517", value.span, message, help="write it in ASCII or UTF-8"))
        return None
    if plain in _PATHS and not value.startswith("/"):
        message = f"'{plain}' is no absolute path: '{value}'"
        found.append(warning("H512", value.span, message, help="write the whole path, from '/'"))
    if plain == "port" and not (re.match(r"[0-9]{1,5}\Z", value) and 0 < int(value) <= 65535):
        found.append(error("H518", value.span, f"'{value}' is no port", help="write a number from 1 to 65535"))
        return None
    return value


def _short(option: MyOption, plain: str, found: list[Diagnostic]) -> None:
    """MySQL takes the beginning of a name for the whole of it; here only whole names count."""
    if len(plain) >= 3:
        for field in MysqlSettings._fields:
            whole = field.replace("_", "-")
            if whole.startswith(plain) and plain not in ("log", "innodb"):
                help = f"write '{whole}'"
                message = f"'{option.name}' may be short for '{whole}', which is not looked at"
                found.append(warning("H515", option.name.span, message, help=help))
                return


def _client(conf: MyCnf, socket: Optional[Word], found: list[Diagnostic]) -> None:
    """The programs that ask whether mysqld lives must ask the same socket."""
    asked = conf.option(CLIENT, "socket")
    if socket is not None and asked and asked != socket:
        labels = [Label(socket.span, "the server's")]
        message = f"clients use the socket '{asked}', the server '{socket}'"
        found.append(warning("H519", asked.span, message, labels=labels, help="make them the same"))
