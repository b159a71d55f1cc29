"""Numbers and reasons as words, with every word taken from the library."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Range, Reason
from generator.pages.inert import inert

PLACE = re.compile(r"\{(\w+)\}")
VOWELS = frozenset("aeiou")
MONTH_FIRST = frozenset({"US"})
TABLES = {"buy": "buys", "goal": "goals", "turn": "turns", "where": "places"}
MANY, WIDE = 0.3, 0.2
"""From which share a channel is not seldom used, and how wide a range says little."""
Quote = Callable[[object], str]


def _unsure(values: Mapping[str, object]) -> bool:
    """Say whether a share that counts as low may as well be a good one."""
    low, high = (float(str(values.get(end, 0))) for end in ("low", "high"))
    return high - low >= WIDE or high >= max(MANY, 2 * low)


@dataclass(frozen=True)
class Words:
    """How this client's country writes things, and the library's words for them."""

    library: Library
    country: str
    currency: str

    @classmethod
    def of(cls, profile: Profile, library: Library) -> "Words":
        """Return the words for a client's country and currency."""
        country = profile.business.place.country
        return cls(library, country, library.currency(profile.resources.currency, country))

    def word(self, table: str, key: str) -> str:
        """Return the library's word for a key; the key itself where there is none."""
        return str(self.library.rules.words.get(table, {}).get(key, key))

    def share(self, value: float) -> str:
        """Return a share as whole customers in 100."""
        return str(round(value * 100))

    def range(self, value: Range) -> str:
        """Return a range as whole customers in 100, one number when both ends are the same."""
        low, high = round(value.low * 100), round(value.high * 100)
        if low == high:
            return str(low)
        return self.word("forms", "range").format(low=low, high=high)

    def minutes(self, value: float) -> str:
        """Return minutes as hours and minutes."""
        hours, rest = divmod(round(value), 60)
        if not hours:
            return self.word("forms", "minutes").format(minutes=rest)
        if not rest:
            return self.word("forms", "hour" if hours == 1 else "hours").format(hours=hours)
        return self.word("forms", "hours_minutes").format(hours=hours, minutes=rest)

    def hours(self, value: float) -> str:
        """Return hours, to five minutes."""
        return self.minutes(5 * round(value * 12))

    def money(self, value: float) -> str:
        """Return an amount in the client's currency, whole."""
        return f"{self.coin}{round(value):,}"

    @property
    def coin(self) -> str:
        """Return what stands before a price: the currency's sign, or its letters."""
        signs = self.library.rules.words.get("currencies", {})
        return str(signs.get(self.currency, f"{self.currency} "))

    def count(self, value: int) -> str:
        """Return a small count as a word."""
        return self.word("numbers", str(value))

    def day(self, value: date) -> str:
        """Return a day and month in the country's order."""
        month = self.word("months", f"{value.month:02d}")
        form = "month_day" if self.country in MONTH_FIRST else "day_month"
        return self.word("forms", form).format(day=value.day, month=month)

    def dated(self, value: date) -> str:
        """Return a day with its year, in the country's order."""
        glue = ", " if self.country in MONTH_FIRST else " "
        return f"{self.day(value)}{glue}{value.year}"

    def month_day(self, value: str) -> str:
        """Return a day of the year, given as MM-DD."""
        month, day = value.split("-")
        return self.day(date(2028, int(month), int(day)))

    def listed(self, items: list[str]) -> str:
        """Return items as a phrase: a, b and c."""
        if len(items) <= 1:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.word('forms', 'and')} {items[-1]}"

    def value(self, name: str, value: object) -> object:
        """Return a reason's value as it stands in a sentence."""
        if name in {"low", "mid", "high", "adds", "alone", "part"}:
            return self.share(float(str(value)))
        if name in {"hours", "total"}:
            return self.hours(float(str(value)))
        if name == "trade":
            return self.word("forms", "a_vowel" if str(value)[:1] in VOWELS else "a").format(
                word=value
            )
        if name == "money":
            return self.money(float(str(value)))
        if name == "who":
            return self.inside(str(value))
        table = TABLES.get(name)
        return self.word(table, str(value)) if table else value

    def inside(self, who: str) -> str:
        """Return somebody as they stand inside a sentence: `The innkeeper` is `the innkeeper`."""
        small = self.word("forms", "small").split()
        return who[:1].lower() + who[1:] if who.split(" ", maxsplit=1)[0] in small else who

    def ground(self, key: str) -> str:
        """Return the short line for a kind of reason; empty where it has none."""
        grounds: Mapping[str, str] = self.library.rules.words["grounds"]
        if key.endswith("_refused"):
            return grounds["no_figure"]
        return next((text for start, text in grounds.items() if key.startswith(start)), "")

    def sentence(self, reason: Reason, quote: Quote = str) -> str:
        """Return a reason as a sentence; `quote` makes each value safe for where it goes."""
        form = str(self.library.rules.reasons[reason.key])
        values: Mapping[str, object] = reason.values
        if reason.key.startswith("few_there") and _unsure(values):
            form = str(self.library.rules.reasons.get(f"{reason.key}_unsure", form))
        if not values.get("because", True):
            form = str(self.library.rules.reasons[f"{reason.key}_bare"])
        return PLACE.sub(lambda m: str(quote(self.value(m[1], values[m[1]]))), form)

    def safe_sentence(self, reason: Reason) -> Markup:
        """Return a reason as a sentence for a page, its values inert."""
        return Markup(self.sentence(reason, inert))  # noqa: S704 - the form is the library's own
