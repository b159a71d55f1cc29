"""The files a site's frame needs: styles, scripts, logo, icons, manifest.

What a page loads bears a hash of its content in its name, so that a phone that holds an older one
never puts the two together.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import rjsmin

from generator.model.colors import css, schemes
from generator.model.library import Library
from generator.model.profile import Brand, Client
from generator.pages.playbook import initials
from generator.project.icons import ICONS, Mark, icons
from generator.project.logo import Logo, logo
from generator.project.share import HEIGHT, SHARE, WIDTH, share

STYLE, SCRIPT, BRAND = "assets/playbook.css", "assets/playbook.js", "assets/brand.css"
NOT_NEEDED = frozenset({BRAND, "assets/icon.svg"})
"""What the theme holds for the untailored library; a client has its own."""

MANIFEST = "manifest.webmanifest"
WORKER = "sw.js"
FOLDER = "locked/"
"""The theme's files for locked sites."""

SHORT = 12
"""Letters under an icon that a home screen shows whole."""


@dataclass
class Assets:
    """Files by their place in the project, and `named`: what the theme calls them by.

    `share` says what the head tells of the picture for those who are sent the address.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)
    share: dict[str, str] = field(default_factory=dict)


def assets(client: Client, library: Library, *, live: bool = False) -> Assets:
    """Return a client's assets; a `live` preview has plain names and neither manifest nor worker.

    A preview's files change all the time, and nothing of it may stay on a phone.
    """
    made = Assets()
    drawn = logo(client)
    _theme(made, library, css(client.profile.brand).encode(), live=live)
    if drawn:
        _put(made, "logo", f"assets/logo.{drawn.kind}", drawn.data, live=live)
    _client(made, client, drawn)
    _share(made, client, library, drawn, live=live)
    for name, data in icons(_mark(client, drawn), library.fonts).items():
        made.files[f"docs/assets/{name}"] = data
    if not live:
        made.files[f"docs/{MANIFEST}"] = _manifest_of(client, library)
        made.named["manifest"] = MANIFEST
    made.named["version"] = _hash("".join(sorted(made.named.values())).encode())
    return made


def _theme(made: Assets, library: Library, brand: bytes, *, live: bool) -> None:
    """Add what the theme holds; the brand's colors stand in the one style sheet, or beside it."""
    if live:
        _put(made, "brand", BRAND, brand, live=live)
    for name, data in library.theme.items():
        if name == STYLE:
            _put(made, "style", STYLE, data if live else brand + data, live=live, folder="theme")
        elif name == SCRIPT:
            _put(made, "script", SCRIPT, small(data), live=live, folder="theme")
        elif name == WORKER:
            made.files |= {} if live else {f"theme/{WORKER}": small(data)}
        elif name not in NOT_NEEDED and not name.startswith(FOLDER):
            made.files[f"theme/{name}"] = data


def small(script: bytes) -> bytes:
    """Return a script without its comments and blanks."""
    return str(rjsmin.jsmin(script.decode())).encode()


def _put(  # noqa: PLR0913 - what it is, where it goes, and how
    made: Assets, what: str, name: str, data: bytes, *, live: bool, folder: str = "docs"
) -> None:
    path = PurePosixPath(name)
    final = name if live else f"{path.with_suffix('')}.{_hash(data)}{path.suffix}"
    made.files[f"{folder}/{final}"] = data
    made.named[what] = final


def _client(made: Assets, client: Client, drawn: Logo | None) -> None:
    light, dark = schemes(client.profile.brand)
    made.client = {
        "name": client.profile.business.name,
        "initials": initials(client.profile.business.name),
        "paper": light.properties["paper"],
        "paper_dark": dark.properties["paper"],
        "icon": "assets/icon-192.png",
        "touch_icon": "assets/icon-180.png",
        "locked": client.profile.publish.lock,
    }
    if drawn:
        made.client |= {"logo": made.named["logo"], "logo_wide": drawn.wide}


def _mark(client: Client, drawn: Logo | None) -> Mark:
    """Return what the icons show; those of a locked site are the same for every client."""
    if client.profile.publish.lock:
        drawn, letters, brand = None, "", Brand()
    else:
        letters, brand = initials(client.profile.business.name), client.profile.brand
    light, _ = schemes(brand)
    colors = light.properties
    return Mark(drawn, letters, colors["brand"], colors["on-brand"])


def _manifest_of(client: Client, library: Library) -> bytes:
    """Return a client's manifest; that of a locked site is the same for every client."""
    if client.profile.publish.lock:
        words = library.rules.words["locked"]
        return manifest(words["name"], words["about"], Brand())
    profile = client.profile
    return manifest(profile.business.name, site_description(client, library), profile.brand)


def manifest(name: str, description: str, brand: Brand) -> bytes:
    """Return the web app manifest; its addresses are relative, so any sub-path will do.

    https://www.w3.org/TR/appmanifest/
    """
    light, _ = schemes(brand)
    paper = light.properties["paper"]
    values = {
        "name": name,
        "short_name": name if len(name) <= SHORT else _short(name),
        "description": description,
        "lang": "en",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": paper,
        "theme_color": paper,
        "icons": [
            {
                "src": f"assets/{icon.name}",
                "sizes": f"{icon.pixels}x{icon.pixels}",
                "type": "image/png",
                "purpose": icon.purpose,
            }
            for icon in ICONS
            if icon.purpose
        ],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def site_description(client: Client, library: Library) -> str:
    """Return what the site is, in a few words."""
    form = library.rules.words["ways"]["site"]
    return form.format(name=client.profile.business.name)


def _share(
    made: Assets, client: Client, library: Library, drawn: Logo | None, *, live: bool
) -> None:
    """Add the picture for those who are sent the address; only a whole address can name it.

    A preview has none, nor has a locked site: it would tell whose it is.
    """
    if live or client.profile.publish.lock:
        return
    line, business = library.rules.words["forms"]["shared_as"], client.profile.business
    picture = share(_mark(client, drawn), business.name, line, library.fonts)
    made.files[f"docs/{SHARE}"] = picture
    if client.profile.publish.address:
        made.share = {
            "url": client.profile.publish.address + SHARE,
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "alt": site_description(client, library),
        }


def _short(name: str) -> str:
    """Return as many whole words of a name as fit under an icon, or its first letters."""
    words = name.split()
    fits = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return next((text for text in reversed(fits) if len(text) <= SHORT), name[:SHORT].rstrip())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
