"""A grid of test faces, each with its label, its prediction and the confidence; a click opens one, a digit names it."""

import numpy as np
import streamlit as st

from fer_core.recognizer.training import Training
from ui.components.face_picker import face_picker
from ui.shared import naming_again, one_face
from ui.shell.workspace import Workspace

PER_PAGE = 24


def faces(
    workspace: Workspace,
    training: Training,
    places: np.ndarray,
    name: str,
    same: bool = False,
    per_page: int = PER_PAGE,
) -> None:
    """Draw the test faces at ``places`` (int64 [m], indices into the test set), ``per_page`` at a time.

    ``same``: they share label and prediction, which are then not repeated below each face.
    """
    if not len(places):
        st.caption("No faces here.")
        return
    key = workspace.widget(f"{name}-page")
    pages = -(-len(places) // per_page)
    if st.session_state.get(key, 1) > pages:  # there were more faces before
        st.session_state[key] = pages
    page = st.session_state.get(key, 1)
    naming_again.line(workspace)
    draw(workspace, training, places[(page - 1) * per_page : page * per_page], name, places, same)
    if pages > 1:
        st.number_input(f"Page of {pages:,}", 1, pages, key=key, width=160)


def draw(
    workspace: Workspace,
    training: Training,
    places: np.ndarray,
    name: str,
    among: np.ndarray | None = None,
    same: bool = False,
) -> None:
    """Draw the test faces at ``places`` (int64 [m], at least one); a click opens one, with ``among`` to turn to."""
    data, test = workspace.faces, workspace.lab.division.split.test
    rows, probabilities = test[places], training.probabilities[places]
    words = [
        (data.label_of(int(row)), data.classes[code], f"{share:.0%}", naming_again.in_words(workspace, int(row)))
        for row, code, share in zip(rows, probabilities.argmax(axis=1), probabilities.max(axis=1), strict=True)
    ]
    labels = [
        f"Face {row}, " + (f"label {true}, " if true else "") + f"predicted {emotion}, {share}"
        for row, (true, emotion, share, _) in zip(rows, words, strict=True)
    ]
    captions = [
        "\n".join(filter(None, (share if same else _caption(true, emotion, share), said)))
        for true, emotion, share, said in words
    ]
    picked = face_picker(
        data.images[rows], rows.tolist(), labels, captions, size=84, key=f"{name}-faces-{workspace.study.id}",
        names=len(data.classes), on_key=naming_again.keys(workspace),
    )  # fmt: skip
    if picked is not None:
        one_face.bring(picked, test[places if among is None else among])


def _caption(true: str | None, predicted: str, share: str) -> str:
    if true is None:
        return f"{predicted} {share}"
    return f"✓ {true} {share}" if true == predicted else f"{true} → {predicted} {share}"
