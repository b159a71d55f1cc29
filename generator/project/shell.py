"""What anybody may read of a locked site: the page that asks for the passphrase, and the worker.

Neither holds a word or a color of the client.
"""

import base64
import hashlib

from generator.model.colors import css
from generator.model.library import Library
from generator.model.profile import Brand
from generator.project.assets import FOLDER, WORKER, small

PAGE, STYLE = f"{FOLDER}page.html", f"{FOLDER}page.css"
OWN, KEYS, READER = f"{FOLDER}page.js", f"{FOLDER}keys.js", f"{FOLDER}worker.js"
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; "
    "base-uri 'none'"
)


def shell(library: Library) -> dict[str, bytes]:
    """Return the page, also as the one for wrong addresses, and the worker of a locked site.

    The page is one file: a host answers with it at any depth.
    """
    theme = library.theme
    script = small(theme[KEYS] + b"\n" + theme[OWN]).decode()
    style = css(Brand()) + theme[STYLE].decode()
    policy = POLICY.format(script=_sum(script), style=_sum(style))
    page = theme[PAGE].decode()
    for mark, text in (("POLICY", policy), ("STYLE", style), ("SCRIPT", script)):
        before, after = page.split(mark)
        page = f"{before}{text}{after}"
    worker = small(b"\n".join((theme[WORKER], theme[KEYS], theme[READER])))
    return {"index.html": page.encode(), "404.html": page.encode(), WORKER: worker}


def _sum(text: str) -> str:
    """Return what a policy calls an inline script or style by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
