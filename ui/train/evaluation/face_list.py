"""A grid of test faces, each with its label, its prediction and the confidence; a click opens one."""

import numpy as np
import streamlit as st

from fer_core.recognizer.training import Training
from ui.components.face_picker import face_picker
from ui.shared import one_face
from ui.shell.workspace import Workspace

PER_PAGE = 24


def faces(workspace: Workspace, training: Training, places: np.ndarray, name: str) -> None:
    """Draw the test faces at ``places`` (int64 [m], indices into the test set), a page at a time."""
    test = workspace.lab.division.split.test
    if not len(places):
        st.caption("No faces here.")
    else:
        key = workspace.widget(f"{name}-page")
        pages = -(-len(places) // PER_PAGE)
        if st.session_state.get(key, 1) > pages:  # there were more faces before
            st.session_state[key] = pages
        page = st.session_state.get(key, 1)
        _draw(workspace, training, places[(page - 1) * PER_PAGE : page * PER_PAGE], name)
        if pages > 1:
            st.number_input(f"Page of {pages:,}", 1, pages, key=key, width=160)
    one_face.in_front(workspace, test[places], {})


def _draw(workspace: Workspace, training: Training, places: np.ndarray, name: str) -> None:
    data, rows = workspace.faces, workspace.lab.division.split.test[places]
    probabilities = training.probabilities[places]
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    words = [
        (data.label_of(int(row)) or "?", data.classes[code], f"{share:.0%}")
        for row, code, share in zip(rows, predicted, confidence, strict=True)
    ]
    labels = [
        f"Face {row}, label {true}, predicted {emotion}, {share}"
        for row, (true, emotion, share) in zip(rows, words, strict=True)
    ]
    captions = [f"{true} → {emotion} {share}" for true, emotion, share in words]
    key = f"{name}-faces-{workspace.study.id}"
    picked = face_picker(data.images[rows], rows.tolist(), labels, captions, size=84, key=key)
    if picked is not None:
        one_face.bring(picked)
