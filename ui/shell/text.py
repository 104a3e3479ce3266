"""Text for people: what came from files or others made safe to show, and figures in words."""

from fer_core.base.words import count, duration, first_of, listed, points

__all__ = ["count", "duration", "escape", "first_of", "listed", "points"]


def escape(text: str) -> str:
    """Text of unknown origin for places that read Markdown: shown as it is, never as links or images."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)
