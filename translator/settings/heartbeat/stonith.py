"""stonith and stonith_host: which device, from which nodes, with which parameters. Passwords stay in the file.

set_stonith_info() and set_stonith_host_info() in config.c: `stonith TYPE FILE` on every node, where the first line of FILE that
is neither empty nor a comment holds the parameters; `stonith_host NODE TYPE PARAMETER…` on the node of that name, or with `*` on
every node. No finding shows a word of the line but the name of a type that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...catalogue.directives import Row, Shape
from ...catalogue.fencing import DEVICES, SELF_ONLY, Device, Holds, Parameter
from ...diagnostics import Diagnostic, Label, Outcome, did_you_mean, error, warning
from ...model import Parameters
from ...source import CONTROL, SourceFile, Span, Word
from ...syntax.ha_cf import Directive
from .links import too_few


class Stonith(NamedTuple):
    """One line. `source` is the node that it is for, None for all; the parameters are `words`, or in `file`."""

    directive: Word
    source: Word | None
    device: Device
    words: tuple[Word, ...]
    file: Word | None = None


class Fence(NamedTuple):
    """One device, with its parameters as the agent calls them.

    `secrets` are the names of those whose values are not here. `machines` are the nodes that it is said to switch, in the order
    of the nodes; it is empty where it finds the outlet of whatever node it is asked for.
    """

    line: Stonith
    parameters: Parameters
    secrets: tuple[str, ...]
    machines: tuple[str, ...]


_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_SEPARATED = re.compile(r"[\s,;]+")
_STANDS_FOR = re.compile(r"[:=]")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def read_stonith(lines: Sequence[tuple[Directive, Row]], nodes: Sequence[Word]) -> tuple[tuple[Stonith, ...], list[Diagnostic]]:
    """The lines whose device is known and that some node follows, and what is wrong with the others."""
    read: list[Stonith] = []
    diagnostics: list[Diagnostic] = []
    for directive, row in lines:
        if row.shape is not Shape.FENCING:
            continue
        hosted = row.name == "stonith_host"
        if len(directive.arguments) < 2:
            diagnostics.append(too_few(directive, "stonith_host NODE TYPE PARAMETER…" if hosted else "stonith TYPE FILE"))
            continue
        source, rest = (directive.arguments[0], directive.arguments[1:]) if hosted else (None, directive.arguments)
        device = DEVICES.get(rest[0])
        if device is None:
            diagnostics.append(_no_device(directive.name, rest[0]))
        elif source is not None and source != "*" and source.lower() not in nodes:
            diagnostics.append(_no_node(directive.name, nodes))
        elif hosted:
            read.append(Stonith(directive.name, None if source == "*" else source, device, rest[1:]))
        else:
            read.append(Stonith(directive.name, None, device, (), rest[1]))
    return tuple(read), diagnostics


def fence(line: Stonith, file: SourceFile | None, nodes: Sequence[Word]) -> Outcome[Fence | None]:
    """The device of a line; `file` is the one that the line names, None where the tree has none."""
    words = line.words
    if line.file is not None:
        found = None if file is None else _first_line(file)
        if found is None:
            return Outcome(None, (_no_file(line, missing=file is None),))
        words = found
    form = _form(line.device, words)
    if form is None:
        return Outcome(None, (_no_form(line, len(words)),))
    parameters: list[tuple[str, str]] = []
    secrets: list[str] = []
    machines: list[str] = []
    named = False
    for number, parameter in enumerate(form):
        given = " ".join(words[number:] if number == len(form) - 1 else words[number : number + 1])
        known = dict(parameter.values)
        if parameter.holds is Holds.SECRET:
            secrets.append(parameter.becomes)
            continue
        plain = parameter.holds is Holds.PLAIN and bool(known) and given not in known
        if plain or (parameter.holds is Holds.NUMBER and not _NUMBER.match(given)):
            return Outcome(None, (_no_value(line, parameter),))
        if parameter.holds in (Holds.MACHINES, Holds.WIRING) and given not in known:
            named = True
            kept = [word for word in _SEPARATED.split(given) if _STANDS_FOR.split(word)[0].lower() in nodes]
            machines += [_STANDS_FOR.split(word)[0].lower() for word in kept]
            if parameter.holds is Holds.MACHINES:
                given = " ".join(kept)
        if parameter.becomes:
            parameters.append((parameter.becomes, known.get(given, given)))
    if named and not machines:
        return Outcome(None, (_no_machine(line, nodes),))
    return Outcome(Fence(line, tuple(parameters), tuple(secrets), tuple([str(node) for node in nodes if node in machines])))


def secret_spans(line: Stonith, file: SourceFile | None) -> tuple[Span, ...]:
    """Where the passwords of a line stand, in ha.cf or in the file that it names: the words, as far as each is one word."""
    words = line.words if line.file is None else (file and _first_line(file)) or ()
    form = _form(line.device, words) or ()
    return tuple([word.span for word, parameter in zip(words, form) if parameter.holds is Holds.SECRET])


def _form(device: Device, words: Sequence[str]) -> tuple[Parameter, ...] | None:
    """The parameters that as many words are. What is more than that belongs to the last one, where that may hold blanks."""
    exact = next((form for form in device.forms if len(form) == len(words)), None)
    longest = device.forms[-1]
    if exact is None and len(words) > len(longest) and longest[-1].holds not in (Holds.PLAIN, Holds.NUMBER):
        return longest
    return exact


def _first_line(file: SourceFile) -> tuple[Word, ...] | None:
    """The words of the line that holds the parameters (stonith_set_config_file()), None where there is none or it is no text."""
    for number, line in enumerate(file.text.split("\n"), 1):
        if line and not line.startswith("#"):
            if CONTROL.search(line) or _NOT_XML.search(line):
                return None
            return tuple(_words(file, number, line))
    return None


def _words(file: SourceFile, number: int, line: str) -> Iterator[Word]:
    for found in re.finditer(r"[^ \t\r\f]+", line):
        yield Word(found[0], Span(file, number, found.start() + 1, len(found[0])))


def _no_device(directive: Word, plugin: Word) -> Diagnostic:
    if plugin in SELF_ONLY:
        return error(
            "H155",
            directive.span,
            f"'{directive}': this device can reset only the machine that it runs on, and shoots no peer",
            notes=("Heartbeat takes nothing over before the dead node was shot, which this device cannot do",),
            help="delete the line, or name a device that switches the other node",
        )
    return error(
        "H146",
        directive.span,
        f"'{directive}' names a type of device that is not known here",
        notes=("leaving it out would take the fencing away",),
        help=did_you_mean(plugin, DEVICES)
        or "take the line out, convert, and add the device by 'crm configure primitive … stonith:…' before going live",
    )


def _no_node(directive: Word, nodes: Sequence[Word]) -> Diagnostic:
    return warning(
        "H150",
        directive.span,
        f"no node follows this line: '{directive}' is for a machine that is none of ha.cf's",
        labels=[Label(node.span, "a node") for node in nodes],
        help="write the name of the node that may use the device, or '*', behind 'stonith_host'",
    )


def _no_file(line: Stonith, *, missing: bool) -> Diagnostic:
    what = "is not in the tree" if missing else "has no line with parameters"
    return error(
        "H151",
        line.directive.span,
        f"'{line.directive}': the file with the parameters of '{line.device.plugin}' {what}",
        help="copy the file to the same path below the root of the tree (it holds a password: keep its mode 600)",
    )


def _no_form(line: Stonith, count: int) -> Diagnostic:
    forms = [" ".join(parameter.name for parameter in form) for form in line.device.forms]
    counts = ", ".join(str(len(form)) for form in line.device.forms)
    return error(
        "H149",
        line.directive.span,
        f"'{line.device.plugin}' takes {counts} parameters, and here are {count}",
        notes=tuple(f"they are: {form}" for form in forms),
        help="write one word for each, in this order",
    )


def _no_value(line: Stonith, parameter: Parameter) -> Diagnostic:
    can = ", ".join([word for word, _ in parameter.values]) or "a number"
    return error(
        "H149",
        line.directive.span,
        f"'{parameter.name}' of '{line.device.plugin}' can be {can} alone",
        help="are the words in their order? " + " ".join(each.name for each in line.device.forms[-1]),
    )


def _no_machine(line: Stonith, nodes: Sequence[Word]) -> Diagnostic:
    return error(
        "H149",
        line.directive.span,
        f"this '{line.device.plugin}' switches no node of ha.cf",
        labels=[Label(node.span, "a node") for node in nodes],
        help="write the names that 'uname -n' prints",
    )
