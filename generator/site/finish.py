"""What a built site gets and loses before it goes to its place."""

import shutil
from pathlib import Path

from generator.model.profile import Profile
from generator.site.offline import keep_offline

UNUSED = (
    "assets/stylesheets",
    "assets/javascripts/lunr",
    "assets/javascripts/workers",
    "assets/images",
    "sitemap.xml.gz",
)
KEEP_OUT = "User-agent: *\nDisallow: /\n"
WELCOME = "User-agent: *\nAllow: /\n"


def finish(site: Path, profile: Profile) -> None:
    """Remove what no page of the theme loads; add what a host needs."""
    for name in UNUSED:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for source_map in sorted(site.rglob("*.map")):
        source_map.unlink()
    (site / ".nojekyll").touch()
    open_to_all = profile.publish.search_engines and not profile.publish.lock
    (site / "robots.txt").write_text(WELCOME if open_to_all else KEEP_OUT, "utf-8")
    if profile.publish.domain and not profile.publish.folder:
        (site / "CNAME").write_text(f"{profile.publish.domain}\n", "utf-8")
    keep_offline(site)
