"""H801 to H819: simulate, and the programs that it calls."""

from __future__ import annotations

from .code import Code

CODES: tuple[Code, ...] = ()
