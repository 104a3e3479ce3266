"""Balance: what happens to the rare emotions?"""

import dataclasses

import streamlit as st

from fer_core.journey import BALANCE
from ui import controls, frame, parts
from ui.text import escape

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
    parts.split_table(workspace)

st.subheader("What is grouped", anchor=False)
st.markdown("Groups are made of training faces. Fewer of the common emotions lets rare ones form groups of their own.")
left, right = st.columns([2, 3])
with left:
    grouped = controls.balance(workspace, "grouped", choices.grouped, ("none", "undersample"))
    if workspace.faces.emotions is None:
        st.caption("These faces carry no labels, so only “As it is” can be chosen here.")
    elif grouped.strategy != "none":
        st.warning(
            "This reads the data set's own labels before anybody has named a face. It shows what balancing does; "
            "a study without labels cannot do it.",
            icon=":material/label:",
        )
with right:
    parts.grouped_chart(workspace)

st.subheader("What trains the recognizer", anchor=False)
st.markdown(
    "Later, the recognizer learns from the names you give. The same remedies apply there, by **named** emotion."
)
left, right = st.columns([2, 3])
with left:
    trained = controls.balance(workspace, "trained", choices.recognizer.balance)
with right:
    parts.trained_chart(workspace)

recognizer = dataclasses.replace(choices.recognizer, balance=trained)
workspace.choose(grouped=grouped, recognizer=recognizer)
workspace.made(BALANCE)
frame.way_on(BALANCE)
