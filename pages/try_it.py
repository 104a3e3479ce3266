"""Try it: what does the recognizer predict for a new face?"""

import streamlit as st

from fer_core.study.journey import TRY
from ui.shared import answer, earlier_results, face_to_try, provenance
from ui.shell import frame, tour
from ui.try_it import correction, explanation, invitation

frame.header(TRY, "What does the recognizer predict for a face that it has never seen?")
workspace = earlier_results.shown(frame.require_faces(), TRY)
newest, named = frame.require_recognizer(workspace)

with st.container(key="try-from"):
    picture = face_to_try.picture(workspace)
if picture is None:
    invitation.show()
else:
    provenance.note(workspace, workspace.lab.choices.features, *workspace.lab.choices.seen_in_training)
    explanation.section(workspace, named, picture)
    workspace.made(TRY, workspace.lab.training.key(newest))
correction.not_trained_on_yet(newest, named)
st.page_link("pages/present.py", label="Show this to others: presentation mode", icon=":material/slideshow:")
answer.strengths(answer.scores(workspace, named), workspace.faces.classes)
answer.honest(workspace)
tour.follow(workspace, TRY)
