"""Presentation mode: what the groups are, what people called them, try it."""

import streamlit as st

from fer_core.journey import NAME, TRAIN
from ui import frame, presenting

frame.begin()
presenting.stage()
workspace = frame.require_faces()
lab = workspace.lab
if not lab.kept("clustering", lab.clustering_key) or not len(newest := workspace.named_faces):
    frame.missing("There is nothing to present yet: no group has a name.", NAME)
named = lab.learnt_of(newest)
if named is None:
    frame.missing("The recognizer has not learnt the newest names yet.", TRAIN)

now = presenting.stop()
with st.container(key="present"):
    if now == 1:
        presenting.groups_step(workspace, workspace.groups)
    elif now == 2:
        presenting.names_step(workspace, workspace.groups)
    else:
        presenting.try_step(workspace, named)
    presenting.way(workspace, now)
