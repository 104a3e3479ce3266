"""Try it: can I see it?"""

import streamlit as st

from fer_core.journey import TRAIN, TRY
from ui import correcting, frame, provenance, trying

frame.header(TRY, "What does the recognizer say of a face that it has never seen?")
workspace = frame.require_faces()
lab = workspace.lab
if not lab.kept("clustering", lab.clustering_key) or not len(newest := workspace.named_faces):
    frame.missing("There is no recognizer yet: no group has a name that it could learn from.", TRAIN)
named = lab.learnt_of(newest)
if named is None:
    frame.missing("The recognizer has not learnt the newest names yet.", TRAIN)

with st.container(key="try-from"):
    picture = trying.picture(workspace)
if picture is None:
    trying.invitation()
else:
    provenance.note(workspace, workspace.lab.choices.features, *workspace.lab.choices.seen_in_training)
    trying.answer(workspace, named, picture)
st.page_link("pages/present.py", label="Show this to others: presentation mode", icon=":material/slideshow:")
correcting.waiting_to_be_learnt(newest, named)
trying.honest(workspace)
workspace.made(TRY, lab.training_key(newest))
