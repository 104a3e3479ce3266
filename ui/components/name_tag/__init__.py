"""Saves the annotator's name in the browser, for reloads and later visits.

A cookie, so that the server knows the name at the start of a session; not the address, which people send to each other.
The tab's own storage overrides the cookie, in case two people use two tabs of one browser.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import streamlit as st

from fer_core.naming.decision import annotator_name

COOKIE = "fer-lab-annotator"
_KEY = "name-tag"
_tag = st.components.v2.component(
    "fer_lab_name_tag", js=Path(__file__).with_name("name_tag.js").read_text("utf-8").replace("COOKIE", f'"{COOKIE}"')
)


def saved_name() -> str:
    """The name that was last given in this browser; "" for none."""
    return annotator_name(unquote(st.context.cookies.get(COOKIE, "")))


def name_tag(name: str, typed: bool, on_other: Callable[[str], None]) -> None:
    """Save ``name`` in the browser.

    Args:
        name: the annotator's name on the server.
        typed: whether the person typed it in this session.
        on_other: called with the name that this tab had before, if it differs and the person has typed none yet.
    """

    def received() -> None:
        other = st.session_state.get(_KEY, {}).get("other")
        if isinstance(other, str):
            on_other(annotator_name(other))

    _tag(key=_KEY, data={"name": name, "typed": typed}, on_other_change=received)
