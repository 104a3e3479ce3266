"""Text that came from files or people, made safe to show."""


def escape(text: str) -> str:
    """Text of unknown origin for places that read Markdown: shown as it is, never as links or images."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)
