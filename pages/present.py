"""Presentation: the groups, their names, and the recognizer to try."""

import streamlit as st

from ui.present import presentation
from ui.shared import earlier_results
from ui.shell import frame

frame.begin()
presentation.stage()
workspace = earlier_results.shown(frame.require_faces().as_shown(), None)
_, named = frame.require_recognizer(workspace)

now = presentation.stop()
with st.container(key="present"):
    if now == 1:
        presentation.groups_step(workspace, workspace.groups)
    elif now == 2:
        presentation.names_step(workspace, workspace.groups)
    else:
        presentation.try_step(workspace, named)
    presentation.navigation(workspace, now)
