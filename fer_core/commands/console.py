"""Standard output and error in any encoding: what a console cannot show is written so that it can still be read."""

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
"""Marks of ours in ASCII. Letters of names are never exchanged for others: two names must not become one."""


def make_readable() -> None:
    """Let both streams write what their encoding lacks in other words; nothing said can stop a command."""
    codecs.register_error(_READABLE, _in_other_words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_READABLE)


def as_json(value: Any) -> str:
    """JSON in one line that standard output can write, and that means the same in any encoding."""
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
    """As Python writes it; a byte that was no text in a file's name (PEP 383) as that byte."""
    code = ord(character)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else ascii(character)[1:-1]
