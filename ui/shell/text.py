"""Text for people: unsafe text made safe to show, and numbers in words."""

from fer_core.base.words import count, duration, first_of, listed, points

__all__ = ["count", "duration", "escape", "first_of", "listed", "points"]


def escape(text: str) -> str:
    """``text`` of unknown origin for Markdown: shown literally, never as links or images."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)
