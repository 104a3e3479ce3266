"""A button that enters and leaves full screen; it is hidden if the browser does not support that."""

import streamlit as st

from ui.components.source import source

_button = st.components.v2.component(
    "fer_lab_full_screen",
    html='<button type="button" class="full" hidden></button>',
    css=source(__file__, "full_screen.css"),
    js=source(__file__, "full_screen.js"),
)


def full_screen() -> None:
    """Draw the button."""
    _button(key="full-screen")
