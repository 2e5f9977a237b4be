"""The command line: one file for each family of commands. Nothing else of the translator prints."""

from .group import main as main
