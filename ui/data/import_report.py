"""The import report: where the faces came from, how they were read, and what was rejected."""

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
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.workspace import Workspace


def section(workspace: Workspace) -> None:
    """Draw the report in an expander."""
    manifest = datasets.manifest(workspace.store, workspace.study.dataset)
    rejected = manifest.get("rejected", [])
    title = f"Import report: {len(rejected):,} rejected" if rejected else "Import report: all faces could be read"
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
    """What is known about the files, lines and rows that the faces came from."""
    if faces.sources is not None:
        first, last = (shown(faces.sources[row]) for row in (0, -1))
        return f"The source of each face is known: the first is “{first}”, the last is “{last}”."
    if faces.synthetic:
        return "The faces were drawn by a program, not read from a file."
    return (
        "The file or line of each face was not recorded when these faces were opened. Open the same faces again to add "
        "it. Your names, groups and studies stay."
    )


def _rejected_csv(rejected: Sequence[Mapping[str, str]]) -> None:
    columns = [field.name for field in fields(Rejection)]

    def made() -> bytes:
        return to_csv(ExportTable(columns, ([one.get(column, "") for column in columns] for one in rejected)))

    download("Save this list (CSV)", made, file_name("rejected.csv"), "text/csv", key="rejected-csv")
