"""The playbook as pages: {path: text}, with everything a client typed made inert."""

from generator.pages.compose import compose

__all__ = ["compose"]
