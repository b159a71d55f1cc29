"""What a client's own results teach: customers an hour, weighed against what was expected.

A channel's rate is gamma distributed before anything is known, with a mean of λ₀ customers an hour
and worth a month's hours h₀; N customers in H hours (Poisson) make it (λ₀·h₀ + N) / (h₀ + H). What
was expected shares out all customers that were counted, by what the model says a channel meets in
the hours it was given, so only differences between channels teach anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from generator.decide.options import Field
from generator.model.library import Library
from generator.model.profile import Profile, Result
from generator.model.results import Learnt

WEEKS = 52 / 12
"""Weeks in a month."""


def learnt(profile: Profile, library: Library, field: Field, today: date) -> tuple[Learnt, ...]:
    """Return what the results say of each channel that has any, in order of its id.

    Channels whose customers leave hardly a trace are not compared with the others.
    """
    own: dict[str, list[Result]] = defaultdict(list)
    for result in profile.results:
        own[result.channel].append(result)
    promise = {
        name: _promise(name, rows, field) if _traced(name, library) else 0.0
        for name, rows in own.items()
    }
    total = sum(promise.values())
    counted = sum(r.customers for name, rows in own.items() if promise[name] for r in rows)
    expected = {name: counted * part / total if total else 0.0 for name, part in promise.items()}
    several = sum(part > 0 for part in promise.values()) > 1
    return tuple(
        _learnt(name, own[name], expected[name] if several else 0.0, library, today)
        for name in sorted(own)
    )


def _traced(name: str, library: Library) -> bool:
    return library.channels[name].facts.traced != "hard"


def factors(found: Sequence[Learnt]) -> Mapping[str, float]:
    """Return what each channel's part in the choice is multiplied by, where that is not 1."""
    return {one.channel: one.factor for one in found if one.factor != 1.0}


def _promise(name: str, rows: Sequence[Result], field: Field) -> float:
    """Return how many customers the months' hours should meet, in any unit.

    Between paces, what a channel meets is read off a straight line over minutes a week.
    """
    paces = {option.minutes: field.coverage([option]) for option in field.options.get(name, ())}
    if not paces:
        return 0.0
    minutes = [0.0, *sorted(paces)]
    met = [0.0, *(paces[minute] for minute in minutes[1:])]
    return sum(float(np.interp(row.hours * 60 / WEEKS, minutes, met)) for row in rows)


def _learnt(
    name: str, rows: Sequence[Result], expected: float, library: Library, today: date
) -> Learnt:
    constant = library.constant
    facts = library.channels[name].facts
    months = sorted({row.month for row in rows})
    hours, customers = sum(row.hours for row in rows), sum(row.customers for row in rows)
    year, month = (int(part) for part in months[0].split("-"))
    judge_on = date(year, month, 1) + timedelta(days=facts.expect.do_not_judge_before_days)
    traced = _traced(name, library)
    early = traced and (today < judge_on or expected < constant("results_least"))
    prior = hours / len(months)
    before = expected / hours if hours and expected else 0.0
    after = (before * prior + customers) / (prior + hours) if hours else 0.0
    most = constant("results_most")
    factor = 1.0 if early or not before else min(max(after / before, 1 / most), most)
    return Learnt(
        channel=name,
        months=len(months),
        hours=hours,
        enquiries=sum(row.enquiries for row in rows),
        customers=customers,
        expected=expected,
        before=before,
        after=after,
        factor=factor,
        early=early,
        traced=traced,
        judge_on=judge_on,
    )
