"""Ids: they say what they are, are valid NCNames (XML Namespaces, 4), and never collide.

An id that is given out here has no hyphen in it. All that belongs to a resource is called after it with a hyphen and a word
(`mysql-start`, `drbd_r0-clone`), so that no two ids can meet as long as those given out here differ.
"""

from __future__ import annotations

import re

_ODD = re.compile(r"[^A-Za-z0-9_.]+")
_LONGEST = 80
"""Characters: enough to recognise any argument, few enough for a table."""

_PLAIN = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{_LONGEST - 2}}}[A-Za-z0-9]\Z").match
"""What is an id as it is: most are."""


class Ids:
    """Gives out ids, each once, in the order of asking: the same questions get the same answers."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def new(self, *parts: str) -> str:
        """An id from the parts, such as `vip` and `10.1.13.10`: `vip_10_1_13_10`; with a number behind it where that is taken."""
        name = "_".join(parts).replace(".", "_")
        if not _PLAIN(name):
            name = _ODD.sub("_", name).strip("_")[:_LONGEST] or "resource"
            if not name[0].isalpha():
                name = "_" + name
        count = self._taken.get(name, 0) + 1
        self._taken[name] = count
        if count == 1:
            return name
        numbered = f"{name}_{count}"
        while numbered in self._taken:
            count += 1
            numbered = f"{name}_{count}"
        self._taken[name] = count
        self._taken[numbered] = 1
        return numbered
