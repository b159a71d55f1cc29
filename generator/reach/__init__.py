"""How many of these customers each channel can reach, and with what certainty."""

from generator.reach.audiences import audiences

__all__ = ["audiences"]
