"""Data: what do I have, and what is wrong with it?"""

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study.journey import DATA
from ui.data import alignment, audit, face_browser, imbalance, look_closer, opening, summary
from ui.shell import frame
from ui.shell.text import escape
from ui.shell.workspace import open_workspace

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

imbalance.figures(workspace)
face_browser.browse(workspace, audit.flags(workspace))
imbalance.lesson(workspace)
look_closer.look_closer(workspace)
alignment.eyes_level(workspace)
audit.section(workspace)
summary.import_report(workspace)
opening.choose(workspace, expanded=False)
workspace.made(DATA, faces.fingerprint)
frame.way_on(DATA)
