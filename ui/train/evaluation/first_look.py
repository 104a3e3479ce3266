"""The first thing that Train shows: a few test faces with their predictions, before any chart."""

import numpy as np
import streamlit as st

from fer_core.recognizer.cells import in_turn
from fer_core.recognizer.training import Training
from ui.shared import naming_again
from ui.shell.workspace import Workspace
from ui.train.evaluation.face_list import draw

SHOWN = 8
"""Faces on each side."""


def first_look(workspace: Workspace, training: Training) -> None:
    """Some correct and some wrong predictions; without labels, some confident and some doubtful ones."""
    emotions, test = workspace.faces.emotions, workspace.lab.division.split.test
    predicted, confidence = training.probabilities.argmax(axis=1), training.probabilities.max(axis=1)
    if emotions is None or training.scores is None:
        order = np.argsort(-confidence, kind="stable")
        sides = {
            "The most confident predictions of each emotion": in_turn(predicted, SHOWN, order),
            "The least confident predictions": order[::-1][:SHOWN],
        }
        words = "Below each face: prediction, confidence."
    else:
        true, order = emotions[test], np.random.default_rng(0).permutation(len(test))
        correct = true[order] == predicted[order]
        sides = {
            "Some correct predictions": in_turn(true, SHOWN, order[correct]),
            "Some wrong predictions": in_turn(true, SHOWN, order[~correct]),
        }
        words = "Chosen at random, each emotion in turn. Below each: label → prediction (✓ if the same), confidence."
    for column, (title, places) in zip(st.columns(2, gap="large"), sides.items(), strict=True):
        with column:
            st.markdown(f"**{title}**")
            if len(places):
                draw(workspace, training, places, f"first-{title.split()[1]}")
            else:
                st.caption("There are none.")
    more = " Click a face to see it large." + (
        " There you can name it again." if naming_again.possible(workspace) else ""
    )
    st.caption(words + more)
