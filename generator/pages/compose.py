"""Fill the library's templates with one client's playbook."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date

from jinja2 import BytecodeCache, DictLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.decide import decide
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Decision
from generator.pages.explain import decision_json
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.playbook import playbook
from generator.pages.prose import fitted, for_tier, for_trade, for_voice, in_currency, linked, where
from generator.pages.shown import ChannelView
from generator.pages.spelling import written_for
from generator.pages.view import Playbook
from generator.plan import plan
from generator.problems import Place, Problem, ProblemsError

FAULTS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError)
"""What a template can do wrong while it is filled."""
REMOVED = ("safe", "e", "escape", "forceescape", "urlize", "xmlattr", "tojson", "attr", "map")
CHANNEL_TEMPLATES = {"now": "_now.md", "later": "_later.md", "skip": "_skip.md"}
BLANKS = re.compile(r"\n{3,}")


def compose(
    client: Client, library: Library, today: date, *, papers: bool = False
) -> dict[str, str]:
    """Return every page of a client's playbook by its path, `decision.json` and the calendar.

    With `papers`, pages link to the PDF files that lie beside them.
    """
    library = written_for(library, client)
    decision = decide(client.profile, library, today)
    made = plan(client.profile, library, decision)
    return pages(Given(client, library, decision, made, today, papers))


def pages(given: Given) -> dict[str, str]:
    """Return the pages of a decision and its plan."""
    return filled(given.client, given.library, given.decision, playbook(given))


def filled(client: Client, library: Library, decision: Decision, shown: Playbook) -> dict[str, str]:
    """Return the library's templates filled with a playbook."""
    composer = _Composer(library)
    texts = {file_of(name): composer.page(name, name, shown) for name in page_names(library)}
    for channel in shown.channels:
        template = CHANNEL_TEMPLATES[channel.verdict]
        texts[file_of(channel.page)] = composer.page(template, channel.page, shown, channel)
    texts["decision.json"] = decision_json(client, library, decision)
    texts |= shown.calendars
    return dict(sorted(texts.items()))


def page_names(library: Library) -> tuple[str, ...]:
    """Return the pages there are templates for, without parts and channel templates."""
    return tuple(
        name for name in sorted(library.templates) if not posixpath.basename(name).startswith("_")
    )


def file_of(page: str) -> str:
    """Return the file of a page: each has a folder of its own, so both engines link alike."""
    address = address_of(page)
    return "index.md" if address == "." else f"{address}/index.md"


def address_of(page: str) -> str:
    """Return the folder a page is served from."""
    stem = page.removesuffix(".md")
    if stem == "index":
        return "."
    return stem.removesuffix("/index")


class _Compiled(BytecodeCache):
    """Compiled templates, kept while the process lives; Jinja compares their sources."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


class _Composer:
    def __init__(self, library: Library) -> None:
        self.labels = library.rules.words["cases"]
        self.forms = library.rules.words["forms"]
        self.environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(dict(library.templates)),
            autoescape=True,
            finalize=inert,
            undefined=StrictUndefined,
            bytecode_cache=COMPILED,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for name in REMOVED:
            self.environment.filters.pop(name, None)
        self.environment.filters["join"] = _join
        self.environment.filters["prose"] = Markup

    def page(
        self, template: str, page: str, shown: Playbook, channel: ChannelView | None = None
    ) -> str:
        """Return one page's Markdown; ProblemsError names a template that cannot be filled."""
        here = address_of(page)

        def to(target: str) -> str:
            return posixpath.relpath(file_of(target), here)

        def href(target: str) -> str:
            return posixpath.relpath(address_of(target), here) + "/"

        def guide(text: str) -> Markup:
            return Markup(linked(where(text, shown.cases), to))  # noqa: S704 - the library's own

        def made_up(text: str) -> Markup:
            return guide(in_currency(text, shown.coin, shown.coins))

        values: Mapping[str, object] = {
            "p": shown,
            "c": channel,
            "to": lambda target: Markup(to(target)),  # noqa: S704 - made of library names
            "href": lambda target: Markup(href(target)),  # noqa: S704 - as above
            "guide": guide,
            "examples": lambda text: made_up(for_trade(text, shown.nearest, self.forms)),
            "fitted": lambda text: guide(fitted(text, {self.labels[c] for c in shown.cases})),
            "replies": lambda text: made_up(for_voice(text, shown.voice.key)),
            "weekly": lambda text, tier: made_up(for_tier(text, tier)),
            "priced": made_up,
        }
        try:
            text = self.environment.get_template(template).render(values)
        except FAULTS as error:
            place = Place(f"playbook/pages/{error_name(error, template)}", error_line(error))
            wrong = f"The template cannot be filled: {str(error).rstrip('.')}."
            raise ProblemsError([Problem(place, "", wrong, "Correct the template.")]) from error
        return BLANKS.sub("\n\n", text).strip() + "\n"


def _join(items: Iterator[object], glue: str = "") -> Markup:
    return inert(glue).join(inert(item) for item in items)


def error_name(error: Exception, template: str) -> str:
    """Return the file of a template error."""
    return str(getattr(error, "name", None) or template)


def error_line(error: Exception) -> int:
    """Return the line of a template error, 1 where it has none."""
    return int(getattr(error, "lineno", None) or 1)
