"""The page of an agent, out of its OCF meta-data, with the name and the sections that resource-agents gives to those of its own."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from . import roff

PROVIDER = "ha1to2"
_ASKED = ("meta-data", "validate-all")
"""Actions that tools ask for, and no resource declares as an operation."""


def title(agent: str) -> str:
    """The name of the agent's page."""
    return f"ocf_{PROVIDER}_{agent}"


def page(metadata: bytes, version: str) -> str:
    """The whole page. The meta-data are our own agents', and complete."""
    root = ElementTree.fromstring(metadata)
    name = root.attrib["name"]
    actions = root.findall("actions/action")
    return "".join(
        [
            roff.heading(title(name), 7, f"ha1to2 {version}", "OCF resource agents"),
            roff.section("NAME"),
            f"{roff.escaped(title(name))} \\- {roff.escaped(_text(root, 'shortdesc'))}\n",
            roff.section("SYNOPSIS"),
            f"{roff.bold(name)} {{{roff.escaped(' | '.join(dict.fromkeys(each.attrib['name'] for each in actions)))}}}\n",
            roff.section("DESCRIPTION"),
            roff.prose(_text(root, "longdesc")),
            roff.section("SUPPORTED PARAMETERS"),
            *(_parameter(each) for each in root.findall("parameters/parameter")),
            roff.section("SUPPORTED ACTIONS"),
            *(_action(each) for each in actions),
            *_example(name, root),
            roff.section("SEE ALSO"),
            ".BR ha1to2 (1),\n.BR crm (8)\n",
        ]
    )


def _text(element: Element, child: str) -> str:
    return (element.findtext(child) or "").strip("\n")


def _parameter(parameter: Element) -> str:
    content = parameter.find("content")
    assert content is not None
    default = content.get("default")
    facts = [word for word in ("unique", "required") if parameter.get(word) == "1"]
    facts += [content.attrib["type"], "no default" if default is None else f'default "{default}"']
    return roff.tagged(roff.bold(parameter.attrib["name"]), f"{_text(parameter, 'longdesc')}\n\n({', '.join(facts)})")


def _action(action: Element) -> str:
    facts = [f"{name} {action.attrib[name]}" for name in ("timeout", "interval", "depth", "role") if name in action.attrib]
    return roff.tagged(roff.bold(action.attrib["name"]), ", ".join(facts))


def _example(name: str, root: Element) -> Iterator[str]:
    """A primitive for the crm shell with what is required. What has no operations, as an alert agent, is none."""
    operations = [each for each in root.findall("actions/action") if each.attrib["name"] not in _ASKED]
    if not operations:
        return
    required = [each.attrib["name"] for each in root.findall("parameters/parameter") if each.get("required") == "1"]
    lines = [f"primitive {name} ocf:{PROVIDER}:{name}", "    params", *(f"        {each}=..." for each in required)]
    for each in operations:
        times = [f"{key}={each.attrib[key]}" for key in ("interval", "timeout") if key in each.attrib]
        depth = each.get("depth", "0")
        level = [] if depth == "0" else [f"OCF_CHECK_LEVEL={depth}"]
        lines.append(" ".join(["    op", each.attrib["name"], *times, *level]))
    yield roff.section("EXAMPLE FOR THE CRM SHELL")
    yield roff.prose("".join(f"  {line} \\\n" for line in lines).removesuffix(" \\\n"))
