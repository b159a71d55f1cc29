"""The commands: wiring, and the only stage that prints and exits."""

from generator.cli import build, bundle, phrase, publish, serve
from generator.cli.main import main

__all__ = ["build", "bundle", "main", "phrase", "publish", "serve"]
