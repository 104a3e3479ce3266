"""Data: what do I have, and what is wrong with it?"""

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study.journey import DATA
from ui.data import (
    alignment,
    audit,
    average_faces,
    face_browser,
    imbalance,
    import_report,
    light,
    opening,
    welcome,
)
from ui.shared import earlier_results
from ui.shell import frame
from ui.shell.text import escape
from ui.shell.workspace import open_workspace

frame.header(DATA, "What do I have, and what is wrong with it?")
workspace = open_workspace()

if not workspace.study.dataset:
    welcome.first_run(workspace)
    st.stop()

try:
    faces = workspace.faces
except FerLabError as error:
    st.error(escape(str(error)), icon=":material/error:")
    opening.choose(workspace, expanded=True)
    st.stop()

earlier_results.note(workspace, DATA)
imbalance.figures(workspace)
face_browser.browse(workspace, audit.flags(workspace))
imbalance.section(workspace)
st.subheader("Look closer", anchor=False)
means, lit = st.tabs(["Average faces", "Light and contrast"])
with means:
    average_faces.section(faces)
with lit:
    light.section(workspace)
alignment.section(workspace)
audit.section(workspace)
import_report.section(workspace)
opening.choose(workspace, expanded=False)
workspace.made(DATA, faces.fingerprint)
frame.way_on(DATA)
