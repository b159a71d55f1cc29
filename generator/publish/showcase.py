"""The front page of several sites: what they are, and a card for each."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.load.files import content
from generator.model.colors import DARK, LIGHT, schemes
from generator.model.library import Library
from generator.model.profile import Brand, Client
from generator.pages.compose import FAULTS, error_line, error_name
from generator.pages.playbook import initials
from generator.pages.spelling import written_for
from generator.problems import Place, Problem, ProblemsError
from generator.project.assets import BRAND, STYLE
from generator.project.files import DECISION
from generator.project.logo import logo
from generator.publish.site import LOST
from generator.site.finish import KEEP_OUT, WELCOME

ICON = "assets/icon.svg"
NIGHT = "(prefers-color-scheme:dark)"
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Card:
    """What the front page says of one client; hours a week, channels that were chosen and all.

    `logo` says whether the site's icon shows a logo, and not the initials.
    """

    id: str
    name: str
    initials: str
    logo: bool
    trade: str
    place: str
    people: int
    hours: str
    now: int
    all: int


def decisions(clients: Sequence[Client], projects: Path) -> dict[str, Facts]:
    """Return each client's `decision.json` from where the projects lie, by the client's id."""
    return {c.id: json.loads(content(projects / c.id / DECISION)) for c in clients}


def showcase(
    clients: Sequence[Client], library: Library, decided: Mapping[str, Facts]
) -> dict[str, bytes]:
    """Return the files of the front page, beside which each client's site lies in its folder.

    `decided` holds each client's decision by its id. All that is said stands open to everybody:
    leave out a client whose site is locked.
    """
    rows = sorted(clients, key=lambda c: (c.profile.business.name.casefold(), c.id))
    icon, style = library.theme[ICON], _style(rows, library)
    names = {"icon": _named(ICON, icon), "style": _named(STYLE, style)}
    hidden = not all(c.profile.publish.search_engines for c in rows)
    given: dict[str, object] = {
        **names,
        "clients": [_card(c, library, decided[c.id]) for c in rows],
        "noindex": hidden,
        "paper": LIGHT["paper"],
        "paper_dark": DARK["paper"],
    }
    return {
        LOST: lost(library),
        "index.html": _page("index.html", library, given),
        "robots.txt": (KEEP_OUT if hidden else WELCOME).encode(),
        ".nojekyll": b"",
        names["icon"]: icon,
        names["style"]: style,
    }


def lost(library: Library) -> bytes:
    """Return a page for wrong addresses that needs no other file and names nobody."""
    style = (library.theme[BRAND].decode() + library.showcase["404.css"]).strip()
    own = {"style": Markup(style), "style_hash": _policy(style)}  # noqa: S704 - the library's own
    return _page(LOST, library, own)


def _card(client: Client, library: Library, facts: Facts) -> Card:
    business, words = client.profile.business, library.rules.words["forms"]
    trade = written_for(library, client).trades.get(business.trade)
    country = library.countries.get(business.place.country)
    drawn = logo(client)
    where = [part for part in (business.place.city, business.place.region) if part]
    return Card(
        id=client.id,
        name=business.name,
        initials=initials(business.name),
        logo=bool(drawn and not drawn.wide),
        trade=trade.name if trade else words["own_kind"],
        place=", ".join(where) or (country.name if country else business.place.country),
        people=len(client.profile.resources.people),
        hours=f"{facts['hours']['available']:g}",
        now=sum(choice["verdict"] == "now" for choice in facts["choices"]),
        all=len(facts["choices"]),
    )


def _style(clients: Sequence[Client], library: Library) -> bytes:
    """Return the one style sheet: the library's colors and look, the cards, each card's colors."""
    parts = [library.theme[BRAND], library.theme[STYLE], library.showcase["showcase.css"].encode()]
    light = "".join(_own(client.id, client.profile.brand) for client in clients)
    dark = "".join(
        f".own-{client.id}{{--own:{schemes(client.profile.brand)[1].properties['brand']}}}"
        for client in clients
    )
    return b"".join((*parts, light.encode(), f"@media screen and {NIGHT}{{{dark}}}\n".encode()))


def _own(name: str, brand: Brand) -> str:
    """Return a card's colors: the band's are the same by day and by night."""
    colors = schemes(brand)[0].properties
    return (
        f".own-{name}{{--band:{colors['brand']};--on-band:{colors['on-brand']};"
        f"--own:{colors['brand']}}}"
    )


def _named(name: str, data: bytes) -> str:
    """Return a file's name with a hash of its content, as the sites' own files bear it."""
    stem, _, kind = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{kind}"


def _policy(style: str) -> str:
    """Return the hash by which a page's policy lets the style in it through.

    https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _page(name: str, library: Library, given: Mapping[str, object]) -> bytes:
    """Return a page's HTML, every text in it escaped; ProblemsError names a template's fault."""
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(library.showcase)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        return environment.get_template(name).render(given).encode()
    except FAULTS as error:
        place = Place(f"playbook/showcase/{error_name(error, name)}", error_line(error))
        wrong = f"The template cannot be filled: {str(error).rstrip('.')}."
        raise ProblemsError([Problem(place, "", wrong, "Correct the template.")]) from error
