"""Parts of pages about faces and counts."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core import datasets
from ui.workspace import Workspace


def counts_table(workspace: Workspace) -> None:
    """Faces per part and emotion, as numbers to copy; without those that are left out."""
    faces = workspace.faces
    with st.expander("The numbers", icon=":material/table:"):
        counts = workspace.counts[:, list(faces.present)]
        table = pd.DataFrame(counts, index=list(faces.usages), columns=list(faces.present_names))
        if workspace.without_label:
            missing = faces.usage[~faces.labelled & ~workspace.lab.left_out]
            without = np.bincount(missing, minlength=len(faces.usages))
            table.insert(len(table.columns), "without a label", without, allow_duplicates=True)
        table.insert(len(table.columns), "sum of all", table.sum(axis=1), allow_duplicates=True)
        st.dataframe(table, width="stretch")


def import_report(workspace: Workspace) -> None:
    """Where the faces came from and what was rejected."""
    manifest = datasets.manifest(workspace.store, workspace.study.dataset)
    rejected = manifest.get("rejected", [])
    title = f"Import report: {len(rejected):,} rejected" if rejected else "Import report: every face was readable"
    with st.expander(title, icon=":material/fact_check:"):
        st.text(f"From {manifest['source']} ({manifest['format']}), {manifest['created'][:16].replace('T', ' ')} UTC")
        st.text(f"Data set {workspace.study.dataset}")
        if rejected:
            st.dataframe(pd.DataFrame(rejected), width="stretch", hide_index=True)
