"""Buttons that give a result as commands, as a Python program, and as a notebook, each of which makes it again."""

from functools import partial

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import silent
from fer_core.report import ExportFormat, ExportSource, formats_of
from ui.shell.download import download
from ui.shell.text import escape

_COPIED = {
    "sh": ("Copy as command", "bash", ":material/terminal:"),
    "py": ("Copy as Python", "python", ":material/code:"),
}
"""Formats that are text to copy, by their ending: the button, the language, the icon. Others are downloaded."""


def buttons(source: ExportSource, key: str) -> None:
    """Draw them in a row.

    Args:
        source: the study, with a result.
        key: of this place, for the buttons' own keys.
    """
    with st.container(horizontal=True):
        for one in formats_of("repeat"):
            if one.suffix in _COPIED:
                label, _, icon = _COPIED[one.suffix]
                if st.button(label, key=f"{key}-{one.suffix}", icon=icon):
                    _text(source, one)
            else:
                _download(source, one, key)


def _download(source: ExportSource, one: ExportFormat, key: str) -> None:
    make = partial(one.make, source, silent)
    download(
        f"Download {one.title.lower()}", make, one.name, one.media, key=f"{key}-{one.suffix}",
        explanation=one.text or None,
    )  # fmt: skip


@st.dialog("Make this result again", width="large")
def _text(source: ExportSource, one: ExportFormat) -> None:
    _, language, _ = _COPIED[one.suffix]
    try:
        code = one.make(source, silent).decode()
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return
    st.caption("Point at the text: the button that copies it appears at its top right.")
    st.code(code, language=language, wrap_lines=True)
