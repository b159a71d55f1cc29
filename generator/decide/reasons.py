"""Why: the few facts behind each verdict, as keys of sentences with their values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.decide.options import Block, Option, fit
from generator.decide.team import people
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Audience, Reason

MOST = 3
BLOCKED = frozenset({"never", "needs", "not_in_country", "no_figure", "nobody", "few_customers"})
"""Reasons that keep a channel out whatever the figures are."""
FEW_USE, SELDOM, NOT_ITS_JOB, MOSTLY_MET = 0.3, 0.3, 0.35, 0.5
HARDLY = 0.15
"""A part in the choice below which its reason speaks against the channel."""
TELLING = 0.03
"""Customers met alone from which it can be said that others meet them already."""


def for_now(
    option: Option, profile: Profile, library: Library, audiences: Sequence[Audience]
) -> tuple[Reason, ...]:
    """Return why a channel is in: who is there, how they buy, and the cadence."""
    name = option.channel
    state = profile.channels.get(name)
    found = []
    if state and state.decision == "always":
        found.append(_consultant(name, state.because or ""))
    best = max(
        audiences, key=lambda a: a.weight * a.reaches[name].share.mid * _cell(name, a, library)
    )
    found += [_reach_reason(name, best, profile), _moment_reason(name, best, profile, library)]
    tier = library.channels[name].facts.tiers[option.tier]
    found.append(Reason("cadence", {"why": tier.because}, judged=f"{name}.{option.tier}"))
    return tuple(found)


@dataclass(frozen=True)
class Worth:
    """What a channel would meet alone and add to the chosen ones, 0 to 1, and its option."""

    alone: float
    adds: float
    option: Option


def for_skip(
    worth: Worth, profile: Profile, library: Library, audiences: Sequence[Audience]
) -> tuple[Reason, ...]:
    """Return why a channel is left out, the strongest reason first."""
    name, alone, adds = worth.option.channel, worth.alone, worth.adds
    found = []
    share = sum(a.weight * a.reaches[name].share.mid for a in audiences)
    reached = max(audiences, key=lambda a: a.weight * a.reaches[name].share.mid)
    main = max(audiences, key=lambda a: a.weight)
    if share < FEW_USE:
        found.append((share / FEW_USE, _reach_reason(name, main, profile, "few_there")))
    moment = sum(a.weight * _cell(name, a, library) for a in audiences)
    if moment < SELDOM and _cell(name, main, library) < SELDOM:
        most = max(audiences, key=lambda a: a.weight * (SELDOM - _cell(name, a, library)))
        key = "seldom" if _cell(name, most, library) < HARDLY else "seldom_bare"
        found.append((moment / SELDOM, _moment_reason(name, most, profile, library, key)))
    job = fit(library.channels[name], profile, library)
    if job < NOT_ITS_JOB:
        found.append((job / NOT_ITS_JOB, _job_reason(name, profile, library)))
    if alone >= TELLING and round(100 * adds) <= MOSTLY_MET * round(100 * alone):
        values = {"alone": alone, "adds": adds}
        found.append(
            (adds / alone / MOSTLY_MET, Reason("already_met", values, judged="overlap_error"))
        )
    hours = worth.option.cost / 60
    price = library.constant("price_of_hour") * hours
    cost = Reason(
        "no_room" if adds > price else "costs",
        {"hours": hours, "adds": adds},
        judged="price_of_hour",
    )
    found.sort(key=lambda pair: pair[0])
    kept = [reason for _, reason in found][: MOST - 1]
    return (*kept, cost) if kept else (cost, _reach_reason(name, reached, profile))


def trigger(change: Reason, library: Library) -> Reason:
    """Return a change of hours, or to one more asset or skill, as what a channel waits for."""
    if change.key == "trigger_quarter":
        return Reason("trigger_quarter", {}, said="channels")
    if "total" in change.values:
        return Reason("trigger_hours", change.values, said="resources.hours_per_week")
    name = str(change.values["id"])
    asset = change.key == "flip_asset"
    word = library.means.assets[name] if asset else library.means.skills[name]
    values = {"means": word.name, "fix": word.fix, "id": name}
    said = "resources.has" if asset else "resources.people"
    return Reason("trigger_asset" if asset else "trigger_skill", values, said=said)


def assumptions(profile: Profile, library: Library) -> tuple[Reason, ...]:
    """Return what the profile leaves open and what was taken instead."""
    found: list[Reason] = []
    business = profile.business
    for index, segment in enumerate(profile.customers):
        if segment.kind == "consumers":
            missing = [
                word
                for word, value in (("ages", segment.ages), ("women", segment.women))
                if value is None
            ]
            found += [
                Reason(f"assumed_{word}", {"segment": segment.name}, said=f"customers[{index}]")
                for word in missing
            ]
        elif segment.ages is not None or segment.women is not None:
            firm = {"segment": segment.name}
            found.append(Reason("assumed_firm", firm, said=f"customers[{index}]"))
        if segment.buy is None and business.trade in library.trades:
            trade = library.trades[business.trade]
            values = {"segment": segment.name, "trade": trade.name, "buy": trade.buy}
            found.append(Reason("assumed_buy", values, said=f"customers[{index}]"))
    return (*found, *_assumed_list(profile), *_assumed_means(profile))


def _assumed_list(profile: Profile) -> Iterator[Reason]:
    alike = all(segment.on_list is None for segment in profile.customers)
    if profile.resources.customer_list and alike and len(profile.customers) > 1:
        yield Reason("assumed_list", {}, said="resources.customer_list")


def _assumed_means(profile: Profile) -> Iterator[Reason]:
    resources = profile.resources
    if not resources.people:
        yield Reason("assumed_people", {}, said="resources.people")
    for person in people(profile):
        if resources.people and person not in resources.people:
            hours = {"hours": person.hours_per_week, "who": person.name}
            yield Reason("assumed_somebody", hours, said="resources.people")
    if profile.human_touch.hours_per_week is None:
        yield Reason("assumed_human", {}, said="human_touch.hours_per_week")
    if resources.customer_list and profile.business.customers is None:
        size = {"size": resources.customer_list}
        yield Reason("assumed_customers", size, said="business.customers")
    if resources.money_per_month and resources.currency is None:
        yield Reason("assumed_currency", {}, said="resources.money_per_month")
    if not resources.has:
        yield Reason("assumed_has", {}, said="resources.has")
    if profile.start is None:
        yield Reason("assumed_start", {}, said="start")


def headline(findings: Sequence[str], library: Library) -> str | None:
    """Return the first finding that may be a headline: graded A or B."""
    return next((name for name in findings if library.finding(name).grade in {"A", "B"}), None)


def _cell(name: str, audience: Audience, library: Library) -> float:
    return library.moment(name, audience).value


def _consultant(name: str, because: str) -> Reason:
    return Reason("always", {"because": because}, said=f"channels.{name}.decision")


def _reach_reason(name: str, audience: Audience, profile: Profile, prefix: str = "reach") -> Reason:
    reach = audience.reaches[name]
    segment = profile.customers[audience.index]
    asked = segment.asked
    values: dict[str, object] = {
        "segment": audience.name,
        "low": reach.share.low,
        "mid": reach.share.mid,
        "high": reach.share.high,
        "list": profile.resources.customer_list or 0,
        "people": asked.people if asked else 0,
        "users": asked.use.get(name, 0) if asked else 0,
    }
    said = f"customers[{audience.index}]"
    said += ".asked" if reach.basis == "asked" else ".ages" if segment.ages else ""
    measured = reach.findings[min(1, len(reach.findings) - 1)] if reach.findings else None
    if reach.basis == "asked":
        measured = None
    judged = None if measured else f"{name}.reach"
    answer = None if reach.basis == "judgement" else said
    return Reason(f"{prefix}_{reach.basis}", values, said=answer, measured=measured, judged=judged)


def _moment_reason(
    name: str, audience: Audience, profile: Profile, library: Library, key: str = "moment"
) -> Reason:
    cell = library.moment(name, audience)
    own = profile.customers[audience.index].buy
    answer = f"customers[{audience.index}].buy" if own else "business.trade"
    said = None if key.startswith("seldom") else answer
    measured = headline(cell.findings, library)
    values = {
        "segment": audience.name,
        "buy": audience.buy,
        "part": cell.value,
        "why": cell.because,
    }
    return Reason(
        key, values, said=said, measured=measured, judged=library.moment_id(name, audience)
    )


def _job_reason(name: str, profile: Profile, library: Library) -> Reason:
    jobs = library.moments.channels[name].jobs
    wanted = max(jobs, key=profile.goals.weight)
    values = {"goal": wanted, "why": jobs[wanted].because}
    return Reason("not_its_job", values, said=f"goals.{wanted}", judged=f"{name}.{wanted}")


def for_block(name: str, block: Block, profile: Profile, library: Library) -> Reason:
    """Return why a channel cannot be chosen at all."""
    country = library.countries.get(profile.business.place.country)
    place = country.name if country else profile.business.place.country
    if block.key == "never":
        because = profile.channels[name].because or ""
        return Reason("never", {"because": because}, said=f"channels.{name}.decision")
    if block.key == "needs":
        words = [library.means.assets[asset].name for asset in block.names]
        return Reason("needs", {"means": " and ".join(words)}, said="resources.has")
    if block.key == "few_customers":
        tiers = library.channels[name].facts.tiers.values()
        values = {"least": min(t.needs_customers for t in tiers), "had": profile.business.customers}
        return Reason("few_customers", values, said="business.customers")
    return Reason(block.key, {"place": place}, said="business.place.country")
