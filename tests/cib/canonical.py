"""A CIB without what tools make themselves: two that give the same here are the same cluster."""

from __future__ import annotations

from typing import Any

from lxml import etree

TOOL_MADE = frozenset(
    ("nvpair", "instance_attributes", "meta_attributes", "cluster_property_set", "op", "expression", "recipient")
)
"""The elements whose ids crmsh and pcs make themselves. Nothing refers to these."""

ORDERED = frozenset(("resources", "group"))
"""The elements in which the order of what stands in them matters. All else is found by its name or its id, and pcs sorts it."""


def canonical(element: etree._Element) -> Any:
    """Tag, attributes and children, without the ids that tools make, and in an order that the file does not decide."""
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if element.tag in TOOL_MADE:
        del attributes["id"]
    children = [canonical(child) for child in element]
    return str(element.tag), sorted(attributes.items()), children if element.tag in ORDERED else sorted(children)


def configuration(cib: bytes) -> Any:
    """What a CIB says of the cluster. Its own attributes (schema, epoch) and its status are those of the CIB that was loaded into."""
    root = etree.fromstring(cib, etree.XMLParser(remove_blank_text=True))
    found = root.find("configuration")
    assert found is not None
    return canonical(found)
