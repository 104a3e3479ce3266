"""Train: how good is a recognizer that is trained on the names?"""

from functools import partial

import streamlit as st

from fer_core.study.journey import NAME, TRAIN
from ui.shared import earlier_results, provenance
from ui.shell import frame, waiting
from ui.train import evaluation, recognizer_choice, runs, search, without_labels
from ui.train.evaluation import lost_points
from ui.train.evaluation.headline import headline

frame.header(TRAIN, "How well does a recognizer trained on your names do on faces that it has never seen?")
workspace = earlier_results.shown(frame.require_faces(), TRAIN)
lab = workspace.lab
nothing = "No group has a name yet, so there is nothing to train on."
frame.require_groups(workspace, nothing, NAME)
if not len(named := workspace.named_faces):
    frame.missing(nothing, NAME)

picture, side = st.columns([3, 1], gap="large")
with side:
    if workspace.is_now:
        trained_on, recognizer = recognizer_choice.trained_on(workspace), recognizer_choice.settings(workspace)
        workspace.choose(trained_on=trained_on, recognizer=recognizer)
    recognizer_choice.notes(lab.training.notes(named))
with picture:
    key = lab.training.key(named)
    training = waiting.result(
        workspace, "training", key, "Training the recognizer", partial(lab.training.result, named)
    )
    if training is None:
        st.stop()
    runs.note_training(workspace, training)
    headline(workspace, training)
    provenance.note(workspace, lab.choices.features, *lab.choices.seen_in_training)
    if training.scores is None:
        without_labels.without_labels(workspace, training)
    else:
        lost_points.picture(workspace, training)

evaluation.parts(workspace, training)
if workspace.is_now:
    search.section(workspace, named)
workspace.made(TRAIN, key)
st.page_link("pages/report.py", label="Download a report, a model card, predictions", icon=":material/download:")
frame.way_on(TRAIN)
