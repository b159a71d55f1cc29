"""How many of these customers each channel can reach, and with what certainty."""

from generator.reach.audiences import LISTS, Known, audiences

__all__ = ["LISTS", "Known", "audiences"]
