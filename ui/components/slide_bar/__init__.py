"""The slide bar: buttons and keys of a presentation, and which slide is shown."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.components.source import source

_bar = st.components.v2.component(
    "fer_lab_slide_bar",
    html='<nav class="bar" aria-label="Presentation"></nav>',
    css=source(__file__, "slide_bar.css"),
    js=source(__file__, "slide_bar.js"),
)
_KEY = "slide-bar"


def slide_bar(titles: Sequence[str], now: int, note: str, on_go: Callable[[int], None]) -> bool:
    """Draw the bar; returns whether the person ended the presentation just now.

    Args:
        titles: of all slides.
        now: index of the slide that is shown.
        note: a short text beside the buttons; "" for none.
        on_go: called with the index of another slide that the person asked for, before the page runs; 0 starts over.
    """

    def received() -> None:
        wanted = st.session_state.get(_KEY, {}).get("slide")
        if type(wanted) is int and 0 <= wanted < len(titles):
            on_go(wanted)

    data = {"titles": list(titles), "now": now, "note": note}
    asked = _bar(key=_KEY, data=data, on_slide_change=received, on_end_change=lambda: None)
    return bool(asked.get("end"))
