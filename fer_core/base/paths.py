"""Paths as people type and paste them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "«": "»", "`": "`", "<": ">"}
_UNSEEN = " \t\r\n\v\f\xa0\ufeff\u200b\u200e\u200f\u202a\u202c\u202d\u2068\u2069"
"""Spaces, and the invisible characters that Windows and web pages put around copied text."""


def typed_path(text: str) -> Path:
    """The file or folder that a person means by the typed or pasted ``text``.

    Understands surrounding quotes and spaces, ``~``, ``file://`` addresses and a terminal's backslashes
    (``My\\ faces``). A path that exists exactly as typed has priority. Never raises; the path may not exist.
    """
    paths = [Path(spelling) for spelling in _spellings(text) if spelling]
    if not paths:
        return Path(text)
    return next((path for path in paths if _exists(path)), paths[-1])


def _spellings(text: str) -> Iterator[str]:
    """Possible readings of ``text``, the literal one first."""
    yield text.strip("\r\n")
    text = text.strip(_UNSEEN)
    yield text
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip(_UNSEEN)
    yield text
    if os.name != "nt":
        yield _from_home(_address(re.sub(r"\\(.)", r"\1", text)))
    yield _from_home(_address(text))


def _address(text: str) -> str:
    """The path of a ``file://`` address; any other text unchanged."""
    if text[:5].lower() != "file:":
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    host = f"//{parts.netloc}" if parts.netloc not in ("", "localhost") else ""
    tail = "".join(f"{mark}{part}" for mark, part in (("?", parts.query), ("#", parts.fragment)) if part)
    return host + url2pathname(parts.path + tail)


def _from_home(text: str) -> str:
    try:
        return str(Path(text).expanduser()) if text else ""
    except (RuntimeError, ValueError):  # no such user, or an impossible name
        return text


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
