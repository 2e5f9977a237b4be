"""The scripts that hand their arguments on to an OCF agent: their words to the parameters of the agent of today.

What stands in the table (`catalogue.wrappers`), or in the site's own catalogue, is all that there is to know of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple, Optional

from ..catalogue.scripts import UNCONVERTED
from ..catalogue.wrapper import Argument, Wrapper
from ..diagnostics import Diagnostic, Label, error, note, warning
from ..model import Operation, Parameters, Primitive
from ..source import Word
from ..syntax.haresources import Resource
from ..tree import ScriptNames
from .databases import below
from .ids import Ids


class Fitted(NamedTuple):
    """A wrapper, and what the words of one resource give its agent; `seconds` are those that its operations take longer."""

    wrapper: Wrapper
    parameters: Parameters
    seconds: dict[str, int]


class Made(NamedTuple):
    """The resource as its agent, what each of its arguments is called, and what nobody else may manage: empty, or its name."""

    primitive: Primitive
    arguments: tuple[str, ...]
    held: str


def make(
    resource: Resource, wrapper: Wrapper, there: ScriptNames, ids: Ids, said: set[Wrapper], diagnostics: list[Diagnostic]
) -> Optional[Made]:
    """The resource as its agent, or None where it is refused. What is true of a script is `said` once."""
    fitted = _fitted(resource, wrapper, there, diagnostics)
    if fitted is None:
        return None
    chosen = fitted.wrapper
    agent, operations = chosen.profile
    first = chosen not in said
    said.add(chosen)
    if first and chosen.original:
        message = f"'{resource.script}' called ocf:heartbeat:{chosen.original}; {agent} does its work today"
        renamed = [f"'{old}' is '{new}' there" for each in chosen.arguments for old, new in zip(each.given, each.parameters)]
        diagnostics.append(note("H262", resource.script.span, message, notes=renamed))
    if first and chosen.warning:
        diagnostics.append(warning("H263", resource.script.span, chosen.warning, help=chosen.advice))
    primitive = Primitive(
        ids.new(resource.script, *resource.arguments),
        agent,
        (*fitted.parameters, *chosen.fixed),
        tuple([_prolonged(operation, fitted.seconds) for operation in operations]),
    )
    names = tuple([argument.name for argument in chosen.arguments])
    held = f"{chosen.single} of a node" if chosen.single else ""
    if chosen.holds:
        held = f"the {chosen.holds} {dict(fitted.parameters)[chosen.holds]} of {agent}"
    return Made(primitive, names if chosen.counts else names * len(resource.arguments), held)


def out_of_reach(resource: Resource, wrapper: Wrapper, mounts: Sequence[Word]) -> Optional[Diagnostic]:
    """An error where a file that the agent needs on each node is on a file system of the unit, which one node has at a time."""
    for argument, word in zip(wrapper.arguments, resource.arguments):
        for mount in mounts if argument.local else ():
            if below(word, mount):
                message = f"'{word}' is only there where {mount} is mounted, and the agent fails without it"
                notes = ("Pacemaker asks on both nodes whether it runs, and gives up a node on which the answer is an error",)
                labels = [Label(mount.span, "mounted here")]
                help = "keep a copy on the own disk of each node, and name that"
                return error("H277", word.span, message, labels=labels, notes=notes, help=help)
    return None


def refused(resource: Resource) -> Diagnostic:
    """What is to be said of a script that becomes nothing."""
    reason, advice = UNCONVERTED[resource.script]
    return error("H264", resource.text.span, f"'{resource.script}' is not converted: {reason}", help=advice)


def _fitted(resource: Resource, wrapper: Wrapper, there: ScriptNames, diagnostics: list[Diagnostic]) -> Optional[Fitted]:
    """The first of the wrapper and its substitutes that takes the words; the wrapper's own complaint where none does."""
    words = resource.arguments
    if wrapper.counts and len(words) not in wrapper.counts:
        wanted = " or ".join(str(count) for count in wrapper.counts)
        message = f"'{wrapper.name}' takes {wanted} argument{'s' * (wrapper.counts != (1,))}; here are {len(words)}"
        diagnostics.append(error("H260", resource.text.span, message, help=f"write {wrapper.usage}"))
        return None
    first: Optional[Diagnostic] = None
    candidate: Optional[Wrapper] = wrapper
    while candidate is not None:
        found = _read(words, candidate, there)
        if isinstance(found, Fitted):
            return found
        first, candidate = first or found, candidate.otherwise
    assert first is not None
    diagnostics.append(first)
    return None


def _read(words: tuple[Word, ...], wrapper: Wrapper, there: ScriptNames) -> Fitted | Diagnostic:
    parameters: list[tuple[str, str]] = []
    seconds: dict[str, int] = {}
    if not wrapper.counts:
        name = wrapper.arguments[0].parameters[0]
        return Fitted(wrapper, ((name, " ".join(words)),) if words else (), seconds)
    for number, argument in enumerate(wrapper.arguments):
        if number >= len(words):
            if argument.default:
                parameters.append((argument.parameters[0], _found(argument.default, argument, there)))
            continue
        match = re.fullmatch(argument.pattern, words[number], re.ASCII)
        if match is None:
            return _misfit(words[number], argument, wrapper)
        values = [_found(value or "", argument, there) for value in match.groups()]
        parameters += [(name, value) for name, value in zip(argument.parameters, values) if value]
        if argument.prolongs:
            seconds[argument.prolongs] = ceil(float(values[0]))
    return Fitted(wrapper, tuple(parameters), seconds)


def _found(name: str, argument: Argument, there: ScriptNames) -> str:
    """The path of a file that the script looks for; the first place where the tree does not have it."""
    if not argument.searched or name.startswith("/"):
        return name
    return next((each + name for each in argument.searched if each + name in there.files), argument.searched[0] + name)


def _misfit(word: Word, argument: Argument, wrapper: Wrapper) -> Diagnostic:
    message = f"'{word}' is no {argument.name} for '{wrapper.name}': that is {argument.shape}"
    return error("H261", word.span, message, help=f"write {wrapper.usage}")


def _prolonged(operation: Operation, seconds: dict[str, int]) -> Operation:
    return operation._replace(timeout=operation.timeout + seconds.get(operation.name, 0))
