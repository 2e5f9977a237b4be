from collections.abc import Callable, Iterator

from .runtime import Context

TEMPLATES: dict[str, Callable[[Context], Iterator[str]]]
