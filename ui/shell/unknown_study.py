"""What a page shows where its address names a study that cannot be opened: why, and the studies that can."""

from functools import partial

import streamlit as st

from fer_core.study import deleted, study
from ui.shell import cache, refusals
from ui.shell.text import escape
from ui.shell.workspace import UnknownStudy, switch_to

_MOST = 20
"""Studies that are offered; the sidebar lists all once one is open."""


def show(error: UnknownStudy) -> None:
    """Say that no other study was opened in its place, and offer those that can be opened."""
    store = cache.store()
    st.title("This study cannot be opened", anchor=False)
    if deleted.is_deleted(store, error.study):
        st.info("The study in this address was deleted. Its choices and decisions are still saved.")
        one = next(one for one in deleted.listing(store) if one.id == error.study and one.kind == "studies")
        if st.button(f"Restore “{escape(one.name)}”", type="primary", key="restore-unknown"):
            deleted.restore(store, one)
            st.rerun()
    else:
        refusals.show(error)
    known = study.listing(store)
    if not known:
        st.button("Start a new study", icon=":material/add:", on_click=_start, key="start-unknown")
        return
    st.markdown("No other study was opened in its place. These can be opened:")
    for one_known in known[:_MOST]:
        label = f"{escape(one_known.name)} · {one_known.created[:10]}"
        st.button(label, key=f"open-{one_known.id}", on_click=partial(switch_to, one_known.id))


def _start() -> None:
    switch_to(study.create(cache.store(), "First study").id)
