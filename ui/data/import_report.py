"""The import report: where the faces came from, what there is to tell of it, and what was rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

import pandas as pd
import streamlit as st

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Rejection
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.telling import sentences
from fer_core.naming.sheet import ExportTable, to_csv
from fer_core.study import datasets
from ui.shell.workspace import Workspace


def section(workspace: Workspace) -> None:
    """Where the faces came from, what there is to tell of their import, and what was rejected."""
    manifest = datasets.manifest(workspace.store, workspace.study.dataset)
    rejected = manifest.get("rejected", [])
    title = f"Import report: {len(rejected):,} rejected" if rejected else "Import report: every face was readable"
    with st.expander(title, icon=":material/fact_check:"):
        st.text(f"From {manifest['source']} ({manifest['format']}), {manifest['created'][:16].replace('T', ' ')} UTC")
        st.text(f"Data set {workspace.study.dataset}")
        again = datasets.again_in_words(workspace.store, workspace.study.dataset)
        for sentence in [*sentences(manifest.get("notes", {})), _of_sources(workspace.faces), *again]:
            st.text(sentence)
        if rejected:
            st.dataframe(pd.DataFrame(rejected), width="stretch", hide_index=True)
            _rejected_csv(rejected)


def _of_sources(faces: FaceSet) -> str:
    """What is known of the files, lines and rows that faces came from."""
    if faces.sources is not None:
        first, last = (shown(faces.sources[row]) for row in (0, -1))
        return f"It is known where each face came from: the first from “{first}”, the last from “{last}”."
    if faces.synthetic:
        return "The faces were drawn by a program: they came from no file."
    return (
        "Which file or line each face came from was not noted when they were opened. Open the same faces again to add "
        "it; names, groups and studies stay."
    )


def _rejected_csv(rejected: Sequence[Mapping[str, str]]) -> None:
    columns = [field.name for field in fields(Rejection)]

    def made() -> bytes:
        return to_csv(ExportTable(columns, ([one.get(column, "") for column in columns] for one in rejected)))

    st.download_button(
        "Save this list (CSV)", made, "rejected.csv", "text/csv", key="rejected-csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
