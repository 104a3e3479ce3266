"""Clusters: which faces are similar?"""

import streamlit as st

from fer_core.charts.groups import group_sizes, silhouette_plot
from fer_core.study.journey import CLUSTERS, FEATURES
from ui.clusters import (
    comparison,
    group_cards,
    group_map,
    groups_to_name,
    label_reference,
    number_of_groups,
    reality,
)
from ui.shared import controls, earlier_results, provenance
from ui.shell import frame, waiting
from ui.shell.charts import show_chart

frame.header(CLUSTERS, "Which faces are similar?")
workspace = frame.require_faces()
lab = workspace.lab
earlier_results.note(workspace, CLUSTERS)
if not lab.space.ready:
    frame.missing("The features of these faces have not been computed yet.", FEATURES)

picture, side = st.columns([3, 1], gap="large")
with side:
    workspace.choose(clusters=controls.clusters(workspace, len(lab.division.grouped_rows)))
with picture:
    title = f"Grouping {len(lab.division.grouped_rows):,} faces"
    clustering = waiting.result(workspace, "clustering", lab.groups.key, title, lab.groups.clustering)
    if clustering is None:
        st.stop()
    reality.summary(workspace, clustering)
    provenance.note(workspace, lab.choices.features)
with side:
    st.metric(
        "Silhouette",
        f"{clustering.silhouette:.2f}",
        help="How well the groups are separated: 1 is far from all other groups, 0 is between groups.",
    )
    st.caption(f"Noise reference: {clustering.noise_silhouette:.2f}")
    st.metric("Groups", len(clustering.sizes))
    st.caption(f"{clustering.sizes.min():,} to {clustering.sizes.max():,} faces in each")
    if clustering.left_out:
        st.metric("Faces in no group", f"{clustering.left_out:,}")

with picture:
    group_map.draw(workspace, clustering)
stability = lab.validation.known_stability()
st.subheader("The groups", anchor=False)
group_cards.cards(workspace, clustering, stability.found_again if stability else None)
left, right = st.columns(2)
show_chart(
    silhouette_plot(clustering.silhouettes, clustering.labels, clustering.silhouette, clustering.noise_silhouette),
    place=left,
    key="silhouettes",
)
show_chart(group_sizes(clustering.sizes, clustering.group_silhouettes), place=right, key="sizes")

st.subheader("How many groups?", anchor=False)
groups_to_name.section(workspace)
st.markdown("##### How distinct are the groups?")
number_of_groups.section(workspace)
st.subheader("Are the groups real?", anchor=False)
reality.section(workspace, stability)
with st.expander(
    "Compare with other groups", icon=":material/compare_arrows:", key="compare", on_change="rerun"
) as part:
    if part.open:
        comparison.section(workspace)
label_reference.section(workspace)

workspace.made(CLUSTERS)
frame.way_on(CLUSTERS)
