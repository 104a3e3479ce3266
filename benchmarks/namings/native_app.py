"""The same grid made of Streamlit elements: an image and a checkbox for each face, a button for each emotion.

What it says is kept as the Name page keeps it, flushed to the same log. All else is left out: no order that
follows the names, no chart, no list, no undo.
"""

import os
import secrets

import streamlit as st

from fer_core.naming.decision import Event
from fer_core.naming.log import DecisionLog
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

FACES = int(os.environ["BENCH_FACES"])
COLUMNS = 20


@st.cache_resource
def opened(study_id: str) -> tuple[Lab, DecisionLog, list[list[int]]]:
    """The study's lab and log, and the shown faces of each group."""
    store = Store()
    found = study.load(store, study_id)
    lab = Lab(store, datasets.load(store, found.dataset), found.choices)
    clustering = lab.groups.clustering()
    shown = [
        lab.division.grouped_rows[clustering.order(g, "random")[:FACES]].tolist() for g in range(len(clustering.sizes))
    ]
    return lab, DecisionLog(study.folder(store, study_id) / "decisions.sqlite"), shown


lab, log, shown = opened(os.environ["BENCH_STUDY"])
client = st.session_state.setdefault("client", secrets.token_hex(12))
group = st.session_state.setdefault("group", 0)


def decide(emotion: str) -> None:
    """Save the verdict and go to the next group."""
    event = Event(client, group + 1, lab.groups.key, "verdict", group, verdict=Verdict("name", emotion))
    log.append([event])
    st.session_state["group"] = group + 1


st.subheader(f"Group {group + 1}")
for column, emotion in zip(st.columns(len(lab.faces.classes)), lab.faces.classes, strict=True):
    column.button(emotion, on_click=decide, args=(emotion,))
columns = st.columns(COLUMNS, gap=None)
for i, face in enumerate(shown[group]):
    with columns[i % COLUMNS]:
        st.image(lab.faces.images[face], width=48)
        st.checkbox(str(face), key=f"face-{face}")
