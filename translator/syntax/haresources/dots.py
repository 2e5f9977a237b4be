"""Which words are found by mistake when a key is searched for as a regular expression, where a dot stands for any character.

A key finds a word, or several words with a blank between them, that is as long as the key and differs from it only where the key
has dots. So it begins as the key does and has fewer dots: of a real file hardly a word is left after these two cheap tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...source import Word

if TYPE_CHECKING:
    from .nodes import Line

_MANY_HEADS = 16
_MOST_COMPARISONS = 200_000
"""Only a file that is made for it needs more; what a longer search would find is not reported."""


def also_found(keys: Collection[Word], later: Iterable[str], lines: Sequence[Line]) -> Iterator[tuple[Word, Word]]:
    """The first word of each place that the search for a key finds by mistake, on a line that is not the key's, and the key.

    `later` are the resources that are not keys.
    """
    if not _possible(keys, later):
        return
    patterns = _Patterns(keys)
    longest, most_dots = patterns.longest, patterns.most_dots
    for _, resources in lines:
        last = len(resources) - 1
        for position, (word, _, _) in enumerate(resources):
            length = len(word)
            if length in most_dots and word.count(".") < most_dots[length] and patterns.begin_like(word):
                for key in patterns.that_find(word):
                    if key is not resources[0][0]:
                        yield word, key
            if position < last and length + 1 + len(resources[position + 1][0]) <= longest and patterns.begin_like(word):
                for text in _phrases(resources[position:], longest):
                    for key in patterns.that_find(text):
                        if key is not resources[0][0]:
                            yield word, key
            if patterns.comparisons > _MOST_COMPARISONS:
                return


def _possible(keys: Collection[Word], later: Iterable[str]) -> bool:
    """Whether there may be anything to find. Mostly all keys have the same number of dots, so that none finds another, and
    no other word begins as one of them does."""
    dots = {key.count(".") for key in keys}
    if len(dots) > 1:
        return True
    if dots <= {0}:
        return False
    heads = {key.partition(".")[0] for key in keys}
    return len(heads) > _MANY_HEADS or any(map(_begins_with(tuple(heads)), later))


def _begins_with(heads: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda word: word.startswith(heads)


def _phrases(resources: Sequence[tuple[Word, object, object]], longest: int) -> Iterator[str]:
    """The first two words, the first three, and so on, as long as they are no longer than `longest`."""
    text: str = resources[0][0]
    for word, _, _ in resources[1:]:
        text = f"{text} {word}"
        if len(text) > longest:
            return
        yield text


class _Patterns:
    """The keys that hold dots. `most_dots` has the largest number of dots by the length of the key."""

    def __init__(self, keys: Iterable[Word]) -> None:
        self.most_dots: dict[int, int] = {}
        self.comparisons = 0
        self._keys: dict[str, Word] = {}
        self._heads: dict[int, set[str]] = {}
        self._masks: dict[int, set[tuple[int, ...]]] = {}
        for key in keys:
            dots = key.count(".")
            if dots:
                self._keys[key] = key
                length = len(key)
                if dots > self.most_dots.get(length, 0):
                    self.most_dots[length] = dots
                head = key.index(".")
                self._heads.setdefault(head, set()).add(key[:head])
        self.longest = max(self.most_dots, default=0)

    def begin_like(self, word: str) -> bool:
        """Whether a key begins as `word` does, up to the key's first dot."""
        return any(word[:length] in heads for length, heads in self._heads.items())

    def that_find(self, text: str) -> list[Word]:
        """The keys that find `text`."""
        masks = self._masks_of(len(text))
        self.comparisons += 1 + len(masks)
        found = {}
        for mask in masks:
            characters = list(text)
            for place in mask:
                characters[place] = "."
            key = self._keys.get("".join(characters))
            if key is not None:
                found[key] = key
        return list(found.values())

    def _masks_of(self, length: int) -> set[tuple[int, ...]]:
        """Where the keys of this length have their dots."""
        if length not in self.most_dots:
            return set()
        if length not in self._masks:
            self._masks[length] = {
                tuple(place for place, character in enumerate(key) if character == ".")
                for key in self._keys
                if len(key) == length
            }
        return self._masks[length]
