"""Text for people: what came from files or others made safe to show, and figures in words."""


def escape(text: str) -> str:
    """Text of unknown origin for places that read Markdown: shown as it is, never as links or images."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)


def count(number: int, thing: str) -> str:
    """A number of things: "1 decision", "25 decisions"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def duration(seconds: float) -> str:
    """A time in words: "40 s", "12 min"."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
