"""What to say and write, in the client's own voice."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.decide.team import OWNER, people
from generator.model.library import Library, Trade
from generator.model.profile import Profile
from generator.model.scripts import PHRASES, SLOT
from generator.model.words import Voice
from generator.pages.inert import inert

PRIVATE = "-private"
REPLACED = frozenset({"after", "price_of", "sorry_for"})
"""Phrases that are an example: brackets tell whoever speaks to put in their own."""


@dataclass(frozen=True)
class ScriptView:
    """One situation: its heading, when it comes, the words for it, and what to do after."""

    title: str
    when: str
    means: str
    form: str
    slots: Mapping[str, Markup]
    after: str

    @property
    def text(self) -> Markup:
        """Return the words as whoever is named first says them."""
        return _filled(self.form, self.slots)

    def by(self, name: Markup) -> Markup:
        """Return the words as somebody else says them."""
        return _filled(self.form, {**self.slots, "me": name})


@dataclass(frozen=True)
class VoiceView:
    """How the client sounds, and the short lines that greet in that voice."""

    key: Voice
    name: str
    sounds: str
    greetings: Mapping[str, Markup]


def voice(profile: Profile, library: Library) -> VoiceView:
    """Return the client's voice; warm and plain where none was given."""
    table = library.voices
    key = table.of(profile.brand.voice)
    words = table.voices[key]
    first = people(profile)[0].name
    name = {"name": inert(profile.business.name if first == OWNER else first)}
    greetings = {place: _filled(lines.said(key), name) for place, lines in table.greetings.items()}
    return VoiceView(key, words.name, words.sounds, greetings)


def scripts(
    profile: Profile, library: Library, trade: Trade | None, key: Voice
) -> Mapping[str, ScriptView]:
    """Return every script by its id, spoken by whoever is named first.

    A trade that may not say whom it serves gets a script's private twin where there is one.
    """
    slots = _slots(profile, library, trade)
    twins = library.scripts if trade and trade.private else {}
    shown = {
        name: twins.get(f"{name}{PRIVATE}", script) for name, script in library.scripts.items()
    }
    return {
        name: ScriptView(
            title=script.title,
            when=script.when,
            means=script.means,
            form=script.said(key),
            slots=slots,
            after=script.after or "",
        )
        for name, script in shown.items()
    }


def _slots(profile: Profile, library: Library, trade: Trade | None) -> Mapping[str, Markup]:
    words = library.rules.words
    phrases: Mapping[str, str] = (
        {name: getattr(trade, name) for name in PHRASES} if trade else words["slots"]
    )
    first = people(profile)[0].name
    me = words["slots"]["me"] if first == OWNER else first
    own = {"me": inert(me), "business": inert(profile.business.name)}
    shown = {name: f"[{text}]" if name in REPLACED else text for name, text in phrases.items()}
    return {**{name: inert(text) for name, text in shown.items()}, **own}


def _filled(form: str, slots: Mapping[str, Markup]) -> Markup:
    """Return a library sentence with its slots filled by inert text."""
    filled = SLOT.sub(lambda found: str(slots.get(found[1], found[0])), form)
    return Markup(filled)  # noqa: S704 - the form is the library's own
