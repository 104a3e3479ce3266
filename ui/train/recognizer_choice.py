"""The recognizer's settings on the Train page: its features, its model, and what is done about wrong names."""

import dataclasses
from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.settings import CALIBRATIONS, ROBUST, ModelInfo, RecognizerSettings
from fer_core.study import study
from ui.shared import controls
from ui.shared.ask import ask
from ui.shell.workspace import Workspace

Method = TypeVar("Method", bound=str)


def advanced(workspace: Workspace, named: NamedFaces) -> None:
    """All settings, collapsed; what is chosen is saved at once. One button puts the recommended ones back."""
    choices = workspace.study.choices
    best = study.fitting(workspace.faces, choices.mesh)
    recommended = set(choices.trained_on) == set(best.trained_on) and choices.recognizer == best.recognizer
    state = "the recommended set is in use" if recommended else "your own settings are in use"
    with st.expander(f"Advanced · {state}", icon=":material/tune:", key=f"advanced-{workspace.study.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Use the recommended set",  key="recommended", icon=":material/restart_alt:", disabled=recommended,
                on_click=partial(_put_back, workspace), help="Puts back every setting below.",
            )  # fmt: skip
            st.caption("Recommended: a fast model that tolerates wrong names, with calibrated probabilities.")
        first, second, third = st.columns(3, gap="large")
        with first:
            chosen, now = _trained_on(workspace), _model(workspace)
        with second:
            st.markdown("**Balancing**")
            balanced = controls.balance(workspace, "trained", now.balance)
            if balanced.strategy == "weights" and not MODELS[now.model].weighs:
                st.caption("Nearest neighbours ignore this setting.")
        with third:
            st.markdown("**Wrong names**")
            wrong_names = _wrong_names(workspace, now)
            st.markdown("**Probabilities**")
            calibrated = _calibration(workspace, now, bool(balanced.strategy != "none"))
        now = dataclasses.replace(now, balance=balanced, **wrong_names, **calibrated)
        workspace.choose(trained_on=chosen, recognizer=now)
        if sentences := workspace.lab.training.notes(named):
            st.caption("How this recognizer was made: " + " ".join(sentences))


def _put_back(workspace: Workspace) -> None:
    """Save the recommended settings; the widgets follow, as they do where another tab changed a choice."""
    best = study.fitting(workspace.faces, workspace.study.choices.mesh)
    study.update(
        workspace.store,
        workspace.study.id,
        lambda now: now.choose(trained_on=best.trained_on, recognizer=best.recognizer),
    )


def _trained_on(workspace: Workspace) -> tuple[str, ...]:
    """The kinds of features that the recognizer is trained on; the person's own network too, where there is one."""
    choices = workspace.study.choices
    kinds = choices.usable if choices.encoder is None else {**choices.usable, choices.encoder.kind: choices.encoder}
    chosen = st.pills(
        "Trained on",
        list(kinds),
        selection_mode="multi",
        default=[kind for kind in choices.trained_on if kind in kinds],
        format_func=lambda k: kinds[k].title + (" (groups are made of it)" if k == choices.features.kind else ""),
        key=workspace.widget("trained-on"),
        help="The recognizer's own features. They need not be those that groups are made of (Features page).",
        wrap=True,
    )
    if not chosen:
        st.caption("Choose at least one kind of features. Until then, the previous choice is used.")
        return choices.trained_on
    return tuple(kind for kind in kinds if kind in chosen)


def _model(workspace: Workspace) -> RecognizerSettings:
    """The recognizer's model with its own settings."""
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
    return ask(workspace, now, MODELS[model].uses, "recognizer-") if MODELS[model].uses else now


def show(workspace: Workspace, chosen: RecognizerSettings) -> None:
    """Let the widgets show ``chosen`` in the next run; for callbacks. Otherwise their own state would override it."""
    st.session_state[workspace.widget("model")] = chosen.model
    for name in MODELS[chosen.model].uses:
        value = getattr(chosen, name)
        st.session_state[workspace.widget(f"recognizer-{name}")] = list(value) if name == "members" else value


def _method(workspace: Workspace, name: str, title: str, methods: Mapping[Method, ModelInfo], now: Method) -> Method:
    """A choice of one method, and below it what the method does."""
    known = list(methods)
    chosen = st.selectbox(
        title, known, known.index(now), key=workspace.widget(name), format_func=lambda one: methods[one].title
    )
    st.caption(methods[chosen].explanation)
    return chosen


def _wrong_names(workspace: Workspace, now: RecognizerSettings) -> dict[str, Any]:
    robust = _method(workspace, "robust", "Before training", ROBUST, now.robust)
    text = "Groups count more where a model trained on the other groups agrees with their names. No labels are used."
    purity = st.checkbox("Weight groups by agreement", now.purity, key=workspace.widget("purity"), help=text)
    if purity and not MODELS[now.model].weighs:
        st.caption("Nearest neighbours ignore this setting.")
    return {"robust": robust, "purity": purity}


def _calibration(workspace: Workspace, now: RecognizerSettings, balanced: bool) -> dict[str, Any]:
    calibration = _method(workspace, "calibration", "Calibration", CALIBRATIONS, now.calibration)
    if calibration != "none":
        st.caption(
            "Calibrated on the names of held-out groups: “70 %” means that 70 of 100 such faces have that **name**. "
            "Where names are wrong, the recognizer is still overconfident. Takes three more fits."
        )
    if balanced and calibration in ("sigmoid", "isotonic"):
        st.caption(
            "This calibration makes emotions as common as they are among the names again, which undoes part of the "
            "balancing."
        )
    return {"calibration": calibration}
