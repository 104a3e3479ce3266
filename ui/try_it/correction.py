"""Correcting an answer: one key says what the face shows. It becomes a decision only where the person wants that."""

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
_SAID = "correct-said"


def offer(workspace: Workspace, crop: np.ndarray, row: int) -> None:
    """One button and key for each emotion, and whether what is said is kept.

    ``crop``: uint8 [48, 48], the face; ``row``: its index in the data set, -1 for a photo's.
    """
    decisions.problem()
    face = hashlib.sha256(crop.tobytes()).hexdigest()[:16]
    with st.container(key="correcting"):
        st.markdown("**Wrong?** Say what it is:")
        with st.container(horizontal=True, gap="small"):
            for code, name in enumerate(workspace.faces.classes):
                st.button(
                    escape(name), key=f"correct-{code}", shortcut=str(code + 1) if code < 9 else None,
                    on_click=partial(_correct, workspace, crop, row, face, name),
                )  # fmt: skip
        st.toggle(
            "Keep what I say with the study", key=KEEP, persist_state="session",
            help="Then it is a decision like those of the Name page: it can be undone there, and what you say of a "
            "photo's face teaches the next training. For that the face is kept, 48 × 48 grey pixels; never the photo.",
        )  # fmt: skip
        _said(workspace, face)


def waiting_to_be_learnt(newest: NamedFaces, learnt: NamedFaces) -> None:
    """Say that the recognizer shown does not know the newest corrections yet, and where it learns them."""
    more = len(newest.corrected) - len(learnt.corrected)
    if more:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{count(more, 'corrected face')} not learnt yet.")
            st.page_link(f"pages/{TRAIN.key}.py", label="Train with them", icon=":material/school:")


def _correct(workspace: Workspace, crop: np.ndarray, row: int, face: str, name: str) -> None:
    kept = bool(st.session_state.get(KEEP))
    if kept:
        what: dict[str, Any] = {"faces": (row,)} if row >= 0 else {"picture": written(crop)}
        kept = decisions.decide(workspace, [{"action": "correction", "verdict": Verdict("name", name), **what}])
    st.session_state[_SAID] = face, name, kept, row >= 0


def _said(workspace: Workspace, face: str) -> None:
    """What was said of this face last, and what became of it."""
    about, name, kept, judges = st.session_state.get(_SAID, ("", "", False, False))
    if about != face:
        return
    said = f"You say **{escape(name)}**."
    if not kept:
        st.markdown(f"{said} Not kept: it goes when you leave.")
        return
    teaches = (
        "This is a test face: your correction is recorded but not used for training."
        if judges
        else "It is used in the next training."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{said} Kept. {teaches}")
        st.button("Undo", key="correct-undo", type="tertiary", on_click=partial(_undo, workspace))


def _undo(workspace: Workspace) -> None:
    if decisions.decide(workspace, [{"action": "undo"}]):
        st.session_state.pop(_SAID, None)
