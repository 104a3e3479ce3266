"""Features: what does the computer look at?"""

from functools import partial

import streamlit as st

from fer_core.journey import FEATURES
from ui import charts, controls, frame, parts, waiting
from ui import faces as pictures

frame.header(FEATURES, "What does the computer look at when it compares two faces?")
workspace = frame.require_faces()
lab = workspace.lab

picture, side = st.columns([3, 1], gap="large")
with side:
    feature = controls.feature(workspace)
    workspace.choose(features=feature)
    with picture:
        title, work = f"Looking at {len(workspace.faces):,} faces", partial(lab.reduction, feature)
        result = waiting.kept(workspace, "reduction", lab.reduction_key(feature), title, work)
    if result is None:
        st.stop()
    reduction, scores = result
    workspace.choose(reduction=controls.reduction(workspace, scores.shape[1]))

largest, ninety = scores.shape[1], reduction.count_for(0.9)
components = min(workspace.study.choices.reduction.components or largest, largest)
with picture:
    kept = reduction.explained_variance_ratio_[:components].sum()
    st.markdown(
        f"**{feature.title}**: {reduction.n_features_:,} numbers a face, brought down to **{components}** components "
        f"that keep **{kept:.0%}** of what differs between faces."
        + (f" {ninety} would keep 90 %." if ninety and ninety > components else "")
    )
    parts.looked_at(workspace, feature)
    st.plotly_chart(charts.scree(reduction.explained_variance_ratio_, components), key="scree")
    if feature.kind == "pixels":
        eigenfaces = reduction.eigenfaces(min(24, largest))
        pictures.show(pictures.as_image(eigenfaces), 12, "Eigenfaces: the first components as pictures")
    names = feature.names()
    if names:
        with st.expander(f"The {len(names)} measures", icon=":material/straighten:"):
            st.markdown("\n".join(f"- {name}" for name in names))

workspace.made(FEATURES)
frame.way_on(FEATURES)
