"""What to say and write: the scripts, the four voices, and the spellings of other countries."""

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from generator.model.channel import Voices
from generator.model.words import VOICES, Frozen, Id, Text, Voice

SLOT = re.compile(r"\{(\w+)\}")
PHRASES = ("after", "price_of", "sorry_for", "pride", "bring")
"""The slots that a trade's own phrases fill."""

SLOTS = frozenset({"me", "business", *PHRASES})


class Script(Voices):
    """What to say or write in one situation, in four voices."""

    title: Text
    when: Text
    means: Literal["call", "visit", "message", "note", "reply", "talk"]
    after: Text | None = None

    def strange_slots(self) -> list[str]:
        """Return the slots that nothing fills."""
        return sorted({slot for v in VOICES for slot in SLOT.findall(self.said(v))} - SLOTS)


class VoiceWords(Frozen):
    """One of the four voices: its name, the words of a profile that choose it, its sound."""

    name: Text
    words: tuple[Text, ...]
    sounds: Text


class VoiceTable(Frozen):
    """The four voices and the short lines that greet in each."""

    voices: Mapping[Voice, VoiceWords]
    greetings: Mapping[str, Voices]

    def of(self, words: tuple[str, ...]) -> Voice:
        """Return the voice that a profile's words choose: the first that is not `plain` decides."""
        telling = [word for word in words if word != "plain"]
        return next(
            (voice for voice, own in self.voices.items() if telling and telling[0] in own.words),
            "warm",
        )


class Spellings(Frozen):
    """What is spelt or called otherwise outside the United States, by the name of a spelling."""

    spellings: Mapping[Id, Mapping[str, Text]] = Field(default_factory=dict)
