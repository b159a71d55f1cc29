"""One client's MkDocs project as {path: bytes}."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from generator.model.library import Library, NavSection
from generator.model.links import mail_link, phone_link, web_link
from generator.model.profile import Client, Consultant
from generator.pages.compose import address_of, file_of
from generator.project.assets import Assets, assets, site_description

BASE = "base.yml"
DECISION = "decision.json"
CHANNELS = "channels/index.md"
HEADER = "# Made by playbook. Build it with: mkdocs build --strict\n"


def project_files(
    client: Client, library: Library, pages: Mapping[str, str], *, live: bool = False
) -> dict[str, bytes]:
    """Return the project: config, docs, theme and decision; it needs nothing outside itself.

    A `live` one is for a preview: it has no worker, and its assets keep plain names.
    """
    made = assets(client, library, live=live)
    files = dict(made.files)
    files |= {f"docs/{name}": text.encode() for name, text in pages.items() if name != DECISION}
    files[DECISION] = pages[DECISION].encode()
    files[BASE] = library.base_config
    files["mkdocs.yml"] = config(client, library, pages, made)
    return dict(sorted(files.items()))


def config(client: Client, library: Library, pages: Mapping[str, str], made: Assets) -> bytes:
    """Return mkdocs.yml: what this client adds to the config that every site inherits."""
    profile = client.profile
    values: dict[str, Any] = {
        "INHERIT": BASE,
        "site_name": profile.business.name,
        "site_description": site_description(client, library),
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"custom_dir": "theme"},
        "nav": nav(library, pages),
        "extra": _extra(client, library, made),
    }
    if profile.publish.address:
        values["site_url"] = profile.publish.address
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)
    return (HEADER + text).encode()


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
    ranked = json.loads(pages[DECISION])["choices"]
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


def _extra(client: Client, library: Library, made: Assets) -> dict[str, Any]:
    profile = client.profile
    extra: dict[str, Any] = {
        "noindex": not profile.publish.search_engines,
        "client": made.client,
        "assets": made.named,
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
    if made.share:
        extra["share"] = made.share
    if profile.consultant:
        words = library.rules.words["ways"]
        extra["consultant"] = _consultant(profile.consultant, words)
    return extra


def _consultant(consultant: Consultant, words: Mapping[str, str]) -> dict[str, Any]:
    """Return who made the playbook, and the ways to reach them: a website if there is no other."""
    first = consultant.name.split()[0]
    links = {
        "call": phone_link(consultant.phone or ""),
        "write": mail_link(consultant.email or ""),
    }
    if not any(links.values()):
        links = {"ask": web_link(consultant.website or "")}
    ways = [
        {"href": href, "says": words[how].format(first=first)}
        for how, href in links.items()
        if href
    ]
    return {"name": consultant.name, "ways": ways}
