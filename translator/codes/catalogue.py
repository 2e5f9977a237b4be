"""All codes together: looking one up, and listing them."""

from __future__ import annotations

from importlib import import_module
from textwrap import fill

from .code import Code

_MODULES = (
    "files",
    "ha_cf",
    "ha_cf_beside",
    "haresources",
    "haresources_meaning",
    "scripts",
    "authkeys",
    "drbd_conf",
    "my_cnf",
    "check_primary",
    "plan",
    "pair",
    "simulate",
    "formats",
    "corosync",
    "rehearsal",
    "runbook",
)


def all_codes() -> dict[str, Code]:
    """Every code by its id, in the order of the ids. A code that stands twice is a defect."""
    found: dict[str, Code] = {}
    for name in _MODULES:
        for code in import_module(f".{name}", __package__).CODES:
            if code.id in found:
                raise AssertionError(f"{code.id} stands twice")
            found[code.id] = code
    return dict(sorted(found.items()))


def explained(code: str) -> str | None:
    """The explanation of one code, or None where there is no such code."""
    found = all_codes().get(code)
    if found is None:
        return None
    return f"{found.id} ({found.severity}): {found.title}\n\n{fill(found.explanation, 90)}\n"


def listed() -> str:
    """One line for each code."""
    return "".join(f"{code.id}  {code.severity:<7}  {code.title}\n" for code in all_codes().values())
