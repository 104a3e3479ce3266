"""Correcting a prediction: one key says what the face shows. It becomes a decision only if the person saves it."""

import hashlib
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from fer_core.naming.correction import written
from fer_core.naming.verdict import NamedFaces, Verdict
from fer_core.study.journey import TRAIN
from ui.shared import decisions
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

KEEP = "correct-keep"
_LATEST = "correct-latest"


def offer(workspace: Workspace, crop: np.ndarray, row: int) -> None:
    """Show a button with a key for each emotion, and a switch that saves corrections.

    Args:
        workspace: the open study.
        crop: uint8 [48, 48], the face.
        row: its index in the data set, -1 for a face of a photo.
    """
    if not workspace.is_now:
        st.caption("Corrections are names for your current groups, so they cannot be given on an earlier result.")
        return
    decisions.problem()
    face = hashlib.sha256(crop.tobytes()).hexdigest()[:16]
    with st.container(key="correcting"):
        st.markdown("**Wrong?** Choose the correct emotion:")
        with st.container(horizontal=True, gap="small"):
            for code, name in enumerate(workspace.faces.classes):
                st.button(
                    escape(name), key=f"correct-{code}", shortcut=str(code + 1) if code < 9 else None,
                    on_click=partial(_correct, workspace, crop, row, face, name),
                )  # fmt: skip
        st.toggle(
            "Save my corrections in the study", key=KEEP, persist_state="session",
            help="A saved correction is a decision like those of the Name page, and can be undone there. A corrected "
            "face of a photo is used in the next training. For that, the face is saved as 48 × 48 grey pixels; the "
            "photo never is.",
        )  # fmt: skip
        _latest(workspace, face)


def not_trained_on_yet(newest: NamedFaces, trained: NamedFaces) -> None:
    """Show how many corrected faces the recognizer was not trained on yet, with a link to Train."""
    more = len(newest.corrected) - len(trained.corrected)
    if more:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Not used for training yet: {count(more, 'corrected face')}.")
            st.page_link(f"pages/{TRAIN.key}.py", label="Train again", icon=":material/school:")


def _correct(workspace: Workspace, crop: np.ndarray, row: int, face: str, name: str) -> None:
    saved = bool(st.session_state.get(KEEP))
    if saved:
        what: dict[str, Any] = {"faces": (row,)} if row >= 0 else {"picture": written(crop)}
        saved = decisions.decide(workspace, [{"action": "correction", "verdict": Verdict("name", name), **what}])
    st.session_state[_LATEST] = face, name, saved, row >= 0


def _latest(workspace: Workspace, face: str) -> None:
    """The latest correction, if it is of this face, and what became of it."""
    corrected, name, saved, tests = st.session_state.get(_LATEST, ("", "", False, False))
    if corrected != face:
        return
    correction = f"Your correction: **{escape(name)}**."
    if not saved:
        st.markdown(f"{correction} Not saved: it is forgotten when you leave.")
        return
    use = (
        "This is a test face: your correction is recorded but not used for training."
        if tests
        else "It is used in the next training."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{correction} Saved. {use}")
        st.button("Undo", key="correct-undo", type="tertiary", on_click=partial(_undo, workspace))


def _undo(workspace: Workspace) -> None:
    if decisions.decide(workspace, [{"action": "undo"}]):
        st.session_state.pop(_LATEST, None)
