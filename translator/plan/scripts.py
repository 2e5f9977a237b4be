"""Scripts that are neither a wrapper of an agent nor treated by name: services, and whatever else a site has written.

`--services` says how services run. Whatever it says, a script of resource.d, one that takes arguments and one that nobody knows is
called as Heartbeat called it.
"""

from __future__ import annotations

from ..catalogue.agents import UNIT_MONITOR, UNIT_OPERATIONS
from ..catalogue.scripts import CALLED, KNOWN
from ..catalogue.services import SERVICES, Manner
from ..catalogue.wrapper import Wrapper
from ..catalogue.wrappers import WRAPPERS
from ..diagnostics import Diagnostic, did_you_mean, note, warning
from ..model import Agent, Primitive
from ..source import Word
from ..syntax.haresources import Resource
from ..tree import ScriptNames
from . import bridge
from .figures import Figures
from .ids import Ids


def is_another(wrapper: Wrapper, there: ScriptNames) -> bool:
    """Whether the tree has an init script of that name and no wrapper: Heartbeat looked in resource.d, and then in init.d."""
    own = there.resource_d
    if WRAPPERS.get(wrapper.name) is not wrapper or own is None or wrapper.name in own:
        return False
    return wrapper.name in (there.init_d or ())


def primitive(
    resource: Resource, there: ScriptNames, manner: Manner, first: bool, ids: Ids, figures: Figures, diagnostics: list[Diagnostic]
) -> Primitive:
    """The script as a service in the `manner` that was asked for, or as v1 called it.

    What is true of its name is said the `first` time.
    """
    name = resource.script
    service = SERVICES.get(name)
    if manner is not Manner.V1_SCRIPT and service is not None and name not in (there.resource_d or ()):
        unit = service.unit if manner is Manner.SYSTEMD else service.name
        if resource.arguments:
            message = f"'{name}' has arguments, which {manner.value} does not pass on: it is called as before"
            diagnostics.append(note("H265", resource.text.span, message, notes=("--services is for services without arguments",)))
        elif not unit:
            message = f"no one unit of systemd is the whole of '{name}': its script is called as before"
            help = "name the units that you mean in a file for --catalogue"
            diagnostics.append(warning("H266", name.span, message, help=help))
        else:
            operations = (*UNIT_OPERATIONS, figures.monitor()._replace(timeout=max(figures.monitor().timeout, UNIT_MONITOR)))
            return Primitive(ids.new(name), Agent(manner.value, "", unit), (), operations)
    if first:
        diagnostics += known_script(name, there)
    return bridge.primitive(resource, ids, figures)


def known_script(name: Word, there: ScriptNames) -> list[Diagnostic]:
    """What is to be said of a script's name; the tree may have no directory of scripts at all."""
    if name in CALLED:
        reason, advice = CALLED[name]
        return [warning("H276", name.span, f"'{name}' of heartbeat is still called: {reason}", help=advice)]
    names = there.names
    if names is not None and name not in names:
        known = {*KNOWN, *WRAPPERS, *SERVICES}
        nearest = None if name in known else did_you_mean(name, {*names, *known})
        message = f"there is no script '{name}' in resource.d or init.d"
        return [warning("H255", name.span, message, help=nearest or "is the tree complete?")]
    if names is None and name not in SERVICES:
        nearest = did_you_mean(name, [*KNOWN, *WRAPPERS, *SERVICES])
        if nearest:
            return [warning("H256", name.span, f"'{name}' is no script that is known here", help=nearest)]
    return []
