"""Shows decisions of other people within seconds, without running the whole page again.

`beat` is a fragment anywhere else on the page, which looks for the last decision every few seconds. `listen` is called
in the fragment to update, and asks for a new run if there are decisions that it does not show. Nothing else runs again,
so text that somebody types, selections and open panels stay.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.shell.fragment import fragment

SECONDS = 3.0
_HERE = Path(__file__).parent
_beat = st.components.v2.component("fer_lab_beat", js=(_HERE / "beat.js").read_text("utf-8"))
_listener = st.components.v2.component("fer_lab_listener", js=(_HERE / "listener.js").read_text("utf-8"))


@fragment(run_every=SECONDS)
def beat(scope: str, last: Callable[[], int]) -> None:
    """Look for the last decision of the study ``scope`` every few seconds."""
    _beat(key="pulse-beat", data={"scope": scope, "last": last()})


def listen(scope: str, drawn: int) -> None:
    """Run the calling fragment again when there are decisions after ``drawn``, the last one that it shows."""
    _listener(key="pulse-listener", data={"scope": scope, "drawn": drawn}, on_behind_change=lambda: None)
