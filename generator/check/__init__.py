"""Do the files agree with each other? Everything that one file alone cannot tell."""

from generator.check.library import library_problems
from generator.check.notes import profile_notes
from generator.check.profile import profile_problems
from generator.check.together import shared_places

__all__ = ["library_problems", "profile_notes", "profile_problems", "shared_places"]
