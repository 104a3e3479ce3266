"""Presentation: how a recognizer came about, slide by slide, and the recognizer to try."""

import streamlit as st

from ui.present import stage
from ui.present.slides import slides
from ui.shared import earlier_results
from ui.shell import frame

frame.begin()
stage.set_up()
workspace = earlier_results.shown(frame.require_faces().as_shown(), None)
_, named = frame.require_recognizer(workspace)

shown = slides(workspace, named)
now = stage.slide(list(shown))
with st.container(key="present"):
    shown[now][1](workspace, named)
stage.bar({key: title for key, (title, _) in shown.items()}, now, workspace.faces.synthetic)
