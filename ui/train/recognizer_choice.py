"""The recognizer's choices on the Train page: what it learns from, which model, and what is done with the names."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from fer_core.features import CHOSEN, FEATURES
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.settings import CALIBRATIONS, ROBUST, ModelInfo, RecognizerSettings
from ui.shared import controls
from ui.shared.ask import ask
from ui.shell.workspace import Workspace

Way = TypeVar("Way", bound=str)


def trained_on(workspace: Workspace) -> tuple[str, ...]:
    """The kinds of features that the recognizer sees; a network of the person's own too, where there is one."""
    choices = workspace.study.choices
    kinds = FEATURES if choices.encoder is None else {**FEATURES, choices.encoder.kind: CHOSEN[choices.encoder.kind]}
    chosen = st.pills(
        "Learns from",
        list(kinds),
        selection_mode="multi",
        default=[kind for kind in choices.trained_on if kind in kinds],
        format_func=lambda k: kinds[k].title,
        key=workspace.widget("trained-on"),
        wrap=True,
    )
    if not chosen:
        st.caption("Choose at least one; until then the earlier choice holds.")
        return choices.trained_on
    return tuple(kind for kind in kinds if kind in chosen)


def settings(workspace: Workspace) -> RecognizerSettings:
    """The second model, with all that can be chosen for it."""
    now = workspace.study.choices.recognizer
    kinds = list(MODELS)
    model = st.selectbox(
        "Recognizer",
        kinds,
        kinds.index(now.model),
        key=workspace.widget("model"),
        format_func=lambda k: MODELS[k].title + (" (recommended)" if k == controls.DEFAULTS.recognizer.model else ""),
    )
    st.caption(MODELS[model].explanation)
    now = dataclasses.replace(now, model=model)
    if MODELS[model].uses:
        with st.expander("Settings of this model"):
            now = ask(workspace, now, MODELS[model].uses, "recognizer-")
    with st.expander("Balance by named emotion"):
        balanced = controls.balance(workspace, "trained", now.balance)
        if balanced.strategy == "weights" and not MODELS[model].weighs:
            st.caption("Nearest neighbours ignore this setting.")
    with st.expander("Wrong names"):
        doubted = _doubts(workspace, now)
    with st.expander("Probabilities"):
        calibrated = _calibration(workspace, now, bool(balanced.strategy != "none"))
    return dataclasses.replace(now, balance=balanced, **doubted, **calibrated)


def taken(workspace: Workspace, chosen: RecognizerSettings) -> None:
    """Let the widgets show ``chosen`` at the next run; for callbacks. Their own state would win otherwise."""
    st.session_state[workspace.widget("model")] = chosen.model
    for name in MODELS[chosen.model].uses:
        value = getattr(chosen, name)
        st.session_state[workspace.widget(f"recognizer-{name}")] = list(value) if name == "members" else value


def what_was_done(told: Sequence[str]) -> None:
    """How the present recognizer was made, where there is something to say."""
    if told:
        st.caption(" ".join(told))


def _way(workspace: Workspace, name: str, title: str, ways: Mapping[Way, ModelInfo], now: Way) -> Way:
    """One of some ways, with what it does below."""
    known = list(ways)
    chosen = st.selectbox(
        title, known, known.index(now), key=workspace.widget(name), format_func=lambda way: ways[way].title
    )
    st.caption(ways[chosen].explanation)
    return chosen


def _doubts(workspace: Workspace, now: RecognizerSettings) -> dict[str, Any]:
    robust = _way(workspace, "robust", "Before learning", ROBUST, now.robust)
    text = "A group counts by how far a recognizer of the other groups repeats its names. No true label is looked at."
    purity = st.checkbox("Weigh groups by agreement", now.purity, key=workspace.widget("purity"), help=text)
    if purity and not MODELS[now.model].weighs:
        st.caption("Nearest neighbours ignore this setting.")
    return {"robust": robust, "purity": purity}


def _calibration(workspace: Workspace, now: RecognizerSettings, balanced: bool) -> dict[str, Any]:
    calibration = _way(workspace, "calibration", "Calibration", CALIBRATIONS, now.calibration)
    if calibration != "none":
        st.caption(
            "Fitted to the names of groups held out, so “70 %” means that 70 of 100 such faces carry that **name**. "
            "Where names are wrong, it is too sure of the emotion all the same. Takes three more fits."
        )
    if balanced and calibration in ("sigmoid", "isotonic"):
        st.caption(
            "It makes emotions as common again as they are among the names: it takes back part of the balancing."
        )
    return {"calibration": calibration}
