"""The commands: wiring, and the only stage that prints and exits."""

from generator.cli import build, serve
from generator.cli.main import main

__all__ = ["build", "main", "serve"]
