"""What is to be set up once on a channel, and how long it takes."""

from generator.model.channel import Channel, Step
from generator.model.profile import Profile


def setup_steps(channel: Channel, profile: Profile) -> tuple[Step, ...]:
    """Return what is to be set up: nothing for an account in use, half the time for an idle one.

    Steps that something the business has makes needless are left out.
    """
    state = profile.channels.get(channel.id)
    account = state.account if state else "none"
    if account == "active":
        return ()
    needless = {
        number
        for asset, numbers in channel.facts.steps_not_needed.items()
        if asset in profile.resources.has
        for number in numbers
    }
    steps = [s for n, s in enumerate(channel.guide.steps, 1) if n not in needless]
    if account == "none":
        return tuple(steps)
    return tuple(s.model_copy(update={"minutes": _half(s.minutes)}) for s in steps)


def _half(minutes: float) -> float:
    """Return half of some minutes, in fives, and at least five."""
    return max(5.0, 5.0 * (minutes // 10))


def setup_minutes(channel: Channel, profile: Profile) -> float:
    """Return the minutes of setting up."""
    return sum(step.minutes for step in setup_steps(channel, profile))
