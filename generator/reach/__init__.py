"""How many of these customers each channel can reach, and with what certainty."""

from generator.reach.audiences import VISUAL, Known, audiences
from generator.reach.estimate import LISTS

__all__ = ["LISTS", "VISUAL", "Known", "audiences"]
