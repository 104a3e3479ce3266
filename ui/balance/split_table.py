"""The split on the Balance page: how many faces of each emotion train and test, and which emotions have too few."""

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
"""Training faces of an emotion below which the recognizer can hardly learn it."""
LISTED = 6
"""Emotions that a sentence names."""


def table(workspace: Workspace) -> None:
    """How many faces learn, judge and stay aside; per emotion where there are labels."""
    faces, part = workspace.faces, workspace.lab.division.split.part
    names = {TRAIN: "learn from", TEST: "judge", ASIDE: "aside, unseen"}
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
            "Faces without a label are grouped and used for training like all others; they never judge, so those of "
            "the part that judges are set aside."
        )
    _too_few(columns, rows["learn from"], rows["judge"], labelled)


def _too_few(columns: Sequence[str], learn: np.ndarray, judge: np.ndarray, labelled: bool) -> None:
    """Say aloud which classes have nothing to learn from, too little, or too few to judge."""
    none = [name for name, n in zip(columns, learn, strict=True) if n == 0]
    few = [name for name, n in zip(columns, learn, strict=True) if 0 < n < FEW]
    unsure = [name for name, n in zip(columns, judge, strict=True) if 0 < n < FEWEST_TEST_FACES]
    unjudged = [name for name, n in zip(columns, judge, strict=True) if n == 0]
    if none and labelled:
        st.error(
            f"**Nothing to learn from: {_some(none)}.** No training face has this label, and balancing cannot make up "
            "for that. Use fewer faces for testing, or add some. Where another part has such faces, the parts may "
            "spell their emotions differently.",
            icon=":material/error:",
        )
    if few and labelled:
        st.warning(
            f"**Fewer than {FEW} faces to learn from: {_some(few)}.** Repeating them adds little that is new.",
            icon=":material/warning:",
        )
    if unjudged:
        what = "it is" if len(unjudged) == 1 else "they are"
        st.warning(f"No test face is labelled {_some(unjudged)}: nobody will know how well {what} recognized.")
    pairs = [f"“{escape(one)}” and “{escape(other)}”" for one, other in two_spellings(columns)]
    if pairs:
        st.warning(
            f"This looks like one emotion in two spellings, each counted by itself: {', '.join(pairs[:LISTED])}."
        )
    if unsure:
        more = [f"{len(unsure) - LISTED} more"] if len(unsure) > LISTED else []
        st.warning(escape(few_test_faces([*unsure[:LISTED], *more])))


def _some(names: Sequence[str]) -> str:
    return escape(first_of(names, LISTED))
