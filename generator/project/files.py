"""One client's MkDocs project as {path: bytes}."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from generator.model.library import Library, NavSection
from generator.model.links import mail_link, phone_link, web_link
from generator.model.profile import Client, Profile
from generator.pages.compose import address_of, file_of
from generator.pages.playbook import initials
from generator.project.colors import css, schemes

BASE = "base.yml"
CHANNELS = "channels/index.md"
HEADER = "# Made by playbook. Build it with: mkdocs build --strict\n"


def project_files(client: Client, library: Library, pages: Mapping[str, str]) -> dict[str, bytes]:
    """Return the project: config, docs, theme and decision; it needs nothing outside itself."""
    files = {f"theme/{name}": data for name, data in library.theme.items()}
    files |= {f"docs/{name}": text.encode() for name, text in pages.items() if name.endswith(".md")}
    files["decision.json"] = pages["decision.json"].encode()
    files[BASE] = library.base_config
    files["mkdocs.yml"] = config(client, library, pages)
    files["docs/assets/brand.css"] = css(client.profile.brand).encode()
    logo = logo_path(client)
    if logo and client.logo is not None:
        files[f"docs/{logo}"] = client.logo
    return dict(sorted(files.items()))


def logo_path(client: Client) -> str | None:
    """Return where the logo lies in the site; its own name stays on the consultant's machine."""
    name = client.profile.brand.logo
    return f"assets/logo{Path(name).suffix.lower()}" if name and client.logo else None


def config(client: Client, library: Library, pages: Mapping[str, str]) -> bytes:
    """Return mkdocs.yml: what this client adds to the config that every site inherits."""
    profile = client.profile
    values: dict[str, Any] = {
        "INHERIT": BASE,
        "site_name": profile.business.name,
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"custom_dir": "theme"},
        "nav": nav(library, pages),
        "extra": _extra(client, library),
    }
    address = site_address(profile)
    if address:
        values["site_url"] = address
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)
    return (HEADER + text).encode()


def site_address(profile: Profile) -> str | None:
    """Return the address the site is published at, with a slash at its end."""
    if profile.publish.domain:
        return f"https://{profile.publish.domain}/"
    link = web_link(profile.publish.url or "")
    return f"{link.rstrip('/')}/" if link else None


def nav(library: Library, pages: Mapping[str, str]) -> list[Any]:
    """Return the reading order; pages that no section names join the last one."""
    sections = library.nav.sections
    named = {page for section in sections for page in section.pages}
    rest = [p for p in sorted(library.templates) if p not in named and not _part(p)]
    last = len(sections) - 1
    rows = [
        _section(section, library, (*section.pages, *(rest if index == last else ())))
        for index, section in enumerate(sections)
    ]
    own = {_title(library.templates[CHANNELS]): file_of(CHANNELS)}
    lists = [entries for row in rows for entries in row.values() if isinstance(entries, list)]
    next(entries for entries in lists if own in entries).extend(_channel_entries(library, pages))
    return rows


def _part(page: str) -> bool:
    return page.rsplit("/", maxsplit=1)[-1].startswith("_")


def _section(section: NavSection, library: Library, pages: tuple[str, ...]) -> dict[str, Any]:
    entries = [{_title(library.templates[page]): file_of(page)} for page in pages]
    if len(entries) == 1 and pages[0] == "index.md":
        return {section.title: file_of(pages[0])}
    return {section.title: entries}


def _channel_entries(library: Library, pages: Mapping[str, str]) -> list[dict[str, str]]:
    """Return every channel, in the order of the decision."""
    ranked = json.loads(pages["decision.json"])["choices"]
    return [
        {
            _capital(library.channels[row["channel"]].facts.name): file_of(
                f"channels/{row['channel']}.md"
            )
        }
        for row in ranked
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(template: str) -> str:
    front = template.split("---\n")[1]
    return str(yaml.safe_load(front)["title"])


def _extra(client: Client, library: Library) -> dict[str, Any]:
    profile = client.profile
    light, dark = schemes(profile.brand)
    extra: dict[str, Any] = {
        "noindex": not profile.publish.search_engines,
        "client": {
            "name": profile.business.name,
            "initials": initials(profile.business.name),
            "paper": light.properties["paper"],
            "paper_dark": dark.properties["paper"],
        },
        "bar": [
            {
                "title": place["title"],
                "href": f"{address_of(place['page'])}/",
                "icon": place["icon"],
                "id": place["id"],
            }
            for place in library.nav.bar
        ],
    }
    logo = logo_path(client)
    if logo:
        extra["client"] |= {"logo": logo}
        if logo.endswith((".svg", ".png")):
            extra["client"]["icon"] = logo
    if profile.consultant:
        extra["consultant"] = _consultant(profile)
    return extra


def _consultant(profile: Profile) -> dict[str, str]:
    consultant = profile.consultant
    if consultant is None:
        return {}
    found = {"name": consultant.name}
    link = (
        phone_link(consultant.phone or "")
        or mail_link(consultant.email or "")
        or web_link(consultant.website or "")
    )
    if link:
        found["link"] = link
    return found
