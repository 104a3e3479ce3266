"""Balance: which faces test the result, and what happens to rare emotions?"""

import dataclasses

import streamlit as st

from fer_core.study.journey import BALANCE
from ui.balance import grouped_faces, side_by_side, split_table, strategy_example, training_faces
from ui.shared import controls, earlier_results
from ui.shell import frame
from ui.shell.text import escape

frame.header(BALANCE, "Which faces test the result, and what happens to rare emotions?")
workspace = frame.require_faces(split=False)
choices = workspace.study.choices
earlier_results.note(workspace, BALANCE)

st.subheader("Train/test split", anchor=False)
left, right = st.columns([2, 3])
with left:
    workspace.choose(split=controls.split(workspace))
    if workspace.split_problem:
        st.error(escape(workspace.split_problem), icon=":material/error:")
        st.stop()
with right:
    split_table.table(workspace)

st.subheader("Faces to group", anchor=False)
st.markdown(
    "Groups are made of training faces. With fewer faces of common emotions, rare ones can form their own groups."
)
left, right = st.columns([2, 3])
with left:
    grouped = controls.balance(workspace, "grouped", choices.grouped, ("none", "undersample"))
    grouped_faces.note(workspace, grouped)
with right:
    grouped_faces.chart(workspace)

st.subheader("Faces to train on", anchor=False)
st.markdown(
    "The recognizer is trained on the names that you give later. The same methods balance these **named** emotions."
)
left, right = st.columns([2, 3])
with left:
    trained = controls.balance(workspace, "trained", choices.recognizer.balance)
    strategy_example.draw(workspace, trained)
with right:
    training_faces.chart(workspace)

recognizer = dataclasses.replace(choices.recognizer, balance=trained)
workspace.choose(grouped=grouped, recognizer=recognizer)

st.subheader("Compare methods", anchor=False)
st.markdown("Which method helps here? Faces, split, features and model are the same; only the balancing differs.")
side_by_side.section(workspace)

workspace.made(BALANCE)
frame.way_on(BALANCE)
