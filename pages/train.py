"""Train: how good is a recognizer that is trained on the names?"""

from functools import partial

import streamlit as st

from fer_core.study.journey import NAME, TRAIN
from ui.shared import earlier_results
from ui.shell import frame, waiting
from ui.train import evaluation, recognizer_choice, runs, search

frame.header(TRAIN, "How well does a recognizer trained on your names do on faces that it has never seen?")
workspace = earlier_results.shown(frame.require_faces(), TRAIN)
lab = workspace.lab
nothing = "No group has a name yet, so there is nothing to train on."
frame.require_groups(workspace, nothing, NAME)
if not len(named := workspace.named_faces):
    frame.missing(nothing, NAME)

shown, below = st.container(), st.container()  # settings come first, since the result follows from them
if workspace.is_now:
    with below:
        recognizer_choice.advanced(workspace, named)
with shown:
    key = lab.training.key(named)
    training = waiting.result(
        workspace, "training", key, "Training the recognizer", partial(lab.training.result, named)
    )
    if training is None:
        st.stop()
    runs.note_training(workspace, training)
    evaluation.result(workspace, training)
if workspace.is_now:
    with below:
        search.section(workspace, named)
workspace.made(TRAIN, key)
st.page_link("pages/report.py", label="Download a report, a model card, predictions", icon=":material/download:")
frame.way_on(TRAIN)
