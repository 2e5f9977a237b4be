"""How physical lines of haresources become one, and where each part of such a line stood."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from ..source import SourceFile, Span


class Joined(NamedTuple):
    """Lines that `\\` at their ends made one: `starts[i]` is where in `text` the part begins that is the start of line `numbers[i]`.

    `following` is the index, from 0, of the first physical line behind it all.
    """

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    following: int

    def span(self, file: SourceFile, offset: int, length: int) -> Span:
        """The place of what stands at `offset`: of its first part, where it goes over the end of a line."""
        part = bisect_right(self.starts, offset) - 1
        start = self.starts[part]
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.text)
        return Span(file, self.numbers[part], offset - start + 1, min(length, end - offset))


def join(body: str, physical: list[str], index: int) -> Joined:
    """The line `body`, which ends with `\\`, and the lines of `physical` that it pulls up, from `index` on.

    sed looks at the end of what it has joined so far: `\\\\` and an empty line behind it go on once more. A `\\` on the last line of
    the file has nothing to pull up, and stays.
    """
    parts, numbers = [body], [index]
    while parts[-1].endswith("\\") and index < len(physical):
        parts[-1] = parts[-1][:-1]
        parts.append(physical[index])
        index += 1
        numbers.append(index)
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
            numbers.pop()
    starts, end = [], 0
    for part in parts:
        starts.append(end)
        end += len(part)
    return Joined("".join(parts), tuple(starts), tuple(numbers), index)
