"""Addresses, numbers and mail that may be linked: nothing else becomes a link."""

import re
from urllib.parse import quote, urlsplit

PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,24}\Z")
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\Z")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}\Z")


def web_link(text: str) -> str | None:
    """Return an https or http address safe in an attribute, or None when it is not one.

    Sign-in parts, backslashes, ports other than numbers and odd hosts are refused, so the host a
    reader sees is the host linked.
    """
    if re.search(r"[\s\\<>\"'`{}|^\x00-\x1f]", text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not HOST.match(host):
        return None
    rest = quote(parts.path, safe="/%:@!$&()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{rest}{query}"


def phone_link(text: str) -> str | None:
    """Return a tel: address, or None when the text is not a telephone number."""
    if not PHONE.match(text):
        return None
    digits = re.sub(r"[^0-9]", "", text)
    return f"tel:{'+' if text.startswith('+') else ''}{digits}"


def mail_link(text: str) -> str | None:
    """Return a mailto: address, or None when the text is not one mailbox."""
    return f"mailto:{text}" if MAIL.match(text) else None
