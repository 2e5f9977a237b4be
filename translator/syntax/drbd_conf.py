"""drbd.conf of DRBD 8.3, 8.4 and 9: text -> sections and statements. What they mean is decided in plan/drbd_resources.

The three generations share one grammar: words up to `;` are a statement, words up to `{` open a section, `}` closes it. Facts:
drbd-utils 9.22, drbdadm's parsers; drbd.conf(5).
"""

from __future__ import annotations

from typing import NamedTuple, Union

from ..diagnostics import Diagnostic, Label, Outcome, error, warning
from ..source import Reader, SourceFile, Span, Word
from .drbd_tokens import MAX_PROBLEMS, RESERVED, is_quoted, tokenize

MAX_DEPTH = 16
"""Sections within sections: DRBD's own go five deep."""
MAX_INCLUDE_DEPTH = 16
MAX_INCLUDES = 1000
"""Include statements in all files together."""


class Statement(NamedTuple):
    """`keyword argument …;` The characters `[`, `]` and `:` outside quotes are arguments of their own."""

    keyword: Word
    arguments: tuple[Word, ...]


class Section(NamedTuple):
    """`keyword argument … { … }`. Of `skip { … }` nothing inside is kept; a `template-file` has what its file holds inside."""

    keyword: Word
    arguments: tuple[Word, ...]
    children: tuple[Node, ...]


Node = Union[Section, Statement]


class DrbdConf(NamedTuple):
    """The top level of drbd.conf with all included files in their places, and the files that were read, in order."""

    nodes: tuple[Node, ...]
    files: tuple[SourceFile, ...]


def parse(file: SourceFile, include: Reader) -> Outcome[DrbdConf]:
    """Sections and statements of `file` and of what it includes. Parses on after an error."""
    reader = _Includes(include)
    nodes = _File(file, reader, 0).parse()
    return Outcome(DrbdConf(tuple(nodes), tuple(reader.files)), tuple(reader.diagnostics))


class _Includes:
    """What all files of one configuration share."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.files: list[SourceFile] = []
        self.seen: set[str] = set()
        self.count = 0
        self.diagnostics: list[Diagnostic] = []


class _Open(NamedTuple):
    """A section that is not closed yet."""

    keyword: Word
    arguments: tuple[Word, ...]
    children: list[Node]


_words = str.split
_TOP = frozenset({"resource", "global", "common"})
_HOSTS = frozenset({"on", "floating", "stacked-on-top-of"})
_LEAVES = frozenset({"net", "startup", "syncer", "handlers", "options", "disk"})
_BLOCKS = _TOP | {"on", "stacked-on-top-of", "net", "startup", "syncer", "handlers", "connection-mesh", "volume", "path"}
"""Keywords that are nothing without a `{`."""
_STARTERS = RESERVED - frozenset(
    _words(
        """no yes ask via host port minor inside outside minor-count dialog-refresh usage-count disable-ip-verification
    udev-always-use-vnr cmd-timeout-short cmd-timeout-medium cmd-timeout-long sci ssocks sdp ipv4 ipv6"""
    )
)
"""Reserved words that begin a statement; at the beginning of a line they are nothing else, but for those of `_GOES_ON`."""
_GOES_ON = frozenset({("host", "address"), ("proxy", "on"), ("via", "proxy")})


def _ends(keyword: str, open_keyword: str) -> bool:
    """Whether a section `keyword` cannot stand in one that is open, so that the open one lacks its `}`."""
    if keyword in _TOP:
        return True
    if keyword in _HOSTS:
        return open_keyword in _HOSTS or open_keyword in _LEAVES
    if keyword in ("net", "startup", "syncer", "handlers"):
        return open_keyword in _LEAVES or (open_keyword in _HOSTS)
    return keyword in _LEAVES and open_keyword in _LEAVES


class _File:
    """Reads one file, with a stack of its own instead of recursion."""

    def __init__(self, file: SourceFile, shared: _Includes, depth: int) -> None:
        self.shared = shared
        self.depth = depth
        shared.seen.add(file.name)
        self.tokens, problems = tokenize(file)
        shared.files.append(self.tokens[0].word.span.file if self.tokens else file)
        kinds = [token.kind for token in self.tokens]
        self.lacks_an_end = kinds.count("{") > kinds.count("}")
        self.limit = len(shared.diagnostics) + MAX_PROBLEMS
        shared.diagnostics += problems
        self.top: list[Node] = []
        self.stack: list[_Open] = []
        self.words: list[Word] = []

    def parse(self) -> list[Node]:
        position, count = 0, len(self.tokens)
        while position < count and len(self.shared.diagnostics) < self.limit:
            kind, word = self.tokens[position]
            position += 1
            if kind == "word":
                if word == "skip" and not self.words and not is_quoted(word):
                    position = self.skip(position, word)
                    continue
                self.word(word)
            elif kind == ";":
                self.semicolon(word)
            elif kind == "{":
                if len(self.stack) >= MAX_DEPTH:
                    self.report(error("H410", word.span, f"more than {MAX_DEPTH} sections within each other", help="flatten it"))
                    self.words = []
                    position = self.closed(position)
                else:
                    self.open(word)
            else:
                self.close(word)
        if position >= count:
            self.end()
        while self.stack:
            self.leave()
        return self.top

    def report(self, diagnostic: Diagnostic) -> None:
        self.shared.diagnostics.append(diagnostic)

    @property
    def nodes(self) -> list[Node]:
        return self.stack[-1].children if self.stack else self.top

    def word(self, word: Word) -> None:
        """A reserved word at the beginning of a line begins a statement, so the one before lacks its end."""
        words = self.words
        if words and word in _STARTERS and word.span.line != words[-1].span.line and not is_quoted(word):
            goes_on = (words[0], word) in _GOES_ON or (words[-1], word) in _GOES_ON
            if not goes_on:
                self.finish(word)
        self.words.append(word)

    def finish(self, following: Word) -> None:
        """Ends a statement or opens a section where the character that does it is missing."""
        words, self.words = self.words, []
        last = words[-1].span
        after = Span(last.file, last.line, last.column + last.length, 1)
        labels = (Label(following.span, "this begins something new"),)
        if words[0] in _BLOCKS and not is_quoted(words[0]):
            message = f"'{words[0]}' opens a section: '{{' is missing"
            self.report(error("H406", after, message, labels=labels, help="add '{' here"))
            self.stack.append(_Open(words[0], tuple(words[1:]), []))
            return
        self.report(error("H405", after, f"';' is missing after '{words[0]}'", labels=labels, help="add ';' here"))
        self.statement(words)

    def semicolon(self, sign: Word) -> None:
        words, self.words = self.words, []
        if not words:
            help = "remove it; a section ends with '}' alone"
            self.report(error("H409", sign.span, "there is nothing before this ';'", help=help))
        elif words[0] in _BLOCKS and not is_quoted(words[0]):
            inside = next((place for place, word in enumerate(words) if word.span.line != words[0].span.line), len(words))
            help = f"write '{words[0]} … {{ … }}'"
            self.report(error("H406", words[0].span, f"'{words[0]}' opens a section: '{{' is missing", help=help))
            self.stack.append(_Open(words[0], tuple(words[1:inside]), []))
            if inside < len(words):
                self.statement(words[inside:])
            else:
                self.leave()
        else:
            self.statement(words)

    def statement(self, words: list[Word]) -> None:
        keyword, arguments = words[0], tuple(words[1:])
        if not is_quoted(keyword):
            if keyword == "include":
                self.nodes.append(Statement(keyword, arguments))
                self.include(keyword, arguments)
                return
            if keyword == "template-file" and self.stack:
                self.nodes.append(Section(keyword, arguments, tuple(self.included(keyword, arguments))))
                return
        self.nodes.append(Statement(keyword, arguments))

    def open(self, sign: Word) -> None:
        words, self.words = self.words, []
        if not words:
            self.report(error("H409", sign.span, "there is no keyword before this '{'", help="say what section it is"))
            words = [sign]
        keyword = words[0]
        if not is_quoted(keyword):
            ended = (place for place, section in enumerate(self.stack) if _ends(keyword, section.keyword))
            outermost = next(ended, None) if self.lacks_an_end else None
            if outermost is not None:
                self.unclosed(Label(keyword.span, f"'{keyword}' cannot stand inside it"))
                while len(self.stack) > outermost:
                    self.leave()
        self.stack.append(_Open(keyword, tuple(words[1:]), []))

    def close(self, sign: Word) -> None:
        if self.words:
            if self.words[0] in _BLOCKS and not is_quoted(self.words[0]):
                self.semicolon(sign)
            else:
                self.finish(sign)
        if self.stack:
            self.leave()
        else:
            self.report(
                error("H408", sign.span, "this '}' closes nothing", help="remove it, or look for a '{' that is missing above")
            )

    def leave(self) -> None:
        section = self.stack.pop()
        if section.keyword != "{":
            self.nodes.append(Section(section.keyword, section.arguments, tuple(section.children)))

    def unclosed(self, *labels: Label) -> None:
        section = self.stack[-1]
        name = " ".join((section.keyword, *section.arguments[:1]))
        message = f"the section '{name}' is never closed"
        self.report(error("H407", section.keyword.span, message, labels=labels, help="add its '}'"))
        self.leave()

    def end(self) -> None:
        if self.words:
            last = self.words[-1].span
            after = Span(last.file, last.line, last.column + last.length, 1)
            self.report(error("H405", after, f"the file ends within '{self.words[0]}': ';' is missing", help="add ';' here"))
            words, self.words = self.words, []
            self.statement(words)
        if len(self.stack) == 1 and self.stack[0].keyword in ("resource", "common"):
            keyword = self.stack[0].keyword
            message = f"the file ends within '{keyword}'; drbdadm takes that for its end"
            self.report(warning("H417", keyword.span, message, help="add its '}'"))
        elif self.stack:
            self.unclosed()

    def skip(self, position: int, keyword: Word) -> int:
        """Past `skip … { … }`, in which anything may stand."""
        start = position
        while position < len(self.tokens) and self.tokens[position].kind != "{":
            position += 1
        arguments = tuple(token.word for token in self.tokens[start:position])
        end = self.closed(position + 1)
        if end > len(self.tokens):
            self.report(error("H407", keyword.span, "the section 'skip' is never closed", help="add its '}'"))
        self.nodes.append(Section(keyword, arguments, ()))
        return end

    def closed(self, position: int) -> int:
        """The place behind the `}` that closes what is open at `position`; beyond the end where there is none."""
        level = 1
        while position < len(self.tokens):
            kind = self.tokens[position].kind
            position += 1
            level += (kind == "{") - (kind == "}")
            if not level:
                return position
        return len(self.tokens) + 1

    def include(self, keyword: Word, arguments: tuple[Word, ...]) -> None:
        if self.stack:
            help = "move it out of the section"
            self.report(error("H415", keyword.span, "'include' is possible only outside of all sections", help=help))
            return
        self.top += self.included(keyword, arguments)

    def included(self, keyword: Word, arguments: tuple[Word, ...]) -> list[Node]:
        """What the files hold that an `include` or `template-file` names."""
        shared = self.shared
        if len(arguments) != 1:
            help = "names with other characters than letters, digits and '/._-' must be in double quotes"
            self.report(error("H415", keyword.span, f"'{keyword}' needs exactly one file name", help=help))
            return []
        pattern = arguments[0]
        shared.count += 1
        if self.depth >= MAX_INCLUDE_DEPTH or shared.count > MAX_INCLUDES:
            self.report(error("H414", pattern.span, "too many files include each other", help="flatten the includes"))
            return []
        files = shared.read(pattern, pattern.span)
        if not files:
            if any(sign in pattern for sign in "?*["):
                help = "remove the line, or copy the directory that it means"
                self.report(warning("H412", pattern.span, f"no file matches '{pattern}'", help=help))
            else:
                help = "copy the file to where the line names it, below the same root"
                self.report(error("H411", pattern.span, f"there is no file '{pattern}'", help=help))
        nodes: list[Node] = []
        for file in files:
            if file.name in shared.seen and keyword == "include":
                message = f"'{file.name}' was read already and is not read again"
                self.report(warning("H413", pattern.span, message, help="include each file once; a file must not include itself"))
            else:
                nodes += _File(file, shared, self.depth + 1).parse()
        return nodes
