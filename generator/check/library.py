"""What the library's files must agree with: every name they use stands for something."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.load.guides import CITATION
from generator.load.zones import known_zones
from generator.model.channel import CASE_ENDS, CASE_OPENS, Channel, Estimate
from generator.model.evidence import Finding
from generator.model.library import Library
from generator.model.links import web_link
from generator.model.scripts import SLOTS
from generator.model.words import BUYS, GOALS, TIERS
from generator.problems import Place, Problem, quoted, suggestion

Path = tuple[str | int, ...]
Locate = Callable[[str, Path], Place]
LINK = re.compile(r"\[([^\]]*)" + CITATION.pattern)
YEAR = re.compile(r"(19|20)\d\d")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MARKUP = re.compile(r"[*`_<]|\]\(")
CURRENT_BASE = "100"
LEAST_IDEAS = 10


def library_problems(library: Library, locate: Locate) -> tuple[Problem, ...]:
    """Return every disagreement inside the library; `locate` finds a key in a content file."""
    return tuple(_Checker(library, locate).all())


class _Checker:
    def __init__(self, library: Library, locate: Locate) -> None:
        self.library = library
        self.locate = locate

    def all(self) -> Iterator[Problem]:
        for channel in self.library.channels.values():
            yield from self.channel(channel)
        yield from self.moments()
        yield from self.trades()
        yield from self.scripts()
        yield from self.countries()
        yield from self.zones()
        yield from self.rules()
        yield from self.pages()

    def problem(self, file: str, path: Path, wrong: str, remedy: str) -> Problem:
        key = ".".join(str(step) for step in path)
        return Problem(self.locate(file, path), key, wrong, remedy)

    def findings(self, file: str, path: Path, names: Iterable[str | None]) -> Iterator[Problem]:
        for name in names:
            if name and name not in self.library.finding_source:
                wrong = f"There is no finding {quoted(name)}."
                remedy = suggestion(name, self.library.finding_source, "evidence")
                yield self.problem(file, path, wrong, remedy)

    def channel(self, channel: Channel) -> Iterator[Problem]:
        file, facts = f"channels/{channel.id}/channel.yml", channel.facts
        for name, tier in facts.tiers.items():
            yield from self.findings(file, ("tiers", name, "findings"), tier.findings)
            for kind in ("making", "posting", "answering"):
                if getattr(tier, kind) != round(getattr(tier, kind)):
                    wrong, path = "Minutes are whole.", ("tiers", name, kind)
                    yield self.problem(file, path, wrong, "Round them.")
        given = [tier for tier in TIERS if tier in facts.tiers]
        efforts = [facts.tiers[tier].minutes for tier in given]
        effects = [facts.tiers[tier].effect for tier in given]
        if sorted(efforts) != efforts or sorted(effects) != effects:
            wrong = "A stronger pace takes less time or does less than a lighter one."
            yield self.problem(file, ("tiers",), wrong, "Put minutes and effects in order.")
        yield from self.findings(file, ("expect", "findings"), facts.expect.findings)
        yield from self.reach(channel)
        yield from self.means(channel)
        yield from self.guide(channel)
        yield from self.marks(channel)
        yield from self.links(channel)
        if channel.id not in self.library.moments.channels:
            wrong = "The channel stands in neither moments.yml nor its own file."
            remedy = "Add `moments:` and `jobs:` to channel.yml."
            yield self.problem(file, (), wrong, remedy)

    def reach(self, channel: Channel) -> Iterator[Problem]:
        file = f"channels/{channel.id}/channel.yml"
        rule = channel.facts.reach
        for kind, rows in (("consumers", rule.consumers), ("businesses", rule.businesses)):
            for country, row in rows.items():
                path = ("reach", kind, country)
                named = (row.table, row.total, row.listed, row.ratio, *row.times)
                yield from self.findings(file, path, named)
                yield from self.numbers(file, path, row)

    def numbers(self, file: str, path: Path, row: Estimate) -> Iterator[Problem]:
        for name in (row.table, row.total, row.listed, *row.times):
            if name in self.library.finding_source:
                finding = self.library.finding(str(name))
                if not isinstance(finding.value, float) and "gender" not in finding.by:
                    wrong = f"The finding {quoted(name)} has no total to work with."
                    yield self.problem(file, path, wrong, "Name one with a number.")

    def means(self, channel: Channel) -> Iterator[Problem]:
        file, words = f"channels/{channel.id}/channel.yml", self.library.means
        for asset in channel.facts.needs:
            if asset not in words.assets:
                wrong = f"There is no asset {quoted(asset)}."
                yield self.problem(
                    file, ("needs",), wrong, suggestion(asset, words.assets, "assets")
                )
        for index, lack in enumerate(channel.facts.better_with):
            known = words.skills if lack.skill else words.assets
            word = lack.skill or lack.asset or ""
            if word not in known:
                wrong = f"There is no skill or asset {quoted(word)}."
                remedy = suggestion(word, known, "means")
                yield self.problem(file, ("better_with", index), wrong, remedy)

    def guide(self, channel: Channel) -> Iterator[Problem]:
        file = f"channels/{channel.id}/guide.md"
        minutes = sum(step.minutes for step in channel.guide.steps)
        if minutes != channel.facts.setup_minutes:
            wrong = f"The set-up steps add up to {minutes:g} minutes."
            remedy = f"channel.yml says {channel.facts.setup_minutes:g}; make them agree."
            yield self.problem(file, (), wrong, remedy)
        for step in channel.guide.steps:
            if MARKUP.search(step.text):
                wrong = f"The set-up step {quoted(step.text)} holds Markdown."
                yield self.problem(
                    file, (), wrong, "Write it in plain words; lists show it as text."
                )
        yield from self.findings(file, (), channel.guide.cites)
        for section in channel.guide.sections.values():
            for text, source, key in LINK.findall(section.body):
                name = f"{source}-{key}"
                if name in self.library.finding_source:
                    yield from self.figures(file, text, self.library.finding(name))

    def marks(self, channel: Channel) -> Iterator[Problem]:
        file, known = f"channels/{channel.id}/guide.md", self.library.rules.words["cases"]
        for section in channel.guide.sections.values():
            begun = [name for _, name in CASE_OPENS.findall(section.body)]
            for name in begun:
                if name not in known:
                    wrong = f"There is no case {quoted(name)}."
                    yield self.problem(file, (), wrong, suggestion(name, known, "cases"))
            if len(begun) != section.body.count(CASE_ENDS):
                wrong = f"Marks for cases are left open under {quoted(section.title)}."
                yield self.problem(file, (), wrong, f"Close each with `{CASE_ENDS}`.")

    def links(self, channel: Channel) -> Iterator[Problem]:
        file, facts = f"channels/{channel.id}/channel.yml", channel.facts
        for index, rule in enumerate(facts.rules):
            if not web_link(rule.url):
                wrong = f"{quoted(rule.url)} is no address."
                yield self.problem(
                    file, ("rules", index, "url"), wrong, "Begin it with https: or http:."
                )
            known = self.library.rules.words["cases"]
            if rule.case and rule.case not in known:
                wrong = f"There is no case {quoted(rule.case)}."
                path = ("rules", index, "case")
                yield self.problem(file, path, wrong, suggestion(rule.case, known, "cases"))

    def figures(self, file: str, text: str, finding: Finding) -> Iterator[Problem]:
        """Yield the numbers of a cited sentence that the finding does not hold."""
        parts = [finding.value, finding.low, finding.high, finding.says, finding.note, finding.by]
        held = {n.replace(",", "") for n in NUMBER.findall(" ".join(map(_digits, parts)))}
        for number in NUMBER.findall(YEAR.sub("", text)):
            plain = number.replace(",", "")
            if plain != CURRENT_BASE and plain not in held:
                wrong = f"The link says {quoted(number)}, the finding does not."
                yield self.problem(file, (), wrong, f"Correct {quoted(text)}.")

    def moments(self) -> Iterator[Problem]:
        file = "moments.yml"
        for name, row in self.library.moments.channels.items():
            path = ("channels", name)
            if name not in self.library.channels:
                wrong = f"There is no channel {quoted(name)}."
                yield self.problem(file, path, wrong, suggestion(name, self.library.channels, "x"))
            missing = [m for m in BUYS if m not in row.moments] + [
                g for g in GOALS if g not in row.jobs
            ]
            if missing:
                wrong = f"These cells are missing: {', '.join(missing)}."
                yield self.problem(file, path, wrong, "Give each a value and a reason.")
            for kind in ("moments", "jobs", "businesses", "visual"):
                for key, cell in getattr(row, kind).items():
                    yield from self.findings(file, (*path, kind, key), cell.findings)

    def trades(self) -> Iterator[Problem]:
        for name, trade in self.library.trades.items():
            if trade.contrast not in self.library.trades:
                wrong = f"There is no trade {quoted(trade.contrast)}."
                remedy = suggestion(trade.contrast, self.library.trades, "trades")
                yield self.problem(f"trades/{name}.yml", ("contrast",), wrong, remedy)

            if len(trade.all_ideas) < LEAST_IDEAS:
                wrong = f"There are {len(trade.all_ideas)} ideas."
                remedy = f"A channel's page shows {LEAST_IDEAS}: write at least as many."
                yield self.problem(f"trades/{name}.yml", ("ideas",), wrong, remedy)

    def scripts(self) -> Iterator[Problem]:
        for name, script in self.library.scripts.items():
            for slot in script.strange_slots():
                wrong = f"Nothing fills the slot {{{slot}}}."
                remedy = suggestion(slot, sorted(SLOTS), "slots")
                yield self.problem(f"scripts/{name}.yml", (), wrong, remedy)

    def countries(self) -> Iterator[Problem]:
        tables = self.library.spellings.spellings
        for code, facts in self.library.countries.items():
            if facts.spelling and facts.spelling not in tables:
                wrong = f"There is no spelling {quoted(facts.spelling)}."
                remedy = suggestion(facts.spelling, tables, "spellings")
                path = ("countries", code, "spelling")
                yield self.problem("countries.yml", path, wrong, remedy)

    def zones(self) -> Iterator[Problem]:
        file = "time_zones.yml"
        for code in sorted(self.library.countries.keys() - self.library.time_zones.keys()):
            wrong = f"The country {quoted(code)} has no time zone."
            yield self.problem(file, ("countries",), wrong, f"Add `{code}: {{zone: ...}}`.")
        for code, facts in self.library.time_zones.items():
            path = ("countries", code)
            for name in (facts.zone, *facts.regions.values()):
                if name not in known_zones():
                    wrong = f"There is no time zone {quoted(name)}."
                    yield self.problem(file, path, wrong, suggestion(name, known_zones(), "zones"))

    def rules(self) -> Iterator[Problem]:
        for name, rule in self.library.rules.constants.items():
            yield from self.findings("rules.yml", ("constants", name), rule.findings)

    def pages(self) -> Iterator[Problem]:
        listed = [page for section in self.library.nav.sections for page in section.pages]
        listed += [str(place["page"]) for place in self.library.nav.bar]
        for page in dict.fromkeys(listed):
            if page not in self.library.templates:
                wrong = f"There is no page {quoted(page)}."
                remedy = suggestion(page, self.library.templates, "pages")
                yield self.problem("pages/nav.yml", ("sections",), wrong, remedy)


def _digits(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_digits(held)}" for name, held in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
