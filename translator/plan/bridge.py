"""Any other script: called as Heartbeat called it, through ocf:ha1to2:v1-script."""

from __future__ import annotations

from ..catalogue.agents import SCRIPT
from ..model import Primitive
from ..syntax.haresources import Resource
from .figures import Figures
from .ids import Ids


def primitive(resource: Resource, ids: Ids, figures: Figures) -> Primitive:
    """The script with its arguments. Arguments hold no blanks (`::` is one), so that a blank between them loses nothing."""
    parameters = [("script", str(resource.script))]
    if resource.arguments:
        parameters.append(("arguments", " ".join(resource.arguments)))
    name = ids.new(resource.script.rsplit("/", 1)[-1], *resource.arguments)
    return Primitive(name, SCRIPT.agent, tuple(parameters), (*SCRIPT.operations, figures.monitor()))
