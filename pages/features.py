"""Features: what does the computer compare?"""

from functools import partial

import streamlit as st

from fer_core.study.journey import FEATURES
from ui.features import components, kind, reduction_choice
from ui.shared import earlier_results, provenance
from ui.shell import frame, waiting

frame.header(FEATURES, "What does the computer use to compare two faces?")
workspace = frame.require_faces()
lab = workspace.lab
earlier_results.note(workspace, FEATURES)

picture, side = st.columns([3, 1], gap="large")
with side:
    feature = kind.choose(workspace)
with picture:
    if feature is None:
        st.info(
            "Finish the choice under “Features to group faces by”; then its faces appear here.",
            icon=":material/arrow_forward:",
        )
        st.stop()
    kind.save(workspace, feature)
    title, work = f"Computing features of {len(workspace.faces):,} faces", partial(lab.reduction.of, feature)
    result = waiting.result(workspace, "reduction", lab.reduction.key(feature), title, work)
    if result is None:
        st.stop()
    reduction, _ = result
with side:
    workspace.choose(reduction=reduction_choice.choose(workspace, reduction))
with picture:
    if waiting.result(workspace, *lab.space.result, "Reducing the features", lab.space.points) is None:
        st.stop()
    st.markdown(reduction_choice.reduction_in_words(workspace, feature, reduction))
    provenance.note(workspace, feature)
    kind.some_faces(workspace, feature)
    if lab.space.result[0] == "reduction":
        components.components(workspace, feature, reduction)
    else:
        components.directions(workspace)
    names = feature.names()
    if names:
        with st.expander(f"The {len(names)} measures", icon=":material/straighten:"):
            st.markdown("\n".join(f"- {name}" for name in names))

workspace.made(FEATURES)
frame.way_on(FEATURES)
