"""The jinja2 templates of what ha1to2 writes: shape and order only."""

from os.path import dirname

DIRECTORY = dirname(__file__)
