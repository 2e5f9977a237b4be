"""`make templates`: writes cib_templates/compiled.py, the templates of the CIB as jinja2 compiles them.

What jinja2 writes for each template is taken as it is, but for the names at its beginning, which come from runtime.py.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).resolve().parents[2] / "cib_templates"
COMPILED = TEMPLATES / "compiled.py"

_HEAD = '''\
"""The templates of the CIB as jinja2 compiles them. Made by `make templates` from the .j2 files: change those."""

from .runtime import Undefined, environment, escape, missing
'''


def environment() -> Environment:
    """The one that the templates are written for."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def names() -> list[str]:
    """The templates that are compiled: a CIB is what is written most."""
    return sorted(path.name for path in TEMPLATES.glob("*.xml.j2"))


def compiled() -> str:
    """The text of compiled.py."""
    jinja = environment()
    parts = [_HEAD]
    for name in names():
        function = name.partition(".")[0]
        code = jinja.compile((TEMPLATES / name).read_text(), name, raw=True)
        body = re.fullmatch(r".*?\ndef root(\(.*?)\n+blocks = \{\}\n.*", code, re.DOTALL)
        if body is None:
            raise ValueError(f"{name}: this jinja2 compiles otherwise than the one that this was written for")
        parts.append(f"\n\ndef {function}{body[1]}\n")
    listed = "".join(f'    "{name}": {name.partition(".")[0]},\n' for name in names())
    parts.append(f"\n\nTEMPLATES = {{\n{listed}}}\n")
    return "".join(parts)


if __name__ == "__main__":
    COMPILED.write_text(compiled())
