"""Elements of XML for the tests: made, and found where each must be, with the types that lxml-stubs does not give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, Union

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found]  # lxml-stubs leaves this module out

Inside = Union[etree._Element, Mapping[str, str], str]


class Maker(Protocol):
    """`E.tag(…)` and `E("tag", …)`: children, texts and mappings of attributes, and attributes by keyword."""

    def __call__(self, tag: str, *inside: Inside, **attributes: str) -> etree._Element: ...

    def __getattr__(self, tag: str) -> Callable[..., etree._Element]: ...


E: Maker = ElementMaker()


def every(root: etree._Element, path: str, **variables: str) -> list[etree._Element]:
    """The elements that an XPath expression finds, which finds nothing but elements."""
    found = etree.XPath(path)(root, **variables)
    assert isinstance(found, list)
    elements = [each for each in found if isinstance(each, etree._Element)]
    assert len(elements) == len(found)
    return elements


def only(root: etree._Element, path: str, **variables: str) -> etree._Element:
    """The one element that an XPath expression finds."""
    (element,) = every(root, path, **variables)
    return element


def drop(element: etree._Element) -> None:
    """Takes an element out of its tree."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
