"""Clusters: which faces look alike?"""

import streamlit as st

from fer_core.journey import CLUSTERS, FEATURES
from ui import charts, controls, frame, groups, waiting

frame.header(CLUSTERS, "Which faces look alike?")
workspace = frame.require_faces()
lab = workspace.lab
if not lab.kept("reduction", lab.reduction_key(lab.choices.features)):
    frame.missing("The computer has not looked at these faces yet.", FEATURES)

picture, side = st.columns([3, 1], gap="large")
with side:
    workspace.choose(clusters=controls.clusters(workspace, len(lab.grouped_rows)))
with picture:
    title = f"Grouping {len(lab.grouped_rows):,} faces"
    clustering = waiting.kept(workspace, "clustering", lab.clustering_key, title, lab.clustering)
    if clustering is None:
        st.stop()
    st.markdown(groups.verdict(clustering))
with side:
    st.metric("Silhouette", f"{clustering.silhouette:.2f}", help="1: far from every other group; 0: between groups.")
    st.caption(f"Noise would give {clustering.noise_silhouette:.2f}")
    st.metric("Groups", len(clustering.sizes))
    st.caption(f"{clustering.sizes.min():,} to {clustering.sizes.max():,} faces each")

with picture:
    groups.face_map(workspace, clustering)
st.subheader("The groups", anchor=False)
groups.cards(workspace, clustering)
left, right = st.columns(2)
left.plotly_chart(
    charts.silhouettes(clustering.silhouettes, clustering.labels, clustering.silhouette, clustering.noise_silhouette),
    key="silhouettes",
)
right.plotly_chart(charts.group_sizes(clustering.sizes, clustering.group_silhouettes), key="sizes")

workspace.made(CLUSTERS)
frame.way_on(CLUSTERS)
