"""Text as man(7) source, whatever characters it holds. What is returned are whole lines.

Every sign that roff reads as something else, and those that a terminal would show as typographic ones, are escaped, so that a
command can be copied from the page: groff_char(7) has their names. Characters beyond ASCII become \\[uXXXX].
"""

from __future__ import annotations

_NAMES = {"\\": "rs", "'": "aq", "`": "ga", "^": "ha", "~": "ti", '"': "dq"}
_ESCAPES = {"-": r"\-", **{sign: rf"\({name}" for sign, name in _NAMES.items()}}


def escaped(text: str) -> str:
    """One line of text within a line of roff or an argument of a macro."""
    return "".join(_ESCAPES.get(sign) or (sign if " " <= sign <= "~" else f"\\[u{ord(sign):04X}]") for sign in text)


def bold(text: str) -> str:
    return rf"\fB{escaped(text)}\fR"


def italic(text: str) -> str:
    return rf"\fI{escaped(text)}\fR"


def heading(title: str, section: int, source: str, manual: str) -> str:
    """What a page begins with. Words are not hyphenated: most are names."""
    return f'.TH {escaped(title.upper())} {section} "" "{escaped(source)}" "{escaped(manual)}"\n.nh\n.ad l\n'


def section(title: str) -> str:
    return f'.SH "{escaped(title)}"\n'


def subsection(title: str) -> str:
    return f'.SS "{escaped(title)}"\n'


def prose(text: str) -> str:
    """Paragraphs, with empty lines between them. One of which all lines are indented is shown as it stands."""
    made = []
    for block in _blocks(text):
        made += [".PP\n", ".RS 4\n", _verbatim(block), ".RE\n"] if _is_verbatim(block) else [".PP\n", _filled(block)]
    return "".join(made)


def tagged(tag: str, text: str) -> str:
    """An entry of a list: its tag, which is roff already, and the same kind of text as `prose` takes, below it."""
    made = [f".TP\n{_line(tag)}"]
    for number, block in enumerate(_blocks(text)):
        made += [".IP\n"] if number else []
        made += [_verbatim(block) if _is_verbatim(block) else _filled(block)]
    return "".join(made)


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.expandtabs().splitlines():
        if line.strip():
            blocks[-1].append(line)
        else:
            blocks.append([])
    return [block for block in blocks if block]


def _is_verbatim(block: list[str]) -> bool:
    return all(line.startswith(" ") for line in block)


def _verbatim(block: list[str]) -> str:
    indent = min(len(line) - len(line.lstrip()) for line in block)
    return ".nf\n" + "".join(_line(escaped(line[indent:].rstrip())) for line in block) + ".fi\n"


def _filled(block: list[str]) -> str:
    return "".join(_line(escaped(" ".join(line.split()))) for line in block)


def _line(markup: str) -> str:
    """A line of text: a period at its beginning would make it a request. The other sign that does so is always escaped."""
    return rf"\&{markup}" "\n" if markup.startswith(".") else f"{markup}\n"
