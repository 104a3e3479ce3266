"""The slide that says what the recognizer is best and worst at, with test faces."""

import html
from collections import Counter

import numpy as np
import streamlit as st

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.reliability import extremes
from ui.present import chosen_faces, sheets
from ui.shell.workspace import Workspace


def strengths_slide(workspace: Workspace, named: NamedFaces) -> None:
    """Faces of the emotion that it recognizes best, and of the one that it mistakes most often."""
    lab, classes = workspace.lab, workspace.faces.classes
    training = lab.training.finished(lab.training.key(named))
    assert training is not None and training.scores is not None
    found = extremes(training.scores, classes)
    assert found is not None, "without it, there is no such slide"
    best, worst = found
    predicted, scores = training.probabilities.argmax(axis=1), training.scores
    right = chosen_faces.of_test(workspace, True, best, predicted)
    wrong = chosen_faces.of_test(workspace, False, worst, predicted)
    shown = [
        _card(workspace, right, _found(scores, best, classes)),
        _card(workspace, wrong, _mistaken(scores, worst, classes)),
    ]
    st.html(
        sheets.slide(
            f"It is best at <i>{html.escape(classes[best])}</i>, and worst at <i>{html.escape(classes[worst])}</i>",
            "It sees only what a face shows, not what anybody feels.",
            sheets.cards([card for card in shown if len(card.faces)], rows=1),
        )
    )


def _found(scores: Scores, code: int, classes: tuple[str, ...]) -> str:
    name = html.escape(classes[code])
    return f"Of 100 faces labelled <b>{name}</b>, it recognizes <b>{100 * scores.recall[code]:.0f}</b>."


def _mistaken(scores: Scores, code: int, classes: tuple[str, ...]) -> str:
    counts = Counter({classes[c]: int(n) for c, n in enumerate(scores.confusion[code]) if c != code})
    most = html.escape(counts.most_common(1)[0][0])
    return f"{_found(scores, code, classes)} It takes most others for <b>{most}</b>."


def _card(workspace: Workspace, rows: np.ndarray, caption: str) -> sheets.FaceCard:
    return sheets.FaceCard(workspace.faces.images[rows], caption, f"{len(rows)} test faces")
