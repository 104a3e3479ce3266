"""Find good settings: models side by side on the Train page, scored on the names alone."""

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
from ui.shell import waiting
from ui.shell.text import count
from ui.shell.workspace import Workspace
from ui.train import recognizer_choice

NAMES = {"neighbours": "k"}
"""How a setting is written beside its model, where that is not its own name."""


def section(workspace: Workspace, named: NamedFaces) -> None:
    """Started by a button; every candidate is saved by itself, and shown at once where it is saved."""
    searching = workspace.lab.search(named)
    with st.expander("Find good settings", icon=":material/tune:", expanded=waiting.followed(searching.key)):
        st.caption(
            f"Tries {len(searching.candidates)} recognizers on your names: each predicts the names of groups that are "
            f"held out in turn (up to {FACES:,} faces). No labels and no test faces are used."
        )
        _run(workspace, searching)
        found = searching.found()
        if found:
            _table(found)
            _use(workspace, found)


def _run(workspace: Workspace, searching: RecognizerSearch) -> None:
    missing = searching.missing
    if not missing:
        return
    if not waiting.wanted(searching.key):
        begun = len(missing) < len(searching.candidates)
        label = f"Try the {count(len(missing), 'other')}" if begun else "Try all"
        if st.button(label, key="search", icon=":material/play_arrow:"):
            waiting.ask(searching.key)
        return
    waiting.obtain(searching.key, "Searching", searching.try_all, slot=workspace.widget("search-slot"))


def _table(found: Sequence[Candidate]) -> None:
    accuracy = np.array([one.tried.by_fold for one in found])
    winner, level = best(accuracy)
    marks = ["★" if i == winner else "≈" if level[i] else "" for i in range(len(found))]
    table = pd.DataFrame(
        {
            "": marks,
            "recognizer": [title(one.settings) for one in found],
            "accuracy on names": [one.tried.accuracy for one in found],
            "± over folds": spread(accuracy, axis=1),
            "macro F1 on names": [one.tried.macro_f1 for one in found],
            "seconds": [one.tried.seconds for one in found],
        }
    )
    columns = {
        "": st.column_config.TextColumn(width=20),
        "accuracy on names": st.column_config.NumberColumn(
            format="percent", help="Share of the names of held-out groups that are predicted, by weight."
        ),
        "± over folds": st.column_config.NumberColumn(format="percent", help="Standard deviation of the accuracy."),
        "macro F1 on names": st.column_config.NumberColumn(format="%.2f", help="From 0 to 1; higher is better."),
        "seconds": st.column_config.NumberColumn(format="%.1f", help="Time of one fit."),
    }
    st.dataframe(table, width="stretch", hide_index=True, column_config=columns)
    st.caption(
        "★ predicts the most names; ≈ as many, within the spread of three folds. Compare macro F1 too: common names "
        "are easy to predict. A high score on names is no proof of correct predictions: where names are wrong in a "
        "regular way, a model that repeats them scores well." + _folds(found[0])
    )


def _folds(one: Candidate) -> str:
    if one.tried.whole > 0.5:
        return ""
    return (
        " There are too few groups to hold out whole ones. Single faces are held out, which makes all scores too high."
    )


def title(settings: RecognizerSettings) -> str:
    """The model and its main setting."""
    name = MODELS[settings.model].tried[0]
    return MODELS[settings.model].title + (f" · {NAMES.get(name, name)} {getattr(settings, name):g}" if name else "")


def _use(workspace: Workspace, found: Sequence[Candidate]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Recognizer for this study", range(len(found)), format_func=lambda i: title(found[i].settings),
            key=workspace.widget("search-use"), width=320,
        )  # fmt: skip
        settings = found[chosen].settings
        use = partial(recognizer_choice.show, workspace, settings)  # the page's controls then save what they show
        st.button("Use this recognizer", key="use-found", on_click=use)
