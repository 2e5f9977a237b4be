"""A site's catalogue: its sections as entries of the same kind as those that are built in.

A section is a script of haresources. Its keys:

    agent = ocf:PROVIDER:TYPE, systemd:UNIT, lsb:NAME or service:NAME
    arguments = PARAMETER ...      what the words behind '::' are to the agent, in their order
    required = NUMBER              how many of them must be there; without it, all
    set.PARAMETER = VALUE          what else the agent is told
    start = SECONDS, stop = SECONDS
    monitor = SECONDS SECONDS, or none: interval and time-out
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple, Optional

from ..catalogue.agents import Profile
from ..catalogue.scripts import KNOWN, MISSPELT, Kind
from ..catalogue.wrapper import Argument, Wrapper
from ..diagnostics import Diagnostic, Outcome, did_you_mean, error, note
from ..model import Agent, Operation, Parameters
from ..source import Word
from ..syntax.catalogue_file import SECRET, Section, Setting

KEYS = ("agent", "arguments", "required", "start", "stop", "monitor")
SET = "set."

_AGENT = re.compile(r"(?:(ocf):([A-Za-z0-9_.-]+):([A-Za-z0-9_.-]+)|(systemd|lsb|service):([A-Za-z0-9_.@:-]+))\Z", re.ASCII)
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z", re.ASCII)
_SECONDS = re.compile(r"([1-9][0-9]{0,4})s?\Z", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,2}\Z", re.ASCII)
_SCRIPT = re.compile(r"[^\s:#\\/\[\]-][^\s:#\\/\[\]]*\Z")
_BY_NAME = {name for name, script in KNOWN.items() if script.kind is not Kind.DATABASE} | set(MISSPELT)
"""Scripts that are read word by word, because DRBD or an address hangs on them."""

_START = _STOP = 300
_MONITOR = (30, 100)
"""What is taken where nothing is said: as for a script whose times nobody knows."""


def interpret(sections: Collection[Section], used: Collection[str]) -> Outcome[dict[str, Wrapper]]:
    """The entries by their names; `used` are the scripts that haresources calls."""
    entries: dict[str, Wrapper] = {}
    diagnostics: list[Diagnostic] = []
    for section in sections:
        entry = _Entry(section).read()
        diagnostics += entry.diagnostics
        if entry.value is not None:
            entries[entry.value.name] = entry.value
        if section.name not in used:
            help = did_you_mean(section.name, used) if len(used) <= 100 else None
            diagnostics.append(note("H275", section.name.span, f"haresources calls no script '{section.name}'", help=help))
    return Outcome(entries, tuple(diagnostics))


class _Times(NamedTuple):
    start: int
    stop: int
    monitor: Optional[tuple[int, int]]


class _Entry:
    """Reads one section, and finds all that is wrong with it."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.diagnostics: list[Diagnostic] = []

    def read(self) -> Outcome[Optional[Wrapper]]:
        self.name()
        for setting in self.section.settings.values():
            self.key(setting)
        agent = self.agent()
        names = self.arguments()
        required = self.required(len(names))
        fixed = self.fixed(names)
        if agent is not None and agent.standard != "ocf":
            self.no_parameters(agent)
        times = self.times()
        if self.diagnostics or agent is None:
            return Outcome(None, tuple(self.diagnostics))
        operations = [Operation("start", 0, times.start), Operation("stop", 0, times.stop)]
        operations += [Operation("monitor", *times.monitor)] if times.monitor else []
        name = str(self.section.name)
        usage = "::".join([name, *names])
        arguments = tuple([Argument(each, (each,), (each,)) for each in names])
        counts = tuple(range(required, len(names) + 1))
        return Outcome(Wrapper(name, usage, arguments, counts, Profile(agent, tuple(operations)), fixed))

    def name(self) -> None:
        name = self.section.name
        if name in _BY_NAME:
            message = f"'{name}' is read word by word, and stays what it is"
            self.wrong("H273", name, message, "give the script a name of its own, in haresources too")
        elif name == "DEFAULT" or not _SCRIPT.match(name) or not name.isprintable():
            message = f"'{name}' cannot be the name of a script"
            self.wrong("H273", name, message, "write the name that stands before '::' in haresources")

    def key(self, setting: Setting) -> None:
        key = setting.key
        parameter = key[len(SET) :] if key.startswith(SET) else None
        if parameter is not None and SECRET.search(parameter):
            message = "a password does not belong in a CIB, which every user of the cluster may read"
            self.wrong("H274", key, message, "let the agent read it from a file of its own, such as a defaults-extra-file")
        elif parameter is not None and not _PARAMETER.match(parameter):
            self.wrong("H270", key, f"'{parameter}' cannot be a parameter of an agent", "write set.NAME = VALUE")
        elif parameter is None and key not in KEYS:
            known = f"the keys are {', '.join(KEYS)} and {SET}PARAMETER"
            self.wrong("H270", key, f"there is no key '{key}'", did_you_mean(key, KEYS) or known)
        elif not setting.value.isprintable():
            self.wrong("H271", setting.value, "there is a character in it that no CIB holds", "write it in UTF-8, as text")

    def value(self, key: str) -> Optional[Word]:
        setting = self.section.settings.get(key)
        return setting.value if setting else None

    def agent(self) -> Optional[Agent]:
        value = self.value("agent")
        if value is None:
            if self.section.name:
                message = f"'{self.section.name}' has no agent"
                self.wrong("H272", self.section.name, message, "write agent = ocf:PROVIDER:TYPE, or systemd:UNIT")
            return None
        match = _AGENT.match(value)
        if match is None:
            message = f"'{value}' is no agent"
            self.wrong("H271", value, message, "write ocf:PROVIDER:TYPE, systemd:UNIT, lsb:NAME or service:NAME")
            return None
        standard, provider, kind, other, name = match.groups()
        return Agent(standard, provider, kind) if standard else Agent(other, "", name)

    def arguments(self) -> tuple[str, ...]:
        value = self.value("arguments")
        names = value.split() if value else []
        if value and (len(set(names)) < len(names) or not all(_PARAMETER.match(name) for name in names)):
            self.wrong("H271", value, f"'{value}' are no names of parameters", "write each once, with blanks between")
            return ()
        for name in names:
            if value and SECRET.search(name):
                message = f"'{name}': a password does not belong in a CIB, which every user of the cluster may read"
                self.wrong("H274", value, message, "let the agent read it from a file of its own")
        return tuple(names)

    def required(self, most: int) -> int:
        value = self.value("required")
        if value is None:
            return most
        if not _NUMBER.match(value) or int(value) > most:
            self.wrong("H271", value, f"'{value}' is no number from 0 to {most}", "write how many arguments must be there")
            return most
        return int(value)

    def fixed(self, names: Collection[str]) -> Parameters:
        found = []
        for key, setting in self.section.settings.items():
            if key.startswith(SET):
                parameter = key[len(SET) :]
                if parameter in names:
                    message = f"'{parameter}' is an argument of haresources, and set here too"
                    self.wrong("H272", setting.key, message, "take it out of 'arguments', or delete this line")
                found.append((parameter, str(setting.value)))
        return tuple(found)

    def no_parameters(self, agent: Agent) -> None:
        for key, setting in self.section.settings.items():
            if key in ("arguments", "required") or key.startswith(SET):
                message = f"what runs as {agent.standard} takes no parameters"
                self.wrong("H272", setting.key, message, "delete the line, or name an OCF agent")

    def times(self) -> _Times:
        monitor: Optional[tuple[int, int]] = _MONITOR
        value = self.value("monitor")
        if value is not None and value == "none":
            monitor = None
        elif value is not None:
            found = [_SECONDS.match(word) for word in value.split()]
            if len(found) != 2 or found[0] is None or found[1] is None:
                self.wrong("H271", value, f"'{value}' is no interval and time-out", "write monitor = 30 60, in seconds, or none")
            else:
                monitor = int(found[0][1]), int(found[1][1])
        return _Times(self.seconds("start", _START), self.seconds("stop", _STOP), monitor)

    def seconds(self, key: str, otherwise: int) -> int:
        value = self.value(key)
        if value is None:
            return otherwise
        match = _SECONDS.match(value)
        if match is None:
            self.wrong("H271", value, f"'{value}' is no number of seconds", f"write {key} = 60")
            return otherwise
        return int(match[1])

    def wrong(self, code: str, word: Word, message: str, help: str) -> None:
        self.diagnostics.append(error(code, word.span, message, help=help))
