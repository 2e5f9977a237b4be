"""What an entry says of a script that hands its arguments on to an OCF agent: built in (`wrappers`), or of a site's catalogue."""

from __future__ import annotations

from typing import NamedTuple, Optional

from ..model import Parameters
from .agents import Profile


class Argument(NamedTuple):
    """One argument in its place. It must match `pattern` as a whole, and each group of that is the value of one parameter.

    `parameters` are the agent's; `given` is what the wrapper of heartbeat calls the same (OCF_RESKEY_…).
    """

    name: str
    parameters: tuple[str, ...]
    given: tuple[str, ...]
    pattern: str = "(.+)"
    shape: str = "anything"
    """What the pattern wants, in words."""
    default: str = ""
    """What the wrapper takes where the argument is not there."""
    searched: tuple[str, ...] = ()
    """The directories in which the script looks for a file of this name, the first that has it; the agent wants its path."""
    local: bool = False
    """The agent fails where there is no such file, also when it is only asked whether it runs: each node must have it."""
    prolongs: str = ""
    """The operation that takes as many seconds longer as the argument says."""


class Wrapper(NamedTuple):
    """A script with `counts` arguments, any of these numbers; where `counts` is empty, one argument is all words together."""

    name: str
    usage: str
    arguments: tuple[Argument, ...]
    counts: tuple[int, ...]
    profile: Profile
    fixed: Parameters = ()
    """What the agent needs and no argument says."""
    original: str = ""
    """The agent that the wrapper was written for, where that is another one."""
    warning: str = ""
    """What someone must look at before the resource can run, and `advice`, how."""
    advice: str = ""
    differs: str = ""
    """How the parameters, or what they do, are not those of the wrapper, and why."""
    holds: str = ""
    """The parameter that names a thing which only one resource may manage."""
    single: str = ""
    """What a node has one of, for all resources of this agent."""
    otherwise: Optional[Wrapper] = None
    """What is taken where the arguments do not fit this one."""
