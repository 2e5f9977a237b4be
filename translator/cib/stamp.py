"""Elements as XML: a template is filled once for each shape, and stamped out for every row of that shape.

A configuration of thousands of lines has a handful of shapes: all its file systems differ in three values only. Filling the
template for each of them anew took four fifths of the time of a conversion.

lxml judges each shape, once: it must be well-formed with slots for its values. Values are escaped and hold no character that XML
forbids, so that what is stamped out is well-formed as well; to parse the whole of a large document again took a sixth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from operator import itemgetter
from typing import Any

from lxml import etree

from ..templates.compiled import TEMPLATES
from ..templates.runtime import escape, render

_SLOT = "\ue000"
"""A number between two of this private-use character stands for a value while a shape is filled."""

_SLOT_ESCAPED = ascii(_SLOT).strip("'")

_HARMLESS = re.compile(r"[\w./:@#%+=~-]*\Z", re.ASCII).match
"""What needs no escaping: nearly every value, and looking is cheaper than escaping."""

_FORBIDDEN = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What no XML document holds, escaped or not (XML 1.0, 2.2). Compiled where it is needed: that takes 2 ms."""


class InvalidCib(Exception):
    """What was rendered is no well-formed CIB: a defect of ha1to2, never of its input."""


def slots(count: int) -> list[str]:
    """What stands for `count` values in the context of a template."""
    return [f"{_SLOT}{number}{_SLOT}" for number in range(count)]


class Stamp:
    """Renders rows with the templates, and keeps the shapes that it met."""

    def __init__(self) -> None:
        self._shapes: dict[Hashable, tuple[list[str], Callable[[Sequence[str]], Sequence[str]]]] = {}

    def __call__(
        self,
        template: str,
        shape: Hashable,
        indent: int,
        values: Sequence[str],
        context: Callable[[list[str]], dict[str, object]],
    ) -> str:
        """One element. `shape` is all of the row that is not in `values`; `context` puts slots in the place of the values."""
        key = (template, shape, indent, len(values))
        known = self._shapes.get(key)
        if known is None and _SLOT_ESCAPED in ascii(shape):
            # What stays as it is holds what stands for a value: this row gets no shape.
            whole = render(TEMPLATES[template], context([str(_valid(value)) for value in values])).rstrip("\n")
            _judge(whole)
            return _indented(whole, indent)
        if known is None:
            known = self._shapes[key] = self._shape(template, indent, context(slots(len(values))))
        text, placed = known
        if not _HARMLESS("".join(values)):
            values = [_escaped(value) for value in values]
        pieces = text[:]
        pieces[1::2] = placed(values)
        return "".join(pieces)

    def frame(self, template: str, context: dict[str, object], **parts: list[str]) -> str:
        """A whole document: each of `parts` is finished elements, which stand where the template names them on a line alone."""
        slot = dict(zip(slots(len(parts)), parts))
        text = render(TEMPLATES[template], {**context, **{name: each for each, name in slot.items()}})
        _judge(text)
        lines: list[str] = []
        for line in text.split("\n"):
            lines += parts[slot[line]] if line in slot else [line]
        return "\n".join([*lines, ""])

    def _shape(
        self, template: str, indent: int, context: dict[str, object]
    ) -> tuple[list[str], Callable[[Sequence[str]], Sequence[str]]]:
        """The text in pieces, every second of them for a value, and what puts the values of a row in the order of these."""
        text = render(TEMPLATES[template], context).rstrip("\n")
        _judge(f"<shape>{text}</shape>")
        pieces = _indented(text, indent).split(_SLOT)
        numbers = [int(number) for number in pieces[1::2]]
        placed: Any = itemgetter(*numbers) if len(numbers) > 1 else lambda values: [values[number] for number in numbers]
        return pieces, placed


def _indented(text: str, indent: int) -> str:
    margin = " " * indent
    return "\n".join([margin + line for line in text.split("\n")])


def _valid(value: str) -> str:
    if re.search(_FORBIDDEN, value):
        raise InvalidCib(f"{value!r} has a character that XML forbids")
    return value


def _escaped(value: str) -> str:
    return str(escape(str(_valid(value))))


def _judge(text: str) -> None:
    try:
        etree.fromstring(text.encode())
    except etree.XMLSyntaxError as problem:
        raise InvalidCib(str(problem)) from problem
