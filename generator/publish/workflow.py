"""The workflow that builds a workspace's sites on GitHub and puts them on its Pages."""

from generator.load.files import content
from generator.load.library import package_root

STARTER = "workflow.yml"
"""Its name among the files that a workspace starts with."""

PLACE = ".github/workflows/playbook.yml"
"""Where a workspace keeps it."""


def workflow() -> bytes:
    """Return the workflow's file; it goes to `PLACE` in the workspace."""
    return content(package_root() / "playbook" / "starter" / STARTER)
