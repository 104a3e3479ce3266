"""The stage of the presentation: full width, large type, and the bar with which one goes from slide to slide."""

from collections.abc import Sequence

import streamlit as st

from fer_core.study.journey import TRY
from ui.components.slide_bar import slide_bar
from ui.shared import face_to_try
from ui.shell.opening_page import open_page

SLIDE = "slide"
"""A parameter of the address: the key of the slide."""
STOP = "stop"
_STOPS = {"1": "groups", "2": "names", "3": "try"}
"""The parameter of earlier versions, and the slides that it means."""
SOURCE = "present-way"
"""Key of where the picture of the last slide comes from."""
_LOOK = """<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stHeader"] { display: none }
.stMainBlockContainer { padding: 1.2rem 4vw 5rem; max-width: 1640px; margin: 0 auto }
.st-key-slide-bar-foot {
  position: fixed; inset: auto 0 0 0; z-index: 99; padding: 0.55rem 4vw;
  background: var(--background-color, Canvas); border-top: 1px solid rgb(127 127 127 / 30%)
}
.slide { display: flex; flex-direction: column; gap: 0.6rem; height: calc(100dvh - 6.6rem); min-height: 22rem }
.slide h1, .st-key-present h1 {
  margin: 0; padding: 0; font-weight: 700; line-height: 1.12; text-wrap: balance;
  font-size: clamp(1.6rem, min(4.4vw, 7vh), 3.8rem)
}
.slide p { margin: 0; line-height: 1.4; font-size: clamp(1rem, min(1.8vw, 3vh), 1.6rem) }
.slide .area { flex: 1; min-height: 0 }
.slide .wall { width: 100%; height: 100%; object-fit: contain; object-position: left center }
.slide .tall { display: none }
.cards { display: grid; gap: 1rem 1.6rem; height: 100%; grid-auto-rows: minmax(0, 1fr);
  grid-template-columns: repeat(var(--columns), minmax(0, 1fr)) }
.cards figure { display: flex; flex-direction: column; justify-content: center; min-height: 0; margin: 0; gap: 0.3rem }
.cards img { flex: 0 1 auto; min-height: 0; width: 100%; object-fit: contain }
.cards figcaption { text-align: center; line-height: 1.25; font-size: clamp(0.9rem, min(1.5vw, 2.7vh), 1.35rem) }
.bars { display: grid; grid-template-columns: auto 1fr; gap: min(4vh, 2.4rem) 1.4rem; align-content: center;
  height: 100%; align-items: center; font-size: clamp(1rem, min(2.1vw, 3.4vh), 2rem) }
.bars span { text-align: right; line-height: 1.2 }
.bars div { display: flex; align-items: center; gap: 0.6rem }
.bars i { height: min(12vh, 6rem); border-radius: 4px; flex: none }
.bars b { white-space: nowrap }
.st-key-present { --photo-height: max(14rem, calc(100dvh - 21rem)) }
.st-key-present h1 + * { margin: 0 }
@media (max-width: 640px), (orientation: portrait) {
  .stMainBlockContainer { padding: 0.8rem 1rem 7.5rem }
  .slide { height: calc(100dvh - 9.4rem) }
  .slide .tall { display: block } .slide .wide { display: none }
  .cards { grid-template-columns: repeat(var(--tall-columns), minmax(0, 1fr)); gap: 0.5rem 0.8rem }
  .bars { grid-template-columns: 1fr; gap: 0.25rem } .bars span { text-align: left; margin-top: 0.5rem }
  .bars i { height: 2rem; max-width: 70% }
  .st-key-present { --photo-height: 46dvh }
}
</style>"""


def set_up() -> None:
    """Hide the sidebar and the header, and use large type."""
    st.html(_LOOK)


def slide(keys: Sequence[str]) -> str:
    """The slide in the address; the first of ``keys`` if there is none."""
    asked = st.query_params.get(SLIDE) or _STOPS.get(st.query_params.get(STOP, ""), "")
    return asked if asked in keys else keys[0]


def bar(titles: dict[str, str], now: str, synthetic: bool) -> None:
    """Draw the bar. ``titles``: of all slides by key; ``now``: the key of the one that is shown."""
    keys = list(titles)

    def go(to: int) -> None:
        if to == 0:
            face_to_try.forget(SOURCE)  # the next guest must not see the last one's picture
        st.query_params.pop(STOP, None)
        st.query_params[SLIDE] = keys[to]

    place = keys.index(now)
    note = f"{place + 1} of {len(keys)}" + (" · drawn faces, not real people" if synthetic else "")
    with st.container(key="slide-bar-foot"):
        if slide_bar(list(titles.values()), place, note, go):
            open_page(TRY)
