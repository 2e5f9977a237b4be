"""The words of drbd.conf, as drbdadm's scanner cuts them: names, numbers, quoted strings and the characters `{ } ; [ ] :`.

Facts: drbd-utils 9.22, the scanners of drbdadm for 8.3, 8.4 and 9. They agree but for the longest bare word (80 in 8.3).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..diagnostics import Diagnostic, error
from ..source import CONTROL, SourceFile, Span, Word

MAX_BARE = 128
"""The longest word without quotes, in characters; a longer one is refused by drbdadm."""
MAX_QUOTED = 255
"""The longest text between quotes."""
MAX_PROBLEMS = 100
"""After so many syntax errors the rest of a file is not looked at."""

_words = str.split
RESERVED = frozenset(
    _words(
        """on stacked-on-top-of floating no net yes ask via skip disk host hosts port proxy minor inside volume syncer
        device global common options outside address startup include handlers connection connection-mesh minor-count
        disable-ip-verification udev-always-use-vnr dialog-refresh resource meta-disk flexible-meta-disk node-id
        usage-count template-file path cmd-timeout-short cmd-timeout-medium cmd-timeout-long sci ssocks sdp ipv4 ipv6"""
    )
)
"""What the scanner never takes for a name unless it is in quotes."""

NOT_SHOWN = "[not shown]"

_TOKEN = re.compile(
    r"""[ \t\r]*(?:
        (?P<bare>[a-zA-Z0-9/._-]+(?![a-zA-Z0-9/._:-]))
      | (?P<sign>[{};])
      | (?P<newline>(?:\#[^\n]*)?(?:\n|\Z))
      | (?P<quoted>"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*")
      | (?P<address>
            ::[fF]{4}:(?:[0-9]{1,3}\.){3}[0-9]{1,3}
          | (?:(?:[0-9a-fA-F]{1,4}:){0,5}[0-9a-fA-F]{1,4})?:(?:[0-9a-fA-F]{1,4})?:
            (?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){0,5})?(?:%[a-zA-Z0-9/._-]{1,128})?)
      | (?P<word>[a-zA-Z0-9/._-]+|[\[\]:])
      | (?P<open>"[^\n]*)
      | (?P<other>\ufeff|[^\s{};"\[\]:\#]+|[^\n]))""",
    re.VERBOSE,
)
"""`bare` is the common case of `word`: one that no address can begin with, as no colon follows it."""
_PLAIN = re.compile(r"[a-zA-Z0-9/._-]")
_ESCAPE = re.compile(r"\\([^\n])")
_NUMBER = re.compile(r"(?:[0-9]{1,8}[MKGs]?|[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)?)\Z")


class Token(NamedTuple):
    """`kind` is `word` for names, numbers, addresses and `[ ] :`; else the character `{`, `}` or `;` itself."""

    kind: str
    word: Word


def is_quoted(word: Word) -> bool:
    """Whether the word stood in quotes; then it is a name, whatever it says."""
    return word.span.length > len(word)


def is_name(word: Word) -> bool:
    """Whether drbdadm takes the word for a name: a bare number, version, address or reserved word is none."""
    return is_quoted(word) or not (word in RESERVED or word in "[]:" or _NUMBER.match(word))


def tokenize(file: SourceFile) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens of a file and what is wrong with its characters.

    The value of `shared-secret` comes out as a placeholder, and the spans of the whole file point into a copy without it, so that
    no excerpt, message or representation can show it.
    """
    text = file.text
    junk = CONTROL.search(text)
    if junk:
        line = text.count("\n", 0, junk.start()) + 1
        column = junk.start() - text.rfind("\n", 0, junk.start())
        return [], [
            error(
                "H401",
                Span(SourceFile(file.name, "", file.secrecy), line, column, 1),
                f"this is not a text file: there is a byte 0x{ord(junk[0]):02x}",
                help="give the drbd.conf of the old node, unpacked and as plain text",
            )
        ]
    secrets = _secret_stretches(text) if "secret" in text else []
    if secrets:
        file = SourceFile(file.name, _blanked(text, secrets), file.secrecy)
    hidden = frozenset(start for start, _ in secrets)
    tokens: list[Token] = []
    problems: list[Diagnostic] = []
    line, line_start = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if kind == "newline":
            line, line_start = line + 1, end
            continue
        span = Span(file, line, start - line_start + 1, end - start)
        value = match[kind]
        if kind == "sign":
            tokens.append(Token(value, Word(value, span)))
        elif kind == "bare" and end - start <= MAX_BARE and not hidden:
            tokens.append(Token("word", Word(value, span)))
        else:
            _rarer(kind, value, span, start in hidden, tokens, problems)
            if len(problems) >= MAX_PROBLEMS:
                break
    return tokens, problems


def _rarer(kind: str, value: str, span: Span, hidden: bool, tokens: list[Token], problems: list[Diagnostic]) -> None:
    """Adds the token of what is no short bare word, and says what is wrong with it."""
    if kind == "other" and not hidden:
        problems.append(_unexpected(value, span))
        last = tokens[-1].word.span if tokens and tokens[-1].kind == "word" else span
        if (last.line, last.column + last.length) == (span.line, span.column):
            # What was meant as one word is taken for one, so that nothing else is wrong with the statement.
            whole = Span(span.file, span.line, last.column, last.length + span.length)
            tokens[-1] = Token("word", Word(tokens[-1].word + _printable(value), whole))
        elif _PLAIN.search(value):
            tokens.append(Token("word", Word(_printable(value.strip("'")), span)))
        return
    if kind == "open":
        problems.append(_unterminated(span))
    elif kind != "quoted" and len(value) > MAX_BARE:
        message = f"a word of {len(value)} characters: drbdadm reads at most {MAX_BARE}"
        problems.append(error("H404", span, message, help="shorten it"))
    if hidden:
        word = NOT_SHOWN
    elif kind == "quoted":
        word = _unquoted(value, span, problems)
    else:
        word = _printable(value[1:].rstrip(";{\r\t ")) if kind == "open" else value
    tokens.append(Token("word", Word(word, span)))
    ending = value.rstrip()[-1:]
    if kind == "open" and ending in ("{", ";"):
        tokens.append(Token(ending, Word(ending, span)))


def _unquoted(value: str, span: Span, problems: list[Diagnostic]) -> str:
    inner = value[1:-1]
    if len(inner) > MAX_QUOTED and len(_ESCAPE.sub("x", inner)) > MAX_QUOTED:
        problems.append(
            error("H404", span, f"more than {MAX_QUOTED} characters between quotes: drbdadm refuses that", help="shorten it")
        )
    if not inner.isascii() and not inner.replace("\t", "").isprintable():
        help = "write the file as UTF-8, or the value in ASCII"
        problems.append(error("H416", span, "a value with characters that cannot be shown", help=help))
        inner = _printable(inner)
    return _ESCAPE.sub(r"\1", inner) if "\\" in inner else inner


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(character if character.isprintable() else "?" for character in text)


def _unterminated(span: Span) -> Diagnostic:
    message = "this quote is never closed: a text in quotes ends on the line that it began on"
    return error("H403", span, message, help="add the closing '\"'")


def _unexpected(value: str, span: Span) -> Diagnostic:
    if value[0] == "\ufeff":
        return error("H402", span, "a byte order mark: drbdadm cannot read it", help="save the file as UTF-8 without one")
    shown = next((character for character in value if not _PLAIN.match(character)), value)
    return error(
        "H402",
        span,
        f"'{shown if shown.isprintable() else ascii(shown)[1:-1]}' may not stand here",
        help="values with characters other than letters, digits and '/._-' must be in double quotes",
    )


def _secret_stretches(text: str) -> list[tuple[int, int]]:
    """Where the values of `shared-secret`, also of a misspelt one, stand: from the keyword to the end of the statement."""
    stretches: list[tuple[int, int]] = []
    at_start, secret, valued = True, False, False
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "newline":
            at_start = True
            secret = secret and not valued
        elif kind == "sign":
            at_start, secret = True, False
        elif secret:
            stretches.append(match.span(kind))
            valued, at_start = True, False
        else:
            secret = at_start and kind in ("bare", "word") and "secret" in match[kind] and "/" not in match[kind]
            at_start, valued = False, False
    return stretches


def _blanked(text: str, stretches: list[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in stretches:
        parts += [text[last:start], "*" * (end - start)]
        last = end
    return "".join([*parts, text[last:]])
