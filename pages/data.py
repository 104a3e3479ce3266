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
from ui.shell import frame, other_faces
from ui.shell.text import escape
from ui.shell.workspace import open_workspace

frame.begin()
workspace = open_workspace()
if welcome.is_due(workspace):
    welcome.page(workspace)
    st.stop()
frame.header(DATA, "What do I have, and what is wrong with it?")
other_faces.bring_into_view()

if not workspace.study.dataset:
    opening.choose(workspace, first=True)
    welcome.way_back()
    st.stop()

try:
    faces = workspace.faces
except FerLabError as error:
    st.error(escape(str(error)), icon=":material/error:")
    opening.choose(workspace, first=True)
    st.stop()

earlier_results.note(workspace, DATA)
opening_first = faces.synthetic or other_faces.are_asked_for(workspace)
if opening_first:
    opening.choose(workspace, first=True)
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
if not opening_first:
    opening.choose(workspace, first=False)
workspace.made(DATA, faces.fingerprint)
frame.way_on(DATA)
