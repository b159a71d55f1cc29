"""The workflow that builds a workspace's sites on GitHub and puts them on its Pages."""

from generator.load.files import content
from generator.load.library import package_root

STARTER = package_root() / "playbook" / "starter"
PLACE = ".github/workflows/playbook.yml"
NEEDED = "requirements.txt"


def workflow_files() -> dict[str, bytes]:
    """Return the workflow and the lock of what the tool needs, by their places in a workspace."""
    return {PLACE: content(STARTER / "workflow.yml"), NEEDED: content(STARTER / NEEDED)}
