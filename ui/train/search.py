"""Find good settings: models side by side on the Train page, judged by the names alone."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.comparison import best, spread
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.search import FACES
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study.lab.search import Candidate, RecognizerSearch
from ui.shell import cache, waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace
from ui.train import recognizer_choice

NAMES = {"neighbours": "k"}
"""What settings are called beside their model, where it is not their own name."""


def section(workspace: Workspace, named: NamedFaces) -> None:
    """Begun when the person asks, kept candidate by candidate, shown at once where it is there."""
    searching = workspace.lab.search(named)
    running = cache.jobs().get(searching.key) is not None
    with st.expander("Find good settings", icon=":material/tune:", expanded=running):
        st.caption(
            f"Tries {len(searching.candidates)} recognizers on your names. Groups are held out in turn, and each is "
            f"asked for the names of their faces ({FACES:,} at most). No true label or judging face is looked at."
        )
        _run(workspace, searching)
        found = searching.found()
        if found:
            _table(found)
            _use(workspace, found)


def _run(workspace: Workspace, searching: RecognizerSearch) -> None:
    missing, asked = searching.missing, workspace.widget("search-asked")
    if not missing:
        return
    if st.session_state.get(asked) != searching.key and cache.jobs().get(searching.key) is None:
        begun = len(missing) < len(searching.candidates)
        label = f"Try the {count(len(missing), 'other')}" if begun else "Try them"
        if not st.button(label, key="search", icon=":material/play_arrow:"):
            return
        st.session_state[asked] = searching.key
        st.rerun()
    waiting.obtain(searching.key, "Searching", searching.try_all, slot=workspace.widget("search-slot"))


def _table(found: Sequence[Candidate]) -> None:
    accuracy = np.array([one.tried.by_fold for one in found])
    winner, level = best(accuracy)
    signs = ["★" if i == winner else "≈" if level[i] else "" for i in range(len(found))]
    table = pd.DataFrame(
        {
            "": signs,
            "recognizer": [title(one.settings) for one in found],
            "names repeated": [one.tried.accuracy for one in found],
            "± over folds": spread(accuracy, axis=1),
            "macro F1": [one.tried.macro_f1 for one in found],
            "seconds": [one.tried.seconds for one in found],
        }
    )
    columns = {
        "": st.column_config.TextColumn(width=20),
        "names repeated": st.column_config.NumberColumn(format="percent", help="Share of the names given, by weight."),
        "macro F1": st.column_config.NumberColumn(format="%.2f", help="Over the names, 0 to 1."),
        "± over folds": st.column_config.NumberColumn(format="percent", help="Standard deviation of names repeated."),
        "seconds": st.column_config.NumberColumn(format="%.1f", help="Of one fit."),
    }
    st.dataframe(table, width="stretch", hide_index=True, column_config=columns)
    st.caption(
        "★ repeats most names; ≈ as many, within the spread of three folds. Look at macro F1 too: common names are "
        "easily repeated. And to repeat is not to be right: where names are wrong in one way, a model that copies "
        "them scores well." + _folds(found[0])
    )


def _folds(one: Candidate) -> str:
    if one.tried.whole > 0.5:
        return ""
    return " The groups are too few to hold them out whole, so single faces are; that flatters all."


def title(settings: RecognizerSettings) -> str:
    """The model and its main setting."""
    name = MODELS[settings.model].tried[0]
    return MODELS[settings.model].title + (f" · {NAMES.get(name, name)} {getattr(settings, name):g}" if name else "")


def _use(workspace: Workspace, found: Sequence[Candidate]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "For this study", range(len(found)), format_func=lambda i: title(found[i].settings),
            key=workspace.widget("search-use"), width=320,
        )  # fmt: skip
        taking = found[chosen].settings
        st.button("Use this one", key="use-found", on_click=partial(_take, workspace, taking))


def _take(workspace: Workspace, chosen: RecognizerSettings) -> None:
    """Before the page runs again: its controls show the choice and save it."""
    recognizer_choice.taken(workspace, chosen)
