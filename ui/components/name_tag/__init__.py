"""Keeps the annotator's name in the browser, so that a reload, or tomorrow, finds it.

A cookie tells the server before the first decision of a new session; it is not part of the address, which people send
to each other. The tab's own storage wins over it where two people use two tabs of one browser.
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


def kept_name() -> str:
    """The name that this browser gave last; "" where none."""
    return annotator_name(unquote(st.context.cookies.get(COOKIE, "")))


def name_tag(name: str, said: bool, on_other: Callable[[str], None]) -> None:
    """Keep ``name`` in the browser.

    Args:
        name: who names, as the server takes it.
        said: whether the person said so in this session.
        on_other: called with the name that this tab had before, where it is another and the person said nothing yet.
    """

    def told() -> None:
        other = st.session_state.get(_KEY, {}).get("other")
        if isinstance(other, str):
            on_other(annotator_name(other))

    _tag(key=_KEY, data={"name": name, "said": said}, on_other_change=told)
