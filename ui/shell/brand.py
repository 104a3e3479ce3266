"""The application's name and mark, in the browser's tab and above the navigation."""

from pathlib import Path

import streamlit as st

_ASSETS = Path(__file__).parents[1] / "assets"

FAVICON = str(_ASSETS / "favicon.png")
"""A local file: the browser would fetch a named icon from another site."""
MARK = (_ASSETS / "mark.svg").read_text("utf-8")
"""The mark alone, for a closed sidebar. Its blue has a contrast of 3 : 1 or more on light and dark pages."""
LOGO = (_ASSETS / "logo.svg").read_text("utf-8")
"""The mark and the name. The letters are drawn, because a picture cannot load a font."""


def show() -> None:
    """Put the name above the navigation; where the sidebar is closed, the mark."""
    st.logo(LOGO, size="large", icon_image=MARK)
