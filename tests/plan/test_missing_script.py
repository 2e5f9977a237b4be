"""A script that the tree has not."""

from __future__ import annotations

import pytest
from ha1to2.plan.scripts import known_script
from ha1to2.source import SourceFile, Span, Word
from ha1to2.tree import ScriptNames


@pytest.mark.parametrize(("name", "help"), [("httpd", "is the tree complete?"), ("ngnix", "did you mean 'nginx'?")])
def test_it_is_not_suggested_to_itself(name: str, help: str) -> None:
    word = Word(name, Span(SourceFile("haresources", f"web01 {name}\n"), 1, 7, len(name)))
    (diagnostic,) = known_script(word, ScriptNames(frozenset(("IPaddr",)), frozenset(("cron",))))
    assert (diagnostic.code, diagnostic.help) == ("H255", help)
