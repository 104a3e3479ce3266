"""Data: what do I have, and what is wrong with it?"""

import streamlit as st

from fer_core.errors import FerLabError
from fer_core.journey import DATA
from ui import alignment, audit, browse, closer, frame, lesson, opening, parts
from ui.text import escape
from ui.workspace import open_workspace

frame.header(DATA, "What do I have, and what is wrong with it?")
workspace = open_workspace()

if not workspace.study.dataset:
    opening.first_run(workspace)
    st.stop()

try:
    faces = workspace.faces
except FerLabError as error:
    st.error(escape(str(error)), icon=":material/error:")
    opening.choose(workspace, expanded=True)
    st.stop()

lesson.figures(workspace)
browse.browse(workspace, audit.flags(workspace))
lesson.lesson(workspace)
closer.look_closer(workspace)
alignment.eyes_level(workspace)
audit.section(workspace)
parts.import_report(workspace)
opening.choose(workspace, expanded=False)
workspace.made(DATA, faces.fingerprint)
frame.way_on(DATA)
