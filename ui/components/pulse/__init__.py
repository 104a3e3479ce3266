"""Shows within seconds what other people decide, without running the whole page again.

`beat` stands anywhere else on the page: a fragment that looks for the last decision every few seconds.
`listen` stands in the fragment to be kept fresh: where the beat is ahead of what was drawn there, it asks for a run.
Nothing else runs again, so what somebody types, selects or has open elsewhere stays.
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
    """Run the fragment around this again when there are decisions after ``drawn``, the last one it shows."""
    _listener(key="pulse-listener", data={"scope": scope, "drawn": drawn}, on_behind_change=lambda: None)
