"""What the author of a profile should know and need not mend."""

from generator.load.profile import Reading
from generator.load.tree import place_of
from generator.load.typed import key_path
from generator.model.colors import ENOUGH, schemes
from generator.problems import Problem

COLORS = (("color", "brand"), ("accent", "accent"))
"""Keys of the profile with the property of the stylesheet each becomes."""


def profile_notes(reading: Reading) -> tuple[Problem, ...]:
    """Return the colors that text cannot be read in, with what the site uses instead."""
    if reading.client is None:
        return ()
    brand = reading.client.profile.brand
    grounds = dict(zip(("light", "dark"), schemes(brand), strict=True))
    notes = []
    for key, name in COLORS:
        for ground, scheme in grounds.items():
            if key in brand.model_fields_set and name in scheme.changed:
                path, change = ("brand", key), scheme.changed[name]
                wrong = (
                    f"On a {ground} ground text in {change.given} has a contrast of "
                    f"{change.contrast:.2f} to 1, and {ENOUGH} is needed."
                )
                remedy, place = f"The site uses {change.made} there.", place_of(reading.node, path)
                notes.append(Problem(place, key_path(path), wrong, remedy, is_note=True))
    return tuple(notes)
