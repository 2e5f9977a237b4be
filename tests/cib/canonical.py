"""A CIB without what tools make themselves: two that give the same here are the same cluster."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

TOOL_MADE = frozenset(
    ("nvpair", "instance_attributes", "meta_attributes", "cluster_property_set", "op", "expression", "recipient")
)
"""The elements whose ids crmsh and pcs make themselves. Nothing refers to these."""

ORDERED = frozenset(("resources", "group"))
"""The elements in which the order of what stands in them matters. All else is found by its name or its id, and pcs sorts it."""


def configuration(cib: bytes) -> list[str]:
    """What a CIB says of the cluster, as indented lines.

    Only the ids that tools make are left out, and only an order that means nothing is another. The attributes of the CIB itself
    (schema, epoch) and its status are those of the CIB that was loaded into, and not looked at.
    """
    root = etree.fromstring(cib, etree.XMLParser(remove_blank_text=True))
    found = root.find("configuration")
    assert found is not None
    return _lines(found)


def _lines(element: etree._Element) -> list[str]:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if element.tag in TOOL_MADE:
        del attributes["id"]
    first = " ".join([str(element.tag), *[f"{name}={value!r}" for name, value in sorted(attributes.items())]])
    children: Iterable[list[str]] = map(_lines, element)
    if element.tag not in ORDERED:
        children = sorted(children)
    return [first, *[f"  {line}" for child in children for line in child]]
