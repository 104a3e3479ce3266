"""Data: what do I have, and what is wrong with it?"""

import streamlit as st

from fer_core.balance import imbalance_ratio
from fer_core.errors import FerLabError
from fer_core.journey import DATA
from ui import charts, frame, opening, parts
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

counts = faces.counts()
figures = st.columns(4)
figures[0].metric("Faces", f"{len(faces):,}")
if faces.emotions is None:
    figures[1].metric("Labels", "none", help="Faces without labels can be grouped, named and learnt from all the same.")
else:
    totals = counts.sum(axis=0)
    commonest = faces.classes[int(totals.argmax())]
    figures[1].metric("Emotions", len(faces.classes))
    figures[2].metric(
        "Imbalance", f"{imbalance_ratio(totals):.1f} : 1", help="Faces of the commonest emotion for one of the rarest."
    )
    figures[3].metric(f"Always saying “{escape(commonest)}”", f"{totals.max() / totals.sum():.0%} right")

parts.browse(workspace)

if faces.emotions is not None:
    left, right = st.columns([2, 3])
    left.plotly_chart(charts.pie(totals, faces.classes), key="pie", alt="Pie chart of the share of each emotion")
    right.plotly_chart(
        charts.bars(counts, faces.classes, faces.usages), key="bars", alt="Bars: faces by emotion and part"
    )
    parts.counts_table(faces)
else:
    st.bar_chart(dict(zip(faces.usages, counts[:, 0], strict=True)), y_label="faces")

parts.import_report(workspace)
opening.choose(workspace, expanded=False)
workspace.made(DATA, faces.fingerprint)
frame.way_on(DATA)
