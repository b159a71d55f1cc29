"""Pages to a self-contained MkDocs project."""

from generator.project.files import project_files
from generator.project.swap import put_in_place, write_tree

__all__ = ["project_files", "put_in_place", "write_tree"]
