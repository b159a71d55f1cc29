"""Now, later or skip: which few channels, at what cadence, and why."""

from generator.decide.decision import chosen, decide

__all__ = ["chosen", "decide"]
