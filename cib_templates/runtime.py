"""What compiled templates ask of jinja2, without jinja2: to import it and to compile the templates takes longer than to convert.

The names are those that jinja2 3 gives them. A variable or an attribute that is not there is an error, as with StrictUndefined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from markupsafe import escape

__all__ = ["Context", "Undefined", "environment", "escape", "missing", "render"]

missing: Any = object()


class Undefined(LookupError):
    """A template names what it was not given: a defect of ha1to2."""


class Context:
    """The variables of one rendering."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def resolve_or_missing(self, name: str) -> object:
        return self._values.get(name, missing)


class _Environment:
    concat = staticmethod("".join)
    getattr = staticmethod(getattr)
    tests: Mapping[str, Callable[[object], bool]] = {"none": lambda value: value is None}

    @staticmethod
    def undefined(name: str) -> NoReturn:
        raise Undefined(name)


environment = _Environment()


def render(template: Callable[[Context], Iterator[str]], values: Mapping[str, object]) -> str:
    """The text of a template of `compiled.TEMPLATES`."""
    return "".join(template(Context(values)))
