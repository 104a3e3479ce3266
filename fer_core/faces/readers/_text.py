"""Names from files, made safe to show."""

from fer_core.faces.readers.limits import MAX_NAME


def is_plain(name: str) -> bool:
    """Whether a name has 1 to 40 characters, all of them visible."""
    return 0 < len(name) <= MAX_NAME and name.isprintable()


def shown(text: str, most: int = 2 * MAX_NAME) -> str:
    """``text`` with invisible characters escaped (``\\u202e``), shortened in the middle to ``most`` characters."""
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: 4 * most])
    if len(text) <= 4 * most and len(safe) <= most:
        return safe
    tail = "" if len(text) > 4 * most else safe[-(most // 3) :]
    return f"{safe[: most - len(tail) - 1]}…{tail}"
