"""Faces of each part and emotion, as numbers to copy."""

import numpy as np
import pandas as pd
import streamlit as st

from ui.shell.workspace import Workspace


def counts_table(workspace: Workspace) -> None:
    """Faces per part and emotion, as numbers to copy; without those that are left out."""
    faces = workspace.faces
    with st.expander("The numbers", icon=":material/table:"):
        counts = workspace.counts[:, list(faces.present)]
        table = pd.DataFrame(counts, index=list(faces.usages), columns=list(faces.present_names))
        if workspace.without_label:
            missing = faces.usage[~faces.labelled & ~workspace.lab.division.left_out]
            without = np.bincount(missing, minlength=len(faces.usages))
            table.insert(len(table.columns), "without a label", without, allow_duplicates=True)
        table.insert(len(table.columns), "sum of all", table.sum(axis=1), allow_duplicates=True)
        st.dataframe(table, width="stretch")
