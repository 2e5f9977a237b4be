"""The whole migration as one tuple of steps, in the order in which they are done."""

from __future__ import annotations

from . import prepare, window
from .model import Step
from .names import Names


def migration(names: Names) -> tuple[Step, ...]:
    """Everything up to the new cluster that serves and starts at boot. The outage is the steps that say so, which are neighbours."""
    return (*prepare.steps(names), *window.steps(names))
