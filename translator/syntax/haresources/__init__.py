"""haresources: `parse` turns the file into lines of resources, as Heartbeat's own script understands it."""

from .nodes import HaResources, Line, Resource
from .parser import parse

__all__ = ["HaResources", "Line", "Resource", "parse"]
