"""Try it: can I see it?"""

import streamlit as st

from fer_core.journey import TRY
from ui import correcting, frame, provenance, trying

frame.header(TRY, "What does the recognizer say of a face that it has never seen?")
workspace = frame.require_faces()
newest, learnt = frame.require_recognizer(workspace)

with st.container(key="try-from"):
    picture = trying.picture(workspace)
if picture is None:
    trying.invitation()
else:
    provenance.note(workspace, workspace.lab.choices.features, *workspace.lab.choices.seen_in_training)
    trying.answer(workspace, learnt, picture)
correcting.waiting_to_be_learnt(newest, learnt)
st.page_link("pages/present.py", label="Show this to others: presentation mode", icon=":material/slideshow:")
trying.honest(workspace)
workspace.made(TRY, workspace.lab.training_key(newest))
