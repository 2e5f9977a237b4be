"""How jinja2 reads the templates of what is text, and no XML."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import DIRECTORY


def environment() -> Environment:
    """Nothing is escaped: each template's own filters do that."""
    return Environment(
        loader=FileSystemLoader(DIRECTORY),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        autoescape=False,
    )
