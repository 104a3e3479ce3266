"""The text of a component's files, to be passed to Streamlit inline."""

from pathlib import Path


def source(module: str, *names: str) -> str:
    """The files ``names`` beside a component's module (its ``__file__``), one after the other."""
    return "\n".join(Path(module).with_name(name).read_text("utf-8") for name in names)
