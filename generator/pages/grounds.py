"""Build the pages that everything else points to: answers, sources and judgements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.model.evidence import Finding, Source
from generator.model.library import Library
from generator.model.links import web_link
from generator.model.profile import Profile, Segment
from generator.model.results import Audience, Decision
from generator.pages.anchors import anchor
from generator.pages.inert import inert
from generator.pages.view import Answer, FindingView, Judgement, SourceView
from generator.pages.words import Words


def sources(
    used: Iterable[str], library: Library, words: Words, today: date
) -> tuple[SourceView, ...]:
    """Return the sources of the findings in use, by publisher, each with those findings."""
    wanted: dict[str, list[str]] = {}
    for name in sorted(set(used)):
        source, _ = library.finding_source[name]
        wanted.setdefault(source, []).append(name)
    rows = [_source(name, keys, library, words, today) for name, keys in wanted.items()]
    return tuple(sorted(rows, key=lambda row: (row.publisher.casefold(), -row.year, row.id)))


def _source(
    name: str, findings: Sequence[str], library: Library, words: Words, today: date
) -> SourceView:
    source = library.sources[name]
    link = web_link(source.url or "")
    return SourceView(
        id=anchor(name),
        publisher=source.publisher,
        title=source.title,
        url=inert(link) if link else None,
        host=urlsplit(link).netloc.removeprefix("www.") if link else "",
        year=source.year,
        base=source.base,
        sample=source.sample or "",
        caveat=source.caveat or "",
        sells=source.sells,
        expired=today > source.review_by,
        review_by=f"{words.day(source.review_by)} {source.review_by.year}",
        findings=tuple(_finding(key, library, source) for key in findings),
    )


def _finding(name: str, library: Library, source: Source) -> FindingView:
    finding = library.finding(name)
    return FindingView(
        id=anchor(name),
        says=finding.says,
        figure=figure(finding),
        grade=finding.grade,
        year=finding.year or source.year,
        note=finding.note or "",
    )


def figure(finding: Finding) -> str:
    """Return a finding's number as printed, with its unit; empty when it is a table only."""
    if finding.value is None:
        return ""
    value = finding.value
    text = str(value)
    if isinstance(value, float):
        text = f"{value:,.0f}" if value.is_integer() else f"{value:,g}"
    said = finding.says.casefold().startswith((finding.unit or "").casefold())
    return text if said else f"{text} {finding.unit}"


def judgements(
    profile: Profile, decision: Decision, library: Library, words: Words
) -> tuple[Judgement, ...]:
    """Return every judgement this client's decision rests on, with author, date and reason."""
    cells = _cells(decision, library, words)
    return (*_constants(library, words), *cells, *_reaches(profile, decision, library, words))


def _constants(library: Library, words: Words) -> Iterator[Judgement]:
    for name, rule in library.rules.constants.items():
        on = f"{words.day(rule.on)} {rule.on.year}"
        value = f"{rule.value:g} {rule.unit}"
        text = words.word("constants", name)
        yield Judgement(anchor(f"judged-{name}"), text, value, rule.by, on, rule.because)


def _cells(decision: Decision, library: Library, words: Words) -> Iterator[Judgement]:
    judged = library.moments.judged
    on = f"{words.day(judged.on)} {judged.on.year}"
    for choice in decision.choices:
        channel = library.channels[choice.channel]
        rows = library.moments.channels[choice.channel]
        cells = {
            library.moment_id(choice.channel, a): (
                words.word("buys", a.buy),
                library.moment(choice.channel, a),
            )
            for a in decision.audiences
        }
        wanted = ((goal, cell) for goal, cell in rows.jobs.items() if decision.goals.get(goal))
        cells |= {f"{choice.channel}.{goal}": (words.word("goals", goal), c) for goal, c in wanted}
        for key, (text, cell) in cells.items():
            name = anchor(f"judged-{key}")
            what = f"{channel.facts.name}: {text}"
            yield Judgement(name, what, f"{cell.value:g}", judged.by, on, cell.because)
        tier = channel.facts.tiers[choice.tier]
        yield Judgement(
            anchor(f"judged-{choice.channel}.{choice.tier}"),
            f"{channel.facts.name}: {words.word('tiers', choice.tier)}",
            f"{tier.effect:g}",
            channel.facts.judged.by,
            on,
            tier.because,
        )


def _reaches(
    profile: Profile, decision: Decision, library: Library, words: Words
) -> Iterator[Judgement]:
    """Yield why a reach is judged, or scaled to the place: only what this client's rests on."""
    judged = library.moments.judged
    on = f"{words.day(judged.on)} {judged.on.year}"
    for choice in decision.choices:
        facts = library.channels[choice.channel].facts
        reasons = " ".join(dict.fromkeys(_reach_notes(choice.channel, profile, decision, library)))
        if reasons:
            name = anchor(f"judged-{choice.channel}.reach")
            what = f"{facts.name}: {words.word('forms', 'reach_judged')}"
            yield Judgement(name, what, words.range(choice.reach), facts.judged.by, on, reasons)


def _reach_notes(
    channel: str, profile: Profile, decision: Decision, library: Library
) -> Iterator[str]:
    rule, place = library.channels[channel].facts.reach, profile.business.place
    scaled = rule.scope.get(profile.business.reach, 1.0) != 1.0
    for audience in decision.audiences:
        rows = rule.consumers if audience.kind == "consumers" else rule.businesses
        row = rows.get(place.country) or rows.get("any")
        if row and row.because:
            yield row.because
        setting = profile.customers[audience.index].setting or place.setting
        scaled = scaled or rule.setting.get(setting, 1.0) != 1.0
    if rule.because and (scaled or rule.overlap is not None):
        yield rule.because


def answers(profile: Profile, library: Library, words: Words) -> tuple[Answer, ...]:
    """Return what the client said, answer by answer, each at its own address."""
    teller = _Teller(profile, library, words)
    return tuple(
        Answer(anchor(key), words.word("answers", word), value) for key, word, value in teller.all()
    )


Told = tuple[str, str, Markup]


@dataclass(frozen=True)
class _Teller:
    """Puts a profile's answers into words, each with its key and the word for it."""

    profile: Profile
    library: Library
    words: Words

    def all(self) -> Iterator[Told]:
        yield from self.business()
        for index, segment in enumerate(self.profile.customers):
            yield from _segment(index, segment, self.library, self.words)
        for goal, weight in self.profile.goals.model_dump().items():
            yield f"goals.{goal}", f"goal_{goal}", inert(f"{weight:g}")
        yield from self.resources()
        yield from self.human()
        yield from self.decisions()
        start = self.profile.start
        said = f"{self.words.day(start)}, {start.year}" if start else ""
        yield "start", "start", self.said(said)

    def said(self, text: str) -> Markup:
        """Return an answer, or that there is none."""
        return inert(text or self.words.word("forms", "not_said"))

    def business(self) -> Iterator[Told]:
        business, words = self.profile.business, self.words
        trade = self.library.trades.get(business.trade)
        country = self.library.countries.get(business.place.country)
        setting = words.word("settings", business.place.setting)
        number = f"{business.customers:,}" if business.customers else ""
        yield "business.trade", "trade", self.said(trade.name if trade else business.trade)
        yield "business.sells", "sells", self.said(business.sells)
        yield "business.place.country", "country", self.said(country.name if country else "")
        yield "business.place.setting", "setting", self.said(setting)
        yield "business.reach", "reach", self.said(words.word("scopes", business.reach))
        yield "business.customers", "customers", self.said(number)

    def resources(self) -> Iterator[Told]:
        resources, words = self.profile.resources, self.words
        team = [f"{p.name} ({p.role}, {words.hours(p.hours_per_week)})" for p in resources.people]
        has = [self.library.means.assets[name].name for name in resources.has]
        size = "" if resources.customer_list is None else f"{resources.customer_list:,}"
        hours = words.hours(resources.hours_per_week)
        yield "resources.hours_per_week", "hours", self.said(hours)
        yield (
            "resources.money_per_month",
            "money",
            self.said(words.money(resources.money_per_month)),
        )
        yield "resources.people", "people", self.said(words.listed(team))
        yield "resources.has", "has", self.said(words.listed(has))
        yield "resources.customer_list", "list", self.said(size)

    def human(self) -> Iterator[Told]:
        human = self.profile.human_touch
        hours = "" if human.hours_per_week is None else self.words.hours(human.hours_per_week)
        who = [contact.who for contact in human.people]
        yield "human_touch.hours_per_week", "human", self.said(hours)
        yield "human_touch.people", "contacts", self.said(self.words.listed(who))

    def decisions(self) -> Iterator[Told]:
        for name, state in self.profile.channels.items():
            if state.decision:
                decision = self.words.word("decisions", state.decision)
                channel = self.library.channels[name].facts.name
                because = f": {state.because}" if state.because else ""
                text = f"{channel}, {decision}{because}"
                yield f"channels.{name}.decision", "decision", self.said(text)


def _segment(
    index: int, segment: Segment, library: Library, words: Words
) -> Iterator[tuple[str, str, Markup]]:
    key = f"customers[{index}]"
    kind = words.word("kinds", segment.kind)
    parts = [f"{segment.share:g} in 100", kind]
    if segment.women is not None:
        parts.append(words.word("forms", "women").format(share=f"{segment.women:g}"))
    for table, value in (("incomes", segment.income), ("educations", segment.education)):
        if value:
            parts.append(words.word(table, value))
    if segment.setting:
        parts.append(words.word("settings", segment.setting))
    yield key, "segment", inert(f"{segment.name}: {', '.join(parts)}")
    if segment.ages is not None:
        yield f"{key}.ages", "ages", inert(f"{segment.name}: {ages(segment)}")
    if segment.buy:
        yield f"{key}.buy", "buy", inert(f"{segment.name}: {words.word('buys', segment.buy)}")
    if segment.asked:
        form = words.word("forms", "asked")
        uses = [
            form.format(count=count, people=segment.asked.people, name=_name(name, library))
            for name, count in segment.asked.use.items()
        ]
        yield f"{key}.asked", "asked", inert(f"{segment.name}: {words.listed(uses)}")


def _name(channel: str, library: Library) -> str:
    return library.channels[channel].facts.name if channel in library.channels else channel


def ages(segment: Segment) -> str:
    """Return a segment's ages as the profile gives them."""
    if isinstance(segment.ages, str):
        return segment.ages
    shares = segment.ages or {}
    return ", ".join(f"{band}: {share:g} in 100" for band, share in shares.items() if share)


def used_findings(decision: Decision, library: Library) -> Iterator[str]:
    """Yield every finding that this client's pages rest on."""
    for choice in decision.choices:
        channel = library.channels[choice.channel]
        yield from (r.measured for r in choice.reasons if r.measured)
        yield from channel.facts.tiers[choice.tier].findings
        if choice.verdict == "now":
            yield from channel.guide.cites
            yield from channel.facts.expect.findings
        for audience in decision.audiences:
            yield from audience.reaches[choice.channel].findings
            yield from _cell_findings(choice.channel, audience, library)
    for rule in library.rules.constants.values():
        yield from rule.findings


def _cell_findings(channel: str, audience: Audience, library: Library) -> Iterator[str]:
    rows = library.moments.channels[channel]
    yield from library.moment(channel, audience).findings
    for cell in rows.jobs.values():
        yield from cell.findings
