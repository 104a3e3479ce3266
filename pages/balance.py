"""Balance: what happens to the rare emotions?"""

import dataclasses

import streamlit as st

from fer_core.study.journey import BALANCE
from ui.balance import balancing
from ui.balance.side_by_side import side_by_side
from ui.shared import controls
from ui.shell import frame
from ui.shell.text import escape

frame.header(BALANCE, "Which faces judge the result, and what happens to the rare emotions?")
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
    balancing.split_table(workspace)

st.subheader("What is grouped", anchor=False)
st.markdown("Groups are made of training faces. Fewer of the common emotions lets rare ones form groups of their own.")
left, right = st.columns([2, 3])
with left:
    grouped = controls.balance(workspace, "grouped", choices.grouped, ("none", "undersample"))
    balancing.grouped_note(workspace, grouped)
with right:
    balancing.grouped_chart(workspace)

st.subheader("What trains the recognizer", anchor=False)
st.markdown(
    "Later, the recognizer learns from the names you give. The same remedies apply there, by **named** emotion."
)
left, right = st.columns([2, 3])
with left:
    trained = controls.balance(workspace, "trained", choices.recognizer.balance)
    balancing.explained(workspace, trained)
with right:
    balancing.trained_chart(workspace)

recognizer = dataclasses.replace(choices.recognizer, balance=trained)
workspace.choose(grouped=grouped, recognizer=recognizer)

st.subheader("Side by side", anchor=False)
st.markdown("Which way is worth it here? The same faces, split, features and model; only the balancing differs.")
side_by_side(workspace)

workspace.made(BALANCE)
frame.way_on(BALANCE)
