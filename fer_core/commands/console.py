"""Standard output and error in any encoding: characters that a console lacks are replaced by readable ones."""

import codecs
import io
import json
import sys
from typing import Any

_READABLE = "fer-lab-readable"
_PLAIN = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-", "·": "-", "…": "...", "×": "x",
    "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "±": "+/-", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
"""ASCII for our punctuation. Letters of names are never replaced by other letters: two names must not become one."""


def make_readable() -> None:
    """Make both streams replace characters that their encoding lacks, so that no output can stop a command."""
    codecs.register_error(_READABLE, _in_other_words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_READABLE)


def as_json(value: Any) -> str:
    """``value`` as one line of JSON that standard output can write in its encoding."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return text


def _in_other_words(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(c) or _escaped(c) for c in missing), error.end


def _escaped(character: str) -> str:
    """The character as Python escapes it; an undecodable byte of a file name (PEP 383) as that byte."""
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else ascii(character)[1:-1]
