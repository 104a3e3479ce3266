"""Presentation mode: what the groups are, what people called them, try it."""

import streamlit as st

from ui import frame, presenting

frame.begin()
presenting.stage()
workspace = frame.require_faces().as_shown()
_, learnt = frame.require_recognizer(workspace)

now = presenting.stop()
with st.container(key="present"):
    if now == 1:
        presenting.groups_step(workspace, workspace.groups)
    elif now == 2:
        presenting.names_step(workspace, workspace.groups)
    else:
        presenting.try_step(workspace, learnt)
    presenting.way(workspace, now)
