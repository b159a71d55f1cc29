"""The decision as tasks with people, days and minutes, inside the hours that exist."""

from generator.plan.weeks import plan

__all__ = ["plan"]
