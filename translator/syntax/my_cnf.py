"""my.cnf: groups of options, as MySQL's own programs read them, with `!include` and `!includedir`.

Facts: my_load_defaults of MySQL 5.1 and MariaDB 10.11, and what Debian's my_print_defaults prints. The options of all groups that
a program reads stand in the order of the file, and the later one wins, whichever group it is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Optional

from ..diagnostics import Diagnostic, Label, Outcome, error, warning
from ..source import CONTROL, Reader, SourceFile, Span, Word

MAX_LINE = 4094
"""Characters of a line that MySQL reads at once; what follows would be a line of its own."""
MAX_DEPTH = 10
"""Includes within includes, MySQL's own limit."""
MAX_INCLUDES = 1000
"""Files in all."""
MAX_PROBLEMS = 100

NOT_SHOWN = "[not shown]"

_SECRET = re.compile(r"(?i)passw|secret|sst[-_]auth")
_SECRET_TAIL = re.compile(r"(?i)((?:passw|secret|sst[-_]auth)[\w-]*)(.+)")
_BLANKS = " \t\v\f\r"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "s": " ", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_DIRECTIVE = re.compile(r"!\s*(\S*)\s*(.*?)\s*\Z", re.DOTALL)


class MyOption(NamedTuple):
    """`name` or `name = value` in a group. The value of an option that carries a password is a placeholder."""

    group: Word
    name: Word
    value: Optional[Word]


class MyCnf(NamedTuple):
    """All options of my.cnf and what it includes, in the order in which MySQL reads them, and the files read, in order."""

    options: tuple[MyOption, ...]
    groups: tuple[Word, ...]
    files: tuple[SourceFile, ...]

    def all(self, groups: Iterable[str], name: str) -> tuple[MyOption, ...]:
        """Each time that an option is set in one of the groups. The last one is in force."""
        wanted = frozenset(group.lower() for group in groups)
        plain = canonical(name)
        return tuple(one for one in self.options if canonical(one.name) == plain and one.group.lower() in wanted)

    def option(self, groups: Sequence[str], name: str) -> Optional[Word]:
        """The value in force for a program that reads `groups`; empty, at the name, where it has none; None if not set."""
        found = self.all(groups, name)
        if not found:
            return None
        last = found[-1]
        return last.value if last.value is not None else Word("", last.name.span)


def canonical(name: str) -> str:
    """`loose_log_error` -> `log-error`: dashes and underscores are the same, and loose means: no error if unknown."""
    plain = name.replace("_", "-")
    return plain[len("loose-") :] if plain.startswith("loose-") else plain


def parse(file: SourceFile, include: Reader) -> Outcome[MyCnf]:
    """The options of `file` and of all that it includes. Parses on after an error that makes MySQL's programs give up."""
    reader = _Reader(include)
    reader.file(file, 0)
    return Outcome(MyCnf(tuple(reader.options), tuple(reader.groups), tuple(reader.files)), tuple(reader.diagnostics))


class _Reader:
    """Reads a file and what it includes; options of all go into one list."""

    def __init__(self, include: Reader) -> None:
        self.include = include
        self.options: list[MyOption] = []
        self.groups: list[Word] = []
        self.files: list[SourceFile] = []
        self.open: dict[str, Span | None] = {}
        self.diagnostics: list[Diagnostic] = []

    def file(self, file: SourceFile, depth: int) -> None:
        text = file.text
        junk = CONTROL.search(text)
        if junk:
            self.files.append(file)
            place = text.count("\n", 0, junk.start()) + 1, junk.start() - text.rfind("\n", 0, junk.start())
            span = Span(SourceFile(file.name, "", file.secrecy), *place, 1)
            message = f"this is not a text file: there is a byte 0x{ord(junk[0]):02x}"
            self.diagnostics.append(error("H501", span, message, help="give the my.cnf of the old node, as plain text"))
            return
        # No span may lead to a password, whatever the file's own secrecy says.
        shown = SourceFile(file.name, _masked(text), file.secrecy) if _SECRET.search(text) else file
        self.files.append(shown)
        limit = len(self.diagnostics) + MAX_PROBLEMS
        lines = text.split("\n")
        group: Optional[Word] = None
        for number, line in enumerate(lines, 1):
            if len(self.diagnostics) >= limit:
                break
            if len(line) > MAX_LINE:
                span = Span(shown, number, 1, 1)
                message = f"a line of {len(line)} characters: MySQL takes what is behind {MAX_LINE} for another line"
                self.diagnostics.append(error("H509", span, message, help="shorten it, also if it is a comment"))
                continue
            stripped = line.strip(_BLANKS)
            if not stripped or stripped[0] in "#;":
                continue
            column = line.index(stripped[0]) + 1
            if stripped[0] == "[":
                found = self.group(stripped, Span(shown, number, column, len(stripped)))
                group = group if found is None else found
            elif stripped[0] == "!":
                span = Span(shown, number, column, len(stripped))
                if number == len(lines):
                    # MySQL takes the last character for the newline, and so looks for a file of another name.
                    help = "end the file with a newline"
                    message = "the last line does not end: MySQL cuts the last character off"
                    self.diagnostics.append(warning("H520", span, message, help=help))
                    stripped = line.lstrip(_BLANKS)[:-1].rstrip(_BLANKS)
                self.directive(stripped, span, file, depth)
            elif group is None:
                span = Span(shown, number, column, len(stripped))
                if stripped[0] == "\ufeff":
                    help = "save the file as UTF-8 without one"
                    self.diagnostics.append(error("H502", span, "a byte order mark: MySQL takes it for an option", help=help))
                    group = self.group(stripped[1:], span) if stripped[1:2] == "[" else None
                else:
                    help = "put '[mysqld]' above it"
                    self.diagnostics.append(error("H503", span, "an option that stands before any [group]", help=help))
                    group = Word("", span)
            else:
                self.option(group, stripped, Span(shown, number, column, len(stripped)))

    def group(self, text: str, span: Span) -> Optional[Word]:
        name, bracket, _ = text[1:].partition("]")
        if not bracket:
            self.diagnostics.append(error("H504", span, "this group has no ']'", help="write [mysqld]"))
            return None
        name = name.rstrip(_BLANKS)
        group = Word(_masked(name), Span(span.file, span.line, span.column + 1, len(name)))
        if group != group.lstrip(_BLANKS):
            help = f"write [{group.strip()}]"
            self.diagnostics.append(warning("H505", span, f"MySQL reads a group '{group}', with the blank in front", help=help))
        self.groups.append(group)
        return group

    def option(self, group: Word, text: str, span: Span) -> None:
        text = _without_comment(text)
        raw_name, sign, rest = text.partition("=")
        plain = raw_name.rstrip(_BLANKS)
        name = Word(_masked(plain), Span(span.file, span.line, span.column, len(plain)))
        if not sign:
            self.options.append(MyOption(group, name, None))
            return
        raw = rest.strip(_BLANKS)
        start = len(raw_name) + 1 + (rest.index(raw[0]) if raw else 0)
        place = Span(span.file, span.line, span.column + start, len(raw))
        value = NOT_SHOWN if _SECRET.search(name) else _plain(raw)
        self.options.append(MyOption(group, name, Word(value, place)))

    def directive(self, text: str, span: Span, file: SourceFile, depth: int) -> None:
        match = _DIRECTIVE.match(text)
        keyword, argument = (match[1], match[2]) if match else ("", "")
        if keyword not in ("include", "includedir"):
            help = "write '!include FILE' or '!includedir DIRECTORY'"
            self.diagnostics.append(warning("H506", span, f"MySQL ignores '!{keyword}'", help=help))
            return
        if not argument:
            form = "FILE" if keyword == "include" else "DIRECTORY"
            self.diagnostics.append(error("H507", span, f"'!{keyword}' names nothing", help=f"write '!{keyword} {form}'"))
            return
        if depth >= MAX_DEPTH or len(self.files) > MAX_INCLUDES:
            help = "flatten the includes; MySQL itself goes ten deep"
            self.diagnostics.append(error("H508", span, "too many files include each other", help=help))
            return
        place = Span(span.file, span.line, span.column + text.rindex(argument), len(argument))
        pattern = argument if keyword == "include" else argument.rstrip("/") + "/*.cnf"
        files = self.include(pattern, place)
        if not files:
            named = _masked(argument)
            what = f"there is no file '{named}'" if keyword == "include" else f"there is no *.cnf file in '{named}'"
            help = "copy it to where the line names it, below the same root, or remove the line"
            self.diagnostics.append(warning("H510", place, f"{what}: what it sets is not known", help=help))
        self.open[file.name] = span
        for each in files:
            if each.name in self.open:
                other = self.open[each.name]
                labels = [Label(other, "which is read because of this line")] if other is not None and other != span else []
                message = f"'{each.name}' includes itself"
                self.diagnostics.append(warning("H511", place, message, labels=labels, help="remove this line"))
            else:
                self.file(each, depth + 1)
        del self.open[file.name]


def _masked(text: str) -> str:
    """`text` with what follows a word like `password` on its line made unreadable; as long as before."""
    return _SECRET_TAIL.sub(lambda match: match[1] + "*" * len(match[2]), text) if _SECRET.search(text) else text


def _without_comment(text: str) -> str:
    """Without a `#` comment: a quote, also a single one in a word, protects it up to the next; a backslash protects the quote."""
    if "#" not in text:
        return text
    quote, escaped = "", False
    for place, character in enumerate(text):
        if character in "'\"" and not escaped:
            quote = character if not quote else "" if quote == character else quote
        elif character == "#" and not quote:
            return text[:place]
        escaped = bool(quote) and character == "\\" and not escaped
    return text


def _plain(raw: str) -> str:
    """A value without the quotes around all of it, and with its escapes resolved; an unknown one stays as it is."""
    if len(raw) > 1 and raw[0] in "'\"" and raw[0] == raw[-1]:
        raw = raw[1:-1]
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), raw)
