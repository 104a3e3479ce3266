"""The split as a table: faces of each emotion in the training and test set, and warnings about too few."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.audit.words import copies_excluded
from fer_core.faces.split import ASIDE, TEST, TRAIN
from fer_core.recognizer.label_trouble import two_spellings
from fer_core.recognizer.words import FEWEST_TEST_FACES, few_test_faces
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

FEW = FEWEST_TEST_FACES
"""With fewer training faces, the recognizer can hardly predict an emotion."""
LISTED = 6
"""Most emotions that a sentence names."""


def table(workspace: Workspace) -> None:
    """Faces in the training set, in the test set and in neither; per emotion where there are labels."""
    faces, part = workspace.faces, workspace.lab.division.split.part
    names = {TRAIN: "training set", TEST: "test set", ASIDE: "not used"}
    labelled = faces.emotions is not None
    columns, codes = (list(faces.present_names), list(faces.present)) if labelled else (["faces"], [0])
    rows = {title: faces.counts(part == code).sum(axis=0)[codes] for code, title in names.items()}
    table = pd.DataFrame(rows, index=columns).T
    if labelled and not faces.labelled.all():
        without = [int((part[~faces.labelled] == code).sum()) for code in names]
        table.insert(len(table.columns), "without a label", without, allow_duplicates=True)
    if len(table.columns) > 1:
        table.insert(len(table.columns), "total", table.sum(axis=1), allow_duplicates=True)
    st.dataframe(table, width="stretch")
    copies = workspace.lab.division.split.copies_aside
    if copies:
        st.caption(copies_excluded(copies))
    if labelled and not faces.labelled.all():
        st.caption(
            "Faces without a label are grouped and used for training like all others. They cannot be test faces, "
            "so those in the test part are not used."
        )
    _too_few(columns, rows["training set"], rows["test set"], labelled)


def _too_few(columns: Sequence[str], training: np.ndarray, test: np.ndarray, labelled: bool) -> None:
    """Warn of emotions with no training faces, few of them, or few test faces."""
    none = [name for name, n in zip(columns, training, strict=True) if n == 0]
    few = [name for name, n in zip(columns, training, strict=True) if 0 < n < FEW]
    few_tested = [name for name, n in zip(columns, test, strict=True) if 0 < n < FEWEST_TEST_FACES]
    untested = [name for name, n in zip(columns, test, strict=True) if n == 0]
    if none and labelled:
        st.error(
            f"**No training faces: {_some(none)}.** Balancing cannot make up for that. Use fewer test faces, or add "
            "faces with this label. If another part of the data set has such faces, the parts may spell their emotions "
            "differently.",
            icon=":material/error:",
        )
    if few and labelled:
        st.warning(
            f"**Fewer than {FEW} training faces: {_some(few)}.** Repeating them adds little new information.",
            icon=":material/warning:",
        )
    if untested:
        what = "it is" if len(untested) == 1 else "they are"
        st.warning(f"No test faces: {_some(untested)}. How well {what} recognized cannot be measured.")
    pairs = [f"“{escape(one)}” and “{escape(other)}”" for one, other in two_spellings(columns)]
    if pairs:
        st.warning(
            f"This looks like one emotion in two spellings, which are counted separately: {', '.join(pairs[:LISTED])}."
        )
    if few_tested:
        more = [f"{len(few_tested) - LISTED} more"] if len(few_tested) > LISTED else []
        st.warning(escape(few_test_faces([*few_tested[:LISTED], *more])))


def _some(names: Sequence[str]) -> str:
    return escape(first_of(names, LISTED))
