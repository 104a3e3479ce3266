"""A table of the faces of each part and emotion."""

import numpy as np
import pandas as pd
import streamlit as st

from ui.shell.workspace import Workspace


def counts_table(workspace: Workspace) -> None:
    """Faces by part and emotion, without excluded faces."""
    faces = workspace.faces
    with st.expander("Show as a table", icon=":material/table:"):
        counts = workspace.counts[:, list(faces.present)]
        table = pd.DataFrame(counts, index=list(faces.usages), columns=list(faces.present_names))
        if workspace.without_label:
            missing = faces.usage[~faces.labelled & ~workspace.lab.division.left_out]
            without = np.bincount(missing, minlength=len(faces.usages))
            table.insert(len(table.columns), "without a label", without, allow_duplicates=True)
        table.insert(len(table.columns), "total", table.sum(axis=1), allow_duplicates=True)
        st.dataframe(table, width="stretch")
