"""Balance: what happens to the rare emotions?"""

import dataclasses

import streamlit as st

from fer_core.study.journey import BALANCE
from ui.balance import grouped_faces, side_by_side, split_table, strategy_example, training_faces
from ui.shared import controls
from ui.shell import frame
from ui.shell.text import escape

frame.header(BALANCE, "Which faces test the result, and what happens to the rare emotions?")
workspace = frame.require_faces(split=False)
choices = workspace.study.choices

st.subheader("Split", anchor=False)
left, right = st.columns([2, 3])
with left:
    workspace.choose(split=controls.split(workspace))
    if workspace.split_problem:
        st.error(escape(workspace.split_problem), icon=":material/error:")
        st.stop()
with right:
    split_table.table(workspace)

st.subheader("What is grouped", anchor=False)
st.markdown("Groups are made of training faces. Fewer of the common emotions lets rare ones form groups of their own.")
left, right = st.columns([2, 3])
with left:
    grouped = controls.balance(workspace, "grouped", choices.grouped, ("none", "undersample"))
    grouped_faces.note(workspace, grouped)
with right:
    grouped_faces.chart(workspace)

st.subheader("What trains the recognizer", anchor=False)
st.markdown(
    "Later, the recognizer learns from the names you give. The same remedies apply there, by **named** emotion."
)
left, right = st.columns([2, 3])
with left:
    trained = controls.balance(workspace, "trained", choices.recognizer.balance)
    strategy_example.draw(workspace, trained)
with right:
    training_faces.chart(workspace)

recognizer = dataclasses.replace(choices.recognizer, balance=trained)
workspace.choose(grouped=grouped, recognizer=recognizer)

st.subheader("Side by side", anchor=False)
st.markdown("Which way is worth it here? The same faces, split, features and model; only the balancing differs.")
side_by_side.section(workspace)

workspace.made(BALANCE)
frame.way_on(BALANCE)
