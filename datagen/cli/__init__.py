"""The command line: parses, calls one function, renders.

Paths and environment are read here only.
"""

from datagen.cli.app import main

__all__ = ["main"]
