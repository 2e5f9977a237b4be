"""An agent's declarations as OCF meta-data, valid against both ra-api-1.dtd and metadata.rng of resource-agents."""
import os

from .agent import Agent, Parameter

_HEAD = '<?xml version="1.0"?>\n<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">\n'
_ALWAYS = (("meta-data", 5), ("validate-all", 20))


def write(agent: Agent) -> None:
    """To standard output, whatever the locale."""
    data = render(agent).encode("utf-8")
    while data:
        data = data[os.write(1, data) :]


def render(agent: Agent) -> str:
    lines = [f'<resource-agent name="{_escaped(agent.name)}" version="{_escaped(agent.version)}">']
    lines += ["<version>1.0</version>", *_descriptions(agent.longdesc, agent.shortdesc, ""), "<parameters>"]
    for parameter in agent.parameters:
        lines += _parameter(parameter)
    lines += ["</parameters>", "<actions>"]
    for action in agent.actions:
        more = "".join(
            f' {name}="{value}"'
            for name, value in (
                ("interval", None if action.interval is None else f"{action.interval}s"),
                ("depth", action.depth),
                ("role", action.role),
            )
            if value is not None
        )
        lines.append(f'  <action name="{action.name}" timeout="{action.timeout}s"{more}/>')
    declared = [action.name for action in agent.actions]
    for name, timeout in _ALWAYS:
        if name not in declared:
            lines.append(f'  <action name="{name}" timeout="{timeout}s"/>')
    lines += ["</actions>", "</resource-agent>", ""]
    return _HEAD + "\n".join(lines)


def _parameter(parameter: Parameter) -> "list[str]":
    default = "" if parameter.default is None else f' default="{_escaped(parameter.default)}"'
    return [
        f'  <parameter name="{_escaped(parameter.name)}" unique="{parameter.unique:d}" required="{parameter.required:d}">',
        *_descriptions(parameter.longdesc, parameter.shortdesc, "  "),
        f'    <content type="{parameter.kind}"{default}/>',
        "  </parameter>",
    ]


def _descriptions(longdesc: str, shortdesc: str, indent: str) -> "list[str]":
    return [
        f'{indent}<longdesc lang="en">\n{_escaped(longdesc.strip())}\n{indent}</longdesc>',
        f'{indent}<shortdesc lang="en">{_escaped(shortdesc)}</shortdesc>',
    ]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
